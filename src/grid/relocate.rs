//! Moving a node with all that lies below it under another node.

use entity::grid_node::{self, Model};
use entity::id::NodeId;
use uuid::Uuid;

use super::create::fits_below;
use super::model::{GridNode, NodeRelocation};
use super::{GridError, place, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditGrid;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

/// Moves a node below another.
#[derive(Debug)]
pub(super) struct RelocateNode {
    pub(super) node: NodeId,
    pub(super) to: NodeRelocation,
}

/// The ids of a node and all below it.
const SUBTREE: &str = "SELECT node_id FROM grid_path WHERE ancestor_id = $1";
/// The node below which the pictogram of the door `n` has to be unique.
const WITHIN: &str = "(SELECT p.ancestor_id FROM grid_path p JOIN grid_node a \
     ON a.id = p.ancestor_id WHERE p.node_id = n.id \
     AND a.kind = CASE n.kind WHEN 'building' THEN 'community' ELSE 'building' END)";

impl Command for RelocateNode {
    type Needs = EditGrid;
    type Shows = GridNode;
    type Error = GridError;
    const ACTION: &'static str = "grid.relocate";

    async fn act(self, at: &At<'_>, by: &Grant<EditGrid>) -> Result<Deed<GridNode>, GridError> {
        store::lock_tree(at).await?;
        let found = by.within::<grid_node::Entity>(at, self.node).await?;
        let row = found.ok_or(GridError::Missing)?.into_row();
        let mut invalid = Invalid::default();
        let reason = invalid.typed("/reason", clean_line(&self.to.reason, 200));
        let to = by.within::<grid_node::Entity>(at, self.to.parent_id).await?;
        let to = invalid.keep("/parent_id", to.ok_or(Common::FieldUnknown));
        invalid.check()?;
        let (Some(to), Some(reason)) = (to, reason) else { return Err(GridError::Missing) };
        let from = row.parent_id.ok_or(GridError::TopStays)?;
        if from == to.id {
            return Err(GridError::SamePlace);
        }
        // Kinds fall strictly from parent to child, so this refuses every cycle as well.
        fits_below(row.kind, Some(&to))?;
        let path = format!("{}/{}", to.path, row.code);
        let site = place::site_of(at.sql(), row.id).await?;
        rewrite(at, &row, &to, &path).await?;
        resettle(at, row.id, site).await?;
        repaint(at, row.id).await?;
        record(at, &row, from, &to, &path, &reason, by.caller().account.into()).await?;
        let subject = Subject::new("grid_node", row.id).node(row.id).reason(reason);
        let row = store::row(at.sql(), row.id).await?.ok_or(GridError::Missing)?;
        let version = row.version;
        Ok(Deed::new(store::shown_whole(at.sql(), row).await?, subject).version(version))
    }
}

/// Rewrites parent, paths and closure of the whole subtree.
async fn rewrite(at: &At<'_>, row: &Model, to: &Model, path: &str) -> Result<(), GridError> {
    let cut = i64::try_from(row.path.chars().count()).unwrap_or(i64::MAX).saturating_add(1);
    let moved = at
        .execute(
            "UPDATE grid_node SET parent_id = $2, version = version + 1 WHERE id = $1",
            params![row.id, to.id],
        )
        .await;
    refuse_code(moved)?;
    let renamed = at
        .execute(
            format!(
                "UPDATE grid_node SET path = CAST($2 AS text) || substr(path, CAST($3 AS integer)) \
                 WHERE id IN ({SUBTREE})"
            ),
            params![row.id, path, cut],
        )
        .await;
    refuse_code(renamed)?;
    at.execute(
        format!(
            "DELETE FROM grid_path WHERE node_id IN ({SUBTREE}) AND ancestor_id NOT IN ({SUBTREE})"
        ),
        params![row.id],
    )
    .await?;
    at.execute(
        "INSERT INTO grid_path (ancestor_id, node_id, depth) \
         SELECT a.ancestor_id, d.node_id, a.depth + d.depth + 1 \
         FROM grid_path a CROSS JOIN grid_path d WHERE a.node_id = $2 AND d.ancestor_id = $1",
        params![row.id, to.id],
    )
    .await?;
    Ok(())
}

fn refuse_code(outcome: Result<u64, crate::store::Fault>) -> Result<(), GridError> {
    match outcome {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_duplicate() => Err(GridError::CodeTaken),
        Err(fault) => Err(fault.into()),
    }
}

/// Gives the households below to the site that they came to: its numbering is theirs from now on.
///
/// Their versions rise, so that an import of the old site which wrote them is no longer undone.
async fn resettle(at: &At<'_>, node: NodeId, from: Option<NodeId>) -> Result<(), GridError> {
    let to = place::site_of(at.sql(), node).await?;
    let Some(to) = to.filter(|to| Some(*to) != from) else { return Ok(()) };
    let clashes: Option<i64> = at
        .sql()
        .value(
            format!(
                "SELECT COUNT(*) FROM household h JOIN household o ON o.number = h.number \
                 AND o.site_id = $2 AND o.id <> h.id \
                 WHERE h.node_id IN ({SUBTREE}) AND h.site_id <> $2"
            ),
            params![node, to],
        )
        .await?;
    if let Some(count @ 1..) = clashes {
        return Err(GridError::NumbersTaken { count });
    }
    let moved = at
        .execute(
            format!(
                "UPDATE household SET site_id = $2, version = version + 1, updated_at = $3 \
                 WHERE node_id IN ({SUBTREE}) AND site_id <> $2"
            ),
            params![node, to, at.now],
        )
        .await;
    match moved {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_duplicate() => Err(GridError::NumbersTaken { count: 1 }),
        Err(fault) => Err(fault.into()),
    }
}

/// Refuses a pictogram that another door there carries, then ties the moved doors to their new place.
async fn repaint(at: &At<'_>, node: NodeId) -> Result<(), GridError> {
    let clash: Option<String> = at
        .sql()
        .value(
            format!(
                "SELECT o.name FROM grid_node n JOIN grid_node o ON o.pictogram = n.pictogram \
                 AND o.pictogram_within = {WITHIN} AND o.id <> n.id AND o.retired_at IS NULL \
                 WHERE n.id IN ({SUBTREE}) AND n.retired_at IS NULL ORDER BY o.path LIMIT 1"
            ),
            params![node],
        )
        .await?;
    if let Some(door) = clash {
        return Err(GridError::PictogramTaken { door });
    }
    at.execute(
        format!(
            "UPDATE grid_node AS n SET pictogram_within = {WITHIN} \
             WHERE n.pictogram IS NOT NULL AND n.id IN ({SUBTREE})"
        ),
        params![node],
    )
    .await?;
    Ok(())
}

async fn record(
    at: &At<'_>,
    row: &Model,
    from: NodeId,
    to: &Model,
    path: &str,
    reason: &str,
    actor: Uuid,
) -> Result<(), GridError> {
    at.execute(
        "INSERT INTO grid_move (id, node_id, from_parent_id, to_parent_id, from_path, to_path, \
         reason, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            at.id::<Uuid>(),
            row.id,
            from,
            to.id,
            row.path.clone(),
            path,
            reason,
            actor,
            at.now
        ],
    )
    .await?;
    Ok(())
}
