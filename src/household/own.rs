//! What is stored about one's own household: everything, unmasked, for its members.

use super::HouseholdError;
use super::model::{OwnHousehold, OwnMember};
use super::show::{Whole, member, whole};
use super::store::open;
use crate::auth::Grant;
use crate::auth::permission::SeeOwnHousehold;
use crate::store::{Fault, View};

/// Reads the caller's own household.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<SeeOwnHousehold>,
) -> Result<OwnHousehold, HouseholdError> {
    let own = by.places().household.ok_or(HouseholdError::Missing)?;
    let Whole { line, more, people } = whole(view.sql, own).await?;
    let members: Result<Vec<_>, Fault> = people
        .iter()
        .map(|who| {
            let health = who.health_sealed.as_deref();
            Ok(OwnMember {
                person: member(view.world, who, more.head_id, view.today())?,
                birth_date: who.birth_date.to_string(),
                health: open(view.world, who.id, "health_sealed", health)?,
            })
        })
        .collect();
    Ok(OwnHousehold {
        household: line.own(),
        origin_township: more.origin_township,
        origin_village: more.origin_village,
        helper_name: more.helper_name,
        members: members?,
        created_at: more.created_at,
        updated_at: more.updated_at,
    })
}
