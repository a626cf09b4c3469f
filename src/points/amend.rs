//! Changing a rule: a new version with its own record of adoption; the old one stays.

use entity::id::RuleId;
use poem_openapi::Object;
use serde::Deserialize;

use super::model::PointRule;
use super::terms::RuleTerms;
use super::{PointsError, rules};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditPointRules;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// New terms for a rule.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PointRuleVersionRequest {
    /// The version that the meeting had before it.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub replaces_version: i64,
    /// The new terms, whole.
    pub terms: RuleTerms,
}

/// Changes a rule.
#[derive(Debug)]
pub struct Amend {
    /// The rule.
    pub rule: RuleId,
    /// Its new terms.
    pub request: PointRuleVersionRequest,
}

impl Command for Amend {
    type Needs = EditPointRules;
    type Shows = PointRule;
    type Error = PointsError;
    const ACTION: &'static str = "points.rule.amend";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditPointRules>,
    ) -> Result<Deed<PointRule>, PointsError> {
        let before = rules::within(at, by, self.rule).await?;
        let terms = self.request.terms.checked(at.today())?;
        let replaced = self.request.replaces_version;
        let rows = at
            .execute(
                "UPDATE point_rule SET version = version + 1 \
                 WHERE id = $1 AND version = $2 AND ended_at IS NULL",
                params![self.rule, replaced],
            )
            .await?;
        if rows == 0 {
            return Err(match rules::one(at.sql(), self.rule).await? {
                Some(rule) if rule.ended_at.is_none() => {
                    PointsError::RuleChanged { version: rule.version }
                }
                _ => PointsError::RuleEnded,
            });
        }
        let version = replaced.saturating_add(1);
        terms.write(at, self.rule, version, by.caller()).await?;
        let shown = rules::one(at.sql(), self.rule).await?.ok_or(PointsError::Missing)?;
        let subject = Subject::new("point_rule", self.rule)
            .node(before.node_id)
            .facts(serde_json::json!({ "version": version }));
        Ok(Deed::new(shown, subject).version(version))
    }
}
