//! Writing down that something went up.

use std::collections::{HashMap, HashSet};

use entity::declaration::{DeclarationState, DeskLevel};
use entity::declaration_hop::HopCause;
use entity::id::{DeclarationId, HopId};
use sea_orm::{FromQueryResult, Value};

use super::ladder::Post;
use super::overdue::Late;
use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// Something that goes up.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) late: Late,
    pub(super) cause: HopCause,
    pub(super) to: Post,
}

impl Hop {
    /// Whether the level that is told is the one that had to act, since none is above it.
    pub(super) fn is_own_desk(&self) -> bool {
        self.late.answerable() == self.to.level
    }
}

#[derive(FromQueryResult)]
struct Marked {
    id: DeclarationId,
}

/// Marks the declarations as raised, and gives those that were not done or raised meanwhile.
pub(super) async fn mark(at: &At<'_>, hops: Vec<Hop>) -> Result<Vec<Hop>, Fault> {
    let mut alike: HashMap<(DeskLevel, Option<DeskLevel>), Vec<DeclarationId>> = HashMap::new();
    for hop in &hops {
        alike.entry((hop.to.level, hop.late.raised_level)).or_default().push(hop.late.id);
    }
    let mut marked = HashSet::new();
    for ((to, before), ids) in alike {
        let mut values = params![to.code(), at.now, before.map_or("", DeskLevel::code)];
        let list = placeholders(values.len() + 1, ids.len());
        values.extend(ids.into_iter().map(Value::from));
        let sql = format!(
            "UPDATE declaration SET raised_level = $1 WHERE due_at <= $2 \
             AND COALESCE(raised_level, '') = $3 AND id IN ({list}) RETURNING id"
        );
        let rows: Vec<Marked> = at.sql().all(sql, values).await?;
        marked.extend(rows.into_iter().map(|row| row.id));
    }
    Ok(hops.into_iter().filter(|hop| marked.contains(&hop.late.id)).collect())
}

#[derive(FromQueryResult, PartialEq, Eq, Hash)]
struct Written {
    declaration_id: DeclarationId,
    to_level: DeskLevel,
}

/// Writes hops down, and gives those that were not there before.
pub(super) async fn write(at: &At<'_>, hops: Vec<Hop>) -> Result<Vec<Hop>, Fault> {
    let mut written = HashSet::new();
    for some in hops.chunks(50) {
        let mut values = Vec::with_capacity(some.len() * COLUMNS);
        let mut rows = Vec::with_capacity(some.len());
        for hop in some {
            rows.push(format!("({})", placeholders(values.len() + 1, COLUMNS)));
            values.extend(row(at, hop));
        }
        let sql = format!(
            "INSERT INTO declaration_hop (id, declaration_id, cause, state, due_at, from_level, \
             to_level, to_node_id, skipped_levels, told, at) VALUES {} ON CONFLICT DO NOTHING \
             RETURNING declaration_id, to_level",
            rows.join(", ")
        );
        let rows: Vec<Written> = at.sql().all(sql, values).await?;
        written.extend(rows);
    }
    let is_new = |hop: &Hop| {
        written.contains(&Written { declaration_id: hop.late.id, to_level: hop.to.level })
    };
    Ok(hops.into_iter().filter(is_new).collect())
}

const COLUMNS: usize = 11;

fn row(at: &At<'_>, hop: &Hop) -> Vec<Value> {
    let Hop { late, cause, to } = hop;
    params![
        at.id::<HopId>(),
        late.id,
        cause.code(),
        DeclarationState::code(late.state),
        late.due_at,
        late.answerable().code(),
        to.level.code(),
        to.node,
        to.skipped_codes(),
        i64::try_from(to.holders.len()).unwrap_or(i64::MAX),
        at.now
    ]
}
