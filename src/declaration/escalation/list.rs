//! What went up: which declaration, from whose desk, to whom, and whether anything was done since.

use entity::Moment;
use entity::declaration::{DeclarationKind, DeclarationState, DeskLevel};
use entity::declaration_hop::HopCause;
use entity::id::{DeclarationId, HopId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::{Date, Duration};

use crate::auth::Grant;
use crate::auth::permission::ReadReports;
use crate::http::{ApiError, Page};
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::{Listing, Source, Turn};
use crate::support::store::morning;
use crate::support::whose::Whose;

/// An overdue declaration that went up a level (超期督办).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Escalation {
    /// Names it.
    pub escalation_id: HopId,
    /// The declaration.
    pub declaration_id: DeclarationId,
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
    /// What the declaration is about.
    pub kind: DeclarationKind,
    /// Whether a step was late, or the whole chain.
    pub cause: HopCause,
    /// Where the declaration stood.
    pub state: DeclarationState,
    /// The deadline that had passed.
    pub due_at: Moment,
    /// The level that had to act.
    pub from_level: DeskLevel,
    /// Its place.
    #[oai(validator(max_length = 100))]
    pub from_name: String,
    /// The level that it went to.
    pub to_level: DeskLevel,
    /// That level's node.
    pub to_node_id: NodeId,
    /// Its place.
    #[oai(validator(max_length = 100))]
    pub to_name: String,
    /// Levels between whose posts were vacant.
    #[oai(validator(max_items = 3))]
    pub skipped_levels: Vec<DeskLevel>,
    /// How many holders of the post were told; none where all posts were vacant.
    #[oai(validator(minimum(value = "0")))]
    pub told: i64,
    /// When it went up.
    pub at: Moment,
    /// The first step that was taken since; absent where it still waits.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acted_at: Option<Moment>,
}

#[derive(FromQueryResult)]
struct Row {
    id: HopId,
    #[sea_orm(nested)]
    whose: Whose,
    declaration_id: DeclarationId,
    kind: DeclarationKind,
    cause: HopCause,
    state: DeclarationState,
    due_at: Moment,
    from_level: DeskLevel,
    from_name: String,
    to_level: DeskLevel,
    to_node_id: NodeId,
    to_name: String,
    skipped_levels: String,
    told: i64,
    at: Moment,
    acted_at: Option<Moment>,
}

impl From<Row> for Escalation {
    fn from(row: Row) -> Self {
        Self {
            escalation_id: row.id,
            declaration_id: row.declaration_id,
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            kind: row.kind,
            cause: row.cause,
            state: row.state,
            due_at: row.due_at,
            from_level: row.from_level,
            from_name: row.from_name,
            to_level: row.to_level,
            to_node_id: row.to_node_id,
            to_name: row.to_name,
            skipped_levels: row
                .skipped_levels
                .split(',')
                .filter_map(DeskLevel::from_code)
                .collect(),
            told: row.told,
            at: row.at,
            acted_at: row.acted_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "escalations",
    columns: "k.id, k.declaration_id, d.kind, k.cause, k.state, k.due_at, k.from_level, \
        f.name AS from_name, k.to_level, k.to_node_id, o.name AS to_name, k.skipped_levels, k.told, \
        k.at, (SELECT MIN(s.at) FROM declaration_step s \
               WHERE s.declaration_id = k.declaration_id AND s.at > k.at) AS acted_at",
    tables: "declaration_hop k JOIN declaration d ON d.id = k.declaration_id \
        JOIN household h ON h.id = d.household_id \
        JOIN grid_node o ON o.id = k.to_node_id \
        JOIN grid_path g ON g.node_id = h.node_id \
        JOIN grid_node f ON f.id = g.ancestor_id AND f.kind = k.from_level",
    with_household: true,
    key: "k.id",
};

/// What of it is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Filter {
    /// Only what went up to this level.
    pub level: Option<DeskLevel>,
    /// Only of households at or below this node.
    pub node: Option<NodeId>,
    /// Only what went up on this day or later.
    pub from: Option<Date>,
    /// Only what went up on this day or earlier.
    pub to: Option<Date>,
}

/// Reads a page, the newest first.
pub(super) async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadReports>,
    filter: Filter,
    turn: Turn<'_>,
) -> Result<Page<Escalation>, ApiError> {
    let mut listing = Listing::of(SOURCE);
    let area = by.clause("h.node_id", None, &mut listing.values);
    listing.only(area);
    listing.only_if("k.to_level = ?", filter.level.map(DeskLevel::code));
    listing
        .only_if("h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)", filter.node);
    listing.only_if("k.at >= ?", filter.from.map(morning));
    let next = |day: Date| morning(day.saturating_add(Duration::days(1)));
    listing.only_if("k.at < ?", filter.to.map(next));
    listing
        .page(view, keys, turn, |row: Row| Escalation::from(row), |last| last.escalation_id.0)
        .await
}
