//! Counting rows of households at or below a node by what they have in common, and by the child of the
//! node below which they lie: one statement for all figures of a kind of row.

use std::collections::HashMap;

use entity::id::NodeId;
use sea_orm::{FromQueryResult, Value};

use super::figure::{Figure, List, Name};
use super::scope::Scope;
use crate::store::Fault;

/// What is counted.
#[derive(Clone, Debug)]
pub(super) struct Tally<'a> {
    /// The tables, with the household `h`.
    pub(super) tables: &'a str,
    /// By what it is told apart: three expressions, each a text.
    pub(super) keys: [&'a str; 3],
    /// Which rows count.
    pub(super) only: &'a str,
    /// The values of `$1` and on in these.
    pub(super) values: Vec<Value>,
}

/// No key.
pub(super) const NO_KEY: &str = "''";

/// Rows that have all in common.
#[derive(Debug, FromQueryResult)]
pub(super) struct Counted {
    child: Option<NodeId>,
    pub(super) first: String,
    pub(super) second: String,
    pub(super) third: String,
    number: i64,
}

/// All that was counted of a kind of row, and where its rows are listed.
#[derive(Debug)]
pub(super) struct Counts {
    list: List,
    node: NodeId,
    rows: Vec<Counted>,
}

/// A figure of each child.
#[derive(Debug)]
pub(super) struct Column {
    list: List,
    code: &'static str,
    word: &'static str,
    query: String,
    values: HashMap<NodeId, i64>,
}

impl Counts {
    /// Counts.
    pub(super) async fn of(scope: &Scope<'_>, list: List, tally: Tally<'_>) -> Result<Self, Fault> {
        let Tally { tables, keys: [first, second, third], only, mut values } = tally;
        values.push(scope.node.into());
        let node = values.len();
        let sql = format!(
            "SELECT below.id AS child, {first} AS first, {second} AS second, {third} AS third, \
             COUNT(*) AS number FROM {tables} \
             LEFT JOIN (SELECT p.node_id, k.id FROM grid_path p \
               JOIN grid_node k ON k.id = p.ancestor_id WHERE k.parent_id = ${node}) below \
               ON below.node_id = h.node_id \
             WHERE h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ${node}) \
               AND {only} GROUP BY 1, 2, 3, 4"
        );
        let rows = scope.view.sql.all(sql, values).await?;
        Ok(Self { list, node: scope.node, rows })
    }

    /// The figure of the rows that `keep` keeps.
    pub(super) fn figure(&self, name: Name<'_>, keep: impl Fn(&Counted) -> bool) -> Figure {
        let kept = self.rows.iter().filter(|row| keep(row));
        self.list.figure(self.node, name, kept.map(|row| row.number).sum())
    }

    /// The same for each child.
    pub(super) fn column(
        &self,
        (code, word): (&'static str, &'static str),
        query: impl Into<String>,
        keep: impl Fn(&Counted) -> bool,
    ) -> Column {
        let mut values = HashMap::new();
        for row in self.rows.iter().filter(|row| keep(row)) {
            if let Some(child) = row.child {
                *values.entry(child).or_default() += row.number;
            }
        }
        Column { list: self.list, code, word, query: query.into(), values }
    }
}

impl Column {
    /// The figure of one child.
    pub(super) fn figure(&self, child: NodeId) -> Figure {
        let name = Name { code: self.code, word: self.word, query: &self.query };
        self.list.figure(child, name, self.values.get(&child).copied().unwrap_or(0))
    }
}
