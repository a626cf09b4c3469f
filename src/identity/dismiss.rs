//! Ending an appointment (免职) before its last day; the rights end with the next request.

use entity::appointment::Entity;
use entity::id::AppointmentId;

use super::appointment::{self, Appointment};
use super::error::IdentityError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::Appoint;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Ends an appointment.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dismiss(pub(crate) AppointmentId);

impl Command for Dismiss {
    type Needs = Appoint;
    type Shows = Appointment;
    type Error = IdentityError;
    const ACTION: &'static str = "appointment.end";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<Appoint>,
    ) -> Result<Deed<Appointment>, IdentityError> {
        let found = by.within::<Entity>(at, self.0).await?.ok_or(IdentityError::Missing)?;
        if found.account_id == by.caller().account {
            return Err(IdentityError::Oneself);
        }
        appointment::check_rank(at, by, found.role, found.node_id).await?;
        let ended = at
            .execute(
                "UPDATE appointment SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
                params![self.0, at.now],
            )
            .await?;
        if ended == 0 {
            return Err(IdentityError::Ended);
        }
        at.changed_account(found.account_id);
        let subject = Subject::new("appointment", self.0).node(found.node_id).facts(
            serde_json::json!({ "account_id": found.account_id, "role": found.role.code() }),
        );
        Ok(Deed::new(appointment::read(at, self.0).await?, subject))
    }
}
