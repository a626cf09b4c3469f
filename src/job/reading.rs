//! A household opens a job.

use entity::id::PostingId;

use super::error::JobError;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::AnswerJobs;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Marks a job as read by one's own household; reading again changes nothing.
#[derive(Debug)]
pub(super) struct Reading(pub(super) PostingId);

impl Command for Reading {
    type Needs = AnswerJobs;
    type Shows = ();
    type Error = JobError;
    const ACTION: &'static str = "job.read";

    async fn act(self, at: &At<'_>, by: &Grant<AnswerJobs>) -> Result<Deed<()>, JobError> {
        let household = by.places().household.ok_or(JobError::Missing)?;
        if !store::is_delivered(at, self.0, household).await? {
            return Err(JobError::Missing);
        }
        at.execute(
            "UPDATE delivery SET state = 'read', read_at = $3 \
             WHERE household_id = $1 AND push_id = $2 AND state = 'waiting'",
            params![household, self.0, at.now],
        )
        .await?;
        Ok(Deed::new((), Subject::new("job_posting", self.0).household(household)))
    }
}
