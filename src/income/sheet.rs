//! A household's income of a year on one sheet (家庭收入表).

use std::sync::Arc;

use entity::Moment;
use entity::id::{HouseholdId, IncomeItemId, PersonId};
use entity::income_item::{IncomeKind, IncomeSource};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::IncomeError;
use super::figure::{Figure, KindSum};
use super::items::NOTE;
use super::sums;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadIncome;
use crate::http::ApiError;
use crate::params;
use crate::store::at::World;
use crate::store::audit::Subject;
use crate::store::{Fault, Sql, View};
use crate::support::whose::{self, Whose};
use crate::text::mask;

/// How many items a sheet shows; the list of items has all.
const ITEMS_MAX: i64 = 200;

/// What the items of one kind come to.
#[derive(Clone, Debug, Object, Serialize)]
pub struct IncomeSum {
    /// The kind.
    pub kind: IncomeKind,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// Whether it is taken off the income.
    pub is_cost: bool,
    /// All of them together, in fen.
    #[oai(validator(minimum(value = "0")))]
    pub amount_fen: i64,
    /// How many they are.
    #[oai(validator(minimum(value = "0")))]
    pub items: i64,
}

impl From<KindSum> for IncomeSum {
    fn from(sum: KindSum) -> Self {
        Self {
            kind: sum.kind,
            kind_word: sum.kind.word().to_owned(),
            is_cost: sum.kind.is_cost(),
            amount_fen: sum.amount_fen,
            items: sum.items,
        }
    }
}

/// An item on a sheet.
#[derive(Clone, Debug, Object, Serialize)]
pub struct IncomeSheetItem {
    /// Names it.
    pub item_id: IncomeItemId,
    /// The member who has it, where it is one member's.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// That member's name, masked for staff.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_name: Option<String>,
    /// What it is.
    pub kind: IncomeKind,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// How much, in fen; costs are positive as well.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000000000")))]
    pub amount_fen: i64,
    /// Who said so.
    pub source: IncomeSource,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub source_word: String,
    /// What else was noted.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When it was written.
    pub created_at: Moment,
}

/// What a household's income came to in another year.
#[derive(Clone, Debug, Object, Serialize)]
pub struct IncomeYear {
    /// The year.
    #[oai(validator(minimum(value = "1999"), maximum(value = "2200")))]
    pub year: i64,
    /// What was left, in fen.
    pub net_fen: i64,
    /// What was left for each who lives there now, in fen, rounded down; absent where nobody does.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_per_head_fen: Option<i64>,
}

/// A household's income of a year (家庭收入表).
#[derive(Clone, Debug, Object, Serialize)]
pub struct IncomeSheet {
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
    /// The year.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub year: i64,
    /// Whether anything is on record for the year. Where not, nothing is known, and it is not zero.
    pub is_recorded: bool,
    /// The members who live there now; net income is divided among them.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// The sums by kind: four of income, two that are taken off.
    #[oai(validator(max_items = 6))]
    pub sums: Vec<IncomeSum>,
    /// What came in, in fen.
    #[oai(validator(minimum(value = "0")))]
    pub income_fen: i64,
    /// What is taken off, in fen.
    #[oai(validator(minimum(value = "0")))]
    pub cost_fen: i64,
    /// What is left, in fen; negative where the costs are higher.
    pub net_fen: i64,
    /// What is left for each member, in fen and rounded down; absent where nothing is on record or nobody
    /// lives there.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_per_head_fen: Option<i64>,
    /// The line below which a household is screened, in fen per head.
    #[oai(validator(minimum(value = "0")))]
    pub line_fen: i64,
    /// Whether the net income per head lies below the line.
    pub is_below_line: bool,
    /// The year before, where anything is on record for it.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year_before: Option<IncomeYear>,
    /// How much more than the year before is left per head, in fen; absent where either is unknown.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_per_head_fen: Option<i64>,
    /// The items that count, the newest 200 first; `GET /income-items` lists all, voided ones included.
    #[oai(validator(max_items = 200))]
    pub items: Vec<IncomeSheetItem>,
}

