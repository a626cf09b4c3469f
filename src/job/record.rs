//! Somebody of the office writes down at the door what a household answers (上门送岗).

use entity::household;
use entity::id::{HouseholdId, PersonId, PostingId};
use entity::job_answer::{JobReason, JobReply};
use poem_openapi::Object;
use serde::Deserialize;

use super::answer::{JobAnswered, Said, check_reason};
use super::error::JobError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordJobAnswers;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::text::mask;

/// An answer that was given at the door.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DoorJobAnswer {
    /// The member of the household who answered.
    pub person_id: PersonId,
    /// The answer.
    pub answer: JobReply,
    /// Why not; with `not_interested`, and only then.
    pub reason: Option<JobReason>,
}

/// Writes down an answer; both names are kept.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) posting: PostingId,
    pub(super) household: HouseholdId,
    pub(super) given: DoorJobAnswer,
}

impl Command for Record {
    type Needs = RecordJobAnswers;
    type Shows = JobAnswered;
    type Error = JobError;
    const ACTION: &'static str = "job.record_answer";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<RecordJobAnswers>,
    ) -> Result<Deed<JobAnswered>, JobError> {
        let found = by.within::<household::Entity>(at, self.household).await?;
        let household = found.ok_or(JobError::Missing)?.into_row();
        let name: Option<String> = at
            .sql()
            .value(
                "SELECT name FROM person \
                 WHERE id = $1 AND household_id = $2 AND state = 'present'",
                params![self.given.person_id, household.id],
            )
            .await?;
        let mut invalid = Invalid::default();
        if name.is_none() {
            invalid.add("/person_id", Common::FieldUnknown.entry());
        }
        if let Err(wrong) = check_reason(self.given.answer, self.given.reason) {
            invalid.0.extend(wrong.0);
        }
        let said = Said {
            posting: self.posting,
            household: household.id,
            person: Some(self.given.person_id),
            answer: self.given.answer,
            reason: self.given.reason,
            at_door: true,
            account: by.caller().account,
        };
        invalid.check()?;
        said.keep(at).await?;
        let recorder = by.caller().display_name.clone();
        Ok(said.deed(at.now, name.map(|name| mask::name(&name)), Some(recorder)))
    }
}
