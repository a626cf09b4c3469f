//! The visits of a phone that was without a network, all at once; each is answered by itself.

use entity::id::VisitId;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::VisitError;
use super::draft::NewVisit;
use super::record::record;
use super::visits::Visit;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::http::ApiError;
use crate::http::problem::{FieldError, filled};
use crate::store::At;
use crate::store::audit::Subject;

/// Visits to record.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewVisits {
    /// The visits, in any order; those that were sent before may be among them.
    #[oai(validator(min_items = 1, max_items = 100))]
    pub visits: Vec<NewVisit>,
}

/// What became of each.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitsRecorded {
    /// How many are recorded now, those among them that were before.
    #[oai(validator(minimum(value = "0"), maximum(value = "100")))]
    pub recorded: i64,
    /// One answer for each visit, in the order in which they were sent.
    #[oai(validator(max_items = 100))]
    pub items: Vec<VisitAnswer>,
}

/// What became of one visit.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitAnswer {
    /// The visit.
    pub visit_id: VisitId,
    /// Whether it is recorded; the phone may forget it then.
    pub is_recorded: bool,
    /// The visit as it is recorded.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visit: Option<Visit>,
    /// Why it was not, as a stable code.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The same in plain words.
    #[oai(skip_serializing_if_is_none, validator(max_length = 300))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The fields that are wrong.
    #[oai(validator(max_items = 50))]
    pub errors: Vec<VisitFault>,
}

/// A field of one visit that is wrong.
#[derive(Clone, Debug, Object, Serialize)]
pub struct VisitFault {
    /// JSON pointer into that visit.
    #[oai(validator(max_length = 200))]
    pub pointer: String,
    /// What is wrong with it, as a stable code.
    #[oai(validator(max_length = 100))]
    pub code: String,
    /// The same in plain words.
    #[oai(validator(max_length = 300))]
    pub detail: String,
}

/// Records many visits.
#[derive(Debug)]
pub(super) struct RecordMany(pub(super) NewVisits);

impl Command for RecordMany {
    type Needs = RecordVisits;
    type Shows = VisitsRecorded;
    type Error = VisitError;
    const ACTION: &'static str = "visit.record";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<RecordVisits>,
    ) -> Result<Deed<VisitsRecorded>, VisitError> {
        let mut queue: Vec<_> = self.0.visits.into_iter().enumerate().collect();
        // In the order of their households, so that two batches never wait for each other.
        queue.sort_by_key(|(_, new)| (new.household_id, new.visited_at));
        let (mut answers, mut subjects) = (Vec::new(), Vec::new());
        for (place, new) in queue {
            let id = new.visit_id;
            let answer = match record(at, by, new).await {
                Ok((visit, subject)) => {
                    subjects.push(subject);
                    recorded(visit)
                }
                Err(VisitError::Fault(fault)) => return Err(fault.into()),
                Err(refusal) => refused(id, refusal.into()),
            };
            answers.push((place, answer));
        }
        answers.sort_by_key(|(place, _)| *place);
        let items: Vec<_> = answers.into_iter().map(|(_, answer)| answer).collect();
        let recorded = i64::try_from(subjects.len()).unwrap_or(i64::MAX);
        let facts = serde_json::json!({ "sent": items.len(), "recorded": recorded });
        let whole = Subject::kind("visits").facts(facts);
        let shows = VisitsRecorded { recorded, items };
        Ok(subjects.into_iter().fold(Deed::new(shows, whole), Deed::also))
    }
}

fn recorded(visit: Visit) -> VisitAnswer {
    VisitAnswer {
        visit_id: visit.visit_id,
        is_recorded: true,
        visit: Some(visit),
        code: None,
        detail: None,
        errors: vec![],
    }
}

fn refused(visit_id: VisitId, refusal: ApiError) -> VisitAnswer {
    VisitAnswer {
        visit_id,
        is_recorded: false,
        visit: None,
        code: Some(refusal.entry.code.to_owned()),
        detail: Some(filled(refusal.entry.zh, &refusal.gaps)),
        errors: refusal.errors.iter().map(VisitFault::from).collect(),
    }
}

impl From<&FieldError> for VisitFault {
    fn from(error: &FieldError) -> Self {
        Self {
            pointer: error.pointer.clone(),
            code: error.entry.code.to_owned(),
            detail: filled(error.entry.zh, &error.gaps),
        }
    }
}
