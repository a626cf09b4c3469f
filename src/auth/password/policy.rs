//! What a staff password may be (AUTHN-2): long, not common, not made of names.
//!
//! Length counts Unicode code points after NFC. A second profile adds what China's multi-level
//! protection scheme (等保, GB/T 22239) asks for: several classes of characters and a regular change.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::auth::secret::Secret;

const MS_PER_DAY: i64 = 24 * 60 * 60 * 1000;
/// How many characters around a common password don't make it uncommon.
const DECORATION_MAX: usize = 3;
/// A password that repeats a piece of at most so many characters is as easy as the piece.
const PERIOD_MAX: usize = 4;

/// Really common passwords of 8 characters and more, lower case, one a line.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("common.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Which rules besides length and commonness hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordProfile {
    /// Length instead of complexity, no regular change (NIST SP 800-63B).
    Modern,
    /// Three of four classes of characters and a regular change (等保 2.0).
    MultiLevelProtection {
        /// After how many days a password must be changed.
        age_days_max: u16,
    },
}

/// Why a policy can't be what the configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// The least length is out of range.
    #[error("Passwords must be required to have 12 to 64 characters at least, not {0}.")]
    Length(usize),
    /// Passwords would be stale at once.
    #[error("Passwords must be allowed to last one day at least, not 0.")]
    Age,
}

/// Why a password is refused, and what to do. It never quotes the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Too few characters.
    #[error(
        "密码太短，请至少用 {min} 个字符。 The password is too short: use at least {min} characters."
    )]
    TooShort {
        /// How many it takes.
        min: usize,
    },
    /// Too many characters.
    #[error(
        "密码太长，请不超过 {max} 个字符。 The password is too long: use at most {max} characters."
    )]
    TooLong {
        /// How many there may be.
        max: usize,
    },
    /// On the list of common ones, or nearly.
    #[error(
        "这个密码太常见，请换成几个不相干的词。 The password is too common: use several unrelated \
         words."
    )]
    Common,
    /// Made of a name anybody knows.
    #[error(
        "密码里不要有登录名、姓名或小区名。 The password contains the login, your name or the site's \
         name: leave it out."
    )]
    ContainsName,
    /// Too few classes of characters.
    #[error(
        "密码须含大写字母、小写字母、数字、符号中的三种。 Use three of these: capitals, small letters, \
         digits, symbols."
    )]
    TooSimple,
}

/// Names that a password must not contain.
#[derive(Clone, Copy, Debug, Default)]
pub struct PasswordContext<'a> {
    /// What the person signs in with.
    pub login: &'a str,
    /// The person's name.
    pub person: &'a str,
    /// The names of the site: its full name, its short name, its pinyin.
    pub site: &'a [&'a str],
}

/// The rules for new passwords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordPolicy {
    code_points_min: usize,
    profile: PasswordProfile,
}

impl PasswordPolicy {
    /// The least length with a second factor (NIST SP 800-63B asks for 8; AUTHN-2 for 12).
    pub const CODE_POINTS_MIN: usize = 12;
    /// The least length without a second factor (NIST SP 800-63B-4).
    pub const CODE_POINTS_MIN_ALONE: usize = 15;
    /// The greatest length; nothing is ever cut off.
    pub const CODE_POINTS_MAX: usize = 128;

    /// A policy that asks for `code_points_min` (12 to 64) characters at least.
    pub fn new(code_points_min: usize, profile: PasswordProfile) -> Result<Self, PolicyFault> {
        if !(Self::CODE_POINTS_MIN..=64).contains(&code_points_min) {
            return Err(PolicyFault::Length(code_points_min));
        }
        if profile == (PasswordProfile::MultiLevelProtection { age_days_max: 0 }) {
            return Err(PolicyFault::Age);
        }
        Ok(Self { code_points_min, profile })
    }

    /// All that is wrong with a new password; nothing when it may be used.
    pub fn check(
        &self,
        password: &Secret,
        context: &PasswordContext<'_>,
    ) -> Result<(), Vec<PasswordFault>> {
        let composed = password.composed();
        let code_points = composed.chars().count();
        if code_points > Self::CODE_POINTS_MAX {
            return Err(vec![PasswordFault::TooLong { max: Self::CODE_POINTS_MAX }]);
        }
        let mut faults = Vec::new();
        if code_points < self.code_points_min {
            faults.push(PasswordFault::TooShort { min: self.code_points_min });
        }
        let folded = fold(&composed);
        if is_common(&folded) {
            faults.push(PasswordFault::Common);
        }
        if contains_name(&folded, context) {
            faults.push(PasswordFault::ContainsName);
        }
        let complex = matches!(self.profile, PasswordProfile::MultiLevelProtection { .. });
        if complex && classes(&composed) < 3 {
            faults.push(PasswordFault::TooSimple);
        }
        if faults.is_empty() { Ok(()) } else { Err(faults) }
    }

