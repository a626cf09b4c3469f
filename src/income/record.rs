//! Writing an item into a household's income ledger (登记收入).

use entity::household::HouseholdState;
use entity::id::{HouseholdId, IncomeItemId, PersonId};
use entity::income_item::{IncomeKind, IncomeSource};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::insert::{ItemRow, insert};
use super::items::{self, IncomeItem};
use super::{IncomeError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditIncome;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::words;

/// Longest note, in characters.
const NOTE_CHARS_MAX: usize = 500;

/// An item to write.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewIncomeItem {
    /// Whose it is.
    pub household_id: HouseholdId,
    /// The member who has it; the whole household when left out.
    pub person_id: Option<PersonId>,
    /// The year that it counts for: this one, or one of the five before unless the site says otherwise.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub year: i64,
    /// What it is.
    pub kind: IncomeKind,
    /// How much, in fen; costs are positive as well. At most 1,000,000 yuan unless the site says otherwise.
    #[oai(validator(minimum(value = "1"), maximum(value = "10000000000")))]
    pub amount_fen: i64,
    /// Who said so: the household, a visit, the employer or a department; `import` is kept for sheets.
    pub source: IncomeSource,
    /// What else there is to say; the household reads it.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub note: Option<String>,
}

/// An item that was written.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RecordedIncomeItem {
    /// The item.
    pub item: IncomeItem,
    /// Other items of the household that say the same of the same year, newest first: a hint that it may
    /// stand there twice.
    #[oai(validator(max_items = 10))]
    pub similar: Vec<IncomeItemId>,
}

/// Writes an item.
#[derive(Debug)]
pub(super) struct RecordIncome(pub(super) NewIncomeItem);

impl Command for RecordIncome {
    type Needs = EditIncome;
    type Shows = RecordedIncomeItem;
    type Error = IncomeError;
    const ACTION: &'static str = "income.record";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditIncome>,
    ) -> Result<Deed<RecordedIncomeItem>, IncomeError> {
        let new = self.0;
        let home = store::home(at, by, new.household_id).await?;
        if home.state != HouseholdState::Present {
            return Err(IncomeError::HouseholdGone);
        }
        let note = check(at, &new).await?;
        let row = ItemRow {
            household: home.id,
            person: new.person_id,
            year: new.year,
            kind: new.kind,
            amount_fen: new.amount_fen,
            source: new.source,
            note: note.as_deref(),
            origin_key: None,
            batch: None,
            recorded_by: by.caller().account,
        };
        let id = insert(at, &row).await?.ok_or(IncomeError::Missing)?;
        let item = items::one(at.sql(), id).await?.ok_or(IncomeError::Missing)?;
        let similar = similar(at, id, &new).await?;
        let facts = serde_json::json!({ "year": new.year, "similar": similar.len() });
        let subject = Subject::new("income_item", id).household(home.id).node(home.node_id);
        Ok(Deed::new(RecordedIncomeItem { item, similar }, subject.facts(facts)))
    }
}

/// Checks an item, and cleans its note.
async fn check(at: &At<'_>, new: &NewIncomeItem) -> Result<Option<String>, IncomeError> {
    let mut invalid = Invalid::default();
    let policy = &at.world.config.policy.income;
    let years = store::years(policy, at.today());
    if new.year < *years.start() {
        invalid.beyond("/year", Common::FieldTooSmall.entry(), years.start());
    } else if new.year > *years.end() {
        invalid.beyond("/year", Common::FieldTooLarge.entry(), years.end());
    }
    if new.amount_fen > policy.item_fen_max {
        invalid.beyond("/amount_fen", Common::FieldTooLarge.entry(), policy.item_fen_max);
    }
    if new.source == IncomeSource::Import {
        invalid.add("/source", Common::FieldUnknown.entry());
    }
    if let Some(person) = new.person_id
        && !store::is_member(at, new.household_id, person).await?
    {
        invalid.add("/person_id", Common::FieldUnknown.entry());
    }
    let given = new.note.as_deref();
    let note = given.and_then(|raw| words::text(&mut invalid, "/note", raw, NOTE_CHARS_MAX));
    invalid.check()?;
    Ok(note)
}

#[derive(FromQueryResult)]
struct Other {
    id: IncomeItemId,
}

/// Items that say the same of the same year.
async fn similar(
    at: &At<'_>,
    id: IncomeItemId,
    new: &NewIncomeItem,
) -> Result<Vec<IncomeItemId>, Fault> {
    let others: Vec<Other> = at
        .sql()
        .all(
            "SELECT id FROM income_item WHERE household_id = $1 AND year = $2 AND kind = $3 \
             AND amount_fen = $4 AND voided_at IS NULL AND id <> $5 ORDER BY id DESC LIMIT 10",
            params![new.household_id, new.year, new.kind.code(), new.amount_fen, id],
        )
        .await?;
    Ok(others.into_iter().map(|other| other.id).collect())
}
