//! Who is on duty for a place: the holders of the grid's posts, from the building up to the county, past
//! posts that are vacant.

use entity::appointment::Role;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use sea_orm::FromQueryResult;
use time::Date;

use crate::params;
use crate::store::{Fault, Sql};

/// The posts by which the grid's work goes up.
pub(crate) const LADDER: [(NodeKind, Role); 5] = [
    (NodeKind::Building, Role::BuildingHead),
    (NodeKind::Area, Role::AreaHead),
    (NodeKind::Community, Role::CommunityWorker),
    (NodeKind::Site, Role::StreetOfficer),
    (NodeKind::County, Role::CountyOfficer),
];

/// Who is on duty at a rung of the ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OnDuty {
    /// The rung.
    pub(crate) kind: NodeKind,
    /// The node.
    pub(crate) node: NodeId,
    /// Who holds its post; at least one.
    pub(crate) accounts: Vec<AccountId>,
    /// The rungs below it that were asked for and are vacant.
    pub(crate) skipped: Vec<NodeKind>,
}

#[derive(FromQueryResult)]
struct Holder {
    kind: NodeKind,
    node_id: NodeId,
    role: Role,
    account_id: AccountId,
}

/// Who is on duty for `node` at the rung `from` or, where nobody holds that post today, at the next rung
/// above; none where the whole ladder is vacant.
pub(crate) async fn on_duty(
    sql: Sql<'_>,
    node: NodeId,
    from: NodeKind,
    today: Date,
) -> Result<Option<OnDuty>, Fault> {
    let holders = holders(sql, node, today).await?;
    let mut skipped = Vec::new();
    for (kind, role) in LADDER.into_iter().skip_while(|(kind, _)| *kind != from) {
        let here = holders.iter().filter(|holder| holder.kind == kind && holder.role == role);
        let mut accounts: Vec<_> = here.clone().map(|holder| holder.account_id).collect();
        accounts.dedup();
        match here.clone().next() {
            Some(first) => {
                return Ok(Some(OnDuty { kind, node: first.node_id, accounts, skipped }));
            }
            None => skipped.push(kind),
        }
    }
    Ok(None)
}

/// The highest rung above `node` whose post this account holds today.
pub(crate) async fn rung_of(
    sql: Sql<'_>,
    account: AccountId,
    node: NodeId,
    today: Date,
) -> Result<Option<NodeKind>, Fault> {
    let holders = holders(sql, node, today).await?;
    let own = |(kind, role): &(NodeKind, Role)| {
        let mut posts = holders.iter().filter(|holder| holder.account_id == account);
        posts.any(|post| post.kind == *kind && post.role == *role)
    };
    Ok(LADDER.into_iter().rev().find(own).map(|(kind, _)| kind))
}

/// Who holds a post at `node` or above it today.
async fn holders(sql: Sql<'_>, node: NodeId, today: Date) -> Result<Vec<Holder>, Fault> {
    sql.all(
        "SELECT o.kind, o.id AS node_id, v.role, v.account_id FROM grid_path g \
         JOIN grid_node o ON o.id = g.ancestor_id \
         JOIN appointment v ON v.node_id = o.id AND v.ended_at IS NULL \
           AND v.starts_on <= $2 AND (v.ends_on IS NULL OR v.ends_on >= $2) \
         JOIN account a ON a.id = v.account_id AND a.state = 'active' \
         WHERE g.node_id = $1 ORDER BY g.depth, v.account_id",
        params![node, today],
    )
    .await
}