    /// When a password set at `changed_at_ms` must be changed (ms UTC); never under the modern
    /// profile.
    pub fn stale_at_ms(&self, changed_at_ms: i64) -> Option<i64> {
        let PasswordProfile::MultiLevelProtection { age_days_max } = self.profile else {
            return None;
        };
        let age_ms_max = i64::from(age_days_max).saturating_mul(MS_PER_DAY);
        Some(changed_at_ms.saturating_add(age_ms_max))
    }

    /// Whether a password set at `changed_at_ms` must be changed now.
    pub fn is_stale(&self, changed_at_ms: i64, now_ms: i64) -> bool {
        self.stale_at_ms(changed_at_ms).is_some_and(|stale_at_ms| now_ms >= stale_at_ms)
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self { code_points_min: Self::CODE_POINTS_MIN, profile: PasswordProfile::Modern }
    }
}

/// One form for comparing: full-width letters become plain ones, capitals small ones.
fn fold(text: &str) -> Zeroizing<String> {
    Zeroizing::new(text.nfkc().flat_map(char::to_lowercase).collect())
}

fn is_common(folded: &str) -> bool {
    let chars: Zeroizing<Vec<char>> = Zeroizing::new(folded.chars().collect());
    is_listed_with_decoration(folded, chars.len()) || is_repetition(folded, &chars)
}

/// Whether it is on the list, with at most [`DECORATION_MAX`] more characters around it.
fn is_listed_with_decoration(folded: &str, code_points: usize) -> bool {
    (0..=DECORATION_MAX).any(|before| {
        (0..=DECORATION_MAX.saturating_sub(before)).any(|after| {
            let end = code_points.saturating_sub(after);
            slice(folded, before, end).is_some_and(|core| COMMON.contains(core))
        })
    })
}

/// Whether it is a short piece again and again, or a common password several times over.
fn is_repetition(folded: &str, chars: &[char]) -> bool {
    let half = chars.len() / 2;
    (1..=half).any(|period| {
        let repeats = chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b);
        let listed = || slice(folded, 0, period).is_some_and(|piece| COMMON.contains(piece));
        repeats && (period <= PERIOD_MAX || listed())
    })
}

/// The characters from `from` up to `to`, counted in code points.
fn slice(text: &str, from: usize, to: usize) -> Option<&str> {
    let offset = |count: usize| {
        let starts = text.char_indices().map(|(at, _)| at);
        starts.chain([text.len()]).nth(count)
    };
    text.get(offset(from)?..offset(to)?)
}

fn contains_name(folded: &str, context: &PasswordContext<'_>) -> bool {
    let names = [context.login, context.person].into_iter().chain(context.site.iter().copied());
    names.map(fold).any(|name| is_telling(&name) && folded.contains(name.as_str()))
}

/// Whether a name is long enough to be recognised: two Chinese characters, or three letters.
fn is_telling(name: &str) -> bool {
    let count = name.chars().count();
    count >= 3 || (count == 2 && !name.is_ascii())
}

