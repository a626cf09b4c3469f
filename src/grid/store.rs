//! The statements of the grid that several verbs share.

use entity::grid_node::{Model, NodeKind};
use entity::id::NodeId;
use sea_orm::FromQueryResult;

use super::model::{DoorPicture, GridNode, NodeAbove};
use crate::params;
use crate::store::{At, Fault, Sql};

/// The columns of a whole row.
pub(super) const COLUMNS: &str = "n.id, n.kind, n.parent_id, n.code, n.name, n.path, n.pictogram, \
     n.pictogram_within, n.version, n.created_at, n.retired_at";

/// The node with this id, wherever it lies.
pub(super) async fn row(sql: Sql<'_>, node: NodeId) -> Result<Option<Model>, Fault> {
    sql.one(format!("SELECT {COLUMNS} FROM grid_node n WHERE n.id = $1"), params![node]).await
}

/// Lets one change of the tree at a time go on, until the commit.
///
/// Two moves at once could write a closure that fits neither; every change of the tree therefore
/// touches the counties first, which Postgres takes for a lock. SQLite has one writer anyway.
pub(super) async fn lock_tree(at: &At<'_>) -> Result<(), Fault> {
    at.execute("UPDATE grid_node SET version = version WHERE parent_id IS NULL", vec![]).await?;
    Ok(())
}

/// The name of the door, other than `node`, that carries `pictogram` below `within`.
pub(super) async fn door_with(
    sql: Sql<'_>,
    within: NodeId,
    pictogram: &str,
    node: Option<NodeId>,
) -> Result<Option<String>, Fault> {
    let found: Vec<Named> = sql
        .all(
            "SELECT id, kind, name FROM grid_node WHERE pictogram_within = $1 \
             AND pictogram = $2 AND retired_at IS NULL",
            params![within, pictogram],
        )
        .await?;
    Ok(found.into_iter().find(|door| Some(door.id) != node).map(|door| door.name))
}

#[derive(FromQueryResult)]
struct Named {
    id: NodeId,
    kind: NodeKind,
    name: String,
}

/// The nodes above `node`, from the county down.
pub(super) async fn above(sql: Sql<'_>, node: NodeId) -> Result<Vec<NodeAbove>, Fault> {
    let rows: Vec<Named> = sql
        .all(
            "SELECT n.id, n.kind, n.name FROM grid_path p JOIN grid_node n \
             ON n.id = p.ancestor_id WHERE p.node_id = $1 AND p.depth > 0 \
             ORDER BY p.depth DESC",
            params![node],
        )
        .await?;
    let rows = rows.into_iter();
    Ok(rows.map(|row| NodeAbove { node_id: row.id, kind: row.kind, name: row.name }).collect())
}

/// The node as it is shown in a list.
pub(super) fn shown(row: Model) -> GridNode {
    GridNode {
        node_id: row.id,
        kind: row.kind,
        parent_id: row.parent_id,
        code: row.code,
        name: row.name,
        path: row.path,
        pictogram: row.pictogram.as_deref().and_then(DoorPicture::find),
        retired_at: row.retired_at,
        version: row.version,
        above: None,
    }
}

/// The node with the names of those above it.
pub(super) async fn shown_whole(sql: Sql<'_>, row: Model) -> Result<GridNode, Fault> {
    let above = above(sql, row.id).await?;
    Ok(GridNode { above: Some(above), ..shown(row) })
}
