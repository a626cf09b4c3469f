//! Who is on duty for a community at a level or above, looked up once per batch.

use std::collections::HashMap;

use entity::declaration::DeskLevel;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};

use crate::identity::duty::on_duty;
use crate::params;
use crate::store::{At, Fault};

/// Where something goes up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Post {
    pub(super) level: DeskLevel,
    pub(super) node: NodeId,
    /// Who holds it; nobody where all posts up to the county's are vacant.
    pub(super) holders: Vec<AccountId>,
    /// Levels that were asked for and are vacant.
    pub(super) skipped: Vec<DeskLevel>,
}

impl Post {
    /// The skipped levels as they are stored.
    pub(super) fn skipped_codes(&self) -> String {
        let codes: Vec<_> = self.skipped.iter().map(|level| level.code()).collect();
        codes.join(",")
    }
}

/// The posts that were looked up.
#[derive(Debug, Default)]
pub(super) struct Ladder {
    known: HashMap<(NodeId, DeskLevel), Option<Post>>,
}

impl Ladder {
    /// The post for `community` at `level` or, past vacant ones, above; none in a grid without a county.
    pub(super) async fn post(
        &mut self,
        at: &At<'_>,
        community: NodeId,
        level: DeskLevel,
    ) -> Result<Option<Post>, Fault> {
        if let Some(known) = self.known.get(&(community, level)) {
            return Ok(known.clone());
        }
        let found = find(at, community, level).await?;
        self.known.insert((community, level), found.clone());
        Ok(found)
    }
}

async fn find(at: &At<'_>, community: NodeId, level: DeskLevel) -> Result<Option<Post>, Fault> {
    let desk = |kind: NodeKind| DeskLevel::from_code(kind.code());
    let Some(from) = NodeKind::from_code(level.code()) else { return Ok(None) };
    if let Some(duty) = on_duty(at.sql(), community, from, at.today()).await? {
        let skipped = duty.skipped.into_iter().filter_map(desk).collect();
        let holders = duty.accounts;
        return Ok(desk(duty.kind).map(|level| Post { level, node: duty.node, holders, skipped }));
    }
    let county: Option<NodeId> = at
        .sql()
        .value(
            "SELECT o.id FROM grid_path g JOIN grid_node o ON o.id = g.ancestor_id \
             WHERE g.node_id = $1 AND o.kind = 'county'",
            params![community],
        )
        .await?;
    let vacant = DeskLevel::ALL.iter().copied().filter(|vacant| *vacant >= level);
    Ok(county.map(|node| Post {
        level: DeskLevel::County,
        node,
        holders: vec![],
        skipped: vacant.collect(),
    }))
}
