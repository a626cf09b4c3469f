//! [`Fault`]: what can go wrong without anybody's input being at fault.

use sea_orm::DbErr;

/// A failure of the machinery; clients see 500 or 503 and nothing of its text.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The database refused a statement or lost the connection.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// The service is too busy, or something it needs is away; trying again later helps.
    #[error("away: {0}")]
    Away(&'static str),
    /// A stored value does not read back: wrong key, damaged row, unknown code.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The work took longer than a request may.
    #[error("took too long")]
    Slow,
    /// A programming error was caught at the edge of a task.
    #[error("panicked")]
    Panicked,
}

impl Fault {
    /// Whether the same request can succeed a moment later.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Away(_) | Self::Slow => true,
            Self::Database(error) => is_connection_loss(error),
            Self::Damaged(_) | Self::Panicked => false,
        }
    }

    /// Whether a unique index refused the row, which decides races.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Database(error) if is_duplicate(error))
    }
}

/// Whether `error` is a unique index's refusal.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::UniqueConstraintViolation(_)))
}

fn is_connection_loss(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Query(sea_orm::RuntimeErr::SqlxError(inner))
        | DbErr::Exec(sea_orm::RuntimeErr::SqlxError(inner)) => is_passing(inner),
        _ => false,
    }
}

/// Connection trouble, and the states in which Postgres or a full disk refuses work for a while.
fn is_passing(error: &sea_orm::sqlx::Error) -> bool {
    use sea_orm::sqlx::Error;
    match error {
        Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
        Error::Database(inner) => matches!(
            inner.code().as_deref(),
            Some(
                "57P01"
                    | "57P02"
                    | "57P03"
                    | "53300"
                    | "53100"
                    | "40001"
                    | "40P01"
                    | "55P03"
                    | "57014"
                    | "13"
                    | "5"
            )
        ),
        _ => false,
    }
}
