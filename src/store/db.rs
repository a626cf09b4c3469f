//! [`Db`]: one writer and many readers.
//!
//! Nothing outside this folder can begin a transaction; deeds reach the database through
//! `App::perform`, readings through `App::view`.

use std::path::{Path, PathBuf};

use futures_util::future::BoxFuture;
use migration::Migrator;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::oneshot;

use super::writer::{self, Writer, WriterLimits};
use super::{Fault, Sql, connect};
use crate::config::Database;

/// Where the database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A SQLite file.
    File(PathBuf),
    /// A Postgres database, by its address with password.
    Postgres(crate::config::ServiceAddress),
}

/// The database.
#[derive(Clone, Debug)]
pub struct Db {
    readers: DatabaseConnection,
    writer: Writer,
    limits: WriterLimits,
    long_ms: u64,
    place: Place,
}

impl Db {
    /// Opens the database at `place` and, where `migrate` says so, brings it to this version's shape.
    pub async fn open(place: Place, settings: &Database, migrate: bool) -> Result<Self, Fault> {
        let limits = WriterLimits {
            queue: settings.queue_len_max,
            group: settings.group_commit_max,
            write_ms_max: settings.queue_ms_max,
        };
        let long_ms = settings.long_statement_ms_max;
        match &place {
            Place::File(file) => {
                let (writer, readers) = connect::sqlite(file, settings).await?;
                if migrate {
                    Migrator::up(&writer, None).await?;
                }
                let writer = Writer::queue(writer, limits);
                Ok(Self { readers, writer, limits, long_ms, place })
            }
            Place::Postgres(address) => {
                let pool = connect::postgres(address.expose(), settings).await?;
                if migrate {
                    migrate_alone(&pool).await?;
                }
                let writer = Writer::Pool { pool: pool.clone() };
                Ok(Self { readers: pool, writer, limits, long_ms, place })
            }
        }
    }

    /// A database that is not there, for describing the API without one. Any use of it fails.
    pub(crate) fn nowhere() -> Self {
        let limits = WriterLimits { queue: 1, group: 1, write_ms_max: 1 };
        let nowhere = DatabaseConnection::default();
        let writer = Writer::Pool { pool: nowhere.clone() };
        let place = Place::File(PathBuf::new());
        Self { readers: nowhere, writer, limits, long_ms: 1, place }
    }

    /// Which database it is.
    pub fn backend(&self) -> DbBackend {
        self.readers.get_database_backend()
    }

    /// The SQLite file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match &self.place {
            Place::File(file) => Some(file),
            Place::Postgres(_) => None,
        }
    }

    /// Asks questions of the readers' pool.
    pub fn read(&self) -> Sql<'_> {
        Sql::Pool(&self.readers)
    }

    /// Asks questions that go through whole tables: exports and proofs.
    pub fn read_long(&self) -> Sql<'_> {
        match self.backend() {
            DbBackend::Postgres => Sql::Long(&self.readers, self.long_ms),
            _ => Sql::Pool(&self.readers),
        }
    }

    /// How many writes wait for the writer.
    pub fn queue_depth(&self) -> usize {
        self.writer.depth()
    }

    /// Runs `act` in one transaction: kept when it returns `Ok`, undone when it returns `Err`.
    ///
    /// It runs to its end even when the caller stops waiting, so a client that hangs up can't leave
    /// half of it. Returns only after the data is on the disk.
    pub(crate) async fn write<T, E, F>(&self, act: F) -> Result<Result<T, E>, Fault>
    where
        T: Send + 'static,
        E: Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        let (put, get) = oneshot::channel();
        let work = writer::work(move |transaction| {
            let acting = act(transaction);
            Box::pin(async move {
                let outcome = acting.await;
                let keep = outcome.is_ok();
                let _ = put.send(outcome);
                keep
            })
        });
        self.writer.run(work, self.limits).await?;
        get.await.map_err(|_| Fault::Panicked)
    }

    /// Closes all connections; on SQLite the write-ahead log is folded into the file.
    pub async fn close(self) -> Result<(), Fault> {
        // The last connection to close folds the log, so it must be the one that may write.
        self.readers.close().await?;
        Ok(self.writer.close().await?)
    }
}

/// Nodes that start together must not migrate together: the lock is held until the commit.
#[expect(clippy::disallowed_methods, reason = "migrations run before there is an `App`")]
async fn migrate_alone(pool: &DatabaseConnection) -> Result<(), Fault> {
    let transaction = pool.begin().await?;
    transaction.execute_unprepared("SET LOCAL statement_timeout = 0").await?;
    transaction.execute_unprepared("SET LOCAL lock_timeout = 0").await?;
    transaction.execute_unprepared("SELECT pg_advisory_xact_lock(8675309620)").await?;
    Migrator::up(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

#[cfg(test)]
mod tests;
