//! Photos and voice notes that come with a filing or a step, and become part of the declaration.

use entity::id::{DeclarationId, HouseholdId, MediaId};
use entity::media::MediaOwner;

use super::error::DeclarationError;
use crate::auth::{Grant, Permission};
use crate::http::{Common, Invalid};
use crate::media::attach::{self, Owner};
use crate::store::At;

/// Notes what is wrong with the list itself: too many, or one named twice.
pub(super) fn check(invalid: &mut Invalid, media: &[MediaId], limit: u32) {
    if media.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
        invalid.beyond("/media_ids", Common::FieldTooLong.entry(), limit);
    }
    for (place, id) in media.iter().enumerate() {
        if media.iter().take(place).any(|before| before == id) {
            invalid.add(format!("/media_ids/{place}"), Common::Duplicate.entry());
        }
    }
}

/// Makes them part of the declaration; refuses what is not an unused upload of the caller's own.
pub(super) async fn attach<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    declaration: DeclarationId,
    household: HouseholdId,
    media: &[MediaId],
) -> Result<(), DeclarationError> {
    let owner = Owner { kind: MediaOwner::Declaration, id: declaration.0, household };
    if attach::attach(at, by.caller(), owner, media).await? {
        return Ok(());
    }
    let mut invalid = Invalid::default();
    invalid.add("/media_ids", Common::FieldUnknown.entry());
    Err(invalid.into())
}
