//! Proof of the ledger and of the shops' stock, from the database alone.
//!
//! Each check is one statement, so each sees one moment of a database that goes on working, and
//! names the rows that break its rule. Which rules there are stands in `ledger_checks`.

use sea_orm::FromQueryResult;
use serde::Serialize;
use uuid::Uuid;

use super::ledger_checks::{CHECKS, COUNTS};
use crate::params;
use crate::store::{Fault, Sql};

/// At most this many rows are named for one rule.
const NAMED_MAX: i64 = 20;

/// What was looked at, and what is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// How many rows of each kind there are.
    pub checked: Vec<Checked>,
    /// One sentence for each row that breaks a rule; empty when everything holds.
    pub faults: Vec<String>,
}

/// How many rows of one kind were looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The kind.
    pub what: &'static str,
    /// How many.
    pub count: i64,
}

impl Proof {
    /// Whether everything holds.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

#[derive(FromQueryResult)]
struct Culprit {
    id: Uuid,
}

/// Proves LED-1 to LED-7.
pub async fn prove(sql: Sql<'_>) -> Result<Proof, Fault> {
    let mut proof = Proof::default();
    for (what, count) in COUNTS {
        let count: Option<i64> = sql.value(*count, vec![]).await?;
        proof.checked.push(Checked { what, count: count.unwrap_or(0) });
    }
    let sum: Option<i64> = sql
        .value("SELECT CAST(COALESCE(SUM(amount), 0) AS bigint) FROM point_entry", vec![])
        .await?;
    if let Some(sum) = sum.filter(|sum| *sum != 0) {
        proof.faults.push(format!("LED-1: all entries together are {sum}, not 0"));
    }
    for check in CHECKS {
        let statement = format!("{} LIMIT $1", check.sql);
        let culprits: Vec<Culprit> = sql.all(statement, params![NAMED_MAX]).await?;
        let faults =
            culprits.iter().map(|row| format!("{}: {} {}", check.rule, check.says, row.id));
        proof.faults.extend(faults);
    }
    Ok(proof)
}
