//! Results as officers list them: what was proposed for whom, and what became of it.

use std::sync::Arc;

use entity::Moment;
use entity::appointment::Role;
use entity::colour_result::{Colour, ColourResultState, ColourShape};
use entity::id::{ColourResultId, ColourRuleId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::ColourError;
use crate::app::App;
use crate::auth::permission::ReadMonitoring;
use crate::auth::{Allowed, Grant};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::audit::Subject;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::assignments::is_seen;
use crate::support::listing::{Listing, Source, Turn};
use crate::support::plans::BELOW;
use crate::support::whose::Whose;

/// A colour that was proposed for a household (红黄绿).
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourResult {
    /// Names it.
    pub result_id: ColourResultId,
    /// For whom.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// What became of it.
    pub state: ColourResultState,
    /// The colour that the household had.
    pub colour_before: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_before_word: String,
    /// The shape for it.
    pub colour_before_shape: ColourShape,
    /// The colour that it is to have.
    pub colour: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_word: String,
    /// The shape for it.
    pub colour_shape: ColourShape,
    /// The points of the rule.
    #[oai(validator(minimum(value = "0")))]
    pub score: i64,
    /// Why, in one sentence.
    #[oai(validator(max_length = 300))]
    pub sentence: String,
    /// The version of the rule.
    pub rule_id: ColourRuleId,
    /// Its number in the county.
    #[oai(validator(minimum(value = "1")))]
    pub rule_number: i64,
    /// When it was proposed.
    pub computed_at: Moment,
    /// The officer who proposed it; absent where the rule did.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposed_by_name: Option<String>,
    /// Who decided.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by_name: Option<String>,
    /// As what.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_role: Option<Role>,
    /// When that was.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Row {
    id: ColourResultId,
    #[sea_orm(nested)]
    whose: Whose,
    state: ColourResultState,
    colour_before: Colour,
    colour: Colour,
    score: i64,
    sentence: String,
    rule_id: ColourRuleId,
    rule_number: i64,
    computed_at: Moment,
    proposed_by_name: Option<String>,
    decided_by_name: Option<String>,
    decided_role: Option<Role>,
    decided_at: Option<Moment>,
}

impl From<Row> for ColourResult {
    fn from(row: Row) -> Self {
        Self {
            result_id: row.id,
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            state: row.state,
            colour_before: row.colour_before,
            colour_before_word: row.colour_before.word().to_owned(),
            colour_before_shape: row.colour_before.shape(),
            colour: row.colour,
            colour_word: row.colour.word().to_owned(),
            colour_shape: row.colour.shape(),
            score: row.score,
            sentence: row.sentence,
            rule_id: row.rule_id,
            rule_number: row.rule_number,
            computed_at: row.computed_at,
            proposed_by_name: row.proposed_by_name,
            decided_by_name: row.decided_by_name,
            decided_role: row.decided_role,
            decided_at: row.decided_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "colour_results",
    columns: "r.id, r.state, r.colour_before, r.colour, r.score, r.sentence, r.rule_id, \
        v.number AS rule_number, r.computed_at, q.display_name AS proposed_by_name, \
        d.display_name AS decided_by_name, r.decided_role, r.decided_at",
    tables: "colour_result r JOIN household h ON h.id = r.household_id \
        JOIN colour_rule v ON v.id = r.rule_id LEFT JOIN account q ON q.id = r.proposed_by \
        LEFT JOIN account d ON d.id = r.decided_by",
    with_household: true,
    key: "r.id",
};

/// What of the results is asked for.
#[derive(Clone, Debug, Default)]
pub struct ResultFilter {
    /// Only in this state.
    pub state: Option<ColourResultState>,
    /// Only to this colour.
    pub colour: Option<Colour>,
    /// Only of households at or below this node.
    pub node: Option<NodeId>,
    /// Only of this household.
    pub household: Option<HouseholdId>,
}

/// Lists results of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMonitoring>,
    filter: ResultFilter,
    turn: Turn<'_>,
) -> Result<Page<ColourResult>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("r.state = ?", filter.state.map(ColourResultState::code));
    list.only_if("r.colour = ?", filter.colour.map(Colour::code));
    list.only_if(BELOW, filter.node);
    list.only_if("r.household_id = ?", filter.household);
    list.page(view, keys, turn, |row: Row| row.into(), |one: &ColourResult| one.result_id.0).await
}

/// The results of one household, the newest first; staff who read them are written down.
pub(super) async fn history(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    household: HouseholdId,
    turn: Turn<'_>,
) -> Result<Page<ColourResult>, ApiError> {
    let view = app.view();
    if !is_seen(&view, by, household).await? {
        return Err(ColourError::Missing.into());
    }
    let subject = Subject::new("household", household).household(household);
    app.disclose(by, &by.asked, "support.read", vec![subject]).await?;
    let filter = ResultFilter { household: Some(household), ..ResultFilter::default() };
    list(&view, &app.keys, by, filter, turn).await
}

/// The result with this id, wherever its household lives.
pub(super) async fn one(sql: Sql<'_>, id: ColourResultId) -> Result<Option<ColourResult>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE r.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(ColourResult::from))
}
