//! Taking a node and all below it out of use, once nobody lives there.

use entity::grid_node;
use entity::id::NodeId;

use super::model::GridNode;
use super::{GridError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditGrid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Takes a node out of use.
#[derive(Debug)]
pub(super) struct RetireNode(pub(super) NodeId);

impl Command for RetireNode {
    type Needs = EditGrid;
    type Shows = GridNode;
    type Error = GridError;
    const ACTION: &'static str = "grid.retire";

    async fn act(self, at: &At<'_>, by: &Grant<EditGrid>) -> Result<Deed<GridNode>, GridError> {
        store::lock_tree(at).await?;
        let found = by.within::<grid_node::Entity>(at, self.0).await?;
        let row = found.ok_or(GridError::Missing)?.into_row();
        if row.retired_at.is_some() {
            return Err(GridError::Retired);
        }
        at.execute(
            "UPDATE grid_node SET retired_at = $2, version = version + 1 \
             WHERE retired_at IS NULL \
             AND id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1)",
            params![row.id, at.now],
        )
        .await?;
        let households: Option<i64> = at
            .sql()
            .value(
                "SELECT COUNT(*) FROM household WHERE state = 'present' \
                 AND node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1)",
                params![row.id],
            )
            .await?;
        if let Some(households @ 1..) = households {
            return Err(GridError::Inhabited { households });
        }
        let row = store::row(at.sql(), row.id).await?.ok_or(GridError::Missing)?;
        let (version, subject) = (row.version, Subject::new("grid_node", row.id).node(row.id));
        Ok(Deed::new(store::shown_whole(at.sql(), row).await?, subject).version(version))
    }
}
