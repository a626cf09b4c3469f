//! Routes: the versions of the rule by which colours are proposed.

use std::sync::Arc;

use entity::colour_rule::ColourRuleState;
use entity::id::ColourRuleId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::adopt::{Adopt, ColourRuleAdoption};
use super::draft::{Draft, NewColourRule};
use super::edit::{ColourRuleEdit, Edit};
use super::rules::{self, ColourRule};
use super::trial::{self, ColourTrial};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditColourRules, ReadMonitoring};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, answer};
use crate::support::listing::Turn;

/// The versions of the rule by which colours are proposed (红黄绿规则).
#[derive(Clone, Debug)]
pub struct ColourRuleApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Colours")]
impl ColourRuleApi {
    /// Draft a colour rule
    ///
    /// A new version for the county: indicators with weights, thresholds, and guards below which the
    /// colour does not fall. Try it before it is adopted.
    #[oai(path = "/colour-rules", method = "post", operation_id = "draft_colour_rule")]
    async fn draft_colour_rule(
        &self,
        by: Acting<EditColourRules>,
        body: Body<NewColourRule>,
    ) -> Result<Created<ColourRule>> {
        Ok(self.0.perform(&by, Draft(body.0)).await?.into())
    }

    /// List colour rules
    ///
    /// All versions of the county that the caller serves in, the newest first.
    #[oai(path = "/colour-rules", method = "get", operation_id = "list_colour_rules")]
    async fn list_colour_rules(
        &self,
        by: Allowed<ReadMonitoring>,
        /// Only in this state.
        state: Query<Option<ColourRuleState>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<ColourRule>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = rules::list(&self.0.view(), &self.0.keys, &by, state.0, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a colour rule
    ///
    /// The ETag names its version, which editing asks for.
    #[oai(path = "/colour-rules/:rule_id", method = "get", operation_id = "get_colour_rule")]
    async fn get_colour_rule(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The rule's version.
        rule_id: Path<ColourRuleId>,
    ) -> Result<Answer<ColourRule>> {
        let rule = rules::read(&self.0.view(), &by, rule_id.0).await?;
        Ok(Answer::version(&rule, rule.version)?)
    }

    /// Edit a colour rule
    ///
    /// As long as it is a draft.
    #[oai(path = "/colour-rules/:rule_id", method = "patch", operation_id = "edit_colour_rule")]
    async fn edit_colour_rule(
        &self,
        by: Acting<EditColourRules>,
        /// The rule's version.
        rule_id: Path<ColourRuleId>,
        /// The ETag of the version that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<ColourRuleEdit>,
    ) -> Result<Answer<ColourRule>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let deed = Edit { rule: rule_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Try a colour rule
    ///
    /// Scores all households of the county by it and shows how many would have another colour, and who,
    /// with the reasons. Nothing is written.
    #[oai(path = "/colour-rules/:rule_id/trial", method = "get", operation_id = "try_colour_rule")]
    async fn try_colour_rule(
        &self,
        by: Allowed<EditColourRules>,
        /// The rule's version.
        rule_id: Path<ColourRuleId>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<ColourTrial>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), None)?;
        Ok(Answer::new(&trial::run(&self.0, &by, rule_id.0, turn).await?)?)
    }

    /// Adopt a colour rule
    ///
    /// It is in force from now on and does not change any more; the one before is retired. What that one
    /// proposed and nobody decided is superseded, and colours are computed anew.
    #[oai(
        path = "/colour-rules/:rule_id/adoption",
        method = "post",
        operation_id = "adopt_colour_rule"
    )]
    async fn adopt_colour_rule(
        &self,
        by: Acting<EditColourRules>,
        /// The rule's version.
        rule_id: Path<ColourRuleId>,
        body: Body<ColourRuleAdoption>,
    ) -> Result<Answer<ColourRule>> {
        let deed = Adopt { rule: rule_id.0, adoption: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
