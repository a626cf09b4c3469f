//! Edits a posting: all of a draft, and of a published one what households don't rely on.

use entity::id::PostingId;
use entity::job_posting::{self, JobChannel, PayUnit, PostingState};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::error::JobError;
use super::model::{JobRequirements, Posting, day};
use super::store;
use super::terms::{self, Terms};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditJobs;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What to change; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PostingEdit {
    /// The employer; only of a draft.
    #[oai(validator(min_length = 1, max_length = 60))]
    pub employer: Option<String>,
    /// What the work is; only of a draft.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub title: Option<String>,
    /// Through which of the five channels; only of a draft.
    pub channel: Option<JobChannel>,
    /// Where the work is; only of a draft.
    #[oai(validator(min_length = 1, max_length = 80))]
    pub workplace: Option<String>,
    /// How many people are wanted; only of a draft.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub vacancies: Option<i64>,
    /// The pay for one unit, in fen; only of a draft.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000000")))]
    pub pay_fen: Option<i64>,
    /// What the pay is counted by; only of a draft.
    pub pay_unit: Option<PayUnit>,
    /// Working hours; an empty text takes them away.
    #[oai(validator(max_length = 80))]
    pub hours: Option<String>,
    /// Board and lodging; an empty text takes it away.
    #[oai(validator(max_length = 80))]
    pub board_and_lodging: Option<String>,
    /// How one gets there; an empty text takes it away.
    #[oai(validator(max_length = 80))]
    pub transport: Option<String>,
    /// What the employer asks for, all of it; only of a draft.
    pub requirements: Option<JobRequirements>,
    /// The last day to apply; only of a draft.
    #[serde(default, with = "day::option")]
    pub apply_by: Option<Date>,
    /// Whom to ask.
    #[oai(validator(min_length = 1, max_length = 80))]
    pub contact: Option<String>,
}

impl PostingEdit {
    fn onto(self, now: &Terms) -> Terms {
        let now = now.clone();
        Terms {
            employer: self.employer.unwrap_or(now.employer),
            title: self.title.unwrap_or(now.title),
            channel: self.channel.unwrap_or(now.channel),
            workplace: self.workplace.unwrap_or(now.workplace),
            vacancies: self.vacancies.unwrap_or(now.vacancies),
            pay_fen: self.pay_fen.unwrap_or(now.pay_fen),
            pay_unit: self.pay_unit.unwrap_or(now.pay_unit),
            hours: self.hours.or(now.hours),
            board_and_lodging: self.board_and_lodging.or(now.board_and_lodging),
            transport: self.transport.or(now.transport),
            requirements: self.requirements.unwrap_or(now.requirements),
            apply_by: self.apply_by.unwrap_or(now.apply_by),
            contact: self.contact.unwrap_or(now.contact),
        }
    }
}

/// Edits the version of a posting that the caller read.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) posting: PostingId,
    pub(super) version: i64,
    pub(super) change: PostingEdit,
}

impl Command for Edit {
    type Needs = EditJobs;
    type Shows = Posting;
    type Error = JobError;
    const ACTION: &'static str = "job.edit";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Posting>, JobError> {
        let found = by.within::<job_posting::Entity>(at, self.posting).await?;
        let row = found.ok_or(JobError::Missing)?.into_row();
        let before = Terms::from(&row);
        let terms = self.change.onto(&before).check(&at.world.config.policy.jobs)?;
        let changed = terms.differences(&before);
        if row.version != self.version {
            return Err(JobError::Stale(changed));
        }
        check_state(row.state, &changed)?;
        if changed.contains(&"apply_by") {
            let mut invalid = Invalid::default();
            store::check_last_day(&mut invalid, &terms, at.today());
            invalid.check()?;
        }
        if !write(at, &row, terms).await? {
            return Err(JobError::Stale(changed));
        }
        let row = store::posting(at.sql(), row.id).await?;
        let subject = Subject::new("job_posting", row.id).node(row.node_id);
        let subject = subject.facts(serde_json::json!({ "fields": changed }));
        let version = row.version;
        Ok(Deed::new(Posting::from(row), subject).version(version))
    }
}

fn check_state(state: PostingState, changed: &[&'static str]) -> Result<(), JobError> {
    match state {
        PostingState::Draft => Ok(()),
        PostingState::Published | PostingState::Paused => {
            let fixed = terms::fixed(changed);
            if fixed.is_empty() {
                return Ok(());
            }
            Err(JobError::TermsFixed { fields: fixed.join(", ") })
        }
        state => Err(JobError::WrongState { state: state.code() }),
    }
}

async fn write(at: &At<'_>, row: &job_posting::Model, terms: Terms) -> Result<bool, JobError> {
    let touched = at
        .execute(
            "UPDATE job_posting SET employer = $3, title = $4, channel = $5, workplace = $6, \
             vacancies = $7, pay_fen = $8, pay_unit = $9, hours = $10, board_and_lodging = $11, \
             transport = $12, skills = $13, certificates = $14, age_min = $15, apply_by = $16, \
             contact = $17, updated_at = $18, version = version + 1 \
             WHERE id = $1 AND version = $2",
            params![
                row.id,
                row.version,
                terms.employer,
                terms.title,
                terms.channel.code(),
                terms.workplace,
                terms.vacancies,
                terms.pay_fen,
                terms.pay_unit.code(),
                terms.hours,
                terms.board_and_lodging,
                terms.transport,
                terms::join(&terms.requirements.skills),
                terms::join(&terms.requirements.certificates),
                terms.requirements.age_min,
                terms.apply_by,
                terms.contact,
                at.now
            ],
        )
        .await?;
    Ok(touched == 1)
}
