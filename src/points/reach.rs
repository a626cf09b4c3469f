//! Whom a community's rules and shops serve: those who work above or below it, and those who live
//! in it. Rules and shops are public there, so this is wider than the places where a right is held.

use sea_orm::Value;

use crate::auth::{Grant, Permission};
use crate::store::sql::placeholders;

/// A condition for a hand-written statement: `node` is the column that names the community.
pub(crate) fn clause<P: Permission>(by: &Grant<P>, node: &str, values: &mut Vec<Value>) -> String {
    let mut parts = vec![by.clause(node, None, values)];
    let places = by.places();
    if !places.nodes.is_empty() {
        let list = placeholders(values.len() + 1, places.nodes.len());
        values.extend(places.nodes.iter().map(|place| Value::from(*place)));
        parts.push(format!(
            "{node} IN (SELECT ancestor_id FROM grid_path WHERE node_id IN ({list}))"
        ));
    }
    if let Some(own) = places.household {
        values.push(Value::from(own));
        parts.push(format!(
            "{node} IN (SELECT g.ancestor_id FROM household o \
             JOIN grid_path g ON g.node_id = o.node_id WHERE o.id = ${})",
            values.len()
        ));
    }
    format!("({})", parts.join(" OR "))
}
