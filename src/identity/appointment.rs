//! An appointment (任职) as clients see it, and how high the caller stands at a node.

use entity::appointment::Role;
use entity::id::{AccountId, AppointmentId, NodeId};
use entity::{Moment, appointment};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::error::IdentityError;
use crate::auth::permission::{Appoint, Permission, rank};
use crate::auth::{Grant, InGrid};
use crate::params;
use crate::store::{At, Fault};

/// An appointment: a role at a node and all below it, from a day until a day.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct Appointment {
    /// Names it.
    pub appointment_id: AppointmentId,
    /// Who is appointed.
    pub account_id: AccountId,
    /// The name that others see of them.
    #[oai(validator(max_length = 50))]
    pub display_name: String,
    /// As what.
    pub role: Role,
    /// Where.
    pub node_id: NodeId,
    /// The node's name.
    #[oai(validator(max_length = 100))]
    pub node_name: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: time::Date,
    /// The last day, if it is set.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::identity::day::option")]
    pub ends_on: Option<time::Date>,
    /// Who appointed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted_by: Option<AccountId>,
    /// When it was written.
    pub created_at: Moment,
    /// When it was ended early.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
}

impl InGrid for appointment::Entity {
    fn node() -> Self::Column {
        appointment::Column::NodeId
    }
    fn household() -> Option<Self::Column> {
        None
    }
    fn key() -> Self::Column {
        appointment::Column::Id
    }
}

/// The columns of [`Appointment`] and where they come from.
pub(crate) const SELECT: &str = "SELECT o.id AS appointment_id, o.account_id, a.display_name, \
     o.role, o.node_id, n.name AS node_name, o.starts_on, o.ends_on, o.granted_by, o.created_at, \
     o.ended_at FROM appointment o JOIN account a ON a.id = o.account_id \
     JOIN grid_node n ON n.id = o.node_id";

/// Reads one appointment inside the write that changed it.
pub(crate) async fn read(at: &At<'_>, id: AppointmentId) -> Result<Appointment, IdentityError> {
    let row = at.sql().one(format!("{SELECT} WHERE o.id = $1"), params![id]).await?;
    row.ok_or(IdentityError::Missing)
}

#[derive(FromQueryResult)]
struct Above {
    ancestor_id: NodeId,
}

/// Refuses `role` at `node` unless the caller appoints there from a role at least as high.
pub(crate) async fn check_rank(
    at: &At<'_>,
    by: &Grant<Appoint>,
    role: Role,
    node: NodeId,
) -> Result<(), IdentityError> {
    let above: Result<Vec<Above>, Fault> =
        at.sql().all("SELECT ancestor_id FROM grid_path WHERE node_id = $1", params![node]).await;
    let above = above?;
    let today = at.today();
    let own = by
        .caller()
        .appointments
        .iter()
        .filter(|held| held.on(today) && Appoint::ROLES.contains(&held.role))
        .filter(|held| above.iter().any(|row| row.ancestor_id == held.node_id))
        .map(|held| rank(held.role))
        .max();
    if own.is_some_and(|own| own >= rank(role)) { Ok(()) } else { Err(IdentityError::AboveOwnRole) }
}
