//! Making uploads part of what they tell of: only one's own, only once.

use entity::id::{HouseholdId, MediaId};
use entity::media::MediaOwner;
use sea_orm::Value;
use uuid::Uuid;

use crate::auth::Caller;
use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// What a deed takes uploads for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owner {
    /// What kind of thing.
    pub(crate) kind: MediaOwner,
    /// Which one.
    pub(crate) id: Uuid,
    /// The household that it tells of.
    pub(crate) household: HouseholdId,
}

/// Attaches `media` to `owner`; `false` when one of them is not the caller's own unused upload, and then
/// the deed must be refused.
pub(crate) async fn attach(
    at: &At<'_>,
    caller: &Caller,
    owner: Owner,
    media: &[MediaId],
) -> Result<bool, Fault> {
    if media.is_empty() {
        return Ok(true);
    }
    let mut values = params![owner.kind.code(), owner.id, owner.household, caller.account];
    let list = placeholders(values.len() + 1, media.len());
    values.extend(media.iter().map(|id| Value::from(*id)));
    let rows = at
        .execute(
            format!(
                "UPDATE media SET owner_kind = $1, owner_id = $2, household_id = $3 \
                 WHERE account_id = $4 AND owner_id IS NULL AND id IN ({list})"
            ),
            values,
        )
        .await?;
    Ok(usize::try_from(rows) == Ok(media.len()))
}

/// Whether one of these uploads is a voice note.
pub(crate) async fn has_voice_among(at: &At<'_>, media: &[MediaId]) -> Result<bool, Fault> {
    if media.is_empty() {
        return Ok(false);
    }
    let values = media.iter().map(|id| Value::from(*id)).collect();
    let list = placeholders(1, media.len());
    let sql = format!("SELECT 1 FROM media WHERE duration_ms IS NOT NULL AND id IN ({list})");
    at.sql().exists(sql, values).await
}

/// Whether these are all unused uploads of the caller, for a deed that must not write before it is sure.
pub(crate) async fn are_unused(
    at: &At<'_>,
    caller: &Caller,
    media: &[MediaId],
) -> Result<bool, Fault> {
    if media.is_empty() {
        return Ok(true);
    }
    let mut values = params![caller.account];
    let list = placeholders(values.len() + 1, media.len());
    values.extend(media.iter().map(|id| Value::from(*id)));
    let sql = format!(
        "SELECT COUNT(*) FROM media WHERE account_id = $1 AND owner_id IS NULL AND id IN ({list})"
    );
    let unused: Option<i64> = at.sql().value(sql, values).await?;
    Ok(unused.and_then(|unused| usize::try_from(unused).ok()) == Some(media.len()))
}
