//! Editing a household: room, helper, origin, monitoring.

use entity::household;
use entity::id::HouseholdId;
use poem_openapi::Object;
use serde::Deserialize;

use super::create::{room, word};
use super::model::HouseholdDetail;
use super::store::Note;
use super::{HouseholdError, show, store, term};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::http::Invalid;
use crate::params;
use crate::roster::model::Monitoring;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// What to change of a household; absent fields stay, an empty text clears what may be empty.
#[derive(Clone, Debug, Default, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct HouseholdChange {
    /// The room, as on the door.
    #[oai(validator(min_length = 1, max_length = 20))]
    #[serde(default)]
    pub room: Option<String>,
    /// The township that it came from.
    #[oai(validator(max_length = 50))]
    #[serde(default)]
    pub origin_township: Option<String>,
    /// The village that it came from.
    #[oai(validator(max_length = 50))]
    #[serde(default)]
    pub origin_village: Option<String>,
    /// The helper's name.
    #[oai(validator(max_length = 50))]
    #[serde(default)]
    pub helper_name: Option<String>,
    /// The monitoring category's code.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub monitoring: Option<String>,
}

/// Edits a household.
#[derive(Debug)]
pub(super) struct EditHousehold {
    pub(super) household: HouseholdId,
    pub(super) version: i64,
    pub(super) change: HouseholdChange,
}

impl Command for EditHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.edit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let before = store::take(at, by, self.household).await?;
        let wanted = wanted(&before, self.change)?;
        let fields = differing(&before, &wanted);
        // Taking the household raised its version by one.
        if before.version - 1 != self.version {
            return Err(HouseholdError::Stale(fields));
        }
        if fields.contains(&"monitoring") && is_monitored(at, before.id).await? {
            return Err(HouseholdError::Monitored);
        }
        at.execute(
            "UPDATE household SET room = $2, origin_township = $3, origin_village = $4, \
             helper_name = $5, monitoring = $6 WHERE id = $1",
            params![
                wanted.id,
                wanted.room,
                wanted.origin_township,
                wanted.origin_village,
                wanted.helper_name,
                wanted.monitoring
            ],
        )
        .await?;
        let note = Note { fields, ..Default::default() };
        store::record(at, before.id, "edited", note, Some(by.caller().account)).await?;
        let subject = Subject::new("household", before.id);
        let subject = subject.household(before.id).node(before.node_id);
        let (detail, version) = show::after(at, &before).await?;
        Ok(Deed::new(detail, subject).version(version))
    }
}

/// Whether the county confirmed the household's category: then only the county changes it.
async fn is_monitored(at: &At<'_>, household: HouseholdId) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM monitoring_record WHERE household_id = $1 AND removed_at IS NULL",
            params![household],
        )
        .await
}

fn wanted(before: &household::Model, change: HouseholdChange) -> Result<household::Model, Invalid> {
    let mut invalid = Invalid::default();
    let mut after = before.clone();
    if let Some(typed) = &change.room {
        after.room = room(&mut invalid, typed).unwrap_or_default();
    }
    let words = [
        ("/origin_township", change.origin_township, &mut after.origin_township),
        ("/origin_village", change.origin_village, &mut after.origin_village),
        ("/helper_name", change.helper_name, &mut after.helper_name),
    ];
    for (pointer, typed, field) in words {
        if typed.is_some() {
            *field = word(&mut invalid, pointer, typed);
        }
    }
    let code = change.monitoring.as_deref();
    let monitoring: Option<Monitoring> =
        term::read_some(&mut invalid, "/monitoring".to_owned(), code);
    if let Some(monitoring) = monitoring {
        monitoring.code().clone_into(&mut after.monitoring);
    }
    invalid.check()?;
    Ok(after)
}

/// The fields in which two states of a household differ.
fn differing(before: &household::Model, after: &household::Model) -> Vec<&'static str> {
    let pairs = [
        ("room", before.room != after.room),
        ("origin_township", before.origin_township != after.origin_township),
        ("origin_village", before.origin_village != after.origin_village),
        ("helper_name", before.helper_name != after.helper_name),
        ("monitoring", before.monitoring != after.monitoring),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
