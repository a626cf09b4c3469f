//! The shape of the database: which migrations it has, and which this version expects.
//!
//! Only reads, so it also answers for a database that is not to be changed.

use std::collections::HashSet;

use migration::Migrator;
use sea_orm::FromQueryResult;
use sea_orm_migration::MigratorTrait;

use super::{Fault, Sql};

#[derive(FromQueryResult)]
struct Applied {
    version: String,
}

/// A migration and whether the database has it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether this version knows it; otherwise a newer version wrote it.
    pub known: bool,
}

/// All migrations, oldest first.
pub async fn steps(sql: Sql<'_>) -> Result<Vec<Step>, Fault> {
    let applied = applied(sql).await?;
    let ours: Vec<String> =
        Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect();
    let mut steps: Vec<_> = ours
        .iter()
        .map(|name| Step { name: name.clone(), applied: applied.contains(name), known: true })
        .collect();
    let foreign = applied.iter().filter(|name| !ours.contains(name));
    steps.extend(foreign.map(|name| Step { name: name.clone(), applied: true, known: false }));
    steps.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(steps)
}

/// The names of the migrations that are missing.
pub async fn pending(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    let steps = steps(sql).await?;
    Ok(steps.into_iter().filter(|step| !step.applied).map(|step| step.name).collect())
}

/// Whether nobody put anything into the database yet.
pub async fn is_empty(sql: Sql<'_>) -> Result<bool, Fault> {
    let tables = match sql.backend() {
        sea_orm::DbBackend::Postgres => {
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()"
        }
        _ => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table'",
    };
    let count: Option<i64> = sql.value(tables, vec![]).await?;
    Ok(count.unwrap_or(0) == 0)
}

async fn applied(sql: Sql<'_>) -> Result<HashSet<String>, Fault> {
    if is_empty(sql).await? {
        return Ok(HashSet::new());
    }
    let rows: Vec<Applied> = sql.all("SELECT version FROM seaql_migrations", vec![]).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}
