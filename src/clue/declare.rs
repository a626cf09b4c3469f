//! Declaring what a clue says (转申报): a new declaration on behalf of the household, with its consent, or
//! one that is filed already.

use entity::declaration::Consent;
use entity::declaration_step::DeclarationAction;
use entity::id::{ClueId, DeclarationId, HouseholdId};
use poem_openapi::Object;
use serde::Deserialize;

use super::ClueError;
use super::clues::{self, Clue};
use super::store::{self, Ending, Waiting};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::{DeclareForOthers, HandleClues};
use crate::declaration::file::{Filing, file};
use crate::http::{ApiError, Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Which declaration follows from a clue.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ClueDeclaration {
    /// A declaration of the household that is filed already, about a risk and neither refused nor
    /// withdrawn. When left out, a new one is filed, and the other fields say what it needs.
    pub declaration_id: Option<DeclarationId>,
    /// How the household agreed to a new one.
    pub consent: Option<Consent>,
    /// The name of whoever agreed; when left out, the member whom it is about, or the head of the family.
    #[oai(validator(min_length = 1, max_length = 50))]
    pub consent_by: Option<String>,
    /// What happened, for a new one; 2,000 characters by default.
    #[oai(validator(min_length = 1, max_length = 10000))]
    pub words: Option<String>,
}

/// Settles a clue with a declaration.
#[derive(Debug)]
pub(super) struct Declare {
    pub(super) clue: ClueId,
    pub(super) declaration: ClueDeclaration,
}

impl Command for Declare {
    type Needs = HandleClues;
    type Shows = Clue;
    type Error = ApiError;
    const ACTION: &'static str = "clue.declare";

    async fn act(self, at: &At<'_>, by: &Grant<HandleClues>) -> Result<Deed<Clue>, ApiError> {
        let waiting = store::waiting(at, by, self.clue).await?;
        let id = match self.declaration.declaration_id {
            Some(id) => {
                check_filed(at, waiting.household_id, id, &self.declaration).await?;
                id
            }
            None => start(at, by, &waiting, self.declaration).await?,
        };
        store::settle(at, by, self.clue, Ending::Declared(id)).await?;
        let shows = clues::one(at.sql(), self.clue, at.now).await?.ok_or(ClueError::Missing)?;
        let version = shows.version;
        let declared = Subject::new("declaration", id).household(waiting.household_id);
        Ok(Deed::new(shows, waiting.subject(at)).also(declared).version(version))
    }
}

/// Checks that the declaration is one of the household that a clue can lead to.
async fn check_filed(
    at: &At<'_>,
    household: HouseholdId,
    id: DeclarationId,
    given: &ClueDeclaration,
) -> Result<(), ApiError> {
    let mut invalid = Invalid::default();
    if !is_filed(at, household, id).await? {
        invalid.add("/declaration_id", Common::FieldUnknown.entry());
    }
    // What only a new declaration needs would be lost.
    let needless = [
        ("/consent", given.consent.is_some()),
        ("/consent_by", given.consent_by.is_some()),
        ("/words", given.words.is_some()),
    ];
    for (pointer, _) in needless.into_iter().filter(|(_, is_given)| *is_given) {
        invalid.add(pointer, Common::FieldUnknown.entry());
    }
    Ok(invalid.check()?)
}

async fn is_filed(at: &At<'_>, household: HouseholdId, id: DeclarationId) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM declaration WHERE id = $1 AND household_id = $2 \
             AND track = 'monitoring' AND state NOT IN ('refused', 'withdrawn')",
            params![id, household],
        )
        .await
}

/// Files a declaration about what the clue says.
async fn start(
    at: &At<'_>,
    by: &Grant<HandleClues>,
    clue: &Waiting,
    given: ClueDeclaration,
) -> Result<DeclarationId, ApiError> {
    let declaring = by.also::<DeclareForOthers>(at.today());
    let declaring = declaring.ok_or(ClueError::NotYoursToDeclare)?;
    let id = at.id::<DeclarationId>();
    let filing = Filing {
        action: DeclarationAction::DeclareFor,
        id: Some(id),
        household: clue.household_id,
        kind: clue.kind.into(),
        words: given.words,
        media: vec![],
        person: clue.person_id,
        consent: given.consent,
        consent_by: given.consent_by,
    };
    file(at, &declaring, filing).await?;
    Ok(id)
}
