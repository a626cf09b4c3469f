//! The versions of the rule: the one in force, one, and the list.

use entity::Moment;
use entity::colour_rule::ColourRuleState;
use entity::id::{ColourRuleId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::ColourError;
use super::body::ColourRuleBody;
use crate::auth::Grant;
use crate::auth::permission::{EditColourRules, ReadMonitoring};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{At, Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};

/// A version of the rule by which a county's colours are proposed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourRule {
    /// Names it.
    pub rule_id: ColourRuleId,
    /// The county.
    pub node_id: NodeId,
    /// Its number in the county.
    #[oai(validator(minimum(value = "1")))]
    pub number: i64,
    /// What it is called.
    #[oai(validator(max_length = 60))]
    pub name: String,
    /// Whether it is in force.
    pub state: ColourRuleState,
    /// What it says.
    pub body: ColourRuleBody,
    /// The document that it comes from.
    #[oai(validator(max_length = 300))]
    pub source: String,
    /// Who adopted it; absent for a draft, and for the one that comes with the service.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted_by_name: Option<String>,
    /// When it was adopted.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adopted_at: Option<Moment>,
    /// When another took its place.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Moment>,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// When it was written.
    pub created_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: ColourRuleId,
    node_id: NodeId,
    number: i64,
    name: String,
    state: ColourRuleState,
    body: String,
    source: String,
    adopted_by_name: Option<String>,
    adopted_at: Option<Moment>,
    retired_at: Option<Moment>,
    version: i64,
    created_at: Moment,
}

impl Row {
    fn rule(self) -> Result<ColourRule, Fault> {
        Ok(ColourRule {
            body: ColourRuleBody::read(&self.body)?,
            rule_id: self.id,
            node_id: self.node_id,
            number: self.number,
            name: self.name,
            state: self.state,
            source: self.source,
            adopted_by_name: self.adopted_by_name,
            adopted_at: self.adopted_at,
            retired_at: self.retired_at,
            version: self.version,
            created_at: self.created_at,
        })
    }
}

const SOURCE: Source = Source {
    name: "colour_rules",
    columns: "r.id, r.node_id, r.number, r.name, r.state, r.body, r.source, \
        b.display_name AS adopted_by_name, r.adopted_at, r.retired_at, r.version, r.created_at",
    tables: "colour_rule r LEFT JOIN account b ON b.id = r.adopted_by",
    with_household: false,
    key: "r.id",
};

/// A rule as far as scoring needs it.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) id: ColourRuleId,
    pub(super) node_id: NodeId,
    pub(super) body: ColourRuleBody,
}

impl From<ColourRule> for Rule {
    fn from(rule: ColourRule) -> Self {
        Self { id: rule.rule_id, node_id: rule.node_id, body: rule.body }
    }
}

/// The rule in force in a county.
pub(super) async fn adopted(sql: Sql<'_>, county: NodeId) -> Result<Option<Rule>, Fault> {
    let text = format!("{} WHERE r.node_id = $1 AND r.state = 'adopted'", SOURCE.select());
    let row: Option<Row> = sql.one(text, params![county]).await?;
    row.map(|row| row.rule().map(Rule::from)).transpose()
}

/// The rule with this id, wherever it is in force.
pub(super) async fn one(sql: Sql<'_>, id: ColourRuleId) -> Result<Option<ColourRule>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE r.id = $1", SOURCE.select()), params![id]).await?;
    row.map(Row::rule).transpose()
}

/// The rule with this id, where the caller may change it.
pub(super) async fn within(
    sql: Sql<'_>,
    by: &Grant<EditColourRules>,
    id: ColourRuleId,
) -> Result<ColourRule, ColourError> {
    let mut values = params![id];
    let clause = by.clause("r.node_id", None, &mut values);
    let text = format!("{} WHERE r.id = $1 AND {clause}", SOURCE.select());
    let row: Option<Row> = sql.one(text, values).await?;
    Ok(row.ok_or(ColourError::Missing)?.rule()?)
}

/// Rules of counties that the caller serves in, or of all below the caller's own places.
fn serving(by: &Grant<ReadMonitoring>, list: &mut Listing) {
    let below = by.clause("r.node_id", None, &mut list.values);
    let nodes = by.places().nodes.clone();
    let posts = crate::support::store::listed(&mut list.values, nodes);
    list.only(format!(
        "({below} OR r.node_id IN (SELECT ancestor_id FROM grid_path WHERE node_id IN ({posts})))"
    ));
}

/// Lists the rules of the caller's county, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMonitoring>,
    state: Option<ColourRuleState>,
    turn: Turn<'_>,
) -> Result<Page<ColourRule>, ApiError> {
    let mut list = Listing::of(SOURCE);
    serving(by, &mut list);
    list.only_if("r.state = ?", state.map(ColourRuleState::code));
    list.page_of(view, keys, turn, Row::rule, |rule| rule.rule_id.0).await
}

/// The rule with this id, where the caller serves.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadMonitoring>,
    id: ColourRuleId,
) -> Result<ColourRule, ColourError> {
    let mut list = Listing::of(SOURCE);
    serving(by, &mut list);
    list.only_if("r.id = ?", Some(id));
    let row: Option<Row> = list.first(view.sql).await?;
    Ok(row.ok_or(ColourError::Missing)?.rule()?)
}

/// The county in which a node lies.
pub(super) async fn county_of(at: &At<'_>, node: NodeId) -> Result<Option<NodeId>, Fault> {
    at.sql()
        .value(
            "SELECT o.id FROM grid_path g JOIN grid_node o ON o.id = g.ancestor_id \
             WHERE g.node_id = $1 AND o.kind = 'county'",
            params![node],
        )
        .await
}
