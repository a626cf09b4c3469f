//! Takes a posting back for good.

use entity::id::PostingId;
use entity::job_posting;
use poem_openapi::Object;
use serde::Deserialize;

use super::error::JobError;
use super::model::Posting;
use super::state::PostingDeed;
use super::{store, terms};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditJobs;
use crate::http::Invalid;
use crate::store::At;
use crate::store::audit::Subject;

/// Why a posting is taken back.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Withdrawal {
    /// Why; households see it.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// The longest reason, in characters.
const REASON_CHARS: usize = 200;

/// Takes a posting back.
#[derive(Debug)]
pub(super) struct Withdraw {
    pub(super) posting: PostingId,
    pub(super) why: Withdrawal,
}

impl Command for Withdraw {
    type Needs = EditJobs;
    type Shows = Posting;
    type Error = JobError;
    const ACTION: &'static str = "job.withdraw";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Posting>, JobError> {
        let found = by.within::<job_posting::Entity>(at, self.posting).await?;
        let row = found.ok_or(JobError::Missing)?.into_row();
        let mut reason = self.why.reason;
        let mut invalid = Invalid::default();
        terms::line(&mut invalid, "/reason", &mut reason, REASON_CHARS);
        invalid.check()?;
        let row = store::advance(at, &row, PostingDeed::Withdraw, Some(&reason)).await?;
        let subject = Subject::new("job_posting", row.id).node(row.node_id).reason(reason);
        let version = row.version;
        Ok(Deed::new(Posting::from(row), subject).version(version))
    }
}
