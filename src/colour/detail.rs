//! One result with the inputs that it was computed from and the words of those who decided.

use std::sync::Arc;

use entity::id::ColourResultId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::ColourError;
use super::decide::DECISION;
use super::inputs::ColourInputs;
use super::propose::WORDS;
use super::results::{self, ColourResult};
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadMonitoring;
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;
use crate::support::assignments::is_seen;

/// A result with its inputs.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourResultDetail {
    /// The result.
    pub result: ColourResult,
    /// What the rule was applied to.
    pub inputs: ColourInputs,
    /// Why an officer proposed it.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What was said with the decision.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_words: Option<String>,
}

#[derive(FromQueryResult)]
struct More {
    inputs: String,
    words_sealed: Option<String>,
    decision_sealed: Option<String>,
}

/// Reads a result; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    id: ColourResultId,
) -> Result<ColourResultDetail, ApiError> {
    let view = app.view();
    let result = results::one(view.sql, id).await?.ok_or(ColourError::Missing)?;
    if !is_seen(&view, by, result.household_id).await? {
        return Err(ColourError::Missing.into());
    }
    let subject = Subject::new("colour_result", id).household(result.household_id);
    app.disclose(by, &by.asked, "support.read", vec![subject]).await?;
    let more: Option<More> = view
        .sql
        .one(
            "SELECT inputs, words_sealed, decision_sealed FROM colour_result WHERE id = $1",
            params![id],
        )
        .await?;
    let more = more.ok_or(ColourError::Missing)?;
    Ok(ColourResultDetail {
        result,
        inputs: ColourInputs::read(&more.inputs)?,
        words: WORDS.open(view.world, id.0, more.words_sealed)?,
        decision_words: DECISION.open(view.world, id.0, more.decision_sealed)?,
    })
}
