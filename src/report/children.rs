//! The nodes right below the one that is reported on, side by side.

use entity::grid_node::NodeKind;
use entity::id::NodeId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::figure::Figure;
use super::scope::Scope;
use super::tally::Column;
use crate::params;
use crate::store::Fault;

/// The figures of a node right below the one that is reported on.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ChildFigures {
    /// The node.
    pub node_id: NodeId,
    /// Its level.
    pub kind: NodeKind,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// Its figures, in the same order for each node.
    #[oai(validator(max_items = 20))]
    pub figures: Vec<Figure>,
}

#[derive(FromQueryResult)]
struct Child {
    id: NodeId,
    kind: NodeKind,
    name: String,
}

/// The nodes below, in the order of the grid.
pub(super) async fn read(
    scope: &Scope<'_>,
    columns: &[Column],
) -> Result<Vec<ChildFigures>, Fault> {
    let sql = "SELECT id, kind, name FROM grid_node WHERE parent_id = $1 AND retired_at IS NULL \
        ORDER BY path";
    let children: Vec<Child> = scope.view.sql.all(sql, params![scope.node]).await?;
    let shown = children.into_iter().map(|child| ChildFigures {
        node_id: child.id,
        kind: child.kind,
        figures: columns.iter().map(|column| column.figure(child.id)).collect(),
        name: child.name,
    });
    Ok(shown.collect())
}