#[derive(FromQueryResult)]
struct Home {
    #[sea_orm(nested)]
    whose: Whose,
}

/// Reads the sheet of a household of the caller's area; the household sees who looked.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadIncome>,
    household: HouseholdId,
    year: Option<i64>,
) -> Result<IncomeSheet, ApiError> {
    let view = app.view();
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT {} FROM household h {} WHERE h.id = $1 AND {clause}",
        whose::COLUMNS,
        whose::TABLES
    );
    let home: Option<Home> = view.sql.one(sql, values).await?;
    let whose = home.ok_or(IncomeError::Missing)?.whose;
    let subject = Subject::new("household", household).household(household);
    app.disclose(by, &by.asked, "income.read", vec![subject]).await?;
    let year = year.unwrap_or_else(|| i64::from(view.today().year()));
    Ok(fill(&view, whose, year).await?)
}

async fn fill(view: &View<'_>, whose: Whose, year: i64) -> Result<IncomeSheet, Fault> {
    let household = whose.household_id;
    let members = sums::members(view.sql, household).await?;
    let kinds = sums::of_year(view.sql, household, year).await?;
    let figure = Figure::of(&kinds);
    let before = Figure::of(&sums::of_year(view.sql, household, year - 1).await?);
    let per_head = figure.net_per_head_fen(members);
    let before_per_head = before.net_per_head_fen(members);
    let line_fen = view.world.config.policy.income.line_fen;
    let items = items(view.sql, view.world, household, year).await?.into_iter();
    let masked = items.map(|item| IncomeSheetItem {
        person_name: item.person_name.as_deref().map(mask::name),
        ..item
    });
    Ok(IncomeSheet {
        household_id: household,
        household_number: whose.household_number.clone(),
        head_name: whose.head_masked(),
        door: whose.door(),
        year,
        is_recorded: figure.items > 0,
        members,
        sums: kinds.into_iter().map(IncomeSum::from).collect(),
        income_fen: figure.income_fen,
        cost_fen: figure.cost_fen,
        net_fen: figure.net_fen(),
        net_per_head_fen: per_head,
        line_fen,
        is_below_line: per_head.is_some_and(|per_head| per_head < line_fen),
        year_before: (before.items > 0).then(|| IncomeYear {
            year: year - 1,
            net_fen: before.net_fen(),
            net_per_head_fen: before_per_head,
        }),
        change_per_head_fen: per_head.zip(before_per_head).map(|(now, then)| now - then),
        items: masked.collect(),
    })
}

#[derive(FromQueryResult)]
struct Row {
    id: IncomeItemId,
    person_id: Option<PersonId>,
    person_name: Option<String>,
    kind: IncomeKind,
    amount_fen: i64,
    source: IncomeSource,
    note_sealed: Option<String>,
    created_at: Moment,
}

/// The items of a year that count, the newest first, with full names.
pub(super) async fn items(
    sql: Sql<'_>,
    world: &World,
    household: HouseholdId,
    year: i64,
) -> Result<Vec<IncomeSheetItem>, Fault> {
    let rows: Vec<Row> = sql
        .all(
            "SELECT i.id, i.person_id, p.name AS person_name, i.kind, i.amount_fen, i.source, \
             i.note_sealed, i.created_at FROM income_item i \
             LEFT JOIN person p ON p.id = i.person_id WHERE i.household_id = $1 AND i.year = $2 \
             AND i.voided_at IS NULL ORDER BY i.id DESC LIMIT $3",
            params![household, year, ITEMS_MAX],
        )
        .await?;
    let item = |row: Row| {
        Ok(IncomeSheetItem {
            item_id: row.id,
            person_id: row.person_id,
            person_name: row.person_name,
            kind: row.kind,
            kind_word: row.kind.word().to_owned(),
            amount_fen: row.amount_fen,
            source: row.source,
            source_word: row.source.word().to_owned(),
            note: NOTE.open(world, row.id.0, row.note_sealed)?,
            created_at: row.created_at,
        })
    };
    rows.into_iter().map(item).collect()
}
