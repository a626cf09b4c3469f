//! Measures as staff list them: what is given to whom, until when, by whom.

use entity::Moment;
use entity::id::{AccountId, DeclarationId, HouseholdId, MeasureId, NodeId, PlanId};
use entity::measure::{MeasureEffect, MeasureKind, MeasureState};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::listing::{Listing, Source, Turn};
use super::plans::BELOW;
use super::whose::Whose;
use super::words;
use crate::auth::Grant;
use crate::auth::permission::ReadMonitoring;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};

/// Where what proves a delivery lies.
pub(super) const EVIDENCE: words::At = words::At { table: "measure", column: "evidence_sealed" };
/// Where the judgement of the effect lies.
pub(super) const EFFECT: words::At = words::At { table: "measure", column: "effect_sealed" };

/// A support measure (帮扶措施).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Measure {
    /// Names it.
    pub measure_id: MeasureId,
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
    /// The plan that it is part of.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_id: Option<PlanId>,
    /// The declaration that it follows from.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration_id: Option<DeclarationId>,
    /// What is given.
    pub kind: MeasureKind,
    /// The same in plain words.
    #[oai(validator(max_length = 300))]
    pub description: String,
    /// How far it came.
    pub state: MeasureState,
    /// The last day on which it is in time.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
    /// Whether it is planned and past that day.
    pub is_overdue: bool,
    /// Its worth in fen, where it has one.
    #[oai(
        skip_serializing_if_is_none,
        validator(minimum(value = "0"), maximum(value = "10000000000"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// Who sees to it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_id: Option<AccountId>,
    /// That person's name.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responsible_name: Option<String>,
    /// The day on which it was given.
    #[oai(skip_serializing_if_is_none)]
    #[serde(with = "crate::identity::day::option", skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<Date>,
    /// What it did.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<MeasureEffect>,
    /// Why it is not given after all.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// When it was planned.
    pub created_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: MeasureId,
    #[sea_orm(nested)]
    whose: Whose,
    plan_id: Option<PlanId>,
    declaration_id: Option<DeclarationId>,
    kind: MeasureKind,
    description: String,
    state: MeasureState,
    due_on: Date,
    amount_fen: Option<i64>,
    responsible_id: Option<AccountId>,
    responsible_name: Option<String>,
    delivered_on: Option<Date>,
    effect: Option<MeasureEffect>,
    cancel_reason: Option<String>,
    version: i64,
    created_at: Moment,
}

impl Row {
    fn measure(self, today: Date) -> Measure {
        Measure {
            measure_id: self.id,
            household_id: self.whose.household_id,
            household_number: self.whose.household_number.clone(),
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            plan_id: self.plan_id,
            declaration_id: self.declaration_id,
            kind: self.kind,
            description: self.description,
            state: self.state,
            due_on: self.due_on,
            is_overdue: self.state == MeasureState::Planned && self.due_on < today,
            amount_fen: self.amount_fen,
            responsible_id: self.responsible_id,
            responsible_name: self.responsible_name,
            delivered_on: self.delivered_on,
            effect: self.effect,
            cancel_reason: self.cancel_reason,
            version: self.version,
            created_at: self.created_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "measures",
    columns: "m.id, m.plan_id, m.declaration_id, m.kind, m.description, m.state, m.due_on, \
        m.amount_fen, m.responsible_id, r.display_name AS responsible_name, m.delivered_on, \
        m.effect, m.cancel_reason, m.version, m.created_at",
    tables: "measure m JOIN household h ON h.id = m.household_id \
        LEFT JOIN account r ON r.id = m.responsible_id",
    with_household: true,
    key: "m.id",
};

/// What of the measures is asked for.
#[derive(Clone, Debug, Default)]
pub struct MeasureFilter {
    /// Only in this state.
    pub state: Option<MeasureState>,
    /// Only of this kind.
    pub kind: Option<MeasureKind>,
    /// Only of households at or below this node.
    pub node: Option<NodeId>,
    /// Only planned ones past their day, or only all others.
    pub overdue: Option<bool>,
    /// Only of this household.
    pub household: Option<HouseholdId>,
    /// Only those that the caller sees to.
    pub mine: bool,
}

/// Lists measures of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMonitoring>,
    filter: MeasureFilter,
    turn: Turn<'_>,
) -> Result<Page<Measure>, ApiError> {
    let today = view.today();
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("m.state = ?", filter.state.map(MeasureState::code));
    list.only_if("m.kind = ?", filter.kind.map(MeasureKind::code));
    list.only_if(BELOW, filter.node);
    list.only_if("m.household_id = ?", filter.household);
    list.only_if("m.responsible_id = ?", filter.mine.then_some(by.caller().account));
    let overdue = match filter.overdue {
        Some(true) => "(m.state = 'planned' AND m.due_on < ?)",
        _ => "NOT (m.state = 'planned' AND m.due_on < ?)",
    };
    list.only_if(overdue, filter.overdue.map(|_| today));
    let line = |row: Row| row.measure(today);
    list.page(view, keys, turn, line, |measure| measure.measure_id.0).await
}

/// The measure with this id, wherever it lies.
pub(super) async fn one(
    sql: Sql<'_>,
    id: MeasureId,
    today: Date,
) -> Result<Option<Measure>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE m.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(|row| row.measure(today)))
}
