//! Rules as they stand: one, and the list of those that serve the caller.

use entity::id::{NodeId, RuleId};
use sea_orm::Value;
use serde::{Deserialize, Serialize};

use super::model::PointRule;
use super::{PointsError, reach};
use crate::auth::Grant;
use crate::auth::permission::{EditPointRules, ReadPoints};
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{At, Fault, Sql, View};

const SELECT: &str = "SELECT r.id AS rule_id, r.node_id, r.version, v.name, v.points, v.unit, \
    v.household_day_max, v.household_month_max, v.evidence, v.adopted_on, v.votes_for, \
    v.votes_against, r.ended_at \
    FROM point_rule r JOIN point_rule_version v ON v.rule_id = r.id AND v.version = r.version";

/// The name under which this list signs its cursors.
const LIST: &str = "list_point_rules";

/// What the list of rules can be narrowed to.
#[derive(Clone, Copy, Debug)]
pub struct RuleFilter {
    /// One community's.
    pub node: Option<NodeId>,
    /// Those that have ended as well.
    pub ended: bool,
}

#[derive(Serialize, Deserialize)]
struct After(RuleId);

/// The rule with this id.
pub(super) async fn one(sql: Sql<'_>, rule: RuleId) -> Result<Option<PointRule>, Fault> {
    sql.one(format!("{SELECT} WHERE r.id = $1"), params![rule]).await
}

/// The rule with this id, where the caller may change it.
pub(super) async fn within(
    at: &At<'_>,
    by: &Grant<EditPointRules>,
    rule: RuleId,
) -> Result<PointRule, PointsError> {
    let mut values = params![rule];
    let clause = by.clause("r.node_id", None, &mut values);
    let found = at.sql().one(format!("{SELECT} WHERE r.id = $1 AND {clause}"), values).await?;
    found.ok_or(PointsError::Missing)
}

/// The rules that serve the caller, in the order of their adoption.
pub async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadPoints>,
    filter: RuleFilter,
    limit: PageLimit,
    cursor: Option<&str>,
) -> Result<Page<PointRule>, ApiError> {
    let after: Option<After> = Cursor::read(keys, LIST, cursor)?;
    let mut values = params![limit.probe()];
    let mut parts = vec![reach::clause(by, "r.node_id", &mut values)];
    if let Some(node) = filter.node {
        values.push(Value::from(node));
        parts.push(format!("r.node_id = ${}", values.len()));
    }
    if !filter.ended {
        parts.push("r.ended_at IS NULL".to_owned());
    }
    if let Some(After(rule)) = after {
        values.push(Value::from(rule));
        parts.push(format!("r.id > ${}", values.len()));
    }
    let sql = format!("{SELECT} WHERE {} ORDER BY r.id LIMIT $1", parts.join(" AND "));
    let items: Vec<PointRule> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(keys, LIST, &After(last.rule_id)))
}
