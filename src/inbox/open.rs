//! Opening a message: it counts as read from the first time on.

use entity::id::PushId;

use super::list;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReadInbox;
use crate::http::{ApiError, Common};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Marks a message as read; what is read or answered stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct Open(pub PushId);

impl Command for Open {
    type Needs = ReadInbox;
    type Shows = ();
    type Error = ApiError;
    const ACTION: &'static str = "inbox.open";

    async fn act(self, at: &At<'_>, by: &Grant<ReadInbox>) -> Result<Deed<()>, ApiError> {
        let household = by.places().household.ok_or(Common::Forbidden)?;
        let rows = at
            .execute(
                "UPDATE delivery SET state = 'read', read_at = $1 \
                 WHERE household_id = $2 AND push_id = $3 AND state = 'waiting'",
                params![at.now, household, self.0],
            )
            .await?;
        if rows == 0 && !list::holds(at.sql(), household, self.0).await? {
            return Err(Common::NotFound.into());
        }
        Ok(Deed::new((), Subject::new("push", self.0).household(household)))
    }
}
