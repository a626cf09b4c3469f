//! Verifying a declaration at the household (入户核实): what was seen, what is earned, and the household's
//! authorisation to look it up.
//!
//! The authorisation (授权书) is a photo of the signed paper. Without one nobody looks into incomes.

use entity::declaration_step::DeclarationAction;
use entity::declaration_verification::Guarantee;
use entity::id::{DeclarationId, MediaId, VerificationId};
use entity::media::MediaOwner;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::advance::{DeclarationStanding, Wish, take};
use super::error::DeclarationError;
use super::store::{self, Case};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::VerifyDeclarations;
use crate::http::{Common, Invalid};
use crate::media::attach::{Owner, attach};
use crate::params;
use crate::store::At;
use crate::support::words;

/// Where the findings lie.
pub(super) const FINDINGS: words::At =
    words::At { table: "declaration_verification", column: "findings_sealed" };

/// Longest findings, in characters.
const FINDINGS_CHARS_MAX: usize = 2_000;
/// Longest name of whoever came along, in characters.
const NAME_CHARS_MAX: usize = 50;

/// What was seen at a household.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewVerification {
    /// The day of the visit: not before the declaration was filed, not after today.
    #[serde(with = "crate::identity::day")]
    pub visited_on: Date,
    /// Who came along: another worker, a neighbour.
    #[oai(validator(min_length = 1, max_length = 50))]
    pub companion_name: Option<String>,
    /// Enough to eat and to wear (吃穿).
    pub food_clothing: Guarantee,
    /// Compulsory schooling (义务教育).
    pub schooling: Guarantee,
    /// Basic medical care (基本医疗).
    pub medicine: Guarantee,
    /// A safe dwelling (住房安全).
    pub housing: Guarantee,
    /// Safe drinking water (饮水安全).
    pub water: Guarantee,
    /// The year of the income below: this one or the last.
    #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
    pub income_year: i64,
    /// Net income per head of that year, in fen; below zero where the costs were higher.
    #[oai(validator(minimum(value = "-10000000000"), maximum(value = "10000000000")))]
    pub income_fen_per_head: i64,
    /// What the trouble costs the household itself, in fen; nothing when left out.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub burden_fen: Option<i64>,
    /// What was seen, in words. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub findings: String,
    /// Own uploads: the signed authorisation (授权书), at least one photo of it.
    #[oai(validator(min_items = 1, max_items = 9))]
    pub authorisation_media_ids: Vec<MediaId>,
    /// Own uploads that show the rest; none is needed.
    #[oai(validator(max_items = 20))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// Writes down a visit and takes the step.
#[derive(Clone, Debug)]
pub struct Verify {
    /// Of which declaration.
    pub id: DeclarationId,
    /// What was seen.
    pub verification: NewVerification,
}

impl Command for Verify {
    type Needs = VerifyDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.verify";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<VerifyDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let checked = check(at, &case, &self.verification).await?;
        let taken = take(at, by, case, Wish::to(DeclarationAction::Verify)).await?;
        let id = insert(at, by, &taken.case, &self.verification, &checked).await?;
        enclose(at, by, &taken.case, id, &self.verification).await?;
        Ok(taken.deed())
    }
}

/// What was cleaned.
struct Checked {
    companion: Option<String>,
    findings: String,
}

async fn check(
    at: &At<'_>,
    case: &Case,
    given: &NewVerification,
) -> Result<Checked, DeclarationError> {
    let mut invalid = Invalid::default();
    let findings = words::text(&mut invalid, "/findings", &given.findings, FINDINGS_CHARS_MAX);
    let companion = given
        .companion_name
        .as_deref()
        .and_then(|name| words::line(&mut invalid, "/companion_name", name, NAME_CHARS_MAX));
    let today = at.today();
    if given.visited_on > today {
        invalid.beyond("/visited_on", Common::FieldTooLarge.entry(), today);
    }
    let filed = store::filed_on(at, case.id).await?;
    if given.visited_on < filed {
        invalid.beyond("/visited_on", Common::FieldTooSmall.entry(), filed);
    }
    let year = i64::from(today.year());
    if !(year - 1..=year).contains(&given.income_year) {
        let entry = Common::FieldChoice.entry();
        invalid.0.push(crate::http::FieldError {
            pointer: "/income_year".to_owned(),
            entry,
            gaps: vec![("allowed", format!("{}, {year}", year - 1))],
        });
    }
    let media = given.media_ids.as_deref().unwrap_or_default();
    let twice = |id: &MediaId| media.contains(id);
    for (place, _) in given.authorisation_media_ids.iter().enumerate().filter(|(_, id)| twice(id)) {
        invalid.add(format!("/authorisation_media_ids/{place}"), Common::Duplicate.entry());
    }
    invalid.check()?;
    Ok(Checked { companion, findings: findings.unwrap_or_default() })
}

async fn insert(
    at: &At<'_>,
    by: &Grant<VerifyDeclarations>,
    case: &Case,
    given: &NewVerification,
    checked: &Checked,
) -> Result<VerificationId, DeclarationError> {
    let id: VerificationId = at.id();
    let sealed = FINDINGS.seal(at.world, id.0, &checked.findings)?;
    at.execute(
        "INSERT INTO declaration_verification (id, declaration_id, household_id, visited_on, \
         companion_name, food_clothing, schooling, medicine, housing, water, income_year, \
         income_fen_per_head, burden_fen, findings_sealed, verified_by, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        params![
            id,
            case.id,
            case.household_id,
            given.visited_on,
            checked.companion.clone(),
            given.food_clothing.code(),
            given.schooling.code(),
            given.medicine.code(),
            given.housing.code(),
            given.water.code(),
            given.income_year,
            given.income_fen_per_head,
            given.burden_fen.unwrap_or(0),
            sealed,
            by.caller().account,
            at.now
        ],
    )
    .await?;
    Ok(id)
}

async fn enclose(
    at: &At<'_>,
    by: &Grant<VerifyDeclarations>,
    case: &Case,
    id: VerificationId,
    given: &NewVerification,
) -> Result<(), DeclarationError> {
    let owner = Owner { kind: MediaOwner::Verification, id: id.0, household: case.household_id };
    let mut invalid = Invalid::default();
    if !attach(at, by.caller(), owner, &given.authorisation_media_ids).await? {
        invalid.add("/authorisation_media_ids", Common::FieldUnknown.entry());
    }
    let media = given.media_ids.as_deref().unwrap_or_default();
    if !attach(at, by.caller(), owner, media).await? {
        invalid.add("/media_ids", Common::FieldUnknown.entry());
    }
    // A photo shows the paper; a voice note doesn't.
    if !store::are_photos(at, &given.authorisation_media_ids).await? {
        invalid.add("/authorisation_media_ids", Common::FieldUnknown.entry());
    }
    invalid.check()?;
    Ok(())
}
