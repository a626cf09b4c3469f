//! Renaming a node and repainting its door.

use entity::grid_node;
use entity::id::NodeId;

use super::GridError;
use super::model::{GridNode, NodeChange};
use super::pictogram::Pictogram;
use super::store;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditGrid;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

/// Changes a node's name or pictogram.
#[derive(Debug)]
pub(super) struct EditNode {
    pub(super) node: NodeId,
    pub(super) version: i64,
    pub(super) change: NodeChange,
}

impl Command for EditNode {
    type Needs = EditGrid;
    type Shows = GridNode;
    type Error = GridError;
    const ACTION: &'static str = "grid.edit";

    async fn act(self, at: &At<'_>, by: &Grant<EditGrid>) -> Result<Deed<GridNode>, GridError> {
        let found = by.within::<grid_node::Entity>(at, self.node).await?;
        let mut row = found.ok_or(GridError::Missing)?.into_row();
        let mut invalid = Invalid::default();
        let name = self.change.name.as_deref();
        let name = name.and_then(|name| invalid.typed("/name", clean_line(name, 100)));
        let picture = self.change.pictogram.as_deref();
        let picture = picture.map(|code| Pictogram::find(code).ok_or(Common::FieldUnknown));
        let picture = picture.and_then(|found| invalid.keep("/pictogram", found));
        invalid.check()?;
        if row.version != self.version {
            return Err(GridError::Stale(differing(&row, name.as_deref(), picture)));
        }
        if let Some(picture) = picture {
            let within = row.pictogram_within.ok_or(GridError::NoPictogram)?;
            let taken = store::door_with(at.sql(), within, picture.code(), Some(row.id)).await?;
            if let Some(door) = taken {
                return Err(GridError::PictogramTaken { door });
            }
            row.pictogram = Some(picture.code().to_owned());
        }
        row.name = name.unwrap_or(row.name);
        row.version += 1;
        write(at, &row, self.version).await?;
        let (version, subject) = (row.version, Subject::new("grid_node", row.id).node(row.id));
        Ok(Deed::new(store::shown_whole(at.sql(), row).await?, subject).version(version))
    }
}

async fn write(at: &At<'_>, row: &grid_node::Model, before: i64) -> Result<(), GridError> {
    let written = at
        .execute(
            "UPDATE grid_node SET name = $1, pictogram = $2, version = $3 \
             WHERE id = $4 AND version = $5",
            params![row.name.clone(), row.pictogram.clone(), row.version, row.id, before],
        )
        .await;
    match written {
        Ok(1) => Ok(()),
        Ok(_) => Err(GridError::Stale(vec!["name", "pictogram"])),
        Err(fault) if fault.is_duplicate() => {
            Err(GridError::PictogramTaken { door: "-".to_owned() })
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The fields of the change whose stored value is another by now.
fn differing(
    row: &grid_node::Model,
    name: Option<&str>,
    picture: Option<Pictogram>,
) -> Vec<&'static str> {
    let mut fields = Vec::new();
    if name.is_some_and(|name| name != row.name) {
        fields.push("name");
    }
    if picture.is_some_and(|picture| row.pictogram.as_deref() != Some(picture.code())) {
        fields.push("pictogram");
    }
    fields
}
