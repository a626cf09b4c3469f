//! Items of the ledger as staff list them.

use entity::Moment;
use entity::id::{HouseholdId, IncomeItemId, LedgerBatchId, NodeId, PersonId};
use entity::income_item::{IncomeKind, IncomeSource};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use crate::auth::Grant;
use crate::auth::permission::ReadIncome;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::plans::BELOW;
use crate::support::whose::Whose;
use crate::support::words;
use crate::text::mask;

/// Where the note of an item lies.
pub(super) const NOTE: words::At = words::At { table: "income_item", column: "note_sealed" };

/// An item of a household's income ledger (收入台账).
#[derive(Clone, Debug, Object, Serialize)]
pub struct IncomeItem {
    /// Names it.
    pub item_id: IncomeItemId,
    /// Whose it is.
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
    /// The member who has it, where it is one member's.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// That member's name, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// The year that it counts for.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub year: i64,
    /// What it is.
    pub kind: IncomeKind,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// Whether it is taken off the income.
    pub is_cost: bool,
    /// How much, in fen; costs are positive as well.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000000000")))]
    pub amount_fen: i64,
    /// Who said so.
    pub source: IncomeSource,
    /// Whether there is a note; the household's sheet shows it.
    pub has_note: bool,
    /// The import that brought it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import_id: Option<LedgerBatchId>,
    /// The name of who wrote it.
    #[oai(validator(max_length = 100))]
    pub recorded_by_name: String,
    /// When it was written.
    pub created_at: Moment,
    /// When it was voided; it counts no more.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided_at: Option<Moment>,
    /// Why it was voided.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub void_reason: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: IncomeItemId,
    #[sea_orm(nested)]
    whose: Whose,
    person_id: Option<PersonId>,
    person_name: Option<String>,
    year: i64,
    kind: IncomeKind,
    amount_fen: i64,
    source: IncomeSource,
    has_note: bool,
    batch_id: Option<LedgerBatchId>,
    recorded_by_name: String,
    created_at: Moment,
    voided_at: Option<Moment>,
    void_reason: Option<String>,
}

impl From<Row> for IncomeItem {
    fn from(row: Row) -> Self {
        Self {
            item_id: row.id,
            household_id: row.whose.household_id,
            household_number: row.whose.household_number.clone(),
            head_name: row.whose.head_masked(),
            door: row.whose.door(),
            person_id: row.person_id,
            person_name: row.person_name.as_deref().map(mask::name),
            year: row.year,
            kind: row.kind,
            kind_word: row.kind.word().to_owned(),
            is_cost: row.kind.is_cost(),
            amount_fen: row.amount_fen,
            source: row.source,
            has_note: row.has_note,
            import_id: row.batch_id,
            recorded_by_name: row.recorded_by_name,
            created_at: row.created_at,
            voided_at: row.voided_at,
            void_reason: row.void_reason,
        }
    }
}

const SOURCE: Source = Source {
    name: "income_items",
    columns: "i.id, i.person_id, p.name AS person_name, i.year, i.kind, i.amount_fen, i.source, \
        i.note_sealed IS NOT NULL AS has_note, i.batch_id, a.display_name AS recorded_by_name, \
        i.created_at, i.voided_at, i.void_reason",
    tables: "income_item i JOIN household h ON h.id = i.household_id \
        JOIN account a ON a.id = i.recorded_by LEFT JOIN person p ON p.id = i.person_id",
    with_household: true,
    key: "i.id",
};

/// What of the ledger is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ItemFilter {
    pub(super) household: Option<HouseholdId>,
    pub(super) year: Option<i64>,
    pub(super) kind: Option<IncomeKind>,
    pub(super) node: Option<NodeId>,
    pub(super) voided: Option<bool>,
    pub(super) batch: Option<LedgerBatchId>,
}

/// Lists items of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadIncome>,
    filter: ItemFilter,
    turn: Turn<'_>,
) -> Result<Page<IncomeItem>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("i.household_id = ?", filter.household);
    list.only_if("i.year = ?", filter.year);
    list.only_if("i.kind = ?", filter.kind.map(IncomeKind::code));
    list.only_if(BELOW, filter.node);
    list.only_if("i.batch_id = ?", filter.batch);
    match filter.voided {
        Some(true) => list.only("i.voided_at IS NOT NULL"),
        Some(false) => list.only("i.voided_at IS NULL"),
        None => {}
    }
    list.page(view, keys, turn, |row: Row| IncomeItem::from(row), |item| item.item_id.0).await
}

/// The item with this id, wherever it lies.
pub(super) async fn one(sql: Sql<'_>, id: IncomeItemId) -> Result<Option<IncomeItem>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE i.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(IncomeItem::from))
}
