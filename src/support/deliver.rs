//! Delivering a measure: what was given, on which day, and what proves it. The household is told.

use entity::id::{MeasureId, MediaId};
use entity::media::MediaOwner;
use entity::push::PushKind;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::measures::{self, EVIDENCE, Measure};
use super::{SupportError, store, words};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::{Common, Invalid};
use crate::inbox::tell::tell;
use crate::media::attach::{Owner, attach};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Longest evidence and judgement in words, in characters.
pub(super) const WORDS_CHARS_MAX: usize = 1_000;

/// What was given.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Delivery {
    /// The day on which it was given, today or earlier.
    #[serde(with = "crate::identity::day")]
    pub delivered_on: Date,
    /// What proves it: a receipt, a contract, who was there. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub evidence: String,
    /// What was really given, in fen; the planned worth when left out.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub amount_fen: Option<i64>,
    /// Own uploads that show it; none is needed.
    #[oai(validator(max_items = 20))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// Records that a measure was delivered.
#[derive(Debug)]
pub(super) struct Deliver {
    pub(super) measure: MeasureId,
    pub(super) delivery: Delivery,
}

impl Command for Deliver {
    type Needs = EditMeasures;
    type Shows = Measure;
    type Error = SupportError;
    const ACTION: &'static str = "measure.deliver";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Measure>, SupportError> {
        let household = store::household_of(at, "measure", self.measure).await?;
        let home = store::home(at, by, household).await?;
        let Delivery { delivered_on, evidence, amount_fen, media_ids } = self.delivery;
        let mut invalid = Invalid::default();
        let evidence = words::text(&mut invalid, "/evidence", &evidence, WORDS_CHARS_MAX);
        if delivered_on > at.today() {
            invalid.beyond("/delivered_on", Common::FieldTooLarge.entry(), at.today());
        }
        let media = media_ids.unwrap_or_default();
        let owner = Owner { kind: MediaOwner::Measure, id: self.measure.0, household };
        if !attach(at, by.caller(), owner, &media).await? {
            invalid.add("/media_ids", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let sealed = EVIDENCE.seal(at.world, self.measure.0, &evidence.unwrap_or_default())?;
        let rows = at
            .execute(
                "UPDATE measure SET state = 'delivered', delivered_on = $2, delivered_by = $3, \
                 evidence_sealed = $4, amount_fen = COALESCE($5, amount_fen), updated_at = $6, \
                 version = version + 1 WHERE id = $1 AND state = 'planned'",
                params![
                    self.measure,
                    delivered_on,
                    by.caller().account,
                    sealed,
                    amount_fen,
                    at.now
                ],
            )
            .await?;
        if rows == 0 {
            return Err(SupportError::NotPlanned);
        }
        let body =
            "社区为您家安排的一项帮扶已经落实，请在“我家的帮扶”里查看。没有收到请告诉社区干部。";
        tell(at, household, PushKind::Notice, self.measure.0, "有一项帮扶已经落实", body).await?;
        let shows = measures::one(at.sql(), self.measure, at.today()).await?;
        let shows = shows.ok_or(SupportError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("measure", self.measure)
            .household(home.id)
            .node(home.node_id)
            .facts(serde_json::json!({ "media": media.len() }));
        Ok(Deed::new(shows, subject).version(version))
    }
}
