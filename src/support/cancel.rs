//! Cancelling a planned measure, with a reason that the household reads.

use entity::id::MeasureId;
use poem_openapi::Object;
use serde::Deserialize;

use super::measures::{self, Measure};
use super::{SupportError, store, words};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 200;

/// Why a measure is not given after all.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Cancellation {
    /// The reason in plain words; the household reads it.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Cancels a measure.
#[derive(Debug)]
pub(super) struct Cancel {
    pub(super) measure: MeasureId,
    pub(super) cancellation: Cancellation,
}

impl Command for Cancel {
    type Needs = EditMeasures;
    type Shows = Measure;
    type Error = SupportError;
    const ACTION: &'static str = "measure.cancel";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Measure>, SupportError> {
        let household = store::household_of(at, "measure", self.measure).await?;
        let home = store::home(at, by, household).await?;
        let mut invalid = Invalid::default();
        let reason = &self.cancellation.reason;
        let reason = words::line(&mut invalid, "/reason", reason, REASON_CHARS_MAX);
        invalid.check()?;
        let rows = at
            .execute(
                "UPDATE measure SET state = 'cancelled', cancel_reason = $2, updated_at = $3, \
                 version = version + 1 WHERE id = $1 AND state = 'planned'",
                params![self.measure, reason.unwrap_or_default(), at.now],
            )
            .await?;
        if rows == 0 {
            return Err(SupportError::NotPlanned);
        }
        let shows = measures::one(at.sql(), self.measure, at.today()).await?;
        let shows = shows.ok_or(SupportError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("measure", self.measure).household(home.id).node(home.node_id);
        Ok(Deed::new(shows, subject).version(version))
    }
}
