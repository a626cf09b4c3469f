//! The green channel (绿色通道): after a disaster or an accident support comes first, the chain after.

use entity::Moment;
use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, MeasureId};
use entity::measure::{MeasureKind, MeasureState};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::advance::{DESK_WORDS_CHARS_MAX, DeclarationStanding, Taken, Wish, take};
use super::error::DeclarationError;
use super::store;
use super::words;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Longest description of a measure, in characters.
const DESCRIPTION_CHARS_MAX: usize = 200;

/// What was given at once, and why.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct GreenChannel {
    /// What happened and what was done, in plain words that can be read aloud.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
    /// What was given.
    pub measure: FirstAid,
}

/// A measure that was delivered before the chain ran.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct FirstAid {
    /// What was given.
    pub kind: MeasureKind,
    /// The same in words that the household reads.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub description: String,
    /// Its worth in fen, where it has one.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub amount_fen: Option<i64>,
    /// The day on which it was given.
    #[serde(with = "crate::identity::day")]
    pub delivered_on: Date,
    /// What proves it: a receipt, a signature, who was there.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub evidence: String,
}

/// Takes a declaration ahead.
#[derive(Clone, Debug)]
pub struct TakeAhead {
    /// Which one.
    pub id: DeclarationId,
    /// With what.
    pub given: GreenChannel,
}

/// A measure whose texts were cleaned.
struct Given {
    kind: MeasureKind,
    description: String,
    amount_fen: Option<i64>,
    delivered_on: Date,
    evidence: String,
}

impl FirstAid {
    /// Cleans it, or notes what is wrong with it.
    fn parse(self, invalid: &mut Invalid, now: Moment) -> Option<Given> {
        let Self { kind, description, amount_fen, delivered_on, evidence } = self;
        let at = "/measure/description";
        let description = words::parse_line(invalid, at, &description, DESCRIPTION_CHARS_MAX);
        let at = "/measure/evidence";
        let evidence = words::parse(invalid, at, &evidence, DESK_WORDS_CHARS_MAX);
        if delivered_on > now.day() {
            invalid.beyond("/measure/delivered_on", Common::FieldTooLarge.entry(), now.day());
        }
        let (description, evidence) = description.zip(evidence)?;
        Some(Given { kind, description, amount_fen, delivered_on, evidence })
    }
}

impl Command for TakeAhead {
    type Needs = HandleDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.green";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let GreenChannel { words, measure } = self.given;
        let mut invalid = Invalid::default();
        words::parse(&mut invalid, "/words", &words, DESK_WORDS_CHARS_MAX);
        let given = measure.parse(&mut invalid, at.now);
        invalid.check()?;
        let given = given.ok_or(Fault::Panicked)?;
        let taken = take(at, by, case, Wish::to(DeclarationAction::Green).saying(words)).await?;
        let measure = record(at, by, &taken, given).await?;
        let about = Subject::new("measure", measure)
            .household(taken.case.household_id)
            .node(taken.case.node_id);
        Ok(taken.deed().also(about))
    }
}

/// Writes the measure as delivered; it joins the household's open plan.
async fn record(
    at: &At<'_>,
    by: &Grant<HandleDeclarations>,
    taken: &Taken,
    given: Given,
) -> Result<MeasureId, Fault> {
    let id = at.id::<MeasureId>();
    let evidence = words::seal(at.world, words::EVIDENCE, id.0, Some(&given.evidence))?;
    at.execute(
        "INSERT INTO measure (id, household_id, plan_id, declaration_id, kind, description, state, \
         due_on, amount_fen, delivered_on, delivered_by, evidence_sealed, created_by, created_at, \
         updated_at) VALUES ($1, $2, (SELECT p.id FROM support_plan p WHERE p.household_id = $2 \
         AND p.closed_at IS NULL), $3, $4, $5, $6, $7, $8, $7, $9, $10, $9, $11, $11)",
        params![
            id,
            taken.case.household_id,
            taken.case.id,
            given.kind.code(),
            given.description,
            MeasureState::Delivered.code(),
            given.delivered_on,
            given.amount_fen,
            by.caller().account,
            evidence,
            at.now
        ],
    )
    .await?;
    Ok(id)
}
