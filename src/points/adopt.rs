//! Adopting a rule: a community decides what it rewards.

use entity::id::{NodeId, PurseId, RuleId};
use poem_openapi::Object;
use serde::Deserialize;

use super::model::PointRule;
use super::terms::RuleTerms;
use super::{PointsError, rules};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditPointRules;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// A rule to adopt.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PointRuleRequest {
    /// The community that adopts it.
    pub node_id: NodeId,
    /// Its terms.
    pub terms: RuleTerms,
}

/// Adopts a rule.
#[derive(Debug)]
pub struct Adopt(pub PointRuleRequest);

impl Command for Adopt {
    type Needs = EditPointRules;
    type Shows = PointRule;
    type Error = PointsError;
    const ACTION: &'static str = "points.rule.adopt";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditPointRules>,
    ) -> Result<Deed<PointRule>, PointsError> {
        let PointRuleRequest { node_id: node, terms } = self.0;
        if !by.covers(at.sql(), node).await? {
            return Err(PointsError::Missing);
        }
        let terms = terms.checked(at.today())?;
        if !is_community(at, node).await? {
            let mut invalid = Invalid::default();
            invalid.add("/node_id", Common::FieldUnknown.entry());
            return Err(invalid.into());
        }
        open_issuance(at, node).await?;
        let rule = at.id::<RuleId>();
        at.execute(
            "INSERT INTO point_rule (id, node_id, version, created_at) VALUES ($1, $2, 1, $3)",
            params![rule, node, at.now],
        )
        .await?;
        terms.write(at, rule, 1, by.caller()).await?;
        let shown = rules::one(at.sql(), rule).await?.ok_or(PointsError::Missing)?;
        Ok(Deed::new(shown, Subject::new("point_rule", rule).node(node)).version(1))
    }
}

/// Whether `node` is a community that is still in use.
pub(crate) async fn is_community(at: &At<'_>, node: NodeId) -> Result<bool, Fault> {
    at.sql()
        .exists(
            "SELECT 1 FROM grid_node \
             WHERE id = $1 AND kind = 'community' AND retired_at IS NULL",
            params![node],
        )
        .await
}

/// Opens the purse that a community's points come from, unless it is open.
async fn open_issuance(at: &At<'_>, node: NodeId) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO purse (id, kind, node_id, created_at) VALUES ($1, 'issuance', $2, $3) \
         ON CONFLICT DO NOTHING",
        params![at.id::<PurseId>(), node, at.now],
    )
    .await?;
    Ok(())
}
