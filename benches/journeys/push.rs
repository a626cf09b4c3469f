//! A push to every household: the officer's publication against the same statement in raw SQL.

use std::path::Path;
use std::time::{Duration, Instant};

use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, AssertSqlSafe};
use sea_orm::{DatabaseConnection, DbBackend, SqlxSqliteConnector};
use serde_json::{Value, json};
use time::Date;
use uuid::Uuid;
use xinju::job::matching::delivery_statement;
use xinju::params;

use crate::Outcome;
use crate::figures::{Line as Row, Report, median, time};
use crate::load::{Line, Shot};
use crate::options::Options;
use crate::program::Server;
use crate::town::{Town, run};

const RATIO_MAX: f64 = 1.5;

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let (home, raw_home) = (town.copy("push")?, town.copy("push-raw")?);
    let server = Server::xinju(&home).await?;
    let officer = Officer::of(town)?;
    let raw = pool(&raw_home).await?;
    let mut line = Line::open(&server.address).await?;
    let (mut published, mut statements) = (vec![], vec![]);
    let mut matched = 0;
    for round in 0..=options.rounds.max(7) {
        let (took, count) = officer.publish(&mut line).await?;
        let (raw_took, raw_count) = statement(&raw, town).await?;
        if count != raw_count {
            return Err(format!("the push reached {count}, the statement {raw_count}").into());
        }
        matched = count;
        // The first round prepares statements and fills caches on both sides.
        if round > 0 {
            published.push(took);
            statements.push(raw_took);
        }
    }
    add("SQLite", matched, &published, &statements, report)?;
    server.stop().await
}

/// The town's copy past the program, with the settings of the program's writer.
pub(crate) async fn pool(home: &Path) -> Outcome<SqlitePool> {
    let config = crate::settings::config(home)?;
    let options = SqliteConnectOptions::new()
        .filename(home.join("xinju.sqlite3"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("cache_size", format!("-{}", config.database.page_cache_kib))
        .pragma("mmap_size", (config.database.mmap_mib * 1_048_576).to_string())
        .pragma("temp_store", "MEMORY");
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

/// Adds a line to the table.
pub(crate) fn add(
    database: &str,
    matched: u64,
    published: &[Duration],
    statements: &[Duration],
    report: &mut Report,
) -> Outcome<()> {
    let own = median(published).ok_or("nothing was published")?;
    let raw = median(statements).ok_or("nothing was published")?;
    let ratio = own.as_secs_f64() / raw.as_secs_f64();
    report.add(Row {
        what: format!("push to {matched} households, {database}, {} times", published.len()),
        program: time(own),
        yardstick: time(raw),
        ratio: format!("{ratio:.2}"),
        target: "≤ 1.5".to_owned(),
        met: Some(ratio <= RATIO_MAX),
    });
    Ok(())
}

/// The officer who publishes.
pub(crate) struct Officer<'t> {
    town: &'t Town,
    token: std::sync::Arc<str>,
}

impl<'t> Officer<'t> {
    /// The town's officer, signed in.
    pub(crate) fn of(town: &'t Town) -> Outcome<Self> {
        let officer = town.cast.officer.ok_or("the town has no officer")?;
        let token = town.tokens(&[officer])?.pop().ok_or("the officer has no token")?;
        Ok(Self { town, token })
    }

    fn post(&self, path: String, body: &Value) -> Shot {
        let write = Some((self.town.id(), body.to_string()));
        Shot { path, token: std::sync::Arc::clone(&self.token), write }
    }

    /// Writes a posting, publishes it to the whole site, and says how long the publication took and
    /// how many households it reached.
    pub(crate) async fn publish(&self, line: &mut Line) -> Outcome<(Duration, u64)> {
        let site = self.town.cast.site;
        let last_day = self.town.now().day().next_day().ok_or("there is no tomorrow")?.to_string();
        let posting = json!({
            "node_id": site, "employer": "新城服装厂", "title": "缝纫工", "channel": "workshop",
            "workplace": "扶贫车间", "vacancies": 40, "pay_fen": 320_000, "pay_unit": "month",
            "apply_by": last_day, "contact": "王主任",
        });
        let draft = line.expect(self.post("/api/v1/job-postings".to_owned(), &posting)).await?;
        let id = draft.get("id").and_then(Value::as_str).ok_or("the draft has no id")?;
        let whom = json!({
            "node_ids": [site], "criteria": { "not_in_work": false, "age_max": 100 },
        });
        let shot = self.post(format!("/api/v1/job-postings/{id}/publication"), &whom);
        let start = Instant::now();
        let publication = line.expect(shot).await?;
        let took = start.elapsed();
        let matched = publication.get("matched_now").and_then(Value::as_u64);
        Ok((took, matched.ok_or("the publication says nothing")?))
    }
}

/// What the statement alone is given.
pub(crate) struct Alone {
    pub(crate) push: Uuid,
    pub(crate) publication: Uuid,
    pub(crate) now: i64,
    pub(crate) born_after: Date,
    pub(crate) born_until: Date,
}

impl Alone {
    /// Writes the posting and its publication, past the program.
    pub(crate) async fn prepare(raw: &DatabaseConnection, town: &Town) -> Outcome<Self> {
        let officer = town.cast.officer.ok_or("the town has no officer")?.account;
        let (push, publication, now) = (town.id(), town.id(), town.now());
        let today = now.day();
        run(
            raw,
            "INSERT INTO job_posting (id, node_id, state, employer, title, channel, workplace, \
             vacancies, pay_fen, pay_unit, age_min, apply_by, contact, created_by, created_at, \
             updated_at, published_at) VALUES ($1, $2, 'published', '厂', '缝纫工', 'workshop', \
             '车间', 40, 320000, 'month', 16, $3, '王主任', $4, $5, $5, $5)",
            params![push, town.cast.site, today, officer, now],
        )
        .await?;
        run(
            raw,
            "INSERT INTO job_publication (id, posting_id, capacities, not_in_work, age_min, \
             age_max, account_id, created_at) \
             VALUES ($1, $2, 'full,partial', false, 16, 100, $3, $4)",
            params![publication, push, officer, now],
        )
        .await?;
        run(
            raw,
            "INSERT INTO job_publication_node (publication_id, node_id) VALUES ($1, $2)",
            params![publication, town.cast.site],
        )
        .await?;
        run(
            raw,
            "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
             VALUES ($1, 'job', $1, '招工：缝纫工', '工作地点：车间。', $2)",
            params![push, now],
        )
        .await?;
        let born_after = today.replace_year(today.year() - 101)?;
        let born_until = today.replace_year(today.year() - 16)?;
        Ok(Self { push, publication, now: now.0, born_after, born_until })
    }
}

/// The same deliveries by the statement alone, committed; what it needs is written before.
async fn statement(pool: &SqlitePool, town: &Town) -> Outcome<(Duration, u64)> {
    let raw = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool.clone());
    let alone = Alone::prepare(&raw, town).await?;
    let text = delivery_statement(DbBackend::Sqlite, 0);
    let start = Instant::now();
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let done = sqlx::query(AssertSqlSafe(text))
        .bind(alone.push)
        .bind(alone.now)
        .bind(alone.publication)
        .bind("full")
        .bind("partial")
        .bind(true)
        .bind(alone.born_after)
        .bind(alone.born_until)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok((start.elapsed(), done.rows_affected()))
}
