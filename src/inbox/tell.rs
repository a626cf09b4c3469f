//! Telling a household something: a push of its own, and its delivery.

use entity::delivery::DeliveryState;
use entity::id::{HouseholdId, PushId};
use entity::push::PushKind;
use uuid::Uuid;

use crate::params;
use crate::store::sql::placeholders;
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

/// Tells each of `to` the same about its own subject, as [`tell`] does.
pub(crate) async fn tell_each(
    at: &At<'_>,
    to: &[(HouseholdId, Uuid)],
    kind: PushKind,
    title: &str,
    body: &str,
) -> Result<(), Fault> {
    for some in to.chunks(100) {
        let (mut pushes, mut deliveries) = (Vec::new(), Vec::new());
        let (mut push_values, mut delivery_values) = (Vec::new(), Vec::new());
        for (household, subject) in some {
            let push = at.id::<PushId>();
            pushes.push(format!("({})", placeholders(push_values.len() + 1, 6)));
            push_values.extend(params![push, kind.code(), *subject, title, body, at.now]);
            deliveries.push(format!("({})", placeholders(delivery_values.len() + 1, 4)));
            let waiting = DeliveryState::Waiting.code();
            delivery_values.extend(params![*household, push, waiting, at.now]);
        }
        let push = "INSERT INTO push (id, kind, subject_id, title, body, created_at) VALUES";
        at.execute(format!("{push} {}", pushes.join(", ")), push_values).await?;
        let delivery = "INSERT INTO delivery (household_id, push_id, state, created_at) VALUES";
        at.execute(format!("{delivery} {}", deliveries.join(", ")), delivery_values).await?;
    }
    Ok(())
}
