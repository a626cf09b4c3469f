//! An officer proposes a colour in words; another decides.

use entity::colour_result::Colour;
use entity::household::HouseholdState;
use entity::id::{ColourResultId, HouseholdId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use serde_json::json;

use super::ColourError;
use super::decide::WORDS_CHARS_MAX;
use super::gather::{Assessed, assess};
use super::results::{self, ColourResult};
use super::rules::{self, Rule};
use super::seed;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmColours;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::store::is_own;
use crate::support::words;

/// Where an officer's words lie.
pub(super) const WORDS: words::At = words::At { table: "colour_result", column: "words_sealed" };

/// A colour that an officer proposes.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewColour {
    /// The colour that the household is to have.
    pub colour: Colour,
    /// Why. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: String,
}

/// Proposes a colour.
#[derive(Debug)]
pub(super) struct Propose {
    pub(super) household: HouseholdId,
    pub(super) new: NewColour,
}

#[derive(FromQueryResult)]
struct Home {
    node_id: NodeId,
    state: HouseholdState,
    colour: Colour,
}

impl Command for Propose {
    type Needs = ConfirmColours;
    type Shows = ColourResult;
    type Error = ColourError;
    const ACTION: &'static str = "colour.propose";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
    ) -> Result<Deed<ColourResult>, ColourError> {
        let home = self.home(at, by).await?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.new.words, WORDS_CHARS_MAX);
        invalid.check()?;
        if home.colour == self.new.colour {
            return Err(ColourError::Unchanged);
        }
        let county = rules::county_of(at, home.node_id).await?.ok_or(ColourError::Missing)?;
        let rule = seed::adopted(at, county).await?;
        let assessed = assess(at.sql(), at.today(), &rule, Some(self.household)).await?;
        let assessed = assessed.into_iter().next().ok_or(ColourError::Missing)?;
        // What the rule proposed gives way to the officer; what another officer proposed does not.
        at.execute(
            "UPDATE colour_result SET state = 'superseded' WHERE household_id = $1 \
             AND state = 'proposed' AND proposed_by IS NULL",
            params![self.household],
        )
        .await?;
        let id = self.insert(at, by, &rule, &assessed, &said.unwrap_or_default()).await?;
        let shows = results::one(at.sql(), id).await?.ok_or(ColourError::Missing)?;
        let facts = json!({ "from": home.colour, "to": self.new.colour });
        let subject = Subject::new("colour_result", id).node(home.node_id).facts(facts);
        Ok(Deed::new(shows, subject))
    }
}

impl Propose {
    /// The household, where the caller may propose; nobody decides on its colour until the commit.
    async fn home(&self, at: &At<'_>, by: &Grant<ConfirmColours>) -> Result<Home, ColourError> {
        at.execute("UPDATE household SET colour = colour WHERE id = $1", params![self.household])
            .await?;
        let mut values = params![self.household];
        let clause = by.clause("h.node_id", None, &mut values);
        let sql = format!(
            "SELECT h.node_id, h.state, h.colour FROM household h WHERE h.id = $1 AND {clause}"
        );
        let home: Option<Home> = at.sql().one(sql, values).await?;
        let home = home.ok_or(ColourError::Missing)?;
        if is_own(at, by, self.household).await? {
            return Err(ColourError::OwnHousehold);
        }
        if home.state != HouseholdState::Present {
            return Err(ColourError::HouseholdGone);
        }
        Ok(home)
    }

    async fn insert(
        &self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
        rule: &Rule,
        assessed: &Assessed,
        said: &str,
    ) -> Result<ColourResultId, ColourError> {
        let id = at.id::<ColourResultId>();
        let done = at
            .execute(
                "INSERT INTO colour_result (id, household_id, rule_id, state, colour_before, \
                 colour, score, inputs, sentence, computed_at, proposed_by, words_sealed) \
                 VALUES ($1, $2, $3, 'proposed', $4, $5, $6, $7, $8, $9, $10, $11)",
                params![
                    id,
                    self.household,
                    rule.id,
                    assessed.before.code(),
                    self.new.colour.code(),
                    assessed.scored.score,
                    assessed.inputs.text()?,
                    self.sentence(assessed),
                    at.now,
                    by.caller().account,
                    WORDS.seal(at.world, id.0, said)?
                ],
            )
            .await;
        match done {
            Ok(_) => Ok(id),
            Err(fault) if fault.is_duplicate() => Err(ColourError::ProposalOpen),
            Err(fault) => Err(fault.into()),
        }
    }

    /// The officer's wish, and what the rule says beside it.
    fn sentence(&self, assessed: &Assessed) -> String {
        format!(
            "工作人员提出由{}色改为{}色；按规则{}",
            assessed.before.word(),
            self.new.colour.word(),
            assessed.scored.sentence()
        )
    }
}
