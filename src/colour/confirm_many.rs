//! Confirming many proposed colours at once; each is answered by itself.

use entity::id::ColourResultId;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::ColourError;
use super::confirm::cleaned;
use super::decide::{Verdict, decide};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmColours;
use crate::http::ApiError;
use crate::http::problem::filled;
use crate::store::audit::Subject;
use crate::store::{At, Fault};
use crate::support::store::listed;

/// Which results to confirm.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourConfirmations {
    /// The results; each counts once.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub result_ids: Vec<ColourResultId>,
    /// Words that are kept with each of them, if any. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 500))]
    pub words: Option<String>,
}

/// What became of each.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColoursConfirmed {
    /// How many were confirmed.
    #[oai(validator(minimum(value = "0"), maximum(value = "100")))]
    pub confirmed: i64,
    /// One answer for each result.
    #[oai(validator(max_items = 100))]
    pub items: Vec<ColourAnswer>,
}

/// What became of one result.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourAnswer {
    /// The result.
    pub result_id: ColourResultId,
    /// Whether it was confirmed.
    pub is_confirmed: bool,
    /// Why it was not, as a stable code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in plain words.
    #[oai(skip_serializing_if_is_none, validator(max_length = 300))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// Confirms many results.
#[derive(Debug)]
pub(super) struct ConfirmMany(pub(super) ColourConfirmations);

impl Command for ConfirmMany {
    type Needs = ConfirmColours;
    type Shows = ColoursConfirmed;
    type Error = ColourError;
    const ACTION: &'static str = "colour.confirm_many";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmColours>,
    ) -> Result<Deed<ColoursConfirmed>, ColourError> {
        let said = cleaned(self.0.words.as_deref())?;
        let (mut items, mut subjects) = (Vec::new(), Vec::new());
        for id in in_order(at, self.0.result_ids).await? {
            match decide(at, by, id, Verdict::Confirm, said.as_deref()).await {
                Ok(subject) => {
                    subjects.push(subject);
                    items.push(answer(id, None));
                }
                Err(ColourError::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => items.push(answer(id, Some(refusal))),
            }
        }
        let confirmed = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
        let asked = serde_json::json!({ "asked": items.len(), "confirmed": confirmed });
        let whole = Subject::kind("colour_results").facts(asked);
        let shows = ColoursConfirmed { confirmed, items };
        Ok(subjects.into_iter().fold(Deed::new(shows, whole), Deed::also))
    }
}

fn answer(result_id: ColourResultId, refusal: Option<ColourError>) -> ColourAnswer {
    let refusal = refusal.map(ApiError::from);
    ColourAnswer {
        result_id,
        is_confirmed: refusal.is_none(),
        code: refusal.as_ref().map(|refusal| refusal.entry.code.to_owned()),
        detail: refusal.map(|refusal| filled(refusal.entry.zh, &refusal.gaps)),
    }
}

/// The results in the order of their households, so that two batches never wait for each other; those
/// that are not found come last.
async fn in_order(
    at: &At<'_>,
    mut asked: Vec<ColourResultId>,
) -> Result<Vec<ColourResultId>, Fault> {
    #[derive(FromQueryResult)]
    struct Found {
        id: ColourResultId,
    }
    asked.sort_unstable();
    asked.dedup();
    let mut values = Vec::new();
    let ids = listed(&mut values, asked.clone());
    let sql = format!("SELECT id FROM colour_result WHERE id IN ({ids}) ORDER BY household_id, id");
    let found: Vec<Found> = at.sql().all(sql, values).await?;
    let mut order: Vec<_> = found.into_iter().map(|row| row.id).collect();
    asked.retain(|id| !order.contains(id));
    order.append(&mut asked);
    Ok(order)
}
