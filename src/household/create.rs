//! Registering a household with its members.

use entity::id::NodeId;
use poem_openapi::Object;
use serde::Deserialize;

use super::draft::{PersonInput, read_members};
use super::insert::{self, NewHousehold};
use super::model::HouseholdDetail;
use super::{HouseholdError, show, store, term};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditHouseholds;
use crate::http::{Common, Invalid};
use crate::roster::model::Monitoring;
use crate::store::audit::Subject;
use crate::store::{At, View};
use crate::text::{clean_line, digits};

/// The longest household number, in characters.
const NUMBER_CHARS_MAX: usize = 40;
/// The longest room, in characters.
const ROOM_CHARS_MAX: usize = 20;
/// The longest name of a place or helper, in characters.
const WORD_CHARS_MAX: usize = 50;

/// A new household.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct HouseholdInput {
    /// The household number, unique within the site.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub number: String,
    /// The unit, or the building where it has no units.
    pub node_id: NodeId,
    /// The room, as on the door.
    #[oai(validator(min_length = 1, max_length = 20))]
    pub room: String,
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
    /// The monitoring category's code, `none` when absent.
    #[oai(validator(max_length = 40))]
    #[serde(default)]
    pub monitoring: Option<String>,
    /// The members, exactly one of them the head.
    #[oai(validator(min_items = 1, max_items = 50))]
    pub members: Vec<PersonInput>,
}

/// Registers a household.
#[derive(Debug)]
pub(super) struct CreateHousehold(pub(super) HouseholdInput);

impl Command for CreateHousehold {
    type Needs = EditHouseholds;
    type Shows = HouseholdDetail;
    type Error = HouseholdError;
    const ACTION: &'static str = "household.create";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditHouseholds>,
    ) -> Result<Deed<HouseholdDetail>, HouseholdError> {
        let input = self.0;
        let mut invalid = Invalid::default();
        let number = number(&mut invalid, "/number", &input.number);
        let room = room(&mut invalid, &input.room);
        let origin_township = word(&mut invalid, "/origin_township", input.origin_township);
        let origin_village = word(&mut invalid, "/origin_village", input.origin_village);
        let helper_name = word(&mut invalid, "/helper_name", input.helper_name);
        let monitoring = input.monitoring.as_deref();
        let monitoring: Option<Monitoring> =
            term::read_some(&mut invalid, "/monitoring".to_owned(), monitoring);
        let members = read_members(&input.members, at.today(), "/members", &mut invalid);
        if !by.covers(at.sql(), input.node_id).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        for draft in &members {
            if let Some(taken) = insert::taken(at, by, draft).await? {
                return Err(taken);
            }
        }
        let new = NewHousehold {
            id: at.id(),
            site: store::dwelling_site(at, input.node_id).await?,
            number: number.unwrap_or_default(),
            node: input.node_id,
            room: room.unwrap_or_default(),
            origin_township,
            origin_village,
            helper_name,
            monitoring: monitoring.map_or("none", Monitoring::code).to_owned(),
        };
        insert::insert_whole(at, &new, &members, Some(by.caller().account)).await?;
        let detail = show::detail(&View::from(at), new.id).await?;
        let subject = Subject::new("household", new.id).household(new.id).node(new.node);
        Ok(Deed::new(detail, subject).version(1))
    }
}

/// A household number: folded to ASCII, without blanks.
pub(super) fn number(invalid: &mut Invalid, pointer: &str, typed: &str) -> Option<String> {
    invalid.typed(pointer, clean_line(&digits::compact(typed), NUMBER_CHARS_MAX))
}

/// A room: folded to ASCII, without blanks.
pub(super) fn room(invalid: &mut Invalid, typed: &str) -> Option<String> {
    invalid.typed("/room", clean_line(&digits::compact(typed), ROOM_CHARS_MAX))
}

/// A name of a place or helper; an empty one counts as none.
pub(super) fn word(invalid: &mut Invalid, pointer: &str, typed: Option<String>) -> Option<String> {
    let typed = typed.filter(|typed| !typed.trim().is_empty())?;
    invalid.typed(pointer, clean_line(&typed, WORD_CHARS_MAX))
}
