//! "Nothing changed" (无变化): the visit that needs no form at all.

use entity::id::{HouseholdId, VisitId};
use entity::visit::VisitOutcome;

use super::VisitError;
use super::draft::NewVisit;
use super::record::record;
use super::visits::Visit;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::store::At;

/// Records that somebody is at the household now and that nothing changed.
#[derive(Debug)]
pub(super) struct NothingChanged(pub(super) HouseholdId);

impl Command for NothingChanged {
    type Needs = RecordVisits;
    type Shows = Visit;
    type Error = VisitError;
    const ACTION: &'static str = "visit.record";

    async fn act(self, at: &At<'_>, by: &Grant<RecordVisits>) -> Result<Deed<Visit>, VisitError> {
        let new = NewVisit {
            visit_id: at.id::<VisitId>(),
            household_id: self.0,
            visited_at: at.now,
            outcome: VisitOutcome::NothingChanged,
            changes: None,
            words: None,
            media_ids: None,
        };
        let (shows, subject) = record(at, by, new).await?;
        Ok(Deed::new(shows, subject))
    }
}
