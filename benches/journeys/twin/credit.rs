//! A credit of points by rule.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use sea_orm::sqlx::{self, SqliteConnection};
use serde::Deserialize;
use uuid::Uuid;

use super::caller::{Caller, still_granted};
use super::{Twin, leave, wrong};

#[derive(Deserialize)]
struct Asked {
    transfer_id: Uuid,
    household_id: Uuid,
    rule_id: Uuid,
    times: i64,
}

type Ground = (
    Uuid,
    Option<Uuid>,
    Option<i64>,
    Option<bool>,
    Option<String>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<Uuid>,
);

#[handler]
pub(crate) async fn credit(
    request: &Request,
    body: Body,
    twin: Data<&Arc<Twin>>,
) -> poem::Result<Response> {
    let caller = twin.caller(request).await?;
    let bytes = body.into_bytes().await?;
    let claim = leave::claim(request, &bytes)?;
    let asked: Asked = serde_json::from_slice(&bytes).map_err(wrong)?;
    let now = twin.clock.now();
    let mut transaction = twin.writer.begin_with("BEGIN IMMEDIATE").await.map_err(wrong)?;
    still_granted(&mut transaction, &caller, now.0).await?;
    let ground = ground(&mut transaction, &asked, &caller).await?;
    let (node, _, Some(version), _, Some(name), Some(once), _, _, _, Some(issuance)) = ground
    else {
        return Err(wrong("no such rule"));
    };
    look_back(&mut transaction, asked.transfer_id).await?;
    let points = once * asked.times;
    open(&mut transaction, &asked, (points, version), &caller, now.0).await?;
    count(&mut transaction, &caller, points, now.day()).await?;
    let balance = give(&twin, &mut transaction, &asked, points, issuance).await?;
    let told = format!("因“{name}”得了{points}分，现在一共{balance}分。");
    let message = ("points", asked.transfer_id, "您家得了积分", told);
    leave::tell(&twin, &mut transaction, asked.household_id, message).await?;
    let what = ("points.credit", "point_transfer", asked.transfer_id);
    let place = (asked.household_id, node, None);
    leave::audit(&twin, &mut transaction, &caller, what, place).await?;
    let reply = serde_json::json!({
        "transfer_id": asked.transfer_id, "kind": "credit", "household_id": asked.household_id,
        "amount": points, "balance_after": balance, "rule_id": asked.rule_id,
        "rule_version": version, "rule_name": name, "times": asked.times, "at": now,
    })
    .to_string();
    leave::store(&twin, &mut transaction, &caller, claim, &reply).await?;
    transaction.commit().await.map_err(wrong)?;
    Ok(Response::builder().status(StatusCode::CREATED).content_type("application/json").body(reply))
}

async fn ground(
    transaction: &mut SqliteConnection,
    asked: &Asked,
    caller: &Caller,
) -> poem::Result<Ground> {
    sqlx::query_as(
        "SELECT h.node_id, (SELECT p.household_id FROM person p WHERE p.id = $3) AS own_id, \
           r.version, r.ended_at IS NOT NULL AS ended, v.name, v.points, v.evidence, \
           v.household_day_max, v.household_month_max, i.id AS issuance_id \
         FROM household h \
         LEFT JOIN point_rule r ON r.id = $2 AND EXISTS (SELECT 1 FROM grid_path g \
           WHERE g.ancestor_id = r.node_id AND g.node_id = h.node_id) \
         LEFT JOIN point_rule_version v ON v.rule_id = r.id AND v.version = r.version \
         LEFT JOIN purse i ON i.node_id = r.node_id AND i.kind = 'issuance' \
         WHERE h.id = $1 AND h.state = 'present' AND \
           (h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id IN ($4)))",
    )
    .bind(asked.household_id)
    .bind(asked.rule_id)
    .bind(None::<Uuid>)
    .bind(caller.node)
    .fetch_one(transaction)
    .await
    .map_err(wrong)
}

