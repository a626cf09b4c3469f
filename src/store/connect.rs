//! How connections are opened: what SQLite must be told to lose nothing, and what Postgres must be
//! told so that a node in trouble answers quickly.

use std::path::Path;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{ConnectOptions, Executor};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};

use super::Fault;
use crate::config::Database;

/// The writer's one connection and the readers' pool of a SQLite file.
pub(super) async fn sqlite(
    file: &Path,
    settings: &Database,
) -> Result<(DatabaseConnection, DatabaseConnection), Fault> {
    let options = sqlite_options(file, settings);
    let acquire = Duration::from_millis(settings.acquire_ms_max);
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(acquire)
        .test_before_acquire(false)
        .connect_with(options.clone())
        .await
        .map_err(opening)?;
    let readers = SqlitePoolOptions::new()
        .max_connections(settings.readers)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(acquire)
        .test_before_acquire(false)
        .connect_with(options.pragma("query_only", "ON"))
        .await
        .map_err(opening)?;
    Ok((
        SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        SqlxSqliteConnector::from_sqlx_sqlite_pool(readers),
    ))
}

fn sqlite_options(file: &Path, settings: &Database) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(settings.busy_ms_max))
        .statement_cache_capacity(256)
        .pragma("cache_size", format!("-{}", settings.page_cache_kib))
        .pragma("mmap_size", (settings.mmap_mib * 1_048_576).to_string())
        .pragma("temp_store", "MEMORY")
        .disable_statement_logging()
}

/// Copies the SQLite database `from` into the new file `to`, as it is at one moment, while others
/// read and write. What is copied lies on the disk only after the caller has synced it.
pub async fn copy_sqlite(from: &Path, to: &Path) -> Result<(), Fault> {
    let options = SqliteConnectOptions::new()
        .filename(from)
        .create_if_missing(false)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    let pool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.map_err(opening)?;
    let connection = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool);
    let values = crate::params![to.to_string_lossy().into_owned()];
    let copying = crate::store::Sql::Pool(&connection).rows("VACUUM INTO $1", values).await;
    connection.close().await?;
    copying.map(drop)
}

/// The pool of a Postgres database.
pub(super) async fn postgres(url: &str, settings: &Database) -> Result<DatabaseConnection, Fault> {
    let options: PgConnectOptions = url.parse().map_err(opening)?;
    let options = options
        .statement_cache_capacity(512)
        .application_name("xinju")
        .options([
            ("statement_timeout", settings.statement_ms_max.to_string()),
            ("lock_timeout", settings.acquire_ms_max.to_string()),
            (
                "idle_in_transaction_session_timeout",
                settings.idle_in_transaction_ms_max.to_string(),
            ),
            ("plan_cache_mode", "force_generic_plan".to_owned()),
            // The rollback below is usually of nothing, which the server would remark on each time.
            ("client_min_messages", "error".to_owned()),
        ])
        .disable_statement_logging();
    let pool = PgPoolOptions::new()
        .max_connections(settings.connections_max)
        .min_connections(settings.connections_min)
        .max_lifetime(Duration::from_secs(settings.connection_s_max))
        .acquire_timeout(Duration::from_millis(settings.acquire_ms_max))
        .test_before_acquire(false)
        .after_release(|connection, _| {
            // A transaction that was dropped half-way would otherwise swallow the next one's writes.
            Box::pin(async move {
                connection.execute("ROLLBACK").await?;
                Ok(true)
            })
        })
        .connect_with(options)
        .await
        .map_err(opening)?;
    Ok(SqlxPostgresConnector::from_sqlx_postgres_pool(pool))
}

fn opening(error: sea_orm::sqlx::Error) -> Fault {
    let inner = sea_orm::RuntimeErr::SqlxError(std::sync::Arc::new(error));
    Fault::Database(sea_orm::DbErr::Conn(inner))
}
