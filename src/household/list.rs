//! The households of the caller's area: filtered, sorted by door or by name, a page at a time.

use entity::household::HouseholdState;
use entity::id::{HouseholdId, NodeId};
use poem_openapi::Enum;
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::line::{COLUMNS, FROM, Row};
use super::search::{self, Sought};
use crate::auth::Grant;
use crate::auth::permission::ReadHouseholds;
use crate::roster::model::Monitoring;
use crate::store::{Fault, View};

/// In which order households are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum HouseholdOrder {
    /// Along the doors: community, building, unit, room.
    #[default]
    Door,
    /// By the head's name in pinyin order.
    Name,
}

/// What to list.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) sought: Option<Sought>,
    pub(super) node: Option<NodeId>,
    pub(super) state: Option<HouseholdState>,
    pub(super) monitoring: Option<String>,
    pub(super) colour: Option<String>,
    pub(super) order: HouseholdOrder,
    pub(super) after: Option<Key>,
    pub(super) limit: i64,
}

/// Where a page ends: the sorted texts and the id.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Key {
    first: String,
    length: i64,
    second: String,
    id: HouseholdId,
}

impl Key {
    /// Whether this is where the household stands.
    pub(super) fn names(&self, household: HouseholdId) -> bool {
        self.id == household
    }

    pub(super) fn of(row: &Row, order: HouseholdOrder) -> Self {
        let (first, second) = match order {
            HouseholdOrder::Door => (row.path.clone(), row.room.clone()),
            HouseholdOrder::Name => (
                row.head_initials.clone().unwrap_or_default(),
                row.head_name.clone().unwrap_or_default(),
            ),
        };
        let length = i64::try_from(second.chars().count()).unwrap_or(i64::MAX);
        Self { first, length, second, id: row.id }
    }
}

/// The sorted columns: rooms of fewer digits come first, as 9 comes before 10.
const fn sorted(order: HouseholdOrder) -> &'static str {
    match order {
        HouseholdOrder::Door => "n.path, CAST(length(h.room) AS bigint), h.room, h.id",
        HouseholdOrder::Name => {
            "COALESCE(head.initials, ''), CAST(length(COALESCE(head.name, '')) AS bigint), \
             COALESCE(head.name, ''), h.id"
        }
    }
}

/// Reads one page and, where asked, how many there are.
pub(super) async fn page(
    view: &View<'_>,
    by: &Grant<ReadHouseholds>,
    wanted: &Wanted,
    count: bool,
) -> Result<(Vec<Row>, Option<i64>), Fault> {
    let mut values = Vec::new();
    let mut parts = vec![by.clause("h.node_id", None, &mut values)];
    narrow(wanted, &mut parts, &mut values);
    let total = if count {
        let sql = format!("SELECT COUNT(*) FROM {FROM} WHERE {}", parts.join(" AND "));
        view.sql.value(sql, values.clone()).await?
    } else {
        None
    };
    if let Some(after) = &wanted.after {
        let first = values.len() + 1;
        values.extend(crate::params![
            after.first.clone(),
            after.length,
            after.second.clone(),
            after.id
        ]);
        let places = crate::store::sql::placeholders(first, 4);
        parts.push(format!("({}) > ({places})", sorted(wanted.order)));
    }
    values.push(wanted.limit.into());
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM} WHERE {} ORDER BY {} LIMIT ${}",
        parts.join(" AND "),
        sorted(wanted.order),
        values.len()
    );
    Ok((view.sql.all(sql, values).await?, total))
}

fn narrow(wanted: &Wanted, parts: &mut Vec<String>, values: &mut Vec<Value>) {
    let state = wanted.state.unwrap_or(HouseholdState::Present);
    let equal = [
        ("h.state", Some(state.code().to_owned())),
        ("h.monitoring", wanted.monitoring.clone()),
        ("h.colour", wanted.colour.clone()),
    ];
    for (column, value) in equal {
        if let Some(value) = value {
            values.push(value.into());
            parts.push(format!("{column} = ${}", values.len()));
        }
    }
    if let Some(node) = wanted.node {
        values.push(node.into());
        parts.push(format!(
            "h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ${})",
            values.len()
        ));
    }
    if let Some(sought) = &wanted.sought {
        parts.push(search::clause(sought, values));
    }
}

/// Whether this is a monitoring category's code.
pub(super) fn is_monitoring(code: &str) -> bool {
    Monitoring::ALL.iter().any(|known| known.code() == code)
}
