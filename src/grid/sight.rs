//! What of the grid a caller sees: staff what lies at and below their posts, residents their own door
//! and the nodes above it.

use entity::{grid_node, id::NodeId};
use sea_orm::Value;

use crate::auth::{Grant, InGrid, Permission};
use crate::store::{Fault, Sql};

impl InGrid for grid_node::Entity {
    fn node() -> Self::Column {
        grid_node::Column::Id
    }
    fn household() -> Option<Self::Column> {
        None
    }
    fn key() -> Self::Column {
        grid_node::Column::Id
    }
}

/// The condition under which `by` sees the node named by the column `node`.
pub(crate) fn clause<P: Permission>(by: &Grant<P>, node: &str, values: &mut Vec<Value>) -> String {
    let posts = by.clause(node, None, values);
    let Some(own) = by.places().household else { return posts };
    values.push(Value::from(own));
    format!(
        "({posts} OR {node} IN (SELECT own.ancestor_id FROM household lives \
         JOIN grid_path own ON own.node_id = lives.node_id WHERE lives.id = ${}))",
        values.len()
    )
}

/// Whether `by` sees this node.
pub(crate) async fn sees<P: Permission>(
    sql: Sql<'_>,
    by: &Grant<P>,
    node: NodeId,
) -> Result<bool, Fault> {
    let mut values = vec![Value::from(node)];
    let seen = clause(by, "n.id", &mut values);
    sql.exists(format!("SELECT 1 FROM grid_node n WHERE n.id = $1 AND {seen}"), values).await
}
