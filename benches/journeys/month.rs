//! The month's round of the whole town: opened by the street officer against the same statements in raw
//! SQL.

use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::Moment;
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, AssertSqlSafe};
use sea_orm::{DatabaseConnection, SqlxSqliteConnector};
use serde_json::{Value, json};
use xinju::params;
use xinju::round::cover::COVER;

use crate::Outcome;
use crate::figures::{self, Line as Row, Report, median};
use crate::load::{Line, Shot};
use crate::options::Options;
use crate::program::{Server, command};
use crate::town::{Town, connect, run};

const RATIO_MAX: f64 = 2.0;

/// The round, without what was left of another.
const PLAIN: &str = "INSERT INTO monitoring_round (id, site_id, month, phase, check_by, assess_by, \
    dispatch_by, supervise_by, household_count, opened_at, moved_at) \
    VALUES ($1, $2, $3, 'check', $4, $4, $4, $4, 0, $5, $5)";

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let (home, raw_home) = (town.copy("month")?, town.copy("month-raw")?);
    let beside = connect(&home).await?;
    let street = town.account(&beside, "staff", None).await?;
    town.appoint(&beside, street.account, "street_officer", town.cast.site).await?;
    let token = town.token_in(&home, &street)?;
    // The service would open the round by itself.
    let mut serve = command(&["serve"], &home);
    serve.args(["--set", "worker.enabled=false"]);
    let server = Server::start(serve, "/readyz").await?;
    let pool = raw(&raw_home).await?;
    let mut line = Line::open(&server.address).await?;
    let (mut opened, mut statements) = (vec![], vec![]);
    let mut covered = 0;
    for round in 0..=options.rounds.max(7) {
        clear(&beside).await?;
        let (took, count) = open(&mut line, &token, town).await?;
        let (raw_took, raw_count) = statement(&pool, town).await?;
        if count != raw_count {
            return Err(format!("the round covers {count}, the statement {raw_count}").into());
        }
        covered = count;
        // The first round prepares statements and fills caches on both sides.
        if round > 0 {
            opened.push(took);
            statements.push(raw_took);
        }
    }
    let own = median(&opened).ok_or("no round was opened")?;
    let alone = median(&statements).ok_or("no round was opened")?;
    let ratio = own.as_secs_f64() / alone.as_secs_f64();
    report.add(Row {
        what: format!("round of {covered} households, SQLite, {} times", opened.len()),
        program: figures::time(own),
        yardstick: figures::time(alone),
        ratio: format!("{ratio:.2}"),
        target: "≤ 2".to_owned(),
        met: Some(ratio <= RATIO_MAX),
    });
    beside.close().await?;
    server.stop().await
}

/// The database in `folder`, with the settings of the program.
async fn raw(folder: &std::path::Path) -> Outcome<SqlitePool> {
    let config = crate::settings::config(folder)?;
    let options = SqliteConnectOptions::new()
        .filename(folder.join("xinju.sqlite3"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", format!("-{}", config.database.page_cache_kib))
        .pragma("mmap_size", (config.database.mmap_mib * 1_048_576).to_string())
        .pragma("temp_store", "MEMORY");
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

/// Takes the round of the month away, so that it can be opened again.
async fn clear(raw: &DatabaseConnection) -> Outcome<()> {
    run(raw, "DELETE FROM round_household", params![]).await?;
    run(raw, "DELETE FROM monitoring_round", params![]).await
}

/// Opens the round, and says how long that took and how many households it covers.
async fn open(line: &mut Line, token: &Arc<str>, town: &Town) -> Outcome<(Duration, u64)> {
    let body = json!({ "site_id": town.cast.site }).to_string();
    let shot = Shot {
        path: "/api/v1/monitoring-rounds".to_owned(),
        token: Arc::clone(token),
        write: Some((town.id(), body)),
    };
    let start = Instant::now();
    let round = line.expect(shot).await?;
    let took = start.elapsed();
    let covered = round.get("household_count").and_then(Value::as_u64);
    Ok((took, covered.ok_or("the round says nothing")?))
}

/// The same by the statements alone, committed.
async fn statement(pool: &SqlitePool, town: &Town) -> Outcome<(Duration, u64)> {
    clear(&SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone())).await?;
    let (id, now) = (town.id(), town.now());
    let month = now.day().replace_day(1)?;
    let next = Moment::begin_of(month.saturating_add(time::Duration::days(31)));
    let start = Instant::now();
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(PLAIN)
        .bind(id)
        .bind(town.cast.site)
        .bind(month)
        .bind(now.day())
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
    let done = sqlx::query(AssertSqlSafe(COVER))
        .bind(id)
        .bind(town.cast.site)
        .bind(Moment::begin_of(month).0)
        .bind(next.0)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok((start.elapsed(), done.rows_affected()))
}
