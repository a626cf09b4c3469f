//! One finding with its words; the household sees which staff read it.

use std::sync::Arc;

use entity::id::FindingId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::RoundError;
use super::findings::{self, Finding};
use super::store::{OUTCOME, WORDS};
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadVisits;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;

/// A finding with its words.
#[derive(Clone, Debug, Object, Serialize)]
pub struct FindingDetail {
    /// The finding.
    pub finding: Finding,
    /// What was seen or said.
    #[oai(validator(max_length = 1000))]
    pub words: String,
    /// What became of it, once it is resolved or dismissed.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<String>,
}

#[derive(FromQueryResult)]
struct Sealed {
    words_sealed: String,
    outcome_sealed: Option<String>,
}

/// Reads a finding; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadVisits>,
    id: FindingId,
) -> Result<FindingDetail, ApiError> {
    let view = app.view();
    let mut values = params![id];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT f.words_sealed, f.outcome_sealed FROM round_finding f \
         JOIN household h ON h.id = f.household_id WHERE f.id = $1 AND {clause}"
    );
    let sealed: Option<Sealed> = view.sql.one(sql, values).await?;
    let sealed = sealed.ok_or(RoundError::Missing)?;
    let finding = findings::one(view.sql, id, view.today()).await?.ok_or(RoundError::Missing)?;
    let subject = Subject::new("round_finding", id).household(finding.household_id);
    app.disclose(by, &by.asked, "round.finding.read", vec![subject]).await?;
    Ok(FindingDetail {
        finding,
        words: WORDS.open(view.world, id.0, Some(sealed.words_sealed))?.unwrap_or_default(),
        outcome: OUTCOME.open(view.world, id.0, sealed.outcome_sealed)?,
    })
}
