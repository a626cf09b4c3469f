//! A household answers a job; a later answer replaces the earlier, and all are kept.

use entity::Moment;
use entity::id::{AccountId, HouseholdId, JobAnswerId, PersonId, PostingId};
use entity::job_answer::{JobReason, JobReply};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::error::JobError;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::AnswerJobs;
use crate::http::{Common, FieldError, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// An answer to a job.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct OwnJobAnswer {
    /// The answer.
    pub answer: JobReply,
    /// Why not; with `not_interested`, and only then.
    pub reason: Option<JobReason>,
}

/// The answer that stands now.
#[derive(Clone, Debug, Object, Serialize)]
pub struct JobAnswered {
    /// The posting.
    pub posting_id: PostingId,
    /// The household.
    pub household_id: HouseholdId,
    /// The answer.
    pub answer: JobReply,
    /// Why not.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<JobReason>,
    /// When it was given.
    pub answered_at: Moment,
    /// The member who answered, masked; at the door.
    #[oai(skip_serializing_if_is_none, validator(max_length = 60))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_name: Option<String>,
    /// Who wrote it down at the door.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
}

/// Answers for one's own household.
#[derive(Debug)]
pub(super) struct Answering {
    pub(super) posting: PostingId,
    pub(super) given: OwnJobAnswer,
}

impl Command for Answering {
    type Needs = AnswerJobs;
    type Shows = JobAnswered;
    type Error = JobError;
    const ACTION: &'static str = "job.answer";

    async fn act(self, at: &At<'_>, by: &Grant<AnswerJobs>) -> Result<Deed<JobAnswered>, JobError> {
        let household = by.places().household.ok_or(JobError::Missing)?;
        check_reason(self.given.answer, self.given.reason)?;
        let said = Said {
            posting: self.posting,
            household,
            person: by.caller().person,
            answer: self.given.answer,
            reason: self.given.reason,
            at_door: false,
            account: by.caller().account,
        };
        said.keep(at).await?;
        Ok(said.deed(at.now, None, None))
    }
}

/// A reason belongs to `not_interested` and to nothing else.
pub(super) fn check_reason(answer: JobReply, reason: Option<JobReason>) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    match (answer, reason) {
        (JobReply::NotInterested, None) => {
            invalid.add("/reason", Common::FieldMissing.entry());
        }
        (JobReply::Interested | JobReply::NeedHelp, Some(_)) => invalid.0.push(FieldError {
            pointer: "/reason".to_owned(),
            entry: Common::FieldForm.entry(),
            gaps: vec![("expected", "not_interested → reason".to_owned())],
        }),
        _ => {}
    }
    invalid.check()
}

/// An answer on its way into the database.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) posting: PostingId,
    pub(super) household: HouseholdId,
    pub(super) person: Option<PersonId>,
    pub(super) answer: JobReply,
    pub(super) reason: Option<JobReason>,
    pub(super) at_door: bool,
    pub(super) account: AccountId,
}

impl Said {
    /// Puts the answer on the delivery, if the posting still takes answers, and keeps it as evidence.
    pub(super) async fn keep(&self, at: &At<'_>) -> Result<(), JobError> {
        let reason = self.reason.map(JobReason::code);
        let touched = at
            .execute(
                "UPDATE delivery SET state = 'answered', answer = $3, reason = $4, \
                 answered_at = $5, answered_by = $6, read_at = COALESCE(read_at, $5) \
                 WHERE household_id = $1 AND push_id = $2 AND EXISTS (SELECT 1 \
                 FROM job_posting p WHERE p.id = $2 AND p.state = 'published' \
                 AND p.apply_by >= $7)",
                params![
                    self.household,
                    self.posting,
                    self.answer.code(),
                    reason,
                    at.now,
                    self.account,
                    at.today()
                ],
            )
            .await?;
        if touched == 0 {
            let delivered = store::is_delivered(at, self.posting, self.household).await?;
            return Err(if delivered { JobError::Closed } else { JobError::Missing });
        }
        at.execute(
            "INSERT INTO job_answer (id, posting_id, household_id, person_id, answer, reason, \
             at_door, account_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            params![
                at.id::<JobAnswerId>(),
                self.posting,
                self.household,
                self.person,
                self.answer.code(),
                reason,
                self.at_door,
                self.account,
                at.now
            ],
        )
        .await?;
        Ok(())
    }

    /// What to show and what the audit trail says.
    pub(super) fn deed(
        &self,
        now: Moment,
        answered_name: Option<String>,
        recorded_by: Option<String>,
    ) -> Deed<JobAnswered> {
        let facts = serde_json::json!({ "answer": self.answer, "at_door": self.at_door });
        let subject = Subject::new("job_posting", self.posting).household(self.household);
        let shown = JobAnswered {
            posting_id: self.posting,
            household_id: self.household,
            answer: self.answer,
            reason: self.reason,
            answered_at: now,
            answered_name,
            recorded_by,
        };
        Deed::new(shown, subject.facts(facts))
    }
}
