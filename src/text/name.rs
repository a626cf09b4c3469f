//! Names of persons (姓名), and the pinyin initials that they are found by.
//!
//! Names on Chinese cards are written in Han characters; those of many peoples have parts joined
//! by a dot (阿卜杜·热合曼), which keyboards write in half a dozen ways. Names from abroad are in
//! Latin letters.

use std::fmt;

use pinyin::ToPinyin as _;
use thiserror::Error;

use super::{Fault, TextFault, clean_line, mask};

const LENGTH_MIN: usize = 2;
const LENGTH_MAX: usize = 50;
const DOT: char = '·';

/// Surnames of two characters (复姓) that are in use.
const COMPOUND_SURNAMES: [&str; 29] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙",
    "司徒", "司空", "夏侯", "轩辕", "端木", "独孤", "南宫", "东郭", "百里", "呼延", "澹台", "万俟",
    "闻人", "钟离", "公冶", "赫连", "申屠",
];

/// Compound surnames whose initials aren't those of the usual readings (尉 wei, 万 wan, 澹 dan).
const COMPOUND_INITIALS: [(&str, &str); 3] = [("尉迟", "yc"), ("万俟", "mq"), ("澹台", "tt")];

/// Surnames of one character whose initial isn't that of the usual reading, by their initial.
const SURNAMES_BY_INITIAL: [(char, &str); 10] = [
    ('b', "秘"),
    ('c', "种重"),
    ('g', "句"),
    ('n', "乜佴"),
    ('o', "区"),
    ('p', "繁"),
    ('q', "仇覃"),
    ('s', "单折召"),
    ('x', "解"),
    ('z', "曾查翟祭"),
];

/// Why a name is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameFault {
    /// Not a clean line of text.
    #[error(transparent)]
    Text(#[from] TextFault),
    /// Fewer than two characters.
    #[error("A name has at least 2 characters; write it as on the ID card.")]
    TooShort,
    /// A character that names don't have: a digit, a sign, an emoji.
    #[error(
        "Character {position} doesn't belong in a name; use Han or Latin letters and the dot ·."
    )]
    NotALetter {
        /// Where it stands, from 1, dropped blanks not counted.
        position: usize,
    },
    /// A dot at an end, or two in a row.
    #[error("The dot stands between two parts of a name, never at an end and never doubled.")]
    MisplacedDot,
}

impl Fault for NameFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(fault) => fault.code(),
            Self::TooShort => "name.too_short",
            Self::NotALetter { .. } => "name.not_a_letter",
            Self::MisplacedDot => "name.misplaced_dot",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::Text(fault) => fault.chinese(),
            Self::TooShort => "姓名至少两个字，请按身份证填写。".to_owned(),
            Self::NotALetter { position } => {
                format!("姓名第{position}个字符不是汉字、拉丁字母或间隔号“·”，请修改。")
            }
            Self::MisplacedDot => "间隔号“·”只能在两段名字之间，且不能连写，请修改。".to_owned(),
        }
    }
}

/// A person's name (姓名) in its one normal form. `Debug` shows it masked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Parses a name as typed: 2 to 50 characters. The variants of the dot become `·`; blanks
    /// that only align Han characters (张　明) are dropped, others become one space.
    ///
    /// # Errors
    /// A [`NameFault`] that says what doesn't belong in a name.
    pub fn parse(raw: &str) -> Result<Self, NameFault> {
        let line = clean_line(raw, usize::MAX)?;
        let name = respaced(&line.chars().map(fold_dot).collect::<String>());
        let found = name.chars().count();
        if found > LENGTH_MAX {
            return Err(TextFault::TooLong { found, max: LENGTH_MAX }.into());
        }
        let known = |sign: char| is_han(sign) || is_latin(sign) || sign == DOT || sign == ' ';
        if let Some(place) = name.chars().position(|character| !known(character)) {
            return Err(NameFault::NotALetter { position: place + 1 });
        }
        if name.split(DOT).any(|part| part.trim().is_empty()) {
            return Err(NameFault::MisplacedDot);
        }
        if found < LENGTH_MIN {
            return Err(NameFault::TooShort);
        }
        Ok(Self(name))
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name as others may see it: 张*明.
    pub fn masked(&self) -> String {
        mask::name(&self.0)
    }

    /// The initials that the name is searched by, see [`pinyin_initials`].
    pub fn initials(&self) -> String {
        pinyin_initials(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PersonName({})", self.masked())
    }
}

/// The first letter of the pinyin of each Han character, in lower case: 曾小明 gives `zxm`, 尉迟恭
/// gives `ycg`.
///
/// Surnames are read as surnames when the name has no dot. Latin letters and Han characters
/// without a known reading stay, in lower case; blanks and signs are dropped.
pub fn pinyin_initials(name: &str) -> String {
    let (mut initials, rest) = surname_initials(name).unwrap_or_else(|| (String::new(), name));
    for character in rest.chars() {
        match character.to_pinyin().and_then(|read| read.plain().chars().next()) {
            Some(first) => initials.push(first),
            None if character.is_alphanumeric() => initials.extend(character.to_lowercase()),
            None => {}
        }
    }
    initials
}

/// The initials of a surname that is read in its own way, and the rest of the name. A name with a dot
/// has no surname in front.
fn surname_initials(name: &str) -> Option<(String, &str)> {
    if name.contains(DOT) {
        return None;
    }
    for (surname, initials) in COMPOUND_INITIALS {
        if let Some(given) = name.strip_prefix(surname) {
            return Some((initials.to_owned(), given));
        }
    }
    let mut rest = name.chars();
    let first = rest.next()?;
    let (initial, _) =
        SURNAMES_BY_INITIAL.into_iter().find(|(_, surnames)| surnames.contains(first))?;
    Some((initial.to_string(), rest.as_str()))
}

/// Whether the name starts with a surname of two characters and goes on after it.
pub(super) fn has_compound_surname(name: &str) -> bool {
    !name.contains(DOT)
        && COMPOUND_SURNAMES
            .iter()
            .any(|surname| name.strip_prefix(surname).is_some_and(|given| !given.trim().is_empty()))
}

fn fold_dot(character: char) -> char {
    match character {
        '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{22C5}' | '\u{30FB}' | '\u{FF65}' => DOT,
        _ if character.is_whitespace() => ' ',
        _ => character,
    }
}

fn respaced(line: &str) -> String {
    let mut name = String::with_capacity(line.len());
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let joined = match (name.chars().next_back(), word.chars().next()) {
            (Some(before), Some(after)) if before != DOT && after != DOT => {
                is_han(before) && is_han(after)
            }
            _ => true,
        };
        if !joined {
            name.push(' ');
        }
        name.push_str(word);
    }
    name
}

/// Unified Han characters, extensions A to J, compatibility characters that composition keeps,
/// and 〇.
fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3007}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{FA0E}'..='\u{FA29}'
            | '\u{20000}'..='\u{2EE5D}'
            | '\u{30000}'..='\u{3347F}'
    )
}

fn is_latin(character: char) -> bool {
    character.is_alphabetic() && matches!(character, 'A'..='z' | '\u{C0}'..='\u{24F}')
}

#[cfg(test)]
mod tests;
