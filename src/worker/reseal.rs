//! Seals fields anew after a rotation of the sealing key, while the service runs.

use std::sync::Arc;

use sea_orm::FromQueryResult;
use uuid::Uuid;

use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::params;
use crate::store::seal::{Place, Sealed};
use crate::store::{At, Fault};

/// Every column that is sealed anew, as table and column.
pub const SEALED: &[(&str, &str)] = &[
    ("clue", "outcome_sealed"),
    ("clue", "words_sealed"),
    ("colour_result", "decision_sealed"),
    ("colour_result", "words_sealed"),
    ("income_item", "note_sealed"),
    ("ledger_batch_line", "cells_sealed"),
    ("declaration", "words_sealed"),
    ("declaration_pause", "decision_sealed"),
    ("declaration_pause", "words_sealed"),
    ("declaration_step", "words_sealed"),
    ("round_finding", "words_sealed"),
    ("round_finding", "outcome_sealed"),
    ("visit", "words_sealed"),
    ("declaration_verification", "findings_sealed"),
    ("measure", "effect_sealed"),
    ("measure", "evidence_sealed"),
    ("monitoring_record", "removal_words_sealed"),
    ("notice_objection", "answer_sealed"),
    ("notice_objection", "words_sealed"),
    ("person", "health_sealed"),
    ("person", "id_card_sealed"),
    ("person", "phone_sealed"),
    ("review_meeting", "minutes_sealed"),
];

/// Fields that are sealed anew in one transaction.
const BATCH: i64 = 500;

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    sealed: String,
}

/// Seals one batch of fields anew that are not under the newest key.
pub(super) fn reseal(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let Some(newest) = app.keys.sealing_keys().first().map(|key| format!("s1.{}.", key.id()))
        else {
            return Ok(Progress::Done);
        };
        for (table, column) in SEALED {
            let rows = stale(&app, table, column, &newest).await?;
            if rows.is_empty() {
                continue;
            }
            app.work(move |at| Box::pin(async move { anew(at, table, column, rows).await }))
                .await?;
            return Ok(Progress::More);
        }
        Ok(Progress::Done)
    })
}

async fn stale(app: &App, table: &str, column: &str, newest: &str) -> Result<Vec<Row>, Fault> {
    let length = newest.len();
    let sql = format!(
        "SELECT id, {column} AS sealed FROM {table} WHERE {column} IS NOT NULL \
         AND substr({column}, 1, {length}) <> $1 ORDER BY id LIMIT $2"
    );
    app.view().sql.all(sql, params![newest, BATCH]).await
}

/// A field that was changed meanwhile is left alone: it is under the newest key already.
async fn anew(
    at: &At<'_>,
    table: &'static str,
    column: &'static str,
    rows: Vec<Row>,
) -> Result<(), Fault> {
    let sql = format!("UPDATE {table} SET {column} = $1 WHERE id = $2 AND {column} = $3");
    for row in rows {
        let place = Place { table, column, row: row.id };
        let damaged = |fault| Fault::Damaged(format!("{table}.{column} of {}: {fault}", row.id));
        let plain =
            at.world.seal.open(place, &Sealed::from(row.sealed.clone())).map_err(damaged)?;
        let sealed = at.world.seal.seal(place, &plain).map_err(damaged)?.into_string();
        at.execute(sql.clone(), params![sealed, row.id, row.sealed]).await?;
    }
    Ok(())
}
