//! Caps: how much may be used in a period, decided in the transaction that uses it.
//!
//! A tally is counted up by one statement that touches only rows with room left, so two at once
//! can't both take the last of it.

use entity::id::{HouseholdId, TransferId};
use entity::point_tally::TallyKind;
use sea_orm::FromQueryResult;
use time::Date;
use uuid::Uuid;

use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// One cap.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cap {
    /// Which.
    pub(crate) kind: TallyKind,
    /// The account, rule or item.
    pub(crate) subject: Uuid,
    /// The household, or the account again.
    pub(crate) whose: Uuid,
    /// The first day of the period.
    pub(crate) from: Date,
    /// The most in the period.
    pub(crate) max: i64,
}

/// The cap that has no room left for what was asked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Full {
    /// Which.
    pub(crate) kind: TallyKind,
    /// What is left.
    pub(crate) left: i64,
}

#[derive(FromQueryResult)]
struct Counted {
    kind: TallyKind,
}

const COLUMNS: usize = 6;

/// Counts `amount` towards each of `caps`, or names the first that is full; then the write must be
/// refused, which undoes the others.
pub(crate) async fn count(
    at: &At<'_>,
    caps: &[Cap],
    amount: i64,
) -> Result<Result<(), Full>, Fault> {
    if let Some(small) = caps.iter().find(|cap| cap.max < amount) {
        return Ok(Err(Full { kind: small.kind, left: left(at, small).await? }));
    }
    let mut values = Vec::with_capacity(caps.len() * COLUMNS);
    let mut rows = Vec::with_capacity(caps.len());
    for cap in caps {
        rows.push(format!("({})", placeholders(values.len() + 1, COLUMNS)));
        let row = params![cap.kind.code(), cap.subject, cap.whose, cap.from, amount, cap.max];
        values.extend(row);
    }
    let sql = format!(
        "INSERT INTO point_tally (kind, subject_id, whose_id, from_day, used, cap) VALUES {} \
         ON CONFLICT (kind, subject_id, whose_id, from_day) DO UPDATE \
         SET used = point_tally.used + excluded.used, cap = excluded.cap \
         WHERE point_tally.used + excluded.used <= excluded.cap RETURNING kind",
        rows.join(", ")
    );
    let counted: Vec<Counted> = at.sql().all(sql, values).await?;
    let full = caps.iter().find(|cap| counted.iter().all(|row| row.kind != cap.kind));
    Ok(match full {
        None => Ok(()),
        Some(cap) => Err(Full { kind: cap.kind, left: left(at, cap).await? }),
    })
}

async fn left(at: &At<'_>, cap: &Cap) -> Result<i64, Fault> {
    let used: Option<i64> = at
        .sql()
        .value(
            "SELECT used FROM point_tally \
             WHERE kind = $1 AND subject_id = $2 AND whose_id = $3 AND from_day = $4",
            params![cap.kind.code(), cap.subject, cap.whose, cap.from],
        )
        .await?;
    Ok(cap.max.saturating_sub(used.unwrap_or(0)).max(0))
}

/// Gives a household back the room that a reversed transfer had taken; what the volunteer credited
/// on that day stays counted.
pub(crate) async fn give_back(
    at: &At<'_>,
    household: HouseholdId,
    transfer: TransferId,
    day: Date,
) -> Result<(), Fault> {
    at.execute(
        "UPDATE point_tally SET used = used - (SELECT COALESCE(d.quantity, t.points) \
           FROM point_transfer t LEFT JOIN redemption d ON d.id = t.id WHERE t.id = $1) \
         WHERE whose_id = $2 \
           AND ((kind = 'rule_day' AND from_day = $3) \
             OR (kind IN ('rule_month', 'item_month') AND from_day = $4)) \
           AND subject_id = (SELECT COALESCE(t.rule_id, d.item_id) \
             FROM point_transfer t LEFT JOIN redemption d ON d.id = t.id WHERE t.id = $1) \
           AND used >= (SELECT COALESCE(d.quantity, t.points) \
             FROM point_transfer t LEFT JOIN redemption d ON d.id = t.id WHERE t.id = $1)",
        params![transfer, household, day, month_of(day)],
    )
    .await?;
    Ok(())
}

/// The first day of the month.
pub(crate) fn month_of(day: Date) -> Date {
    day.replace_day(1).unwrap_or(day)
}
