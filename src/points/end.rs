//! Ending a rule: nobody credits by it any more; what was credited stays.

use entity::id::RuleId;
use poem_openapi::Object;
use serde::Deserialize;

use super::model::PointRule;
use super::words::line;
use super::{PointsError, rules};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditPointRules;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Characters of a reason.
pub(super) const REASON_CHARS_MAX: usize = 200;

/// Why a rule ends.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PointRuleEndingRequest {
    /// The reason, for the record.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Ends a rule.
#[derive(Debug)]
pub struct End {
    /// The rule.
    pub rule: RuleId,
    /// Why.
    pub request: PointRuleEndingRequest,
}

impl Command for End {
    type Needs = EditPointRules;
    type Shows = PointRule;
    type Error = PointsError;
    const ACTION: &'static str = "points.rule.end";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditPointRules>,
    ) -> Result<Deed<PointRule>, PointsError> {
        let before = rules::within(at, by, self.rule).await?;
        let mut invalid = Invalid::default();
        let reason = line(&mut invalid, "/reason", &self.request.reason, REASON_CHARS_MAX);
        invalid.check()?;
        let rows = at
            .execute(
                "UPDATE point_rule SET ended_at = $2, end_reason = $3 \
                 WHERE id = $1 AND ended_at IS NULL",
                params![self.rule, at.now, reason.clone()],
            )
            .await?;
        if rows == 0 {
            return Err(PointsError::RuleEnded);
        }
        let shown = PointRule { ended_at: Some(at.now), ..before };
        let version = shown.version;
        let subject = Subject::new("point_rule", self.rule).node(shown.node_id).reason(reason);
        Ok(Deed::new(shown, subject).version(version))
    }
}
