//! Filing a declaration, whoever does it.

use entity::Moment;
use entity::declaration::{Consent, DeclarationKind, DeclarationState, DeskLevel, Track};
use entity::declaration_step::DeclarationAction;
use entity::household::HouseholdState;
use entity::id::{DeclarationId, HouseholdId, MediaId, PersonId};
use poem_openapi::Object;
use serde::Serialize;
use serde_json::json;

use super::advance::inform;
use super::enclosed;
use super::error::DeclarationError;
use super::signature::{Signature, sign};
use super::similar::{self, SimilarDeclaration};
use super::stand::Stand;
use super::store::{self, Home, NewStep};
use super::words;
use super::workflow::{self, Need, Place, Step};
use crate::app::Deed;
use crate::auth::{Grant, Permission};
use crate::http::{Common, Invalid};
use crate::media::attach;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// A declaration that was filed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FiledDeclaration {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Which way it takes.
    pub track: Track,
    /// Its state.
    pub state: DeclarationState,
    /// At whose desk it lies.
    pub level: DeskLevel,
    /// When it must be accepted.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Rises with every step.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// What the same household declared of the same kind a short while ago, newest first: a hint, which
    /// keeps nobody from declaring again.
    #[oai(validator(max_items = 10))]
    pub similar: Vec<SimilarDeclaration>,
}

/// What somebody files.
#[derive(Clone, Debug)]
pub(crate) struct Filing {
    pub(crate) action: DeclarationAction,
    pub(crate) id: Option<DeclarationId>,
    pub(crate) household: HouseholdId,
    pub(crate) kind: DeclarationKind,
    pub(crate) words: Option<String>,
    pub(crate) media: Vec<MediaId>,
    pub(crate) person: Option<PersonId>,
    pub(crate) consent: Option<Consent>,
    /// The name of whoever agreed.
    pub(crate) consent_by: Option<String>,
}

/// Files a declaration with its first step.
pub(crate) async fn file<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    filing: Filing,
) -> Result<Deed<FiledDeclaration>, DeclarationError> {
    let track = filing.kind.track();
    let step = workflow::next(Place::start(track), filing.action, P::NAME);
    let step = step.ok_or(DeclarationError::NotNow)?;
    let home = store::home(at, by, filing.household).await?.ok_or(DeclarationError::Missing)?;
    if home.state != HouseholdState::Present {
        return Err(DeclarationError::HouseholdGone);
    }
    let checked = check(at, step, &filing, &home).await?;
    let signature = sign(at, by, home.node_id).await?;
    let id = filing.id.unwrap_or_else(|| at.id());
    let to = Stand::filed(at, track, step);
    insert(at, id, &filing, &checked, &home, &signature, to).await?;
    enclosed::attach(at, by, id, filing.household, &filing.media).await?;
    let noted = NewStep {
        declaration: id,
        number: 1,
        from: None,
        to,
        action: filing.action,
        by: &signature,
        reason: None,
        words: None,
    };
    store::note(at, noted).await?;
    inform(at, filing.household, id, step, to.due_at).await?;
    let shows = FiledDeclaration {
        declaration_id: id,
        track: to.track,
        state: to.state,
        level: to.level,
        due_at: to.due_at,
        version: 1,
        similar: similar::find(at, filing.household, filing.kind, id).await?,
    };
    let subject = Subject::new("declaration", id)
        .household(filing.household)
        .node(home.node_id)
        .facts(json!({ "kind": filing.kind, "media": filing.media.len() }));
    Ok(Deed::new(shows, subject).version(1))
}

/// What of a filing was cleaned or looked up.
struct Checked {
    words: Option<String>,
    person_name: Option<String>,
    consent_by: Option<String>,
}

async fn check(
    at: &At<'_>,
    step: &Step,
    filing: &Filing,
    home: &Home,
) -> Result<Checked, DeclarationError> {
    let mut invalid = Invalid::default();
    let chars_max = at.world.config.policy.declaration.own_words_chars_max;
    let chars_max = usize::try_from(chars_max).unwrap_or(usize::MAX);
    let given = filing.words.as_deref();
    let words = given.and_then(|raw| words::parse(&mut invalid, "/words", raw, chars_max));
    if step.needs.contains(&Need::Consent) && filing.consent.is_none() {
        invalid.add("/consent", Common::FieldMissing.entry());
    }
    let given = filing.consent_by.as_deref();
    let agreed = given
        .and_then(|raw| words::parse_line(&mut invalid, "/consent_by", raw, words::NAME_CHARS_MAX));
    enclosed::check(&mut invalid, &filing.media, at.world.config.media.files_per_case_max);
    let mut person_name = None;
    if let Some(person) = filing.person {
        person_name = store::member(at, filing.household, person).await?;
        if person_name.is_none() {
            invalid.add("/person_id", Common::FieldUnknown.entry());
        }
    }
    invalid.check()?;
    if words.is_none() && !attach::has_voice_among(at, &filing.media).await? {
        return Err(DeclarationError::NothingSaid);
    }
    // Where nobody else is named, the member whom it is about agreed, or the head for all.
    let agreed = agreed.or_else(|| person_name.clone()).or_else(|| home.head_name.clone());
    let consent_by = filing.consent.and(agreed);
    Ok(Checked { words, person_name, consent_by })
}

/// Writes the row into the lowest free place among the household's open declarations; the index on that
/// place decides when two are filed at once.
async fn insert(
    at: &At<'_>,
    id: DeclarationId,
    filing: &Filing,
    checked: &Checked,
    home: &Home,
    signature: &Signature,
    to: Stand,
) -> Result<(), DeclarationError> {
    let limit = at.world.config.policy.declaration.open_per_household_max;
    let sealed = words::seal(at.world, words::OWN, id.0, checked.words.as_deref())?;
    for _ in 0..=limit {
        let slot = store::free_slot(at, filing.household, limit).await?;
        let slot = slot.ok_or(DeclarationError::TooManyOpen { limit })?;
        let rows = at
            .execute(
                "INSERT INTO declaration (id, household_id, kind, words_sealed, state, level, \
                 due_at, submitted_at, open_slot, filed_by, filed_by_name, filed_by_role, \
                 head_name, person_id, person_name, consent, track, chain_due_at, consent_by, \
                 stepped_at, created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
                 $17, $18, $19, $8, $8, $8) ON CONFLICT (household_id, open_slot) \
                 WHERE open_slot IS NOT NULL DO NOTHING",
                params![
                    id,
                    filing.household,
                    filing.kind.code(),
                    sealed.clone(),
                    to.state.code(),
                    to.level.code(),
                    to.due_at,
                    to.submitted_at,
                    slot,
                    signature.account,
                    signature.name.clone(),
                    signature.role.code(),
                    home.head_name.clone(),
                    filing.person,
                    checked.person_name.clone(),
                    filing.consent.map(Consent::code),
                    to.track.code(),
                    to.chain_due_at,
                    checked.consent_by.clone()
                ],
            )
            .await;
        match rows {
            Ok(0) => {}
            Ok(_) => return Ok(()),
            Err(fault) if fault.is_duplicate() => return Err(DeclarationError::Exists),
            Err(fault) => return Err(fault.into()),
        }
    }
    Err(DeclarationError::TooManyOpen { limit })
}
