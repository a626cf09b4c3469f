//! Clues as staff list them: about whom, from which department, until when.

use entity::Moment;
use entity::clue::{ClueState, Department};
use entity::declaration::RiskKind;
use entity::id::{ClueId, DeclarationId, HouseholdId, LedgerBatchId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use crate::auth::Grant;
use crate::auth::permission::HandleClues;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::plans::BELOW;
use crate::support::whose::Whose;
use crate::support::words;
use crate::text::mask;

/// Where the department's words lie.
pub(super) const WORDS: words::At = words::At { table: "clue", column: "words_sealed" };
/// Where the words of who looked into it lie.
pub(super) const OUTCOME: words::At = words::At { table: "clue", column: "outcome_sealed" };

/// What a department noticed about a household (部门线索).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Clue {
    /// Names it.
    pub clue_id: ClueId,
    /// About whom.
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
    /// The member whom it is about, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// Who noticed it.
    pub department: Department,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub department_word: String,
    /// What the household may be in danger of.
    pub kind: RiskKind,
    /// The day on which it happened.
    #[serde(with = "crate::identity::day")]
    pub occurred_on: Date,
    /// What it cost the household, in fen, where that is known.
    #[oai(
        skip_serializing_if_is_none,
        validator(minimum(value = "0"), maximum(value = "10000000000"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
    /// What became of it.
    pub state: ClueState,
    /// Until when it must be looked into, while it is open.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Whether it is open and past that time.
    pub is_overdue: bool,
    /// The declaration that follows from it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration_id: Option<DeclarationId>,
    /// The import that brought it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<LedgerBatchId>,
    /// The name of who wrote it down.
    #[oai(validator(max_length = 100))]
    pub recorded_by_name: String,
    /// The name of who settled it.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by_name: Option<String>,
    /// When it was settled.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Moment>,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// When it was written down.
    pub created_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: ClueId,
    #[sea_orm(nested)]
    whose: Whose,
    person_name: Option<String>,
    department: Department,
    kind: RiskKind,
    occurred_on: Date,
    amount_fen: Option<i64>,
    state: ClueState,
    due_at: Option<Moment>,
    declaration_id: Option<DeclarationId>,
    batch_id: Option<LedgerBatchId>,
    recorded_by_name: String,
    decided_by_name: Option<String>,
    decided_at: Option<Moment>,
    version: i64,
    created_at: Moment,
}

impl Row {
    fn clue(self, now: Moment) -> Clue {
        Clue {
            clue_id: self.id,
            household_id: self.whose.household_id,
            household_number: self.whose.household_number.clone(),
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            person_name: self.person_name.as_deref().map(mask::name),
            department: self.department,
            department_word: self.department.word().to_owned(),
            kind: self.kind,
            occurred_on: self.occurred_on,
            amount_fen: self.amount_fen,
            state: self.state,
            due_at: self.due_at,
            is_overdue: self.due_at.is_some_and(|due| due <= now),
            declaration_id: self.declaration_id,
            import_id: self.batch_id,
            recorded_by_name: self.recorded_by_name,
            decided_by_name: self.decided_by_name,
            decided_at: self.decided_at,
            version: self.version,
            created_at: self.created_at,
        }
    }
}

const SOURCE: Source = Source {
    name: "clues",
    columns: "c.id, p.name AS person_name, c.department, c.kind, c.occurred_on, c.amount_fen, \
        c.state, c.due_at, c.declaration_id, c.batch_id, a.display_name AS recorded_by_name, \
        b.display_name AS decided_by_name, c.decided_at, c.version, c.created_at",
    tables: "clue c JOIN household h ON h.id = c.household_id \
        JOIN account a ON a.id = c.recorded_by LEFT JOIN account b ON b.id = c.decided_by \
        LEFT JOIN person p ON p.id = c.person_id",
    with_household: true,
    key: "c.id",
};

/// What of the clues is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClueFilter {
    pub(super) state: Option<ClueState>,
    pub(super) department: Option<Department>,
    /// Only open ones past their time, or only all others.
    pub(super) overdue: Option<bool>,
    pub(super) node: Option<NodeId>,
    pub(super) household: Option<HouseholdId>,
    pub(super) batch: Option<LedgerBatchId>,
}

/// Lists clues of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<HandleClues>,
    filter: ClueFilter,
    turn: Turn<'_>,
) -> Result<Page<Clue>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("c.state = ?", filter.state.map(ClueState::code));
    list.only_if("c.department = ?", filter.department.map(Department::code));
    list.only_if(BELOW, filter.node);
    list.only_if("c.household_id = ?", filter.household);
    list.only_if("c.batch_id = ?", filter.batch);
    let overdue = match filter.overdue {
        Some(true) => "(c.state = 'open' AND c.due_at <= ?)",
        _ => "NOT (c.state = 'open' AND c.due_at <= ?)",
    };
    list.only_if(overdue, filter.overdue.map(|_| view.now));
    let line = |row: Row| row.clue(view.now);
    list.page(view, keys, turn, line, |clue| clue.clue_id.0).await
}

/// The clue with this id, wherever it lies.
pub(super) async fn one(sql: Sql<'_>, id: ClueId, now: Moment) -> Result<Option<Clue>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE c.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(|row| row.clue(now)))
}
