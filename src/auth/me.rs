//! Who am I: what a client needs to know of the account that it acts for.

use entity::account::AccountKind;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::permission::UseAccount;
use super::{Grant, Role};
use crate::params;
use crate::store::{Fault, View};

/// The account behind a token.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Me {
    /// The account.
    pub account_id: AccountId,
    /// Staff or resident.
    pub kind: AccountKind,
    /// The name that others see.
    #[oai(validator(max_length = 100))]
    pub display_name: String,
    /// The household of a resident.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_id: Option<HouseholdId>,
    /// Whether a new password has to be set before anything else.
    pub password_due: bool,
    /// Roles and where they are held today.
    #[oai(validator(max_items = 100))]
    pub places: Vec<Post>,
    /// The names of all permissions held somewhere today.
    #[oai(validator(max_items = 200))]
    pub permissions: Vec<String>,
}

/// A role at a node.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Post {
    /// As what.
    pub role: Role,
    /// Where.
    pub node_id: NodeId,
    /// The node's level.
    pub node_kind: NodeKind,
    /// The node's name.
    #[oai(validator(max_length = 100))]
    pub node_name: String,
}

#[derive(FromQueryResult)]
struct Named {
    id: NodeId,
    kind: NodeKind,
    name: String,
}

/// Reads who the caller is.
pub async fn read(view: &View<'_>, by: &Grant<UseAccount>) -> Result<Me, Fault> {
    let caller = by.caller();
    let named: Vec<Named> = view
        .sql
        .all(
            "SELECT n.id, n.kind, n.name FROM grid_node n WHERE n.id IN \
             (SELECT node_id FROM appointment WHERE account_id = $1 AND ended_at IS NULL)",
            params![caller.account],
        )
        .await?;
    let today = view.today();
    let held = caller.appointments.iter().filter(|held| held.on(today));
    let places = held.filter_map(|held| {
        let node = named.iter().find(|node| node.id == held.node_id)?;
        Some(Post {
            role: held.role,
            node_id: node.id,
            node_kind: node.kind,
            node_name: node.name.clone(),
        })
    });
    Ok(Me {
        account_id: caller.account,
        kind: caller.kind,
        display_name: caller.display_name.clone(),
        household_id: caller.household,
        password_due: caller.password_due,
        places: places.collect(),
        permissions: caller.permissions(today).into_iter().map(str::to_owned).collect(),
    })
}
