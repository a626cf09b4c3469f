//! The few words in which SQLite and Postgres differ, and the shape that all migrations share.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

/// Runs `statements` one by one, with `{rowless}` put in the words of the database.
pub(crate) async fn run(manager: &SchemaManager<'_>, statements: &[&str]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let rowless = match connection.get_database_backend() {
        DbBackend::Sqlite => "WITHOUT ROWID",
        _ => "",
    };
    for statement in statements {
        connection.execute_unprepared(&statement.replace("{rowless}", rowless)).await?;
    }
    Ok(())
}

/// Runs `sqlite` or `postgres`, for what has no common words: triggers.
pub(crate) async fn run_either(
    manager: &SchemaManager<'_>,
    sqlite: &[&str],
    postgres: &[&str],
) -> Result<(), DbErr> {
    match manager.get_connection().get_database_backend() {
        DbBackend::Sqlite => run(manager, sqlite).await,
        _ => run(manager, postgres).await,
    }
}

/// Declares a migration: its statements, and what going back drops.
macro_rules! migration {
    (
        $name:literal, up: $up:expr, $(sqlite: $sqlite:expr, postgres: $postgres:expr,)?
        $(sqlite_down: $sqlite_down:expr, postgres_down: $postgres_down:expr,)?
        down: $down:expr $(,)?
    ) => {
        /// This change.
        #[derive(Debug)]
        pub(crate) struct Migration;

        impl sea_orm_migration::MigrationName for Migration {
            fn name(&self) -> &str {
                $name
            }
        }

        #[sea_orm_migration::async_trait::async_trait]
        impl sea_orm_migration::MigrationTrait for Migration {
            fn use_transaction(&self) -> Option<bool> {
                Some(true)
            }

            async fn up(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                $crate::dialect::run(manager, $up).await?;
                $($crate::dialect::run_either(manager, $sqlite, $postgres).await?;)?
                Ok(())
            }

            async fn down(
                &self,
                manager: &sea_orm_migration::SchemaManager,
            ) -> Result<(), sea_orm_migration::DbErr> {
                $($crate::dialect::run_either(manager, $sqlite_down, $postgres_down).await?;)?
                $crate::dialect::run(manager, $down).await
            }
        }
    };
}
pub(crate) use migration;
