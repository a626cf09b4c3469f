//! Recording what a delivered measure did (帮扶成效), once.

use entity::id::MeasureId;
use entity::measure::{MeasureEffect, MeasureState};
use poem_openapi::Object;
use serde::Deserialize;

use super::deliver::WORDS_CHARS_MAX;
use super::measures::{self, EFFECT, Measure};
use super::{SupportError, store, words};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What a measure did.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct EffectRecord {
    /// The judgement.
    pub effect: MeasureEffect,
    /// What it rests on. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Records the effect of a measure.
#[derive(Debug)]
pub(super) struct RecordEffect {
    pub(super) measure: MeasureId,
    pub(super) record: EffectRecord,
}

impl Command for RecordEffect {
    type Needs = EditMeasures;
    type Shows = Measure;
    type Error = SupportError;
    const ACTION: &'static str = "measure.effect";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Measure>, SupportError> {
        let household = store::household_of(at, "measure", self.measure).await?;
        let home = store::home(at, by, household).await?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.record.words, WORDS_CHARS_MAX);
        invalid.check()?;
        let sealed = EFFECT.seal(at.world, self.measure.0, &said.unwrap_or_default())?;
        let rows = at
            .execute(
                "UPDATE measure SET effect = $2, effect_sealed = $3, effect_by = $4, \
                 effect_at = $5, updated_at = $5, version = version + 1 \
                 WHERE id = $1 AND state = 'delivered' AND effect IS NULL",
                params![
                    self.measure,
                    self.record.effect.code(),
                    sealed,
                    by.caller().account,
                    at.now
                ],
            )
            .await?;
        let shows = measures::one(at.sql(), self.measure, at.today()).await?;
        let shows = shows.ok_or(SupportError::Missing)?;
        if rows == 0 {
            return Err(if shows.state == MeasureState::Delivered {
                SupportError::EffectGiven
            } else {
                SupportError::NotDelivered
            });
        }
        let version = shows.version;
        let subject = Subject::new("measure", self.measure)
            .household(home.id)
            .node(home.node_id)
            .facts(serde_json::json!({ "effect": self.record.effect }));
        Ok(Deed::new(shows, subject).version(version))
    }
}
