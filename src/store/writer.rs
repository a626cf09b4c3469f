//! The one writer of SQLite: a task with a queue that commits in groups.
//!
//! The writes that arrive while a commit is on its way to the disk run one after the other in the next
//! transaction, each in its own savepoint, and are acknowledged together. A write that refuses rolls
//! back alone. On Postgres each write has a transaction of its own.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use tokio::sync::{mpsc, oneshot};

use super::Fault;

/// What a write does with its transaction; `true` keeps it.
pub(super) type Work =
    Box<dyn for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, bool> + Send>;

/// Boxes a write.
pub(super) fn work<F>(act: F) -> Work
where
    F: for<'t> FnOnce(&'t DatabaseTransaction) -> BoxFuture<'t, bool> + Send + 'static,
{
    Box::new(act)
}

pub(super) struct Job {
    work: Work,
    done: oneshot::Sender<Result<(), Fault>>,
}

/// How writes reach the database.
#[derive(Clone, Debug)]
pub(super) enum Writer {
    /// SQLite: one task owns the one connection.
    Queue { jobs: mpsc::Sender<Job>, depth: Arc<AtomicUsize>, connection: DatabaseConnection },
    /// Postgres: each write takes a connection of the pool.
    Pool { pool: DatabaseConnection },
}

/// Limits of one write and of one group.
#[derive(Clone, Copy, Debug)]
pub(super) struct WriterLimits {
    /// Writes that may wait in the queue.
    pub(super) queue: usize,
    /// Writes in one transaction.
    pub(super) group: usize,
    /// The longest that one write may take.
    pub(super) write_ms_max: u64,
}

impl Writer {
    /// Starts the task that owns `connection`.
    pub(super) fn queue(connection: DatabaseConnection, limits: WriterLimits) -> Self {
        let (jobs, waiting) = mpsc::channel(limits.queue);
        let depth = Arc::new(AtomicUsize::new(0));
        tokio::spawn(run(connection.clone(), waiting, limits, Arc::clone(&depth)));
        Self::Queue { jobs, depth, connection }
    }

    /// Waits until the connection is free, and closes it.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        match self {
            Self::Queue { connection, .. } => connection.close().await,
            Self::Pool { pool } => pool.close().await,
        }
    }

    /// How many writes wait.
    pub(super) fn depth(&self) -> usize {
        match self {
            Self::Queue { depth, .. } => depth.load(Ordering::Relaxed),
            Self::Pool { .. } => 0,
        }
    }

    /// Runs `work` in a transaction of its own and waits until it is on the disk.
    ///
    /// The work runs to its end even when the caller stops waiting.
    pub(super) async fn run(&self, work: Work, limits: WriterLimits) -> Result<(), Fault> {
        let (done, answer) = oneshot::channel();
        match self {
            Self::Queue { jobs, depth, .. } => {
                depth.fetch_add(1, Ordering::Relaxed);
                if jobs.try_send(Job { work, done }).is_err() {
                    depth.fetch_sub(1, Ordering::Relaxed);
                    return Err(Fault::Away("the write queue is full"));
                }
            }
            Self::Pool { pool } => {
                let pool = pool.clone();
                tokio::spawn(async move {
                    let result = alone(&pool, work, limits).await;
                    let _ = done.send(result);
                });
            }
        }
        answer.await.unwrap_or(Err(Fault::Away("the writer has stopped")))
    }
}

async fn run(
    connection: DatabaseConnection,
    mut waiting: mpsc::Receiver<Job>,
    limits: WriterLimits,
    depth: Arc<AtomicUsize>,
) {
    let mut group = Vec::with_capacity(limits.group);
    while waiting.recv_many(&mut group, limits.group).await > 0 {
        let taken = group.len();
        match group.pop() {
            // One write by itself needs no savepoint.
            Some(job) if group.is_empty() => {
                let done = single(&connection, job.work, limits).await;
                let _ = job.done.send(done);
            }
            last => {
                group.extend(last);
                together(&connection, group.drain(..), limits).await;
            }
        }
        depth.fetch_sub(taken, Ordering::Relaxed);
    }
}

/// Runs one write in a transaction of its own.
async fn single(
    connection: &DatabaseConnection,
    work: Work,
    limits: WriterLimits,
) -> Result<(), Fault> {
    finish(begin(connection).await?, work, limits).await.map(drop)
}

/// Runs a group of writes in one transaction.
async fn together(
    connection: &DatabaseConnection,
    jobs: impl Iterator<Item = Job>,
    limits: WriterLimits,
) {
    let outer = match begin(connection).await {
        Ok(outer) => outer,
        Err(error) => return refuse(jobs, &error),
    };
    let mut decided = Vec::new();
    for job in jobs {
        match nested(&outer, job.work, limits).await {
            // A refusal may rest on a write before it in this group, so it waits for the commit too.
            Ok(_) => decided.push(job.done),
            Err(fault) => drop(job.done.send(Err(fault))),
        }
    }
    match outer.commit().await {
        Ok(()) => decided.into_iter().for_each(|done| drop(done.send(Ok(())))),
        Err(error) => {
            tracing::error!(%error, writes = decided.len(), "a group of writes was not committed");
            for done in decided {
                let _ = done.send(Err(again(&error)));
            }
        }
    }
}

fn refuse(jobs: impl Iterator<Item = Job>, error: &DbErr) {
    tracing::error!(%error, "the writer could not begin");
    for job in jobs {
        let _ = job.done.send(Err(again(error)));
    }
}

/// One error for every write of a group: trying again later may help.
fn again(error: &DbErr) -> Fault {
    Fault::Database(DbErr::Conn(sea_orm::RuntimeErr::Internal(error.to_string())))
}

#[expect(clippy::disallowed_methods, reason = "this is where every write of SQLite begins")]
async fn begin(connection: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let mode = Some(SqliteTransactionMode::Immediate);
    let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
    connection.begin_with_options(options).await
}

#[expect(clippy::disallowed_methods, reason = "the savepoint of one write in a group")]
async fn nested(
    outer: &DatabaseTransaction,
    work: Work,
    limits: WriterLimits,
) -> Result<bool, Fault> {
    let savepoint = outer.begin().await?;
    finish(savepoint, work, limits).await
}

#[expect(clippy::disallowed_methods, reason = "this is where every write of Postgres begins")]
async fn alone(pool: &DatabaseConnection, work: Work, limits: WriterLimits) -> Result<(), Fault> {
    let transaction = pool.begin().await?;
    finish(transaction, work, limits).await.map(drop)
}

/// Runs `work`, then commits or rolls back; a panic and a time-out roll back.
async fn finish(
    transaction: DatabaseTransaction,
    work: Work,
    limits: WriterLimits,
) -> Result<bool, Fault> {
    let limit = Duration::from_millis(limits.write_ms_max);
    let acting = AssertUnwindSafe(async { work(&transaction).await }).catch_unwind();
    let outcome = tokio::time::timeout(limit, acting).await;
    let verdict = match outcome {
        Ok(Ok(true)) => {
            transaction.commit().await?;
            return Ok(true);
        }
        Ok(Ok(false)) => Ok(false),
        Ok(Err(_)) => Err(Fault::Panicked),
        Err(_) => Err(Fault::Slow),
    };
    transaction.rollback().await?;
    verdict
}
