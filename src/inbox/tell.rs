//! Telling a household something: a push of its own, and its delivery.

use entity::delivery::DeliveryState;
use entity::id::{HouseholdId, PushId};
use entity::push::PushKind;
use uuid::Uuid;

use crate::params;
use crate::store::{At, Fault};

/// Tells `household` something about `subject`.
///
/// Title and body are plain Chinese, fit to be read aloud: at most 60 and 200 characters. They are kept
/// in the open, so they never hold what a resident said or what a case is about.
pub(crate) async fn tell(
    at: &At<'_>,
    household: HouseholdId,
    kind: PushKind,
    subject: Uuid,
    title: &str,
    body: &str,
) -> Result<(), Fault> {
    let push = at.id::<PushId>();
    at.execute(
        "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![push, kind.code(), subject, title, body, at.now],
    )
    .await?;
    at.execute(
        "INSERT INTO delivery (household_id, push_id, state, created_at) \
         VALUES ($1, $2, $3, $4)",
        params![household, push, DeliveryState::Waiting.code(), at.now],
    )
    .await?;
    Ok(())
}
