//! Proves from the database alone that nothing was changed, lost or made up (LED-8, AUD-3).
//!
//! Each proof is a question that finds what must not be; a context adds its own to `proofs`. All of
//! them only read, and hold while a server writes.

use futures_util::future::BoxFuture;
use sea_orm::{DbBackend, FromQueryResult};
use serde::Serialize;

use super::audit::chain::{self, Proof};
use super::keys::Keys;
use super::{Fault, Sql, guards, shape};
use crate::{declaration, points};

/// What was proved.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Whether everything holds.
    pub holds: bool,
    /// The audit chain.
    pub audit: Proof,
    /// Whether the checkpoints' signatures were compared, which needs the key file.
    pub signatures_checked: bool,
    /// The names of the other proofs that were made.
    pub proofs: Vec<&'static str>,
    /// What is wrong, in words; empty when everything holds.
    pub faults: Vec<String>,
}

/// A proof: its name, and what it finds wrong.
type Check = (&'static str, for<'s> fn(Sql<'s>) -> BoxFuture<'s, Result<Vec<String>, Fault>>);

/// All proofs besides the audit chain's; a context adds its own in one line.
fn proofs() -> Vec<Check> {
    vec![
        ("storage", |sql| Box::pin(storage(sql))),
        ("references", |sql| Box::pin(references(sql))),
        ("guards", |sql| Box::pin(guards::prove(sql))),
        ("grid", |sql| Box::pin(grid(sql))),
        ("ledger", |sql| Box::pin(ledger(sql))),
        ("monitoring", |sql| Box::pin(declaration::prove(sql))),
    ]
}

/// Proves everything; with `keys` the signatures as well.
pub async fn prove(sql: Sql<'_>, keys: Option<&Keys>) -> Result<Report, Fault> {
    let pending = shape::pending(sql).await?;
    if !pending.is_empty() {
        let fault = format!(
            "the database lacks {} migrations; run `xinju migrate` first · 数据库缺少迁移",
            pending.len()
        );
        return Ok(report(Proof::default(), false, vec![], vec![fault]));
    }
    let audit = chain::prove(sql, keys).await?;
    let mut faults: Vec<_> = audit.faults.iter().map(|fault| format!("audit: {fault}")).collect();
    let mut made = Vec::new();
    for (name, check) in proofs() {
        let found = check(sql).await?;
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault}")));
        made.push(name);
    }
    Ok(report(audit, keys.is_some(), made, faults))
}

fn report(
    audit: Proof,
    signatures_checked: bool,
    proofs: Vec<&'static str>,
    faults: Vec<String>,
) -> Report {
    Report { holds: faults.is_empty(), audit, signatures_checked, proofs, faults }
}

/// SQLite's own look at its pages; Postgres looks after its own.
async fn storage(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    if sql.backend() == DbBackend::Postgres {
        return Ok(vec![]);
    }
    let rows = sql.rows("PRAGMA quick_check(20)", vec![]).await?;
    let said: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// Every reference leads somewhere.
async fn references(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    if sql.backend() == DbBackend::Postgres {
        // The server enforces them, unless somebody added one without looking at the old rows.
        let count: Option<i64> =
            sql.value("SELECT COUNT(*) FROM pg_constraint WHERE NOT convalidated", vec![]).await?;
        let count = count.unwrap_or(0);
        return Ok(found(count, "constraints were never checked against the rows"));
    }
    let rows = sql.rows("PRAGMA foreign_key_check", vec![]).await?;
    let mut faults = Vec::new();
    for row in rows.iter().take(20) {
        let (table, parent): (String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        faults.push(format!("a row of {table} refers to a row of {parent} that is not there"));
    }
    Ok(faults)
}

/// Points and stock (LED-1 to LED-7).
async fn ledger(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    Ok(points::verify::prove(sql).await?.faults)
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// The closure of the grid says what the tree says: each node reaches itself and exactly those that
/// its parent reaches.
async fn grid(sql: Sql<'_>) -> Result<Vec<String>, Fault> {
    let count = async |text: &str| -> Result<i64, Fault> {
        let row: Option<Count> = sql.one(text, vec![]).await?;
        Ok(row.map_or(0, |row| row.count))
    };
    let missing = count(
        "SELECT COUNT(*) AS count FROM grid_node n LEFT JOIN grid_path p \
         ON p.node_id = n.id AND p.ancestor_id = n.id AND p.depth = 0 WHERE p.node_id IS NULL",
    )
    .await?;
    let short = count(
        "SELECT COUNT(*) AS count FROM grid_node n JOIN grid_path above ON above.node_id = n.parent_id \
         LEFT JOIN grid_path own ON own.node_id = n.id AND own.ancestor_id = above.ancestor_id \
         AND own.depth = above.depth + 1 WHERE own.node_id IS NULL",
    )
    .await?;
    let extra = count(
        "SELECT COUNT(*) AS count FROM grid_path own JOIN grid_node n ON n.id = own.node_id \
         LEFT JOIN grid_path above ON above.node_id = n.parent_id \
         AND above.ancestor_id = own.ancestor_id WHERE own.depth > 0 AND above.node_id IS NULL",
    )
    .await?;
    let mut faults = found(missing, "nodes do not reach themselves");
    faults.extend(found(short, "paths to a node's ancestors are missing"));
    faults.extend(found(extra, "paths lead to nodes that are no ancestors"));
    Ok(faults)
}

fn found(count: i64, what: &str) -> Vec<String> {
    if count == 0 { vec![] } else { vec![format!("{count} {what}")] }
}
