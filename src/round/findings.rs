//! Findings of a round as staff list them: what, where, whose, until when; the words are read one by one.

use entity::Moment;
use entity::declaration::RiskKind;
use entity::id::{AccountId, FindingId, HouseholdId, MeasureId, NodeId, RoundId, VisitId};
use entity::round_finding::FindingState;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::{RoundError, households};
use crate::auth::Grant;
use crate::auth::permission::ReadVisits;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::plans::BELOW;
use crate::support::whose::Whose;

/// What a monthly round found in a household (排查发现).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Finding {
    /// Names it.
    pub finding_id: FindingId,
    /// The round.
    pub round_id: RoundId,
    /// The household.
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
    /// The visit that found it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit_id: Option<VisitId>,
    /// What the household is in danger of.
    pub kind: RiskKind,
    /// How far it came.
    pub state: FindingState,
    /// Who sees to it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<AccountId>,
    /// That person's name at the time.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_name: Option<String>,
    /// Until when.
    #[oai(skip_serializing_if_is_none)]
    #[serde(with = "crate::identity::day::option", skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Date>,
    /// Whether it is dispatched, goes on in this round, and is past that day.
    pub is_overdue: bool,
    /// The measure that answers it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure_id: Option<MeasureId>,
    /// The finding of the month before that goes on here.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed_from: Option<FindingId>,
    /// The finding of the next month in which it goes on.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handed_to: Option<FindingId>,
    /// The name of who found it.
    #[oai(validator(max_length = 100))]
    pub found_by_name: String,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// When it was recorded.
    pub created_at: Moment,
    /// When it last changed.
    pub updated_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: FindingId,
    round_id: RoundId,
    #[sea_orm(nested)]
    whose: Whose,
    visit_id: Option<VisitId>,
    kind: RiskKind,
    state: FindingState,
    owner_id: Option<AccountId>,
    owner_name: Option<String>,
    due_on: Option<Date>,
    measure_id: Option<MeasureId>,
    handed_from: Option<FindingId>,
    handed_to: Option<FindingId>,
    found_by_name: String,
    version: i64,
    created_at: Moment,
    updated_at: Moment,
}

impl Row {
    fn shown(self, today: Date) -> Finding {
        let goes_on = self.state == FindingState::Dispatched && self.handed_to.is_none();
        Finding {
            finding_id: self.id,
            round_id: self.round_id,
            household_id: self.whose.household_id,
            household_number: self.whose.household_number.clone(),
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            visit_id: self.visit_id,
            kind: self.kind,
            state: self.state,
            owner_id: self.owner_id,
            owner_name: self.owner_name,
            due_on: self.due_on,
            is_overdue: goes_on && self.due_on.is_some_and(|due| due < today),
            measure_id: self.measure_id,
            handed_from: self.handed_from,
            handed_to: self.handed_to,
            found_by_name: self.found_by_name,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "round_findings",
    columns: "t.id, t.round_id, t.visit_id, t.kind, t.state, t.owner_id, t.owner_name, t.due_on, \
        t.measure_id, t.handed_from, o.id AS handed_to, f.display_name AS found_by_name, \
        t.version, t.created_at, t.updated_at",
    tables: "round_finding t JOIN household h ON h.id = t.household_id \
        JOIN account f ON f.id = t.found_by LEFT JOIN round_finding o ON o.handed_from = t.id",
    with_household: true,
    key: "t.id",
};

/// Which findings of a round are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FindingFilter {
    pub(super) state: Option<FindingState>,
    pub(super) owned: Option<bool>,
    pub(super) dispatched: Option<bool>,
    pub(super) settled: Option<bool>,
    pub(super) measured: Option<bool>,
    pub(super) mine: bool,
    pub(super) building: Option<NodeId>,
    pub(super) node: Option<NodeId>,
}

const SETTLED: &str = "(t.state IN ('resolved', 'dismissed') OR o.id IS NOT NULL)";
const ONGOING: &str = "(t.state NOT IN ('resolved', 'dismissed') AND o.id IS NULL)";
const DISPATCHED: &str = "(t.state IN ('resolved', 'dismissed') OR (t.state = 'dispatched' \
    AND (t.measure_id IS NOT NULL OR t.due_on IS NOT NULL)))";
const WAITING: &str = "(t.state IN ('open', 'assessed') OR (t.state = 'dispatched' \
    AND t.measure_id IS NULL AND t.due_on IS NULL))";

/// Lists the findings of a round about households of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadVisits>,
    round: RoundId,
    filter: FindingFilter,
    turn: Turn<'_>,
) -> Result<Page<Finding>, ApiError> {
    if !households::reaches(view, by, round).await? {
        return Err(RoundError::Missing.into());
    }
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("t.round_id = ?", Some(round));
    list.only_if("t.state = ?", filter.state.map(FindingState::code));
    for (asked, yes, no) in [
        (filter.owned, "t.owner_id IS NOT NULL", "t.owner_id IS NULL"),
        (filter.dispatched, DISPATCHED, WAITING),
        (filter.settled, SETTLED, ONGOING),
        (filter.measured, "t.measure_id IS NOT NULL", "t.measure_id IS NULL"),
    ] {
        if let Some(asked) = asked {
            list.only(if asked { yes } else { no });
        }
    }
    list.only_if("t.owner_id = ?", filter.mine.then_some(by.caller().account));
    list.only_if(
        "EXISTS (SELECT 1 FROM round_household r WHERE r.round_id = t.round_id \
         AND r.household_id = t.household_id AND r.building_id = ?)",
        filter.building,
    );
    list.only_if(BELOW, filter.node);
    let today = view.today();
    list.page(view, keys, turn, |row: Row| row.shown(today), |line| line.finding_id.0).await
}

/// The finding with this id, wherever it lies.
pub(super) async fn one(
    sql: Sql<'_>,
    id: FindingId,
    today: Date,
) -> Result<Option<Finding>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE t.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(|row| row.shown(today)))
}
