//! What can be wrong with a cell of a roster, and what to do about it, in Chinese and English.
//!
//! Sentences are made when somebody reads them; a fault itself stays small, because a wrong file has one in
//! every cell. No sentence repeats a personal value.

use super::columns::{Column, SKILLS_MAX, column_letters};
use super::conflict::Conflict;
use super::heading::Layout;
use super::values::{DayFault, Fault as _, IdCardFault, NameFault, PhoneFault, TextFault};

/// One thing that is wrong in one cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The row in the user's own sheet, from 1.
    pub row: u32,
    /// Which column of the roster.
    pub column: Column,
    /// The place of the column in the user's own sheet, from 0; `None` when the sheet doesn't have it.
    pub place: Option<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// What is wrong with a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A required value isn't there.
    Missing,
    /// A value that the column's list doesn't have.
    NotInList,
    /// A formula's error.
    CellError,
    /// True or false where text belongs.
    TruthValue,
    /// A date where text belongs: the program took `3-2` for 2 March.
    WasADate,
    /// A number with a fraction, or one too long, where text belongs.
    NotWhole,
    /// The ID-card number was stored as a number and has lost its last digits.
    IdCardWasANumber,
    /// Another fault of an ID-card number.
    IdCard(IdCardFault),
    /// A fault of a text.
    Text(TextFault),
    /// A fault of a person's name.
    Name(NameFault),
    /// A fault of a phone number.
    Phone(PhoneFault),
    /// A fault of a date.
    Day(DayFault),
    /// Too many skills.
    TooManySkills,
    /// The sex isn't the one that the ID-card number says.
    SexDiffersFromCard,
    /// The birth date isn't the one that the ID-card number says.
    BirthDayDiffersFromCard,
    /// The same ID-card number stands in an earlier row.
    IdCardRepeated {
        /// That row.
        first_row: u32,
    },
    /// No row of the household is its head.
    HouseholdWithoutHead,
    /// An earlier row of the household is its head already.
    HouseholdWithTwoHeads {
        /// That row.
        first_row: u32,
    },
    /// The household lives elsewhere according to an earlier row.
    HouseholdInTwoDwellings {
        /// That row.
        first_row: u32,
    },
    /// A value of the whole household differs from an earlier row.
    HouseholdValuesDiffer {
        /// That row.
        first_row: u32,
    },
    /// It contradicts the register.
    Conflict(Conflict),
}

impl CellFault {
    /// Whether the row is sound by itself and contradicts the register.
    pub fn is_conflict(&self) -> bool {
        matches!(self.kind, FaultKind::Conflict(_))
    }

