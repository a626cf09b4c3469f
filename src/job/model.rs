//! What the desk sends and sees of a posting.

use entity::Moment;
use entity::id::{NodeId, PostingId};
use entity::job_posting::{self, JobChannel, PayUnit, PostingState};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use time::Date;

use super::terms::Terms;

time::serde::format_description!(pub(super) day, Date, "[year]-[month]-[day]");

const fn youngest() -> i64 {
    super::criteria::AGE_MIN
}

/// What the law lets an employer ask for; sex, ethnicity and residence are not among it.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct JobRequirements {
    /// Skills that are asked for.
    #[oai(default, validator(max_items = 20, max_length = 30))]
    #[serde(default)]
    pub skills: Vec<String>,
    /// Certificates that are asked for.
    #[oai(default, validator(max_items = 20, max_length = 30))]
    #[serde(default)]
    pub certificates: Vec<String>,
    /// The youngest that may work there, in years; the law sets 16.
    #[oai(default = "youngest", validator(minimum(value = "16"), maximum(value = "100")))]
    #[serde(default = "youngest")]
    pub age_min: i64,
}

impl Default for JobRequirements {
    fn default() -> Self {
        Self { skills: vec![], certificates: vec![], age_min: youngest() }
    }
}

/// A new posting.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewPosting {
    /// The node whose office keeps it; in the caller's area.
    pub node_id: NodeId,
    /// The employer (用人单位).
    #[oai(validator(min_length = 1, max_length = 60))]
    pub employer: String,
    /// What the work is, short enough to be read aloud.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub title: String,
    /// Through which of the five channels (五个一批).
    pub channel: JobChannel,
    /// Where the work is.
    #[oai(validator(min_length = 1, max_length = 80))]
    pub workplace: String,
    /// How many people are wanted; the policy sets the most.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub vacancies: i64,
    /// The pay for one unit, in fen.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000000")))]
    pub pay_fen: i64,
    /// What the pay is counted by.
    pub pay_unit: PayUnit,
    /// Working hours.
    #[oai(validator(max_length = 80))]
    pub hours: Option<String>,
    /// Board and lodging.
    #[oai(validator(max_length = 80))]
    pub board_and_lodging: Option<String>,
    /// How one gets there.
    #[oai(validator(max_length = 80))]
    pub transport: Option<String>,
    /// What the employer asks for.
    #[oai(default)]
    #[serde(default)]
    pub requirements: JobRequirements,
    /// The last day to apply, today or later.
    #[serde(with = "day")]
    pub apply_by: Date,
    /// Whom to ask.
    #[oai(validator(min_length = 1, max_length = 80))]
    pub contact: String,
}

impl NewPosting {
    /// Its terms, not yet checked.
    pub(super) fn terms(self) -> Terms {
        Terms {
            employer: self.employer,
            title: self.title,
            channel: self.channel,
            workplace: self.workplace,
            vacancies: self.vacancies,
            pay_fen: self.pay_fen,
            pay_unit: self.pay_unit,
            hours: self.hours,
            board_and_lodging: self.board_and_lodging,
            transport: self.transport,
            requirements: self.requirements,
            apply_by: self.apply_by,
            contact: self.contact,
        }
    }
}

/// A job posting.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Posting {
    /// Names it.
    pub id: PostingId,
    /// The node whose office keeps it.
    pub node_id: NodeId,
    /// How far it came.
    pub state: PostingState,
    /// The employer (用人单位).
    #[oai(validator(max_length = 60))]
    pub employer: String,
    /// What the work is.
    #[oai(validator(max_length = 40))]
    pub title: String,
    /// Through which of the five channels (五个一批).
    pub channel: JobChannel,
    /// Where the work is.
    #[oai(validator(max_length = 80))]
    pub workplace: String,
    /// How many people are wanted.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub vacancies: i64,
    /// The pay for one unit, in fen.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000000")))]
    pub pay_fen: i64,
    /// What the pay is counted by.
    pub pay_unit: PayUnit,
    /// Working hours.
    #[oai(skip_serializing_if_is_none, validator(max_length = 80))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Board and lodging.
    #[oai(skip_serializing_if_is_none, validator(max_length = 80))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub board_and_lodging: Option<String>,
    /// How one gets there.
    #[oai(skip_serializing_if_is_none, validator(max_length = 80))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transport: Option<String>,
    /// What the employer asks for.
    pub requirements: JobRequirements,
    /// The last day to apply.
    #[serde(with = "day")]
    pub apply_by: Date,
    /// Whom to ask.
    #[oai(validator(max_length = 80))]
    pub contact: String,
    /// When it was written.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
    /// When it was first sent to households.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<Moment>,
    /// When it was filled, withdrawn or over.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
    /// Why it was paused or withdrawn.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl From<job_posting::Model> for Posting {
    fn from(row: job_posting::Model) -> Self {
        let terms = Terms::from(&row);
        Self {
            id: row.id,
            node_id: row.node_id,
            state: row.state,
            employer: terms.employer,
            title: terms.title,
            channel: terms.channel,
            workplace: terms.workplace,
            vacancies: terms.vacancies,
            pay_fen: terms.pay_fen,
            pay_unit: terms.pay_unit,
            hours: terms.hours,
            board_and_lodging: terms.board_and_lodging,
            transport: terms.transport,
            requirements: terms.requirements,
            apply_by: terms.apply_by,
            contact: terms.contact,
            created_at: row.created_at,
            updated_at: row.updated_at,
            published_at: row.published_at,
            ended_at: row.ended_at,
            reason: row.reason,
        }
    }
}
