//! What the items of one household and year come to, as the database adds them up.

use entity::id::HouseholdId;
use entity::income_item::IncomeKind;
use sea_orm::FromQueryResult;

use super::figure::{KINDS, KindSum};
use crate::params;
use crate::store::{Fault, Sql};

#[derive(FromQueryResult)]
struct Row {
    kind: IncomeKind,
    amount_fen: i64,
    items: i64,
}

/// The sums of all kinds, in their order; zero where there is none.
pub(super) async fn of_year(
    sql: Sql<'_>,
    household: HouseholdId,
    year: i64,
) -> Result<Vec<KindSum>, Fault> {
    let rows: Vec<Row> = sql
        .all(
            "SELECT kind, CAST(SUM(amount_fen) AS bigint) AS amount_fen, COUNT(*) AS items \
             FROM income_item WHERE household_id = $1 AND year = $2 AND voided_at IS NULL \
             GROUP BY kind",
            params![household, year],
        )
        .await?;
    let sum = |kind| {
        let row = rows.iter().find(|row| row.kind == kind);
        let (amount_fen, items) = row.map_or((0, 0), |row| (row.amount_fen, row.items));
        KindSum { kind, amount_fen, items }
    };
    Ok(KINDS.into_iter().map(sum).collect())
}

/// How many people live in the household.
pub(super) async fn members(sql: Sql<'_>, household: HouseholdId) -> Result<i64, Fault> {
    let members = sql
        .value(
            "SELECT COUNT(*) FROM person WHERE household_id = $1 AND state = 'present'",
            params![household],
        )
        .await?;
    Ok(members.unwrap_or_default())
}
