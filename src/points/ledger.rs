//! The ledger: transfers, their two entries, and the balance of a household's purse.
//!
//! A deed writes its transfer first (whose id decides between repetitions), then counts its caps,
//! then moves the balance, then writes the entries. Everybody takes rows in this order, so two deeds
//! can't wait for each other.

use entity::id::{AccountId, HouseholdId, PurseId, RuleId, TransferId};
use entity::point_transfer::TransferKind;
use sea_orm::FromQueryResult;

use super::model::PointTransfer;
use crate::params;
use crate::store::{At, Fault, Sql};

/// A transfer to be written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draft<'d> {
    /// Its id, made by the client.
    pub(crate) id: TransferId,
    /// What it is.
    pub(crate) kind: TransferKind,
    /// The household whose points it moves.
    pub(crate) household: HouseholdId,
    /// How many.
    pub(crate) points: i64,
    /// The rule of a credit, its version, and how many times it counts.
    pub(crate) rule: Option<(RuleId, i64, i64)>,
    /// What a reversal takes back.
    pub(crate) reverses: Option<TransferId>,
    /// What was done, or why.
    pub(crate) note: Option<&'d str>,
    /// Who does it.
    pub(crate) actor: AccountId,
}

/// A household's purse after a movement.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(crate) struct Moved {
    /// The purse.
    pub(crate) id: PurseId,
    /// Its balance.
    pub(crate) balance: i64,
    /// How many entries it has, the new one included.
    pub(crate) entries: i64,
}

/// Writes the transfer; `false` when its id, or the transfer that it reverses, was used before.
pub(crate) async fn open(at: &At<'_>, draft: &Draft<'_>) -> Result<bool, Fault> {
    let rows = at
        .execute(
            "INSERT INTO point_transfer (id, kind, household_id, points, rule_id, rule_version, \
             times, reverses, note, actor_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
            params![
                draft.id,
                draft.kind.code(),
                draft.household,
                draft.points,
                draft.rule.map(|(rule, ..)| rule),
                draft.rule.map(|(_, version, _)| version),
                draft.rule.map(|(.., times)| times),
                draft.reverses,
                draft.note.map(str::to_owned),
                draft.actor,
                at.now
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// Gives a household points, opening its purse where it has none.
pub(crate) async fn give(at: &At<'_>, household: HouseholdId, points: i64) -> Result<Moved, Fault> {
    let moved = at
        .sql()
        .one(
            "INSERT INTO purse (id, kind, household_id, balance, entries, created_at) \
             VALUES ($1, 'household', $2, $3, 1, $4) ON CONFLICT (household_id) DO UPDATE \
             SET balance = purse.balance + excluded.balance, entries = purse.entries + 1 \
             RETURNING id, balance, entries",
            params![at.id::<PurseId>(), household, points, at.now],
        )
        .await?;
    moved.ok_or_else(|| Fault::Damaged("a purse did not take points".to_owned()))
}

/// Takes points from a household; `None` when it has fewer.
pub(crate) async fn take(
    at: &At<'_>,
    household: HouseholdId,
    points: i64,
) -> Result<Option<Moved>, Fault> {
    at.sql()
        .one(
            "UPDATE purse SET balance = balance - $2, entries = entries + 1 \
             WHERE household_id = $1 AND balance >= $2 RETURNING id, balance, entries",
            params![household, points],
        )
        .await
}

/// Writes the two entries: `amount` for the household, the opposite for `other`.
pub(crate) async fn enter(
    at: &At<'_>,
    transfer: TransferId,
    moved: Moved,
    amount: i64,
    other: PurseId,
) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO point_entry (transfer_id, purse_id, amount, place, balance_after) \
         VALUES ($1, $2, $3, $4, $5), ($1, $6, $7, NULL, NULL)",
        params![transfer, moved.id, amount, moved.entries, moved.balance, other, -amount],
    )
    .await?;
    Ok(())
}

/// A household's points.
pub(crate) async fn balance(sql: Sql<'_>, household: HouseholdId) -> Result<i64, Fault> {
    let balance: Option<i64> =
        sql.value("SELECT balance FROM purse WHERE household_id = $1", params![household]).await?;
    Ok(balance.unwrap_or(0))
}

/// A transfer as it was written, with who wrote it.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    /// What clients see of it.
    pub(crate) shown: PointTransfer,
    /// Who did it.
    pub(crate) actor: AccountId,
}

/// The columns of [`PointTransfer`] out of `t`, its household's entry `e`, and the rule's version `v`.
pub(crate) const SHOWN: &str = "t.id AS transfer_id, t.kind, t.household_id, e.amount, \
    e.balance_after, t.rule_id, t.rule_version, v.name AS rule_name, t.times, t.reverses, \
    r.id AS reversed_by, t.note, t.at";

/// Where [`SHOWN`] comes from, when `t` and `e` are there.
pub(crate) const BESIDE: &str = "LEFT JOIN point_rule_version v \
    ON v.rule_id = t.rule_id AND v.version = t.rule_version \
    LEFT JOIN point_transfer r ON r.reverses = t.id";

/// The transfer with this id as its own reply showed it, whatever happened to it since.
pub(crate) async fn written(sql: Sql<'_>, id: TransferId) -> Result<Option<Written>, Fault> {
    let shown: Option<PointTransfer> = sql
        .one(
            format!(
                "SELECT {SHOWN} FROM point_transfer t \
                 JOIN point_entry e ON e.transfer_id = t.id AND e.place IS NOT NULL \
                 {BESIDE} WHERE t.id = $1"
            ),
            params![id],
        )
        .await?;
    let Some(shown) = shown else { return Ok(None) };
    let actor: Option<AccountId> =
        sql.value("SELECT actor_id FROM point_transfer WHERE id = $1", params![id]).await?;
    let shown = PointTransfer { reversed_by: None, ..shown };
    Ok(actor.map(|actor| Written { shown, actor }))
}
