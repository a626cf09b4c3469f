//! The caller's part of the tree, as a list in the order of paths, and one node of it.

use entity::grid_node::{Model, NodeKind};
use entity::id::NodeId;
use sea_orm::Value;

use super::model::GridNode;
use super::{GridError, sight, store};
use crate::auth::Grant;
use crate::auth::permission::ReadGrid;
use crate::store::{Fault, View};

/// What to list.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) parent: Option<NodeId>,
    pub(super) kind: Option<NodeKind>,
    pub(super) search: Option<String>,
    pub(super) retired: bool,
    pub(super) after: Option<String>,
    pub(super) limit: i64,
}

/// Reads one page and, where asked, how many there are.
pub(super) async fn page(
    view: &View<'_>,
    by: &Grant<ReadGrid>,
    wanted: &Wanted,
    count: bool,
) -> Result<(Vec<GridNode>, Option<i64>), Fault> {
    let mut values = Vec::new();
    let mut parts = vec![sight::clause(by, "n.id", &mut values)];
    let mut add = |text: &str, value: Value| {
        values.push(value);
        parts.push(text.replace('?', &format!("${}", values.len())));
    };
    if let Some(parent) = wanted.parent {
        add("n.parent_id = ?", parent.into());
    }
    if let Some(kind) = wanted.kind {
        add("n.kind = ?", kind.code().into());
    }
    if let Some(search) = &wanted.search {
        let pattern = crate::store::sql::containing(search);
        add(
            "(LOWER(n.name) LIKE LOWER(?) ESCAPE '!' OR LOWER(n.code) LIKE LOWER(?) ESCAPE '!')",
            pattern.into(),
        );
    }
    if !wanted.retired {
        parts.push("n.retired_at IS NULL".to_owned());
    }
    let total = if count {
        let sql = format!("SELECT COUNT(*) FROM grid_node n WHERE {}", parts.join(" AND "));
        view.sql.value(sql, values.clone()).await?
    } else {
        None
    };
    if let Some(after) = &wanted.after {
        values.push(after.clone().into());
        parts.push(format!("n.path > ${}", values.len()));
    }
    values.push(wanted.limit.into());
    let sql = format!(
        "SELECT {} FROM grid_node n WHERE {} ORDER BY n.path LIMIT ${}",
        store::COLUMNS,
        parts.join(" AND "),
        values.len()
    );
    let rows: Vec<Model> = view.sql.all(sql, values).await?;
    Ok((rows.into_iter().map(store::shown).collect(), total))
}

/// Reads one node with those above it.
pub(super) async fn one(
    view: &View<'_>,
    by: &Grant<ReadGrid>,
    node: NodeId,
) -> Result<GridNode, GridError> {
    if !sight::sees(view.sql, by, node).await? {
        return Err(GridError::Missing);
    }
    let row = store::row(view.sql, node).await?.ok_or(GridError::Missing)?;
    Ok(store::shown_whole(view.sql, row).await?)
}
