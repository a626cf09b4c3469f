//! Halts a posting for a while, and takes it up again.

use entity::id::PostingId;
use entity::job_posting;

use super::error::JobError;
use super::model::Posting;
use super::state::PostingDeed;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditJobs;
use crate::store::At;
use crate::store::audit::Subject;

/// Halts a posting: households keep seeing it and can't answer.
#[derive(Debug)]
pub(super) struct Pause(pub(super) PostingId);

impl Command for Pause {
    type Needs = EditJobs;
    type Shows = Posting;
    type Error = JobError;
    const ACTION: &'static str = "job.pause";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Posting>, JobError> {
        let found = by.within::<job_posting::Entity>(at, self.0).await?;
        let row = found.ok_or(JobError::Missing)?.into_row();
        let row = store::advance(at, &row, PostingDeed::Pause, None).await?;
        Ok(shown(row))
    }
}

/// Takes a posting up again.
#[derive(Debug)]
pub(super) struct Resume(pub(super) PostingId);

impl Command for Resume {
    type Needs = EditJobs;
    type Shows = Posting;
    type Error = JobError;
    const ACTION: &'static str = "job.resume";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Posting>, JobError> {
        let found = by.within::<job_posting::Entity>(at, self.0).await?;
        let row = found.ok_or(JobError::Missing)?.into_row();
        let row = store::advance(at, &row, PostingDeed::Resume, None).await?;
        if row.apply_by < at.today() {
            return Err(JobError::Over);
        }
        Ok(shown(row))
    }
}

/// A posting after a deed, with the audit trail's subject.
pub(super) fn shown(row: job_posting::Model) -> Deed<Posting> {
    let (version, subject) = (row.version, Subject::new("job_posting", row.id).node(row.node_id));
    Deed::new(Posting::from(row), subject).version(version)
}
