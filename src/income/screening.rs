//! The screening ledger (筛查台账): households with little income, or none on record, and whether anybody
//! looks after them. Who has neither a helper nor a plan comes first, then who has one of them; among
//! equals the poorer one.

use entity::id::{HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;

use crate::auth::Grant;
use crate::auth::permission::ReadIncome;
use crate::http::{ApiError, Cursor, Page};
use crate::params;
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::Turn;
use crate::support::plans::BELOW;
use crate::support::whose::{self, Whose};

entity::codes! {
    /// What a screened household lacks.
    pub enum Missing {
        /// A helper (没有联系人).
        Helper = "helper",
        /// An open plan (没有帮扶计划).
        Plan = "plan",
        /// One of the two, or both.
        Either = "either",
        /// Both.
        Both = "both",
    }
}

/// A household in the screening ledger (筛查台账).
#[derive(Clone, Debug, Object, Serialize)]
pub struct ScreenedHousehold {
    /// The household.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The year.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub year: i64,
    /// The members who live there now.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// What is left in the year, in fen; absent where nothing is on record.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_fen: Option<i64>,
    /// What is left for each member, in fen and rounded down; absent where nothing is on record.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_per_head_fen: Option<i64>,
    /// The household's helper.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_name: Option<String>,
    /// Whether the household has an open plan.
    pub has_plan: bool,
    /// Whether the household is monitored now.
    pub is_monitored: bool,
}

/// What of the screening ledger is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ScreeningFilter {
    pub(super) year: Option<i64>,
    pub(super) missing: Option<Missing>,
    pub(super) recorded: Option<bool>,
    pub(super) node: Option<NodeId>,
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    whose: Whose,
    members: i64,
    items: i64,
    net_fen: i64,
    helper_name: Option<String>,
    has_plan: bool,
    is_monitored: bool,
    looked_after: i64,
    per_head: i64,
}

/// The place of a row in the ledger.
type Key = (i64, i64, HouseholdId);

/// The households of one ledger with all that it is sorted and narrowed by. Net income is divided as
/// SQL does it, towards zero: the order is the same, and the figure shown is rounded down from the net.
pub(crate) const HOUSEHOLDS: &str = "SELECT h.id, h.node_id, COALESCE(m.members, 0) AS members, \
      COALESCE(i.items, 0) AS items, COALESCE(i.net_fen, 0) AS net_fen, \
      COALESCE(i.net_fen / m.members, 0) AS per_head, b.name AS helper_name, \
      s.household_id IS NOT NULL AS has_plan, \
      CAST(CASE WHEN b.household_id IS NULL THEN 0 ELSE 1 END \
        + CASE WHEN s.household_id IS NULL THEN 0 ELSE 1 END AS bigint) AS looked_after, \
      EXISTS (SELECT 1 FROM monitoring_record r WHERE r.household_id = h.id \
        AND r.removed_at IS NULL) AS is_monitored \
    FROM household h \
    LEFT JOIN (SELECT household_id, COUNT(*) AS members FROM person WHERE state = 'present' \
      GROUP BY household_id) m ON m.household_id = h.id \
    LEFT JOIN (SELECT household_id, COUNT(*) AS items, CAST(SUM(CASE WHEN kind IN \
      ('business_cost', 'necessary_cost') THEN -amount_fen ELSE amount_fen END) AS bigint) \
      AS net_fen FROM income_item WHERE year = $1 AND voided_at IS NULL GROUP BY household_id) i \
      ON i.household_id = h.id \
    LEFT JOIN helper b ON b.household_id = h.id AND b.ended_at IS NULL \
    LEFT JOIN support_plan s ON s.household_id = h.id AND s.closed_at IS NULL \
    WHERE h.state = 'present'";

/// Lists the households of the caller's area that lie below the line, or have nothing on record.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadIncome>,
    filter: ScreeningFilter,
    turn: Turn<'_>,
) -> Result<Page<ScreenedHousehold>, ApiError> {
    let year = filter.year.unwrap_or_else(|| i64::from(view.today().year()));
    let (screened, mut values) = screened(view, by, filter, year);
    let mut total = None;
    if turn.with_total {
        let count = format!("SELECT COUNT(*) FROM ({screened}) c");
        total = view.sql.value(count, values.clone()).await?;
    }
    let mut after = String::new();
    if let Some((looked_after, per_head, id)) = Cursor::read::<Key>(keys, LIST, turn.cursor)? {
        values.extend(params![looked_after, per_head, id]);
        let last = values.len();
        after = format!(
            "WHERE (t.looked_after, t.per_head, t.id) > (${}, ${}, ${last})",
            last - 2,
            last - 1
        );
    }
    values.push(turn.limit.probe().into());
    let sql = format!(
        "SELECT t.members, t.items, t.net_fen, t.per_head, t.looked_after, t.helper_name, \
         t.has_plan, t.is_monitored, {} FROM ({screened}) t JOIN household h ON h.id = t.id {} \
         {after} ORDER BY t.looked_after, t.per_head, t.id LIMIT ${}",
        whose::COLUMNS,
        whose::TABLES,
        values.len()
    );
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    let places: Vec<Key> = rows.iter().map(Row::place).collect();
    let lines = rows.into_iter().map(|row| row.line(year)).collect();
    let mut page = turn.limit.cut(lines, |last: &ScreenedHousehold| {
        let place = places.iter().find(|place| place.2 == last.household_id);
        Cursor::write(keys, LIST, &place)
    })?;
    page.total = total;
    Ok(page)
}

/// The name under which cursors are signed.
const LIST: &str = "income_screening";

/// The statement that finds the screened households.
fn screened(
    view: &View<'_>,
    by: &Grant<ReadIncome>,
    filter: ScreeningFilter,
    year: i64,
) -> (String, Vec<Value>) {
    let mut values = params![year];
    let mut parts = vec![by.clause("h.node_id", None, &mut values)];
    if filter.recorded == Some(false) {
        parts.push("i.items IS NULL".to_owned());
    } else {
        values.push(view.world.config.policy.income.line_fen.into());
        // Rounded down below the line is the same as undivided below the line of all members.
        parts.push(format!("i.net_fen < ${} * m.members", values.len()));
    }
    match filter.missing {
        Some(Missing::Helper) => parts.push("b.household_id IS NULL".to_owned()),
        Some(Missing::Plan) => parts.push("s.household_id IS NULL".to_owned()),
        Some(Missing::Either) => {
            parts.push("(b.household_id IS NULL OR s.household_id IS NULL)".to_owned());
        }
        Some(Missing::Both) => {
            parts.push("b.household_id IS NULL AND s.household_id IS NULL".to_owned());
        }
        None => {}
    }
    if let Some(node) = filter.node {
        values.push(node.into());
        parts.push(BELOW.replace('?', &format!("${}", values.len())));
    }
    (format!("{HOUSEHOLDS} AND {}", parts.join(" AND ")), values)
}

impl Row {
    fn place(&self) -> Key {
        (self.looked_after, self.per_head, self.whose.household_id)
    }

    fn line(self, year: i64) -> ScreenedHousehold {
        let known = self.items > 0;
        ScreenedHousehold {
            household_id: self.whose.household_id,
            household_number: self.whose.household_number.clone(),
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            year,
            members: self.members,
            net_fen: known.then_some(self.net_fen),
            net_per_head_fen: (known && self.members > 0)
                .then(|| self.net_fen.div_euclid(self.members)),
            helper_name: self.helper_name,
            has_plan: self.has_plan,
            is_monitored: self.is_monitored,
        }
    }
}
