//! What one's own household is known to live on (我家的收入), in plain words.

use poem_openapi::Object;
use serde::Serialize;

use super::IncomeError;
use super::figure::{Figure, yuan};
use super::sheet::{self, IncomeSheetItem, IncomeSum};
use super::sums;
use crate::auth::Grant;
use crate::auth::permission::SeeOwnHousehold;
use crate::http::ApiError;
use crate::store::View;

/// What one's own household is known to live on in a year.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnIncome {
    /// The year.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub year: i64,
    /// How it stands, as a sentence to read aloud.
    #[oai(validator(max_length = 500))]
    pub sentence: String,
    /// Whether anything is on record for the year.
    pub is_recorded: bool,
    /// The members who live there now.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// The sums by kind: four of income, two that are taken off.
    #[oai(validator(max_items = 6))]
    pub sums: Vec<IncomeSum>,
    /// What is left, in fen; negative where the costs are higher.
    pub net_fen: i64,
    /// What is left for each member, in fen and rounded down; absent where nothing is on record.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub net_per_head_fen: Option<i64>,
    /// The items that count, with the names in full, the newest 200 first.
    #[oai(validator(max_items = 200))]
    pub items: Vec<IncomeSheetItem>,
}

/// Reads the ledger of the caller's own household.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<SeeOwnHousehold>,
    year: Option<i64>,
) -> Result<OwnIncome, ApiError> {
    let own = by.places().household.ok_or(IncomeError::Missing)?;
    let year = year.unwrap_or_else(|| i64::from(view.today().year()));
    let members = sums::members(view.sql, own).await?;
    let kinds = sums::of_year(view.sql, own, year).await?;
    let figure = Figure::of(&kinds);
    Ok(OwnIncome {
        year,
        sentence: sentence(year, figure, members),
        is_recorded: figure.items > 0,
        members,
        sums: kinds.into_iter().map(IncomeSum::from).collect(),
        net_fen: figure.net_fen(),
        net_per_head_fen: figure.net_per_head_fen(members),
        items: sheet::items(view.sql, view.world, own, year).await?,
    })
}

fn sentence(year: i64, figure: Figure, members: i64) -> String {
    if figure.items == 0 {
        return format!("{year}年还没有登记您家的收入。");
    }
    let per_head = figure.net_per_head_fen(members);
    let per_head = per_head.map(|fen| format!("，全家{members}口人，平均每人{}", yuan(fen)));
    format!(
        "{year}年登记的收入一共{}，支出{}，剩下{}{}。有不对的地方请告诉社区。",
        yuan(figure.income_fen),
        yuan(figure.cost_fen),
        yuan(figure.net_fen()),
        per_head.unwrap_or_default()
    )
}
