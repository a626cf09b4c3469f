//! A dwelling in the words that people use, such as 同源社区 3栋 2单元 501, and the doors on the way.

use entity::grid_node::NodeKind;
use entity::id::NodeId;
use sea_orm::{DbBackend, FromQueryResult, Value};

use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault, Sql};

/// A node on the way to a door, the county first.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Step {
    /// Which node.
    pub(crate) id: NodeId,
    /// Its level.
    pub(crate) kind: NodeKind,
    /// Its name.
    pub(crate) name: String,
    /// The picture on its door.
    pub(crate) pictogram: Option<String>,
}

/// The nodes from the county down to `node`, itself included.
pub(crate) async fn way_to(sql: Sql<'_>, node: NodeId) -> Result<Vec<Step>, Fault> {
    sql.all(
        "SELECT n.id, n.kind, n.name, n.pictogram FROM grid_path p JOIN grid_node n \
         ON n.id = p.ancestor_id WHERE p.node_id = $1 ORDER BY p.depth DESC",
        params![node],
    )
    .await
}

/// The dwelling in words: community, building, unit, room.
pub(crate) async fn dwelling_text(sql: Sql<'_>, node: NodeId, room: &str) -> Result<String, Fault> {
    Ok(words(&way_to(sql, node).await?, room))
}

/// The words for a way that was read already.
pub(crate) fn words(way: &[Step], room: &str) -> String {
    let named = way.iter().filter(|step| {
        matches!(step.kind, NodeKind::Community | NodeKind::Building | NodeKind::Unit)
    });
    let mut words: Vec<&str> = named.map(|step| step.name.as_str()).collect();
    if !room.is_empty() {
        words.push(room);
    }
    words.join(" ")
}

/// Keeps nodes as they are until the commit: whoever moves them or takes them out of use waits, and then
/// finds who came to live there. SQLite has one writer anyway.
pub(crate) async fn hold(at: &At<'_>, nodes: &[NodeId]) -> Result<(), Fault> {
    if at.sql().backend() == DbBackend::Sqlite || nodes.is_empty() {
        return Ok(());
    }
    let list = placeholders(1, nodes.len());
    let values = nodes.iter().map(|node| Value::from(*node)).collect();
    let text = format!("SELECT id FROM grid_node WHERE id IN ({list}) ORDER BY id FOR SHARE");
    at.sql().rows(text, values).await?;
    Ok(())
}

/// The site above `node`.
pub(crate) async fn site_of(sql: Sql<'_>, node: NodeId) -> Result<Option<NodeId>, Fault> {
    sql.value(
        "SELECT n.id FROM grid_path p JOIN grid_node n ON n.id = p.ancestor_id \
         WHERE p.node_id = $1 AND n.kind = 'site'",
        params![node],
    )
    .await
}
