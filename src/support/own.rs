//! What one's own household gets (我家的帮扶): what, from whom, when, in plain words.

use entity::id::MeasureId;
use entity::measure::{MeasureKind, MeasureState};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::SupportError;
use super::listing::{Listing, Source, Turn};
use crate::auth::Grant;
use crate::auth::permission::SeeOwnHousehold;
use crate::http::{ApiError, Page};
use crate::store::View;
use crate::store::keys::Keys;

/// Something that one's own household gets.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OwnMeasure {
    /// Names it.
    pub measure_id: MeasureId,
    /// What it is.
    pub kind: MeasureKind,
    /// What it is, in a word to read aloud.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// What it is, in the words of the community.
    #[oai(validator(max_length = 300))]
    pub description: String,
    /// How far it came.
    pub state: MeasureState,
    /// How it stands, as a sentence to read aloud.
    #[oai(validator(max_length = 500))]
    pub sentence: String,
    /// Who sees to it, or gave it.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_name: Option<String>,
    /// Until when it is to be given.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
    /// When it was given.
    #[oai(skip_serializing_if_is_none)]
    #[serde(with = "crate::identity::day::option", skip_serializing_if = "Option::is_none")]
    pub delivered_on: Option<Date>,
    /// Its worth in fen, where it has one.
    #[oai(
        skip_serializing_if_is_none,
        validator(minimum(value = "0"), maximum(value = "10000000000"))
    )]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount_fen: Option<i64>,
}

#[derive(FromQueryResult)]
struct Row {
    id: MeasureId,
    kind: MeasureKind,
    description: String,
    state: MeasureState,
    from_name: Option<String>,
    due_on: Date,
    delivered_on: Option<Date>,
    amount_fen: Option<i64>,
    cancel_reason: Option<String>,
}

impl From<Row> for OwnMeasure {
    fn from(row: Row) -> Self {
        Self {
            sentence: row.sentence(),
            measure_id: row.id,
            kind: row.kind,
            kind_word: row.kind.word().to_owned(),
            description: row.description,
            state: row.state,
            from_name: row.from_name,
            due_on: row.due_on,
            delivered_on: row.delivered_on,
            amount_fen: row.amount_fen,
        }
    }
}

impl Row {
    fn sentence(&self) -> String {
        let word = self.kind.word();
        let from = self.from_name.as_deref().map(|name| format!("，由{name}负责"));
        let from = from.unwrap_or_default();
        match (self.state, self.delivered_on) {
            (MeasureState::Delivered, Some(day)) => {
                format!("{word}已经在{}落实{from}。没有收到请告诉社区。", spoken(day))
            }
            (MeasureState::Cancelled, _) => {
                let reason = self.cancel_reason.as_deref().unwrap_or_default();
                format!("{word}不再安排，原因是：{reason}")
            }
            _ => format!("{word}计划在{}前落实{from}。", spoken(self.due_on)),
        }
    }
}

/// A day as people say it.
fn spoken(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), u8::from(day.month()), day.day())
}

const SOURCE: Source = Source {
    name: "own_measures",
    columns: "m.id, m.kind, m.description, m.state, r.display_name AS from_name, m.due_on, \
        m.delivered_on, m.amount_fen, m.cancel_reason",
    tables: "measure m LEFT JOIN account r ON r.id = COALESCE(m.delivered_by, m.responsible_id)",
    with_household: false,
    key: "m.id",
};

/// Lists what the caller's own household gets, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<SeeOwnHousehold>,
    turn: Turn<'_>,
) -> Result<Page<OwnMeasure>, ApiError> {
    let own = by.places().household.ok_or(SupportError::Missing)?;
    let mut list = Listing::of(SOURCE);
    list.only_if("m.household_id = ?", Some(own));
    let line = |row: Row| OwnMeasure::from(row);
    list.page(view, keys, turn, line, |measure| measure.measure_id.0).await
}
