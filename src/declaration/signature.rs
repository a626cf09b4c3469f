//! Who takes a step, as the timeline keeps it: name and role at the time.

use entity::appointment::Role;
use entity::id::{AccountId, NodeId};
use sea_orm::FromQueryResult;

use crate::auth::permission::rank;
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::{At, Fault};

/// Who takes a step.
#[derive(Clone, Debug)]
pub(crate) struct Signature {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) role: Role,
}

impl Signature {
    /// The same without the name: whoever objects to a notice is not named to the household.
    pub(super) fn unnamed(self) -> Self {
        match self.role {
            Role::Resident => Self { name: UNNAMED.to_owned(), ..self },
            _ => self,
        }
    }
}

/// A neighbour who is not named.
pub(super) const UNNAMED: &str = "居民";

#[derive(FromQueryResult)]
struct Above {
    ancestor_id: NodeId,
}

/// The caller's name, and the highest role by which they may act at `node`.
pub(crate) async fn sign<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    node: NodeId,
) -> Result<Signature, Fault> {
    let caller = by.caller();
    let mut role = Role::Resident;
    if !by.places().nodes.is_empty() {
        let above: Vec<Above> = at
            .sql()
            .all("SELECT ancestor_id FROM grid_path WHERE node_id = $1", params![node])
            .await?;
        let today = at.today();
        let held = caller.appointments.iter().filter(|held| held.on(today));
        let here = held.filter(|held| above.iter().any(|up| up.ancestor_id == held.node_id));
        let roles = here.map(|held| held.role).filter(|role| P::ROLES.contains(role));
        role = roles.max_by_key(|role| rank(*role)).unwrap_or(role);
    }
    Ok(Signature { account: caller.account, name: caller.display_name.clone(), role })
}