/// How many of the four classes occur: capitals, small letters, digits, anything else.
fn classes(text: &str) -> usize {
    let classes: [fn(char) -> bool; 4] = [
        |letter| letter.is_ascii_uppercase(),
        |letter| letter.is_ascii_lowercase(),
        |letter| letter.is_ascii_digit(),
        |letter| !letter.is_ascii_alphanumeric(),
    ];
    classes.iter().filter(|class| text.chars().any(**class)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PROTECTED: PasswordProfile = PasswordProfile::MultiLevelProtection { age_days_max: 90 };
    const CONTEXT: PasswordContext<'static> =
        PasswordContext {
            login: "LiMing88", person: "李明", site: &["向阳家园", "Xiangyang"]
        };

    fn faults(policy: &PasswordPolicy, password: &str) -> Vec<PasswordFault> {
        policy.check(&password.into(), &CONTEXT).err().unwrap_or_default()
    }

    fn modern(password: &str) -> Vec<PasswordFault> {
        faults(&PasswordPolicy::default(), password)
    }

    #[test]
    fn several_unrelated_words_will_do() {
        for good in ["紫陶灯笼七点钟游过蓝色的桥", "kettle orbit mango", "骑车2去看lanterns呀呀呀"]
        {
            assert_eq!(modern(good), [], "{good}");
        }
    }

    #[test]
    fn length_counts_characters_after_composition() {
        let short = PasswordFault::TooShort { min: 12 };
        assert_eq!(modern("kettleorbit"), [short]);
        assert_eq!(modern("kettleorbitx"), []);
        assert_eq!(modern("紫陶灯笼七点钟游过蓝"), [short]);
        assert_eq!(modern("kettleorbie\u{301}"), [short], "a letter and its accent are one");
        assert_eq!(modern("水壶轨道".repeat(32).as_str()), [PasswordFault::Common]);
        let long: String = ('\u{4e00}'..).take(129).collect();
        assert_eq!(modern(&long), [PasswordFault::TooLong { max: 128 }]);
        assert_eq!(modern(&long.chars().skip(1).collect::<String>()), []);
        let alone = PasswordPolicy::CODE_POINTS_MIN_ALONE;
        let alone = PasswordPolicy::new(alone, PasswordProfile::Modern).unwrap();
        assert_eq!(faults(&alone, "kettleorbitxy"), [PasswordFault::TooShort { min: 15 }]);
    }

    #[test]
    fn common_passwords_are_refused_however_dressed() {
        for bad in [
            "woaini1314520",
            "WoAiNi1314520!!",
            "1qaz2wsx3edc",
            "１ｑａｚ２ｗｓｘ３ｅｄｃ",
            "#1qaz2wsx3edc.",
            "a123456789a123456789",
            "aaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "12341234123412341",
            "password1234",
            "Password12345",
        ] {
            assert_eq!(modern(bad), [PasswordFault::Common], "{bad}");
        }
    }

    #[test]
    fn names_that_anybody_knows_are_refused_in_any_case() {
        for bad in [
            "kettle LIMING88 orbit",
            "水壶轨道李明的芒果很好吃呀",
            "xIANGYANG kettle",
            "ＬｉＭｉｎｇ８８ kettle",
        ] {
            assert_eq!(modern(bad), [PasswordFault::ContainsName], "{bad}");
        }
        let short = PasswordContext { login: "li", person: "李", site: &[""] };
        let policy = PasswordPolicy::default();
        assert_eq!(policy.check(&"lively 李 kettle".into(), &short), Ok(()));
    }

    #[test]
    fn the_protection_scheme_asks_for_three_classes_and_a_regular_change() {
        let policy = PasswordPolicy::new(12, PROTECTED).unwrap();
        assert_eq!(faults(&policy, "kettleorbitmango"), [PasswordFault::TooSimple]);
        assert_eq!(faults(&policy, "kettle orbit mango"), [PasswordFault::TooSimple]);
        assert_eq!(faults(&policy, "Kettle orbit mango"), []);
        assert_eq!(faults(&policy, "水壶轨道芒果7个ab呀呀"), []);
        let day_90_ms = 90 * MS_PER_DAY;
        assert_eq!(policy.stale_at_ms(5), Some(day_90_ms + 5));
        assert!(!policy.is_stale(0, day_90_ms - 1));
        assert!(policy.is_stale(0, day_90_ms));
        assert!(!PasswordPolicy::default().is_stale(0, i64::MAX));
    }

    #[test]
    fn every_fault_is_told_at_once_and_none_quotes_the_password() {
        let policy = PasswordPolicy::new(15, PROTECTED).unwrap();
        let all = faults(&policy, "liming88");
        let expected = [
            PasswordFault::TooShort { min: 15 },
            PasswordFault::ContainsName,
            PasswordFault::TooSimple,
        ];
        assert_eq!(all, expected);
        assert!(all.iter().all(|fault| !fault.to_string().contains("liming88")));
    }

    #[test]
    fn a_policy_is_never_weaker_than_the_least() {
        for min in [0, 8, 11, 65] {
            let fault = PasswordPolicy::new(min, PasswordProfile::Modern).unwrap_err();
            assert_eq!(fault, PolicyFault::Length(min));
        }
        let daily = PasswordProfile::MultiLevelProtection { age_days_max: 0 };
        assert_eq!(PasswordPolicy::new(12, daily), Err(PolicyFault::Age));
    }

    #[test]
    fn the_list_is_long_folded_and_free_of_doubles() {
        let lines: Vec<_> =
            include_str!("common.txt").lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 300, "{}", lines.len());
        assert_eq!(lines.len(), COMMON.len(), "a line is there twice");
        for line in lines {
            assert!(line.chars().count() >= 8, "{line} is too short to matter");
            assert_eq!(fold(line).as_str(), line, "{line} would never match");
            assert_eq!(line.trim(), line);
        }
    }

    proptest! {
        #[test]
        fn no_text_upsets_the_policy(password in ".{0,200}", login in ".{0,9}") {
            let context = PasswordContext { login: &login, person: &login, site: &[] };
            let policy = PasswordPolicy::default();
            let verdict = policy.check(&password.as_str().into(), &context);
            let length = Secret::from(password).composed().chars().count();
            prop_assert!(verdict.is_err() || (12..=128).contains(&length));
        }
    }
}
