//! Creating a node: its row, its part of the closure, and a pictogram that no neighbour has.

use entity::grid_node::{Model, NodeKind};
use entity::id::NodeId;
use sea_orm::FromQueryResult;

use super::GridError;
use super::model::{GridNode, NewNode};
use super::pictogram::{Pictogram, assign};
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditGrid;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

/// The longest code of a node, in characters.
const CODE_CHARS_MAX: usize = 40;
/// The longest name of a node, in characters.
const NAME_CHARS_MAX: usize = 100;

/// Creates a node below another.
#[derive(Debug)]
pub(super) struct CreateNode(pub(super) NewNode);

impl Command for CreateNode {
    type Needs = EditGrid;
    type Shows = GridNode;
    type Error = GridError;
    const ACTION: &'static str = "grid.create";

    async fn act(self, at: &At<'_>, by: &Grant<EditGrid>) -> Result<Deed<GridNode>, GridError> {
        let mut invalid = Invalid::default();
        let code = invalid.keep("/code", code(&self.0.code));
        let name = invalid.typed("/name", clean_line(&self.0.name, NAME_CHARS_MAX));
        let pictogram = self.0.pictogram.as_deref();
        let pictogram = pictogram.map(|code| Pictogram::find(code).ok_or(Common::FieldUnknown));
        let pictogram = pictogram.and_then(|found| invalid.keep("/pictogram", found));
        if !by.covers(at.sql(), self.0.parent_id).await? {
            invalid.add("/parent_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let (code, name) = (code.unwrap_or_default(), name.unwrap_or_default());
        let row = insert(at, Some(self.0.parent_id), self.0.kind, &code, &name, pictogram).await?;
        let subject = Subject::new("grid_node", row.id).node(row.id);
        let version = row.version;
        Ok(Deed::new(store::shown_whole(at.sql(), row).await?, subject).version(version))
    }
}

/// A code as it stands in a path: letters, digits, `-` and `_`.
pub(crate) fn code(typed: &str) -> Result<String, Common> {
    let code = crate::text::digits::compact(typed);
    if code.is_empty() {
        return Err(Common::FieldEmpty);
    }
    let fits = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    if code.chars().count() > CODE_CHARS_MAX || !code.chars().all(fits) {
        return Err(Common::FieldCharacters);
    }
    Ok(code)
}

/// Inserts a node below `parent` (none for a county) with its closure.
///
/// A door without a given pictogram gets the next free one, and none when the catalogue is used up.
pub(crate) async fn insert(
    at: &At<'_>,
    parent: Option<NodeId>,
    kind: NodeKind,
    code: &str,
    name: &str,
    pictogram: Option<Pictogram>,
) -> Result<Model, GridError> {
    store::lock_tree(at).await?;
    let above = match parent {
        Some(id) => Some(store::row(at.sql(), id).await?.ok_or(GridError::Missing)?),
        None => None,
    };
    fits_below(kind, above.as_ref())?;
    let within = match &above {
        Some(above) => within(at, kind, above).await?,
        None => None,
    };
    let pictogram = picture(at, kind, within, pictogram).await?;
    let row = Model {
        id: at.id(),
        kind,
        parent_id: parent,
        code: code.to_owned(),
        name: name.to_owned(),
        path: above.map_or_else(|| code.to_owned(), |above| format!("{}/{code}", above.path)),
        pictogram_within: within.filter(|_| pictogram.is_some()),
        pictogram: pictogram.map(|picture| picture.code().to_owned()),
        version: 1,
        created_at: at.now,
        retired_at: None,
    };
    write(at, &row).await?;
    Ok(row)
}

async fn write(at: &At<'_>, row: &Model) -> Result<(), GridError> {
    let written = at
        .execute(
            "INSERT INTO grid_node (id, kind, parent_id, code, name, path, pictogram, \
             pictogram_within, version, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING",
            params![
                row.id,
                row.kind.code(),
                row.parent_id,
                row.code.clone(),
                row.name.clone(),
                row.path.clone(),
                row.pictogram.clone(),
                row.pictogram_within,
                row.version,
                row.created_at
            ],
        )
        .await?;
    if written == 0 {
        return Err(GridError::CodeTaken);
    }
    at.execute(
        "INSERT INTO grid_path (ancestor_id, node_id, depth) \
         SELECT p.ancestor_id, n.id, p.depth + 1 FROM grid_node n \
         JOIN grid_path p ON p.node_id = n.parent_id WHERE n.id = $1 \
         UNION ALL SELECT n.id, n.id, 0 FROM grid_node n WHERE n.id = $1",
        params![row.id],
    )
    .await?;
    Ok(())
}

/// Whether a node of this kind stands below that one.
pub(super) fn fits_below(kind: NodeKind, above: Option<&Model>) -> Result<(), GridError> {
    let Some(above) = above else {
        return match kind {
            NodeKind::County => Ok(()),
            _ => Err(GridError::WrongParent { kind: kind.code(), parent: "-" }),
        };
    };
    let fits = match kind {
        NodeKind::County => false,
        NodeKind::Site => above.kind == NodeKind::County,
        NodeKind::Community => above.kind == NodeKind::Site,
        NodeKind::Area => above.kind == NodeKind::Community,
        NodeKind::Building => matches!(above.kind, NodeKind::Area | NodeKind::Community),
        NodeKind::Unit => above.kind == NodeKind::Building,
    };
    if !fits {
        return Err(GridError::WrongParent { kind: kind.code(), parent: above.kind.code() });
    }
    if above.retired_at.is_some() {
        return Err(GridError::ParentRetired);
    }
    Ok(())
}

/// The node below which a door's pictogram is unique: a building's community, a unit's building.
async fn within(at: &At<'_>, kind: NodeKind, above: &Model) -> Result<Option<NodeId>, GridError> {
    Ok(match kind {
        NodeKind::Unit => Some(above.id),
        NodeKind::Building => {
            at.sql()
                .value(
                    "SELECT n.id FROM grid_path p JOIN grid_node n ON n.id = p.ancestor_id \
                     WHERE p.node_id = $1 AND n.kind = 'community'",
                    params![above.id],
                )
                .await?
        }
        _ => None,
    })
}

#[derive(FromQueryResult)]
struct Door {
    name: String,
    pictogram: String,
}

async fn picture(
    at: &At<'_>,
    kind: NodeKind,
    within: Option<NodeId>,
    wanted: Option<Pictogram>,
) -> Result<Option<Pictogram>, GridError> {
    if !matches!(kind, NodeKind::Building | NodeKind::Unit) {
        return if wanted.is_some() { Err(GridError::NoPictogram) } else { Ok(None) };
    }
    let doors: Vec<Door> = at
        .sql()
        .all(
            "SELECT name, pictogram FROM grid_node WHERE pictogram_within = $1 \
             AND pictogram IS NOT NULL AND retired_at IS NULL ORDER BY id",
            params![within],
        )
        .await?;
    let Some(wanted) = wanted else {
        return Ok(assign(doors.iter().map(|door| door.pictogram.as_str())));
    };
    match doors.into_iter().find(|door| door.pictogram == wanted.code()) {
        Some(Door { name, .. }) => Err(GridError::PictogramTaken { door: name }),
        None => Ok(Some(wanted)),
    }
}
