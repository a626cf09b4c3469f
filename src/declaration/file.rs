//! Filing a declaration, whoever does it.

use entity::declaration::{Consent, DeclarationKind};
use entity::declaration_step::DeclarationAction;
use entity::household::HouseholdState;
use entity::id::{DeclarationId, HouseholdId, MediaId, PersonId};
use entity::media::MediaOwner;
use serde_json::json;

use super::advance::{DeclarationStanding, inform};
use super::error::DeclarationError;
use super::signature::{Signature, sign};
use super::stand::Stand;
use super::store::{self, Home, NewStep};
use super::words;
use super::workflow::{self, Need, Place, Step};
use crate::app::Deed;
use crate::auth::{Grant, Permission};
use crate::http::{Common, FieldError, Invalid};
use crate::media::attach::{self, Owner};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What somebody files.
#[derive(Clone, Debug)]
pub(super) struct Filing {
    pub(super) action: DeclarationAction,
    pub(super) id: Option<DeclarationId>,
    pub(super) household: HouseholdId,
    pub(super) kind: DeclarationKind,
    pub(super) words: Option<String>,
    pub(super) media: Vec<MediaId>,
    pub(super) person: Option<PersonId>,
    pub(super) consent: Option<Consent>,
}

/// Files a declaration with its first step.
pub(super) async fn file<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    filing: Filing,
) -> Result<Deed<DeclarationStanding>, DeclarationError> {
    let track = filing.kind.track();
    let step = workflow::next(Place::start(track), filing.action, P::NAME);
    let step = step.ok_or(DeclarationError::NotNow)?;
    let home = store::home(at, by, filing.household).await?.ok_or(DeclarationError::Missing)?;
    if home.state != HouseholdState::Present {
        return Err(DeclarationError::HouseholdGone);
    }
    let checked = check(at, step, &filing).await?;
    let signature = sign(at, by, home.node_id).await?;
    let id = filing.id.unwrap_or_else(|| at.id());
    let to = Stand::filed(at, track, step);
    insert(at, id, &filing, &checked, &home, &signature, to).await?;
    attach_media(at, by, id, &filing, checked.words.is_some()).await?;
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
    let shows = to.shows(id, 1);
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
}

async fn check(at: &At<'_>, step: &Step, filing: &Filing) -> Result<Checked, DeclarationError> {
    let mut invalid = Invalid::default();
    let chars_max = at.world.config.policy.declaration.own_words_chars_max;
    let chars_max = usize::try_from(chars_max).unwrap_or(usize::MAX);
    let given = filing.words.as_deref();
    let words = given.and_then(|raw| words::parse(&mut invalid, "/words", raw, chars_max));
    if step.needs.contains(&Need::Consent) && filing.consent.is_none() {
        invalid.add("/consent", Common::FieldMissing.entry());
    }
    check_media(&mut invalid, &filing.media, at.world.config.media.files_per_case_max);
    let mut person_name = None;
    if let Some(person) = filing.person {
        person_name = store::member(at, filing.household, person).await?;
        if person_name.is_none() {
            invalid.add("/person_id", Common::FieldUnknown.entry());
        }
    }
    invalid.check()?;
    if words.is_none() && filing.media.is_empty() {
        return Err(DeclarationError::NothingSaid);
    }
    Ok(Checked { words, person_name })
}

fn check_media(invalid: &mut Invalid, media: &[MediaId], limit: u32) {
    if media.len() > usize::try_from(limit).unwrap_or(usize::MAX) {
        invalid.0.push(FieldError {
            pointer: "/media_ids".to_owned(),
            entry: Common::FieldTooLong.entry(),
            gaps: vec![("limit", limit.to_string())],
        });
    }
    for (place, id) in media.iter().enumerate() {
        if media.iter().take(place).any(|before| before == id) {
            invalid.add(format!("/media_ids/{place}"), Common::Duplicate.entry());
        }
    }
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
                 head_name, person_id, person_name, consent, track, chain_due_at, stepped_at, \
                 created_at, updated_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
                 $17, $18, $8, $8, $8) ON CONFLICT (household_id, open_slot) WHERE open_slot IS NOT NULL \
                 DO NOTHING",
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
                    to.chain_due_at
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

async fn attach_media<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: DeclarationId,
    filing: &Filing,
    has_words: bool,
) -> Result<(), DeclarationError> {
    let owner = Owner { kind: MediaOwner::Declaration, id: id.0, household: filing.household };
    if !attach::attach(at, by.caller(), owner, &filing.media).await? {
        let mut invalid = Invalid::default();
        invalid.add("/media_ids", Common::FieldUnknown.entry());
        invalid.check()?;
    }
    if !has_words && !attach::has_voice(at, id.0).await? {
        return Err(DeclarationError::NothingSaid);
    }
    Ok(())
}
