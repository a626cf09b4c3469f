//! The grid below a site as a roster names it, and the nodes that a roster adds to it.

use std::collections::HashMap;

use entity::grid_node::{Model, NodeKind};
use entity::id::NodeId;
use entity::import_change::ChangeKind;
use sea_orm::Value;

use super::people::Way;
use super::store::{Change, marks, write_rows};
use crate::grid::pictogram::assign;
use crate::grid::place;
use crate::params;
use crate::store::{At, Fault, Sql};

/// The levels that a roster names, from the top.
const LEVELS: [NodeKind; 4] =
    [NodeKind::Community, NodeKind::Area, NodeKind::Building, NodeKind::Unit];
/// The longest code of a node, in characters.
const CODE_CHARS_MAX: usize = 40;
/// What a name ends in besides its code: 同源社区, 一片区, 12栋, 2单元.
const ENDINGS: [&str; 9] = ["社区", "片区", "号楼", "单元", "栋", "幢", "座", "楼", "号"];

/// The nodes in use below a site, by the one above and the name.
#[derive(Debug)]
pub(super) struct SiteGrid {
    site: NodeId,
    nodes: HashMap<NodeId, Model>,
    named: HashMap<(NodeId, String), NodeId>,
}

impl SiteGrid {
    /// Reads them.
    pub(super) async fn read(sql: Sql<'_>, site: NodeId) -> Result<Self, Fault> {
        let rows: Vec<Model> = sql
            .all(
                "SELECT n.* FROM grid_path p JOIN grid_node n ON n.id = p.node_id \
                 WHERE p.ancestor_id = $1 AND n.retired_at IS NULL ORDER BY n.id",
                params![site],
            )
            .await?;
        let mut grid = Self { site, nodes: HashMap::new(), named: HashMap::new() };
        for row in rows {
            grid.add(row);
        }
        Ok(grid)
    }

    fn add(&mut self, row: Model) {
        if let Some(parent) = row.parent_id {
            self.named.insert((parent, row.name.clone()), row.id);
        }
        self.nodes.insert(row.id, row);
    }

    /// Whether a node is in use below the site.
    pub(super) fn has(&self, node: NodeId) -> bool {
        self.nodes.contains_key(&node)
    }

    /// The node of a dwelling, if the grid has it.
    pub(super) fn find(&self, way: Way<'_>) -> Option<NodeId> {
        let mut at = self.site;
        for name in way.into_iter().flatten() {
            at = *self.named.get(&(at, name.to_owned()))?;
        }
        Some(at)
    }

    /// The names from the community down to a node.
    pub(super) fn way_to(&self, node: NodeId) -> [&str; 4] {
        let mut way = [""; 4];
        let mut at = self.nodes.get(&node);
        while let Some(row) = at {
            let level = LEVELS.iter().position(|kind| *kind == row.kind);
            if let Some(slot) = level.and_then(|level| way.get_mut(level)) {
                *slot = &row.name;
            }
            at = row.parent_id.and_then(|parent| self.nodes.get(&parent));
        }
        way
    }

    /// Adds what is missing of these dwellings; says which nodes are new.
    fn complete<'w>(&mut self, at: &At<'_>, ways: impl Iterator<Item = Way<'w>>) -> Vec<NodeId> {
        let mut added = Vec::new();
        for way in ways {
            let mut above = self.site;
            for (kind, name) in LEVELS.into_iter().zip(way) {
                let Some(name) = name else { continue };
                above = match self.named.get(&(above, name.to_owned())) {
                    Some(known) => *known,
                    None => {
                        let row = self.node(at, above, kind, name);
                        added.push(row.id);
                        let id = row.id;
                        self.add(row);
                        id
                    }
                };
            }
        }
        added
    }

    fn node(&self, at: &At<'_>, above: NodeId, kind: NodeKind, name: &str) -> Model {
        let code = self.free_code(above, name);
        let parent = self.nodes.get(&above).map_or("", |row| row.path.as_str());
        let within = match kind {
            NodeKind::Unit => Some(above),
            NodeKind::Building => self.community(above),
            _ => None,
        };
        let pictogram = within.and_then(|within| {
            let mut doors: Vec<&Model> =
                self.nodes.values().filter(|row| row.pictogram_within == Some(within)).collect();
            doors.sort_by_key(|row| row.id);
            assign(doors.into_iter().filter_map(|row| row.pictogram.as_deref()))
        });
        Model {
            id: at.id(),
            kind,
            parent_id: Some(above),
            path: format!("{parent}/{code}"),
            code,
            name: name.to_owned(),
            pictogram_within: within.filter(|_| pictogram.is_some()),
            pictogram: pictogram.map(|picture| picture.code().to_owned()),
            version: 1,
            created_at: at.now,
            retired_at: None,
        }
    }

    fn community(&self, below: NodeId) -> Option<NodeId> {
        let mut at = self.nodes.get(&below);
        while let Some(row) = at {
            if row.kind == NodeKind::Community {
                return Some(row.id);
            }
            at = row.parent_id.and_then(|parent| self.nodes.get(&parent));
        }
        None
    }

    /// A code made of the name that no sibling has.
    fn free_code(&self, above: NodeId, name: &str) -> String {
        let short = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name);
        let fits = |letter: &char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
        let code: String = short.chars().filter(fits).take(CODE_CHARS_MAX - 4).collect();
        let code = if code.is_empty() { "n".to_owned() } else { code };
        let parent = self.nodes.get(&above).map_or("", |row| row.path.as_str());
        let taken = |code: &str| {
            let path = format!("{parent}/{code}");
            self.nodes.values().any(|row| row.path == path)
        };
        if !taken(&code) {
            return code;
        }
        let numbered = (2..1_000).map(|number| format!("{code}-{number}"));
        numbered.into_iter().find(|code| !taken(code)).unwrap_or(code)
    }
}

