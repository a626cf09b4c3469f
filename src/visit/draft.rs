//! A visit as a phone sends it, and how it is checked.

use entity::Moment;
use entity::id::{HouseholdId, MediaId, VisitId};
use entity::visit::{VisitChange, VisitOutcome};
use poem_openapi::Object;
use serde::Deserialize;
use time::Duration;

use crate::http::{Common, Invalid};
use crate::store::At;
use crate::support::words;

/// Longest words, in characters.
const WORDS_CHARS_MAX: usize = 1_000;

/// How far the clock of a phone may run ahead; what it says then counts as now.
const AHEAD: Duration = Duration::minutes(5);

/// A visit to record.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewVisit {
    /// Names the visit; made by the phone, a UUID of version 4 or 7, and the same when it is sent again.
    pub visit_id: VisitId,
    /// The household.
    pub household_id: HouseholdId,
    /// When somebody was there: not in the future, and not longer ago than
    /// `policy.visits.late_days_max`.
    pub visited_at: Moment,
    /// What it found.
    pub outcome: VisitOutcome,
    /// What changed; at least one for `changed`, none otherwise.
    #[oai(validator(max_items = 10))]
    pub changes: Option<Vec<VisitChange>>,
    /// What the visitor wants to write down; never needed. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
    /// Own uploads that show it; none is needed.
    #[oai(validator(max_items = 20))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// A visit that passed the checks.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) id: VisitId,
    pub(super) visited_at: Moment,
    pub(super) outcome: VisitOutcome,
    pub(super) changes: Option<String>,
    pub(super) words: Option<String>,
    pub(super) media: Vec<MediaId>,
}

impl NewVisit {
    /// Checks each field and notes all that is wrong.
    pub(super) fn check(self, at: &At<'_>, invalid: &mut Invalid) -> Checked {
        check_time(at, invalid, self.visited_at);
        let codes = self.changes.unwrap_or_default();
        check_changes(invalid, self.outcome, &codes);
        let words = self.words.as_deref();
        let words = words.and_then(|raw| words::text(invalid, "/words", raw, WORDS_CHARS_MAX));
        let mut media = self.media_ids.unwrap_or_default();
        media.sort_unstable();
        media.dedup();
        Checked {
            id: self.visit_id,
            visited_at: self.visited_at.min(at.now),
            outcome: self.outcome,
            changes: joined(codes),
            words,
            media,
        }
    }
}

fn check_time(at: &At<'_>, invalid: &mut Invalid, visited_at: Moment) {
    let late_days = i64::from(at.world.config.policy.visits.late_days_max);
    let earliest = at.today().saturating_sub(Duration::days(late_days));
    if visited_at > at.now.plus(AHEAD) {
        invalid.beyond("/visited_at", Common::FieldTooLarge.entry(), at.today());
    } else if visited_at.day() < earliest {
        invalid.beyond("/visited_at", Common::FieldTooSmall.entry(), earliest);
    }
}

fn check_changes(invalid: &mut Invalid, outcome: VisitOutcome, codes: &[VisitChange]) {
    let has_changed = outcome == VisitOutcome::Changed;
    if has_changed && codes.is_empty() {
        invalid.add("/changes", Common::FieldEmpty.entry());
    }
    if !has_changed && !codes.is_empty() {
        invalid.beyond("/changes", Common::FieldTooLong.entry(), 0);
    }
}

/// The codes joined by commas, in alphabetical order, each once.
fn joined(changes: Vec<VisitChange>) -> Option<String> {
    let mut codes: Vec<_> = changes.into_iter().map(VisitChange::code).collect();
    codes.sort_unstable();
    codes.dedup();
    (!codes.is_empty()).then(|| codes.join(","))
}
