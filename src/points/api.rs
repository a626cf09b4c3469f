//! Routes: Points: rules, credits, balances, statements (爱心超市积分).

use std::sync::Arc;

use entity::id::{HouseholdId, NodeId, RuleId, TransferId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::adopt::{Adopt, PointRuleRequest};
use super::amend::{Amend, PointRuleVersionRequest};
use super::credit::{Credit, PointCreditRequest};
use super::end::{End, PointRuleEndingRequest};
use super::model::{PointRule, PointStatement, PointTransfer};
use super::reverse::{PointReversalRequest, Reverse};
use super::rules::{self, RuleFilter};
use super::{PointsError, statement, transfer};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{
    CreditPoints, EditPointRules, ReadPoints, ReversePoints, SeeOwnHousehold,
};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, ApiError, Body, Created, Page, PageLimit};
use crate::store::audit::Subject;

/// Points: rules, credits, balances, statements (爱心超市积分).
#[derive(Clone, Debug)]
pub struct PointsApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Points")]
impl PointsApi {
    /// Adopt a point rule
    ///
    /// A community's meeting decides what is rewarded; the record of its vote is kept with the terms.
    #[oai(path = "/point-rules", method = "post", operation_id = "adopt_point_rule")]
    async fn adopt_point_rule(
        &self,
        by: Acting<EditPointRules>,
        body: Body<PointRuleRequest>,
    ) -> Result<Created<PointRule>> {
        Ok(self.0.perform(&by, Adopt(body.0)).await?.into())
    }

    /// List the point rules
    ///
    /// The rules of the communities that the caller works or lives in, in the order of adoption, each
    /// with the terms in force.
    #[oai(path = "/point-rules", method = "get", operation_id = "list_point_rules")]
    async fn list_point_rules(
        &self,
        by: Allowed<ReadPoints>,
        /// Only this community's.
        node_id: Query<Option<NodeId>>,
        /// Also those that have ended.
        include_ended: Query<Option<bool>>,
        /// How many to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<PointRule>>> {
        let filter = RuleFilter { node: node_id.0, ended: include_ended.0.unwrap_or(false) };
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let page = rules::list(&self.0.view(), &self.0.keys, &by, filter, limit, cursor).await?;
        Ok(Answer::new(&page)?)
    }

    /// Change a point rule
    ///
    /// Makes a new version with its own record of adoption. The old version stays, and transfers go on
    /// naming the version that they were made by.
    #[oai(
        path = "/point-rules/:rule_id/versions",
        method = "post",
        operation_id = "amend_point_rule"
    )]
    async fn amend_point_rule(
        &self,
        by: Acting<EditPointRules>,
        /// The rule.
        rule_id: Path<RuleId>,
        body: Body<PointRuleVersionRequest>,
    ) -> Result<Created<PointRule>> {
        let command = Amend { rule: rule_id.0, request: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// End a point rule
    ///
    /// Nobody can credit by it any more; what was credited stays.
    #[oai(path = "/point-rules/:rule_id/ending", method = "post", operation_id = "end_point_rule")]
    async fn end_point_rule(
        &self,
        by: Acting<EditPointRules>,
        /// The rule.
        rule_id: Path<RuleId>,
        body: Body<PointRuleEndingRequest>,
    ) -> Result<Created<PointRule>> {
        let command = End { rule: rule_id.0, request: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Credit points
    ///
    /// By a rule of the household's community, not for one's own household, within the caps of rule
    /// and volunteer. The same `transfer_id` with the same content is the same credit.
    #[oai(path = "/point-credits", method = "post", operation_id = "credit_points")]
    async fn credit_points(
        &self,
        by: Acting<CreditPoints>,
        body: Body<PointCreditRequest>,
    ) -> Result<Created<PointTransfer>> {
        Ok(self.0.perform(&by, Credit(body.0)).await?.into())
    }

    /// Reverse a transfer
    ///
    /// Takes back a credit or a redemption once, by an opposite transfer with a reason. It never takes
    /// a household below zero. Goods that come back are booked as a stock movement.
    #[oai(
        path = "/point-transfers/:transfer_id/reversal",
        method = "post",
        operation_id = "reverse_point_transfer"
    )]
    async fn reverse_point_transfer(
        &self,
        by: Acting<ReversePoints>,
        /// The transfer to take back.
        transfer_id: Path<TransferId>,
        body: Body<PointReversalRequest>,
    ) -> Result<Created<PointTransfer>> {
        let command = Reverse { transfer: transfer_id.0, request: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Get a transfer
    ///
    /// Staff who read it are recorded, and the household can see who did.
    #[oai(
        path = "/point-transfers/:transfer_id",
        method = "get",
        operation_id = "get_point_transfer"
    )]
    async fn get_point_transfer(
        &self,
        by: Allowed<ReadPoints>,
        /// The transfer.
        transfer_id: Path<TransferId>,
    ) -> Result<Answer<PointTransfer>> {
        let shown = transfer::read(&self.0.view(), &by, transfer_id.0).await?;
        let subject = Subject::new("point_transfer", shown.transfer_id);
        self.disclose(&by, shown.household_id, subject).await?;
        Ok(Answer::new(&shown)?)
    }

    /// Get a household's points
    ///
    /// The balance and the statement, newest first. Staff who read it are recorded, and the household
    /// can see who did.
    #[oai(
        path = "/households/:household_id/points",
        method = "get",
        operation_id = "get_household_points"
    )]
    async fn get_household_points(
        &self,
        by: Allowed<ReadPoints>,
        /// The household.
        household_id: Path<HouseholdId>,
        /// How many transfers to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<PointStatement>> {
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let node = statement::place(&self.0.view(), &by, household_id.0).await?;
        let subject = Subject::new("household_points", household_id.0).node(node);
        self.disclose(&by, household_id.0, subject).await?;
        let (view, keys) = (self.0.view(), &self.0.keys);
        let shown = statement::read(&view, keys, household_id.0, limit, cursor).await?;
        Ok(Answer::new(&shown)?)
    }

    /// Get my household's points
    ///
    /// The balance and the statement of the caller's own household, newest first.
    #[oai(path = "/me/points", method = "get", operation_id = "get_my_points")]
    async fn get_my_points(
        &self,
        by: Allowed<SeeOwnHousehold>,
        /// How many transfers to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<PointStatement>> {
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let own = by.places().household.ok_or(PointsError::Missing)?;
        let shown = statement::read(&self.0.view(), &self.0.keys, own, limit, cursor).await?;
        Ok(Answer::new(&shown)?)
    }
}

impl PointsApi {
    /// Records that somebody who does not belong to `household` reads its points.
    async fn disclose(
        &self,
        by: &Allowed<ReadPoints>,
        household: HouseholdId,
        subject: Subject,
    ) -> Result<(), ApiError> {
        if by.is_own(household) {
            return Ok(());
        }
        let subjects = vec![subject.household(household)];
        self.0.disclose(by, &by.asked, "points.read", subjects).await
    }
}