/// Adds the nodes that these dwellings need; gives the grid, and what was added.
pub(super) async fn complete(
    at: &At<'_>,
    site: NodeId,
    ways: impl Iterator<Item = Way<'_>>,
) -> Result<(SiteGrid, Vec<Change>), Fault> {
    // Two changes of the tree at once could take one code or pictogram twice: the counties' rows are
    // the lock of the tree, as in every other change of it.
    at.execute("UPDATE grid_node SET version = version WHERE parent_id IS NULL", vec![]).await?;
    let mut grid = SiteGrid::read(at.sql(), site).await?;
    let added = grid.complete(at, ways);
    let rows = added.iter().filter_map(|id| grid.nodes.get(id)).map(|row| {
        [
            row.id.into(),
            row.kind.code().into(),
            row.parent_id.into(),
            row.code.clone().into(),
            row.name.clone().into(),
            row.path.clone().into(),
            row.pictogram.clone().into(),
            row.pictogram_within.into(),
            row.created_at.into(),
        ]
    });
    write_rows(
        at,
        "INSERT INTO grid_node (id, kind, parent_id, code, name, path, pictogram, \
         pictogram_within, created_at)",
        "",
        rows.collect(),
    )
    .await?;
    write_paths(at, &grid, &added).await?;
    let changes = added.iter().map(|id| Change {
        kind: ChangeKind::Node,
        row: id.0,
        before: None,
        version_after: 1,
    });
    let changes = changes.collect();
    Ok((grid, changes))
}

/// Keeps dwellings as they are until the commit; says whether all are still in use below the site.
pub(super) async fn hold(at: &At<'_>, site: NodeId, nodes: &[NodeId]) -> Result<bool, Fault> {
    if nodes.is_empty() {
        return Ok(true);
    }
    place::hold(at, nodes).await?;
    let backend = at.sql().backend();
    let mut values = params![site];
    values.extend(nodes.iter().map(|node| Value::from(*node)));
    let text = format!(
        "SELECT COUNT(*) FROM grid_path p JOIN grid_node n ON n.id = p.node_id \
         WHERE p.ancestor_id = {} AND n.retired_at IS NULL AND n.id IN ({})",
        marks(backend, 1, 1),
        marks(backend, 2, nodes.len())
    );
    let found: Option<i64> = at.sql().value(text, values).await?;
    Ok(found.and_then(|count| usize::try_from(count).ok()) == Some(nodes.len()))
}

/// The closure: each new node with every node above it, the site's own ones included.
async fn write_paths(at: &At<'_>, grid: &SiteGrid, added: &[NodeId]) -> Result<(), Fault> {
    let above_site: Vec<(NodeId, i64)> = {
        let rows = at
            .sql()
            .rows(
                "SELECT ancestor_id, depth FROM grid_path WHERE node_id = $1 AND depth > 0",
                params![grid.site],
            )
            .await?;
        let read = rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
        read.collect::<Result<_, sea_orm::DbErr>>()?
    };
    let mut rows = Vec::new();
    for id in added {
        let (mut step, mut depth) = (Some(*id), 0_i64);
        while let Some(above) = step {
            rows.push([above.into(), (*id).into(), depth.into()]);
            if above == grid.site {
                for (higher, further) in &above_site {
                    rows.push([(*higher).into(), (*id).into(), (depth + further).into()]);
                }
                break;
            }
            step = grid.nodes.get(&above).and_then(|row| row.parent_id);
            depth += 1;
        }
    }
    write_rows(at, "INSERT INTO grid_path (ancestor_id, node_id, depth)", "", rows).await
}
