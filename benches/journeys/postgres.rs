//! The push on Postgres, when `TEST_DATABASE_URL` names a server: the town's rows are copied there.

use std::path::Path;
use std::time::{Duration, Instant};

use sea_orm::sqlx::postgres::{PgPool, PgPoolOptions};
use sea_orm::sqlx::{self, AssertSqlSafe};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, QueryResult,
    SqlxPostgresConnector, Statement, Value,
};
use uuid::Uuid;
use xinju::job::matching::delivery_statement;

use crate::Outcome;
use crate::figures::Report;
use crate::load::Line;
use crate::options::Options;
use crate::program::{Server, command};
use crate::push::{Alone, Officer, add};
use crate::town::{Town, connect, run};

/// What a push needs, in an order that foreign keys allow.
const TABLES: [&str; 7] =
    ["grid_node", "grid_path", "household", "person", "account", "session", "appointment"];
/// Rows of one statement.
const ROWS: usize = 500;

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let named = std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty());
    let Some(server) = named else {
        report.plain("push, Postgres", "not measured: no TEST_DATABASE_URL", "≤ 1.5", None);
        return Ok(());
    };
    let home = town.copy("push-postgres")?;
    let url = filled(&server, "program", &home, town).await?;
    let raw_url = filled(&server, "raw", &home, town).await?;
    let mut serve = command(&["serve"], &home);
    serve.args(["--set", &format!("database.url={url}")]);
    let program = Server::start(serve, "/readyz").await?;
    let pool = PgPoolOptions::new().max_connections(1).connect(&raw_url).await?;
    let officer = Officer::of(town)?;
    let mut line = Line::open(&program.address).await?;
    let (mut published, mut statements) = (vec![], vec![]);
    let mut matched = 0;
    for round in 0..=options.rounds.max(7) {
        let (took, count) = officer.publish(&mut line).await?;
        let (raw_took, raw_count) = statement(&pool, town).await?;
        if count != raw_count {
            return Err(format!("the push reached {count}, the statement {raw_count}").into());
        }
        matched = count;
        if round > 0 {
            published.push(took);
            statements.push(raw_took);
        }
    }
    add("Postgres", matched, &published, &statements, report)?;
    program.stop().await?;
    pool.close().await;
    drop_database(&server, &url).await?;
    drop_database(&server, &raw_url).await
}

async fn statement(pool: &PgPool, town: &Town) -> Outcome<(Duration, u64)> {
    let raw = SqlxPostgresConnector::from_sqlx_postgres_pool(pool.clone());
    let alone = Alone::prepare(&raw, town).await?;
    let text = delivery_statement(DbBackend::Postgres, 0);
    let start = Instant::now();
    let mut transaction = pool.begin().await?;
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

/// A fresh database with the town's people; gives its address.
async fn filled(server: &str, name: &str, home: &Path, town: &Town) -> Outcome<String> {
    let maker = open(server).await?;
    let name = format!("xinju_bench_{}_{name}", std::process::id());
    maker.execute_unprepared(&format!("CREATE DATABASE {name}")).await?;
    maker.close().await?;
    let (base, _) = server.rsplit_once('/').ok_or("TEST_DATABASE_URL names no database")?;
    let url = format!("{base}/{name}");
    let mut migrate = command(&["migrate"], home);
    migrate.args(["--set", &format!("database.url={url}")]);
    if !migrate.stdout(std::process::Stdio::null()).status()?.success() {
        return Err("the Postgres database could not be migrated".into());
    }
    let (from, to) = (connect(home).await?, open(&url).await?);
    for table in TABLES {
        copy(table, &from, &to).await?;
    }
    run(&to, "ANALYZE", vec![]).await?;
    from.close().await?;
    to.close().await?;
    // The officer must be there, or nothing can be published.
    town.cast.officer.map(|_| url).ok_or_else(|| "the town has no officer".into())
}

async fn open(url: &str) -> Outcome<DatabaseConnection> {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

async fn drop_database(server: &str, url: &str) -> Outcome<()> {
    let (_, name) = url.rsplit_once('/').ok_or("the address names no database")?;
    let maker = open(server).await?;
    maker.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await?;
    Ok(maker.close().await?)
}

/// Copies a table row by row, in the types that Postgres has for its columns.
async fn copy(table: &str, from: &DatabaseConnection, to: &DatabaseConnection) -> Outcome<()> {
    let columns = columns(table, to).await?;
    let names: Vec<_> = columns.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    // A node comes after the node above it.
    let order = if table == "grid_node" { " ORDER BY length(path), path" } else { "" };
    let select = format!("SELECT {names} FROM {table}{order}");
    let rows = from.query_all_raw(Statement::from_string(DbBackend::Sqlite, select)).await?;
    for part in rows.chunks(ROWS) {
        let mut values = Vec::with_capacity(part.len() * columns.len());
        let mut lines = Vec::with_capacity(part.len());
        for row in part {
            let first = values.len() + 1;
            let places: Vec<_> =
                (first..first + columns.len()).map(|place| format!("${place}")).collect();
            lines.push(format!("({})", places.join(", ")));
            for (name, kind) in &columns {
                values.push(value(row, name, kind)?);
            }
        }
        let insert = format!("INSERT INTO {table} ({names}) VALUES {}", lines.join(", "));
        run(to, &insert, values).await?;
    }
    Ok(())
}

async fn columns(table: &str, to: &DatabaseConnection) -> Outcome<Vec<(String, String)>> {
    let text = format!(
        "SELECT column_name, data_type FROM information_schema.columns \
         WHERE table_name = '{table}' AND table_schema = 'public' ORDER BY ordinal_position"
    );
    let rows = to.query_all_raw(Statement::from_string(DbBackend::Postgres, text)).await?;
    let pair = |row: &QueryResult| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?));
    Ok(rows.iter().map(pair).collect::<Result<_, sea_orm::DbErr>>()?)
}

fn value(row: &QueryResult, name: &str, kind: &str) -> Outcome<Value> {
    Ok(match kind {
        "uuid" => row.try_get::<Option<Uuid>>("", name)?.into(),
        "bigint" => row.try_get::<Option<i64>>("", name)?.into(),
        "boolean" => row.try_get::<Option<bool>>("", name)?.into(),
        "date" => row.try_get::<Option<time::Date>>("", name)?.into(),
        _ => row.try_get::<Option<String>>("", name)?.into(),
    })
}