/// Whether the transfer was written before.
async fn look_back(transaction: &mut SqliteConnection, id: Uuid) -> poem::Result<()> {
    let before = sqlx::query(
        "SELECT t.id AS transfer_id, t.kind, t.household_id, e.amount, \
         e.balance_after, t.rule_id, t.rule_version, v.name AS rule_name, t.times, t.reverses, \
         r.id AS reversed_by, t.note, t.at FROM point_transfer t \
         JOIN point_entry e ON e.transfer_id = t.id AND e.place IS NOT NULL \
         LEFT JOIN point_rule_version v \
         ON v.rule_id = t.rule_id AND v.version = t.rule_version \
         LEFT JOIN point_transfer r ON r.reverses = t.id WHERE t.id = $1",
    )
    .bind(id)
    .fetch_optional(transaction)
    .await
    .map_err(wrong)?;
    if before.is_some() { Err(wrong("written before")) } else { Ok(()) }
}

async fn open(
    transaction: &mut SqliteConnection,
    asked: &Asked,
    (points, version): (i64, i64),
    caller: &Caller,
    now: i64,
) -> poem::Result<()> {
    sqlx::query(
        "INSERT INTO point_transfer (id, kind, household_id, points, rule_id, rule_version, \
         times, reverses, note, actor_id, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
    )
    .bind(asked.transfer_id)
    .bind("credit")
    .bind(asked.household_id)
    .bind(points)
    .bind(asked.rule_id)
    .bind(version)
    .bind(asked.times)
    .bind(None::<Uuid>)
    .bind(None::<String>)
    .bind(caller.account)
    .bind(now)
    .execute(transaction)
    .await
    .map_err(wrong)?;
    Ok(())
}

async fn count(
    transaction: &mut SqliteConnection,
    caller: &Caller,
    points: i64,
    day: time::Date,
) -> poem::Result<()> {
    sqlx::query(
        "INSERT INTO point_tally (kind, subject_id, whose_id, from_day, used, cap) \
         VALUES ($1, $2, $3, $4, $5, $6) \
         ON CONFLICT (kind, subject_id, whose_id, from_day) DO UPDATE \
         SET used = point_tally.used + excluded.used, cap = excluded.cap \
         WHERE point_tally.used + excluded.used <= excluded.cap RETURNING kind",
    )
    .bind("volunteer_day")
    .bind(caller.account)
    .bind(caller.account)
    .bind(day)
    .bind(points)
    .bind(1_000_000_i64)
    .fetch_one(transaction)
    .await
    .map_err(wrong)?;
    Ok(())
}

/// Moves the balance and writes the two entries.
async fn give(
    twin: &Twin,
    transaction: &mut SqliteConnection,
    asked: &Asked,
    points: i64,
    issuance: Uuid,
) -> poem::Result<i64> {
    let now = twin.clock.now();
    let (purse, balance, entries): (Uuid, i64, i64) = sqlx::query_as(
        "INSERT INTO purse (id, kind, household_id, balance, entries, created_at) \
         VALUES ($1, 'household', $2, $3, 1, $4) ON CONFLICT (household_id) DO UPDATE \
         SET balance = purse.balance + excluded.balance, entries = purse.entries + 1 \
         RETURNING id, balance, entries",
    )
    .bind(twin.ids.next(now))
    .bind(asked.household_id)
    .bind(points)
    .bind(now.0)
    .fetch_one(&mut *transaction)
    .await
    .map_err(wrong)?;
    sqlx::query(
        "INSERT INTO point_entry (transfer_id, purse_id, amount, place, balance_after) \
         VALUES ($1, $2, $3, $4, $5), ($1, $6, $7, NULL, NULL)",
    )
    .bind(asked.transfer_id)
    .bind(purse)
    .bind(points)
    .bind(entries)
    .bind(balance)
    .bind(issuance)
    .bind(-points)
    .execute(transaction)
    .await
    .map_err(wrong)?;
    Ok(balance)
}
