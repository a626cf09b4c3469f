//! The columns of a roster (花名册), as one table: what each is called, what else people call it, whether
//! it must be filled in, and which values it takes. Reader, template, export and reports all use it.

mod table;

use super::vocabulary::Term;

pub use table::COLUMNS;

/// How many columns a roster has.
pub const COLUMN_COUNT: usize = 24;

/// A column of the roster, in the order of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the table below says what each one is")]
pub enum Column {
    Community,
    Area,
    Building,
    Unit,
    Room,
    HouseholdNo,
    Relation,
    Name,
    IdCard,
    Sex,
    BirthDay,
    Ethnicity,
    Education,
    Literacy,
    Disability,
    Health,
    LabourCapacity,
    Skills,
    Employment,
    Phone,
    OriginTownship,
    OriginVillage,
    Helper,
    Monitoring,
}

/// What the roster says about one of its columns.
#[derive(Clone, Copy, Debug)]
pub struct ColumnInfo {
    /// Which column.
    pub column: Column,
    /// The stable name, for machines.
    pub key: &'static str,
    /// The heading in the template.
    pub heading: &'static str,
    /// Other headings that are understood, without blanks and marks.
    pub aliases: &'static [&'static str],
    /// Width in the template, in characters.
    pub width: f64,
    /// Whether every person needs a value here, and the file this column.
    pub required: bool,
    /// The line under the heading that says how to fill it in.
    pub explanation: &'static str,
    /// The allowed values; empty when any text is.
    pub terms: &'static [Term],
}

impl Column {
    /// The row of the table for this column.
    pub fn info(self) -> &'static ColumnInfo {
        // The match is exhaustive by construction: a test compares the table with the enum.
        COLUMNS.iter().find(|info| info.column == self).unwrap_or(&table::COMMUNITY)
    }

    /// The place of this column in the template, from 0.
    pub fn place(self) -> usize {
        COLUMNS.iter().position(|info| info.column == self).unwrap_or(0)
    }
}

/// How the first explanation begins; the reader knows the line of explanations by it.
pub const EXPLANATION_MARK: &str = "填写说明：";

/// The heading of the column that a report of faults adds; the reader passes over it.
pub const FAULTS_HEADING: &str = "错误说明";

/// The most skills that one person can have.
pub const SKILLS_MAX: usize = 20;

/// The column that a heading names: its heading, an alias or its key. Blanks, line breaks, a mark for
/// "required" and a remark in brackets at the end don't matter; full-width brackets do as well as
/// narrow ones.
pub fn column_named(heading: &str) -> Option<Column> {
    let name = plain_heading(heading);
    let known = |name: &str| {
        COLUMNS.iter().find(|info| info.heading == name || info.aliases.contains(&name))
    };
    let found = known(&name).or_else(|| {
        let (before, remark) = name.rsplit_once('(')?;
        if remark.ends_with(')') { known(before) } else { None }
    })?;
    Some(found.column)
}

/// A heading without what people decorate it with.
pub fn plain_heading(heading: &str) -> String {
    heading
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '*' | '＊' | '：' | ':'))
        .map(|sign| match sign {
            '（' => '(',
            '）' => ')',
            other => other.to_ascii_lowercase(),
        })
        .collect()
}

/// The letters of a sheet's column, from 0: `A`, `B`, … `Z`, `AA`.
pub fn column_letters(place: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = place;
    loop {
        let letter = u8::try_from(rest % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        if rest < 26 {
            break;
        }
        rest = rest / 26 - 1;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_enum_are_in_the_same_order() {
        for (place, info) in COLUMNS.iter().enumerate() {
            assert_eq!(info.column.place(), place);
            assert_eq!(info.column.info().key, info.key);
        }
        assert!(COLUMNS.windows(2).all(|pair| pair[0].column < pair[1].column));
        assert_eq!(COLUMNS.last().unwrap().column, Column::Monitoring);
    }

    #[test]
    fn no_heading_names_two_columns() {
        let mut names: Vec<_> =
            COLUMNS.iter().flat_map(|info| info.aliases.iter().chain([&info.heading])).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(names.iter().all(|name| plain_heading(name) == **name));
    }

    #[test]
    fn decorated_headings_are_understood() {
        for heading in
            ["身份证号", " 身份证 号码*", "身份证号（必填）", "公民身份号码\n(18位)", "ID_CARD"]
        {
            assert_eq!(column_named(heading), Some(Column::IdCard), "{heading}");
        }
        assert_eq!(column_named("迁出乡（镇）"), Some(Column::OriginTownship));
        assert_eq!(column_named("备注"), None);
    }

    #[test]
    fn letters_go_on_after_z() {
        for (place, letters) in
            [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA")]
        {
            assert_eq!(column_letters(place), letters);
        }
    }
}
