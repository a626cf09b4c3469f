//! Writing down what a department noticed (登记线索).

use entity::clue::Department;
use entity::declaration::RiskKind;
use entity::household::HouseholdState;
use entity::id::{HouseholdId, PersonId};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::clues::{self, Clue};
use super::insert::{ClueRow, insert};
use super::tell::{Arrived, tell};
use super::{ClueError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleClues;
use crate::http::{Common, Invalid};
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest words of a department or of who looks into a clue, in characters.
pub(super) const WORDS_CHARS_MAX: usize = 500;

/// A clue to write down.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewClue {
    /// The household.
    pub household_id: HouseholdId,
    /// The member whom it is about; the whole family when left out.
    pub person_id: Option<PersonId>,
    /// Who noticed it.
    pub department: Department,
    /// What the household may be in danger of.
    pub kind: RiskKind,
    /// The day on which it happened, today at the latest, and in a year that the income ledger still takes.
    #[serde(with = "crate::identity::day")]
    pub occurred_on: Date,
    /// What it cost the household, in fen, where that is known; at most 1,000,000 yuan unless the site
    /// says otherwise.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub amount_fen: Option<i64>,
    /// What the department says. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: String,
}

/// Writes a clue down.
#[derive(Debug)]
pub(super) struct RecordClue(pub(super) NewClue);

impl Command for RecordClue {
    type Needs = HandleClues;
    type Shows = Clue;
    type Error = ClueError;
    const ACTION: &'static str = "clue.record";

    async fn act(self, at: &At<'_>, by: &Grant<HandleClues>) -> Result<Deed<Clue>, ClueError> {
        let new = self.0;
        let home = store::home(at, by, new.household_id).await?;
        if home.state != HouseholdState::Present {
            return Err(ClueError::HouseholdGone);
        }
        let words = check(at, &new).await?;
        let row = ClueRow {
            household: home.id,
            person: new.person_id,
            department: new.department,
            kind: new.kind,
            occurred_on: new.occurred_on,
            amount_fen: new.amount_fen,
            words: &words,
            origin_key: None,
            batch: None,
            recorded_by: by.caller().account,
        };
        let id = insert(at, &row).await?.ok_or(ClueError::Missing)?;
        let brought_by = row.recorded_by;
        tell(at, Arrived { subject: id.0, node: home.node_id, clues: 1, brought_by }).await?;
        let shows = clues::one(at.sql(), id, at.now).await?.ok_or(ClueError::Missing)?;
        let facts = serde_json::json!({ "department": new.department, "kind": new.kind });
        let subject = Subject::new("clue", id).household(home.id).node(home.node_id).facts(facts);
        Ok(Deed::new(shows, subject).version(1))
    }
}

/// Checks a clue, and cleans its words.
async fn check(at: &At<'_>, new: &NewClue) -> Result<String, ClueError> {
    let mut invalid = Invalid::default();
    let policy = &at.world.config.policy.income;
    let first_year = *crate::income::years(policy, at.today()).start();
    if new.occurred_on > at.today() {
        invalid.beyond("/occurred_on", Common::FieldTooLarge.entry(), at.today());
    } else if i64::from(new.occurred_on.year()) < first_year {
        invalid.beyond("/occurred_on", Common::FieldTooSmall.entry(), first_year);
    }
    if new.amount_fen.is_some_and(|fen| fen > policy.item_fen_max) {
        invalid.beyond("/amount_fen", Common::FieldTooLarge.entry(), policy.item_fen_max);
    }
    if let Some(person) = new.person_id
        && !store::is_member(at, new.household_id, person).await?
    {
        invalid.add("/person_id", Common::FieldUnknown.entry());
    }
    let words = words::text(&mut invalid, "/words", &new.words, WORDS_CHARS_MAX);
    invalid.check()?;
    Ok(words.unwrap_or_default())
}
