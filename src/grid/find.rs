//! Finding the nodes that a roster names, and making those that are not there yet.

use entity::grid_node::NodeKind;
use entity::id::NodeId;

use super::{GridError, create};
use crate::params;
use crate::store::At;

/// What stood at the end of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The unit, or the building where there is none.
    pub(crate) node: NodeId,
    /// How many nodes were made on the way.
    pub(crate) made: u64,
}

/// The node below `site` that these names lead to; what is missing on the way is made.
///
/// Names are compared as they stand. An empty area puts the building directly below the community.
pub(crate) async fn path_of(
    at: &At<'_>,
    site: NodeId,
    community: &str,
    area: &str,
    building: &str,
    unit: Option<&str>,
) -> Result<Found, GridError> {
    let steps = [
        (NodeKind::Community, community),
        (NodeKind::Area, area),
        (NodeKind::Building, building),
        (NodeKind::Unit, unit.unwrap_or_default()),
    ];
    let mut found = Found { node: site, made: 0 };
    for (kind, name) in steps.into_iter().filter(|(_, name)| !name.is_empty()) {
        found = step(at, found, kind, name).await?;
    }
    Ok(found)
}

async fn step(at: &At<'_>, from: Found, kind: NodeKind, name: &str) -> Result<Found, GridError> {
    let known: Option<NodeId> = at
        .sql()
        .value(
            "SELECT id FROM grid_node WHERE parent_id = $1 AND kind = $2 AND name = $3 \
             AND retired_at IS NULL ORDER BY id",
            params![from.node, kind.code(), name],
        )
        .await?;
    if let Some(node) = known {
        return Ok(Found { node, ..from });
    }
    let made = create::insert(at, Some(from.node), kind, &code_of(name), name, None).await?;
    Ok(Found { node: made.id, made: from.made + 1 })
}

/// The code that a name suggests: its digits where it has any (3栋 is `3`), else its letters.
///
/// Numbers are padded to three digits, so that paths sort as doors stand: `003` before `010`.
pub(crate) fn code_of(name: &str) -> String {
    let folded = crate::text::digits::compact(name);
    let number: String = folded.chars().filter(char::is_ascii_digit).collect();
    let plain: String = folded.chars().filter(|letter| letter.is_alphanumeric()).take(40).collect();
    // `A3栋` and `B3栋` are two buildings: only a name of one number is its number.
    let worded = plain.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let simple = ["栋", "号楼", "幢", "单元", "片区", "号"].contains(&worded);
    if simple && !number.is_empty() { format!("{number:0>3}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::code_of;

    #[test]
    fn doors_sort_by_their_number() {
        assert_eq!(code_of("3栋"), "003");
        assert_eq!(code_of("１２单元"), "012");
        assert_eq!(code_of("A3栋"), "A3栋");
        assert_eq!(code_of("同源社区"), "同源社区");
    }
}
