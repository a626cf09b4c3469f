//! What was seen at the household, as officers and the household itself read it.

use std::sync::Arc;

use entity::Moment;
use entity::declaration_verification::Guarantee;
use entity::id::{DeclarationId, HouseholdId, VerificationId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::detail::DeclarationMedia;
use super::error::DeclarationError;
use super::verify::FINDINGS;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadDeclarations;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;

/// A household verification (入户核实).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Verification {
    /// Names it.
    pub verification_id: VerificationId,
    /// Of which declaration.
    pub declaration_id: DeclarationId,
    /// The day of the visit.
    #[serde(with = "crate::identity::day")]
    pub visited_on: Date,
    /// Who came along.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
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
    /// The year of the income below.
    pub income_year: i64,
    /// Net income per head of that year, in fen.
    pub income_fen_per_head: i64,
    /// What the trouble costs the household itself, in fen.
    pub burden_fen: i64,
    /// What was seen, in words.
    #[oai(validator(max_length = 2000))]
    pub findings: String,
    /// The authorisation and other photos.
    #[oai(validator(max_items = 100))]
    pub media: Vec<DeclarationMedia>,
    /// Who was there.
    #[oai(validator(max_length = 100))]
    pub verified_by_name: String,
    /// When it was written.
    pub created_at: Moment,
}

#[derive(FromQueryResult)]
struct Row {
    id: VerificationId,
    household_id: HouseholdId,
    visited_on: Date,
    companion_name: Option<String>,
    food_clothing: Guarantee,
    schooling: Guarantee,
    medicine: Guarantee,
    housing: Guarantee,
    water: Guarantee,
    income_year: i64,
    income_fen_per_head: i64,
    burden_fen: i64,
    findings_sealed: String,
    verified_by_name: String,
    created_at: Moment,
}

/// Reads the last verification of a declaration; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadDeclarations>,
    declaration: DeclarationId,
) -> Result<Verification, ApiError> {
    let view = app.view();
    let mut values = params![declaration];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    let sql = format!(
        "SELECT v.id, v.household_id, v.visited_on, v.companion_name, v.food_clothing, v.schooling, \
         v.medicine, v.housing, v.water, v.income_year, v.income_fen_per_head, v.burden_fen, \
         v.findings_sealed, a.display_name AS verified_by_name, v.created_at \
         FROM declaration_verification v JOIN household h ON h.id = v.household_id \
         JOIN account a ON a.id = v.verified_by \
         WHERE v.declaration_id = $1 AND {clause} ORDER BY v.id DESC LIMIT 1"
    );
    let row: Option<Row> = view.sql.one(sql, values).await?;
    let row = row.ok_or(DeclarationError::Missing)?;
    if !by.is_own(row.household_id) {
        let subject = Subject::new("declaration", declaration).household(row.household_id);
        app.disclose(by, &by.asked, "declaration.read", vec![subject]).await?;
    }
    let media = view
        .sql
        .all(
            "SELECT id AS media_id, kind, duration_ms FROM media \
             WHERE owner_id = $1 AND owner_kind = 'verification' ORDER BY id",
            params![row.id],
        )
        .await?;
    let findings = FINDINGS.open(view.world, row.id.0, Some(row.findings_sealed))?;
    Ok(Verification {
        verification_id: row.id,
        declaration_id: declaration,
        visited_on: row.visited_on,
        companion_name: row.companion_name,
        food_clothing: row.food_clothing,
        schooling: row.schooling,
        medicine: row.medicine,
        housing: row.housing,
        water: row.water,
        income_year: row.income_year,
        income_fen_per_head: row.income_fen_per_head,
        burden_fen: row.burden_fen,
        findings: findings.unwrap_or_default(),
        media,
        verified_by_name: row.verified_by_name,
        created_at: row.created_at,
    })
}
