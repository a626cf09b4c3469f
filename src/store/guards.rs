//! The triggers that keep rows as they were written: all there, switched on, and worded as the
//! migrations word them.

use std::collections::BTreeMap;

use migration::Migrator;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, FromQueryResult};
use sea_orm_migration::MigratorTrait;

use super::{Fault, Sql};

/// The triggers of a Postgres database of this version, with their tables.
const POSTGRES: &[(&str, &str)] = &[
    ("audit", "audit_is_final"),
    ("audit", "audit_is_kept"),
    ("colour_result", "colour_result_is_final"),
    ("colour_rule", "colour_rule_is_final"),
    ("declaration_step", "declaration_step_is_kept"),
    ("income_item", "income_item_is_final"),
    ("monitoring_round", "monitoring_round_closes_owned"),
    ("point_entry", "point_entry_is_final"),
    ("point_rule_version", "point_rule_version_is_final"),
    ("point_transfer", "point_transfer_is_final"),
    ("redemption", "redemption_is_final"),
    ("round_snapshot", "round_snapshot_is_final"),
    ("review_vote", "review_vote_is_final"),
    ("stock_movement", "stock_movement_is_final"),
];

#[derive(FromQueryResult)]
struct Trigger {
    name: String,
    text: String,
}

/// What is wrong with the triggers, in words.
pub(super) async fn prove(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    match sql.backend() {
        DbBackend::Postgres => on_postgres(sql).await,
        _ => on_sqlite(sql).await,
    }
}

async fn on_postgres(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    let question = "SELECT 1 FROM pg_trigger WHERE tgrelid = CAST($1 AS regclass) \
                    AND tgname = $2 AND tgenabled <> 'D'";
    let mut faults = Vec::new();
    for (table, trigger) in POSTGRES {
        if !sql.exists(question, crate::params![*table, *trigger]).await? {
            faults.push(format!("nothing refuses changes of {table}: {trigger} is not there"));
        }
    }
    Ok(faults)
}

async fn on_sqlite(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    let text = "SELECT name, sql AS text FROM sqlite_master WHERE type = 'trigger' ORDER BY name";
    let found = by_name(sql.all(text, vec![]).await?);
    let wanted = wanted(text).await?;
    let faults = wanted.iter().filter_map(|(name, text)| match found.get(name) {
        None => Some(format!("the trigger {name} is not there")),
        Some(other) if other != text => Some(format!("the trigger {name} was changed")),
        Some(_) => None,
    });
    Ok(faults.collect())
}

fn by_name(triggers: Vec<Trigger>) -> BTreeMap<String, String> {
    triggers.into_iter().map(|trigger| (trigger.name, trigger.text)).collect()
}

/// The triggers of a new database of this version.
async fn wanted(question: &str) -> Result<BTreeMap<String, String>, DbErr> {
    let mut options = ConnectOptions::new("sqlite::memory:");
    options.max_connections(1).min_connections(1).sqlx_logging(false);
    let fresh = Database::connect(options).await?;
    Migrator::up(&fresh, None).await?;
    let statement = sea_orm::Statement::from_string(fresh.get_database_backend(), question);
    let rows = fresh.query_all_raw(statement).await?;
    let triggers: Result<_, _> =
        rows.iter().map(|row| Trigger::from_query_result(row, "")).collect();
    let triggers = triggers?;
    fresh.close().await?;
    Ok(by_name(triggers))
}
