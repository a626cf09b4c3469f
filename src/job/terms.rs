//! The terms of a posting as they are stored: checked, cleaned, and compared with other terms.

use entity::job_posting::{self, JobChannel, PayUnit};
use time::Date;

use super::model::JobRequirements;
use crate::config::JobPolicy;
use crate::http::{Common, FieldError, Invalid};
use crate::text::{TextFault, clean_line};

/// The longest employer's name, in characters.
pub(super) const EMPLOYER_CHARS: usize = 60;
/// The longest title, in characters; it is read aloud.
pub(super) const TITLE_CHARS: usize = 40;
/// The longest of the other lines, in characters.
pub(super) const LINE_CHARS: usize = 80;
/// The longest skill or certificate, in characters.
pub(super) const SKILL_CHARS: usize = 30;

/// Everything that a posting says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) employer: String,
    pub(super) title: String,
    pub(super) channel: JobChannel,
    pub(super) workplace: String,
    pub(super) vacancies: i64,
    pub(super) pay_fen: i64,
    pub(super) pay_unit: PayUnit,
    pub(super) hours: Option<String>,
    pub(super) board_and_lodging: Option<String>,
    pub(super) transport: Option<String>,
    pub(super) requirements: JobRequirements,
    pub(super) apply_by: Date,
    pub(super) contact: String,
}

/// Fields that households rely on once they have read them.
const FIXED: [&str; 9] = [
    "employer",
    "title",
    "channel",
    "workplace",
    "vacancies",
    "pay_fen",
    "pay_unit",
    "requirements",
    "apply_by",
];

impl Terms {
    /// Cleans every text and notes every wrong field.
    pub(super) fn check(mut self, policy: &JobPolicy) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        line(&mut invalid, "/employer", &mut self.employer, EMPLOYER_CHARS);
        line(&mut invalid, "/title", &mut self.title, TITLE_CHARS);
        line(&mut invalid, "/workplace", &mut self.workplace, LINE_CHARS);
        line(&mut invalid, "/contact", &mut self.contact, LINE_CHARS);
        let lines = [
            ("/hours", &mut self.hours),
            ("/board_and_lodging", &mut self.board_and_lodging),
            ("/transport", &mut self.transport),
        ];
        for (pointer, text) in lines {
            // An empty text takes the line away.
            *text = text.take().filter(|text| !text.is_empty());
            if let Some(text) = text {
                line(&mut invalid, pointer, text, LINE_CHARS);
            }
        }
        skills(&mut invalid, "/requirements/skills", &mut self.requirements.skills);
        skills(&mut invalid, "/requirements/certificates", &mut self.requirements.certificates);
        let most = i64::from(policy.vacancies_max);
        if self.vacancies > most {
            let gaps = vec![("limit", most.to_string())];
            let entry = Common::FieldTooLarge.entry();
            invalid.0.push(FieldError { pointer: "/vacancies".to_owned(), entry, gaps });
        }
        invalid.check().map(|()| self)
    }

    /// Names of the fields in which `self` and `other` differ.
    pub(super) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("employer", self.employer != other.employer),
            ("title", self.title != other.title),
            ("channel", self.channel != other.channel),
            ("workplace", self.workplace != other.workplace),
            ("vacancies", self.vacancies != other.vacancies),
            ("pay_fen", self.pay_fen != other.pay_fen),
            ("pay_unit", self.pay_unit != other.pay_unit),
            ("hours", self.hours != other.hours),
            ("board_and_lodging", self.board_and_lodging != other.board_and_lodging),
            ("transport", self.transport != other.transport),
            ("requirements", self.requirements != other.requirements),
            ("apply_by", self.apply_by != other.apply_by),
            ("contact", self.contact != other.contact),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
    }
}

/// Those of `fields` that can't change once households have read them.
pub(super) fn fixed(fields: &[&'static str]) -> Vec<&'static str> {
    fields.iter().copied().filter(|field| FIXED.contains(field)).collect()
}

impl From<&job_posting::Model> for Terms {
    fn from(row: &job_posting::Model) -> Self {
        Self {
            employer: row.employer.clone(),
            title: row.title.clone(),
            channel: row.channel,
            workplace: row.workplace.clone(),
            vacancies: row.vacancies,
            pay_fen: row.pay_fen,
            pay_unit: row.pay_unit,
            hours: row.hours.clone(),
            board_and_lodging: row.board_and_lodging.clone(),
            transport: row.transport.clone(),
            requirements: JobRequirements {
                skills: split(row.skills.as_deref()),
                certificates: split(row.certificates.as_deref()),
                age_min: row.age_min,
            },
            apply_by: row.apply_by,
            contact: row.contact.clone(),
        }
    }
}

/// Cleans a line in place, or notes what is wrong with it.
pub(super) fn line(invalid: &mut Invalid, pointer: &str, text: &mut String, chars_max: usize) {
    match clean_line(text, chars_max) {
        Ok(clean) => *text = clean,
        Err(fault) => invalid.0.push(field_error(pointer, &fault)),
    }
}

/// Cleans a list of skills in place.
pub(super) fn skills(invalid: &mut Invalid, pointer: &str, list: &mut [String]) {
    for (place, skill) in list.iter_mut().enumerate() {
        line(invalid, &format!("{pointer}/{place}"), skill, SKILL_CHARS);
    }
}

fn field_error(pointer: &str, fault: &TextFault) -> FieldError {
    let (entry, gaps) = match fault {
        TextFault::Empty => (Common::FieldEmpty, vec![]),
        TextFault::TooLong { max, .. } => (Common::FieldTooLong, vec![("limit", max.to_string())]),
        _ => (Common::FieldCharacters, vec![]),
    };
    FieldError { pointer: pointer.to_owned(), entry: entry.entry(), gaps }
}

/// A list as it is stored: one item on a line, nothing for an empty list.
pub(super) fn join(list: &[String]) -> Option<String> {
    (!list.is_empty()).then(|| list.join("\n"))
}

/// Reads a stored list.
pub(super) fn split(stored: Option<&str>) -> Vec<String> {
    stored.unwrap_or_default().lines().map(str::to_owned).collect()
}