    /// The stable name of the column.
    pub fn column_key(&self) -> &'static str {
        self.column.info().key
    }

    /// The letters of the column in the user's own sheet; empty when the sheet doesn't have it.
    pub fn letter(&self) -> String {
        self.place.map_or_else(String::new, column_letters)
    }

    /// The stable name of the fault.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            FaultKind::Missing => "roster.value_missing",
            FaultKind::NotInList => "roster.value_not_in_list",
            FaultKind::CellError => "roster.cell_error",
            FaultKind::TruthValue => "roster.cell_was_a_truth_value",
            FaultKind::WasADate => "roster.cell_was_a_date",
            FaultKind::NotWhole => "roster.cell_was_a_number",
            FaultKind::IdCardWasANumber => "roster.id_card_was_a_number",
            FaultKind::IdCard(fault) => fault.code(),
            FaultKind::Text(fault) => fault.code(),
            FaultKind::Name(fault) => fault.code(),
            FaultKind::Phone(fault) => fault.code(),
            FaultKind::Day(fault) => fault.code(),
            FaultKind::TooManySkills => "roster.too_many_skills",
            FaultKind::SexDiffersFromCard => "roster.sex_differs_from_card",
            FaultKind::BirthDayDiffersFromCard => "roster.birth_day_differs_from_card",
            FaultKind::IdCardRepeated { .. } => "roster.id_card_repeated",
            FaultKind::HouseholdWithoutHead => "roster.household_without_head",
            FaultKind::HouseholdWithTwoHeads { .. } => "roster.household_with_two_heads",
            FaultKind::HouseholdInTwoDwellings { .. } => "roster.household_in_two_dwellings",
            FaultKind::HouseholdValuesDiffer { .. } => "roster.household_values_differ",
            FaultKind::Conflict(conflict) => conflict.code(),
        }
    }

    /// What is wrong and what to do next, in Chinese.
    pub fn message_zh(&self) -> String {
        let heading = self.column.info().heading;
        match &self.kind {
            FaultKind::Missing => format!("缺少{heading}，请填写。"),
            FaultKind::NotInList => format!("{heading}只能填写：{}。", allowed(self.column)),
            FaultKind::CellError => "单元格里是公式错误，请直接填写内容。".to_owned(),
            FaultKind::TruthValue => "单元格里是TRUE或FALSE，请设为文本格式后填写内容。".to_owned(),
            FaultKind::WasADate => {
                format!("Excel把{heading}变成了日期，请把该列设为文本格式后重新填写。")
            }
            FaultKind::NotWhole => {
                format!("Excel把{heading}变成了数字，请把该列设为文本格式后重新填写。")
            }
            FaultKind::IdCardWasANumber => "Excel把身份证号变成了数字，后三位已丢失，无法还原；\
                 请把该列设为文本格式，再从原始资料重新录入。"
                .to_owned(),
            FaultKind::IdCard(fault) => fault.chinese(),
            FaultKind::Text(fault) => fault.chinese(),
            FaultKind::Name(fault) => fault.chinese(),
            FaultKind::Phone(fault) => fault.chinese(),
            FaultKind::Day(fault) => fault.chinese(),
            FaultKind::TooManySkills => format!("技能最多填写{SKILLS_MAX}项，请删减。"),
            FaultKind::SexDiffersFromCard => {
                "性别与身份证号不一致，请核对两者；也可以把性别留空。".to_owned()
            }
            FaultKind::BirthDayDiffersFromCard => {
                "出生日期与身份证号不一致，请核对两者；也可以把出生日期留空。".to_owned()
            }
            FaultKind::IdCardRepeated { first_row } => {
                format!("身份证号与第{first_row}行重复，请删除其中一行或改正号码。")
            }
            FaultKind::HouseholdWithoutHead => {
                "这一户没有户主，请在其中一人的“与户主关系”中选择户主。".to_owned()
            }
            FaultKind::HouseholdWithTwoHeads { first_row } => {
                format!("这一户在第{first_row}行已有户主，请改正关系或户编号。")
            }
            FaultKind::HouseholdInTwoDwellings { first_row } => {
                format!("同一户的{heading}与第{first_row}行不同，请改成一致或改正户编号。")
            }
            FaultKind::HouseholdValuesDiffer { first_row } => {
                format!("同一户的{heading}与第{first_row}行不同，请改成一致。")
            }
            FaultKind::Conflict(conflict) => conflict.message_zh(),
        }
    }

    /// What is wrong and what to do next, in English.
    pub fn message_en(&self) -> String {
        let key = self.column.info().key;
        match &self.kind {
            FaultKind::Missing => format!("The value of {key} is missing; fill it in."),
            FaultKind::NotInList => format!("{key} takes only: {}.", allowed(self.column)),
            FaultKind::CellError => "The cell holds a formula's error; type the value.".to_owned(),
            FaultKind::TruthValue => {
                "The cell holds TRUE or FALSE; set it to text format and type the value.".to_owned()
            }
            FaultKind::WasADate => {
                format!("Excel turned {key} into a date; set the column to text and type it again.")
            }
            FaultKind::NotWhole => format!(
                "Excel turned {key} into a number; set the column to text and type it again."
            ),
            FaultKind::IdCardWasANumber => "Excel turned the ID-card number into a number and lost \
                 its last three digits; set the column to text format and type it again from the source."
                .to_owned(),
            FaultKind::IdCard(fault) => fault.to_string(),
            FaultKind::Text(fault) => fault.to_string(),
            FaultKind::Name(fault) => fault.to_string(),
            FaultKind::Phone(fault) => fault.to_string(),
            FaultKind::Day(fault) => fault.to_string(),
            FaultKind::TooManySkills => format!("List at most {SKILLS_MAX} skills."),
            FaultKind::SexDiffersFromCard => {
                "The sex differs from the ID-card number; check both, or leave the sex empty.".to_owned()
            }
            FaultKind::BirthDayDiffersFromCard => "The birth date differs from the ID-card number; \
                 check both, or leave the birth date empty."
                .to_owned(),
            FaultKind::IdCardRepeated { first_row } => format!(
                "The ID-card number stands in row {first_row} already; delete one row or correct it."
            ),
            FaultKind::HouseholdWithoutHead => {
                "The household has no head; choose one of its people as 户主.".to_owned()
            }
            FaultKind::HouseholdWithTwoHeads { first_row } => format!(
                "Row {first_row} is the head of this household already; correct relation or number."
            ),
            FaultKind::HouseholdInTwoDwellings { first_row } => format!(
                "{key} differs from row {first_row} of the same household; correct it or the number."
            ),
            FaultKind::HouseholdValuesDiffer { first_row } => {
                format!("{key} differs from row {first_row} of the same household; make them equal.")
            }
            FaultKind::Conflict(conflict) => conflict.message_en(),
        }
    }
}

/// The labels that a column takes; a long list is cut, because the drop-down shows it whole.
fn allowed(column: Column) -> String {
    const SHOWN_MAX: usize = 12;
    let terms = column.info().terms;
    let labels: Vec<_> = terms.iter().take(SHOWN_MAX).map(|term| term.label_zh).collect();
    let more = if terms.len() > SHOWN_MAX { "等（见下拉列表）" } else { "" };
    format!("{}{more}", labels.join("、"))
}

/// Something about the sheet that people should know although nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A column that rosters don't have; it isn't imported.
    UnknownColumn {
        /// The column's letters.
        letter: String,
        /// Its heading.
        heading: String,
    },
    /// A column that stands in the sheet twice; the first one counts.
    RepeatedColumn {
        /// The column's letters.
        letter: String,
        /// Its heading.
        heading: String,
    },
}

impl Note {
    /// The notes about a sheet's heading.
    pub fn about(layout: &Layout) -> Vec<Self> {
        let unknown = layout.unknown.iter().map(|(place, heading)| Self::UnknownColumn {
            letter: column_letters(*place),
            heading: heading.clone(),
        });
        let repeated = layout.repeated.iter().map(|(place, heading)| Self::RepeatedColumn {
            letter: column_letters(*place),
            heading: heading.clone(),
        });
        unknown.chain(repeated).collect()
    }

    /// The note in Chinese.
    pub fn message_zh(&self) -> String {
        match self {
            Self::UnknownColumn { letter, heading } => {
                format!("{letter}列“{heading}”不是花名册的列，不会导入。")
            }
            Self::RepeatedColumn { letter, heading } => {
                format!("{letter}列“{heading}”重复，只导入左边的一列。")
            }
        }
    }

    /// The note in English.
    pub fn message_en(&self) -> String {
        match self {
            Self::UnknownColumn { letter, heading } => {
                format!("Column {letter}, {heading}, is no column of a roster and isn't imported.")
            }
            Self::RepeatedColumn { letter, heading } => {
                format!("Column {letter}, {heading}, stands there twice; the left one is imported.")
            }
        }
    }
}
