//! The moves of a node: what a path of former years refers to.

use entity::Moment;
use entity::id::{AccountId, NodeId};
use sea_orm::FromQueryResult;

use super::model::{NodeMove, NodeMoves};
use super::{GridError, sight};
use crate::auth::Grant;
use crate::auth::permission::ReadGrid;
use crate::params;
use crate::store::View;

#[derive(FromQueryResult)]
struct Row {
    from_parent_id: NodeId,
    from_name: String,
    to_parent_id: NodeId,
    to_name: String,
    from_path: String,
    to_path: String,
    reason: String,
    actor_id: Option<AccountId>,
    at: Moment,
}

/// Reads the last moves of a node that the caller sees.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadGrid>,
    node: NodeId,
) -> Result<NodeMoves, GridError> {
    if !sight::sees(view.sql, by, node).await? {
        return Err(GridError::Missing);
    }
    let rows: Vec<Row> = view
        .sql
        .all(
            "SELECT m.from_parent_id, f.name AS from_name, m.to_parent_id, t.name AS to_name, \
             m.from_path, m.to_path, m.reason, m.actor_id, m.at FROM grid_move m \
             JOIN grid_node f ON f.id = m.from_parent_id \
             JOIN grid_node t ON t.id = m.to_parent_id \
             WHERE m.node_id = $1 ORDER BY m.id DESC LIMIT 100",
            params![node],
        )
        .await?;
    let items = rows.into_iter().map(|row| NodeMove {
        from_parent_id: row.from_parent_id,
        from_name: row.from_name,
        to_parent_id: row.to_parent_id,
        to_name: row.to_name,
        from_path: row.from_path,
        to_path: row.to_path,
        reason: row.reason,
        actor_id: row.actor_id,
        at: row.at,
    });
    Ok(NodeMoves { items: items.collect() })
}
