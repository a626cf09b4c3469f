//! Routes: what a monthly round found, and what becomes of it.

use std::sync::Arc;

use entity::id::{FindingId, NodeId, RoundId};
use entity::round_finding::FindingState;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::assess::{Assess, Assessment};
use super::dismiss::Dismiss;
use super::dispatch::{Dispatch, DispatchFinding};
use super::finding::{self, FindingDetail};
use super::findings::{self, Finding, FindingFilter};
use super::hand_over::{HandOver, HandOverFinding};
use super::record::{NewFinding, RecordFinding};
use super::resolve::{Outcome, Resolve};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ReadVisits, RecordVisits, RunRounds};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Findings of monthly rounds (排查发现).
#[derive(Clone, Debug)]
pub struct FindingApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Rounds")]
impl FindingApi {
    /// Record a finding
    ///
    /// What the round found in a household that it covers, with a visit or without.
    #[oai(
        path = "/monitoring-rounds/:round_id/findings",
        method = "post",
        operation_id = "record_round_finding"
    )]
    async fn record_round_finding(
        &self,
        by: Acting<RecordVisits>,
        /// The round.
        round_id: Path<RoundId>,
        body: Body<NewFinding>,
    ) -> Result<Created<Finding>> {
        let deed = RecordFinding { round: round_id.0, new: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// List a round's findings
    ///
    /// Those about households of one's own area, the newest first; names are masked, and the words are
    /// read one finding at a time.
    #[oai(
        path = "/monitoring-rounds/:round_id/findings",
        method = "get",
        operation_id = "list_round_findings"
    )]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_round_findings(
        &self,
        by: Allowed<ReadVisits>,
        /// The round.
        round_id: Path<RoundId>,
        /// Only in this state.
        state: Query<Option<FindingState>>,
        /// Only those with an owner, or only all others.
        owned: Query<Option<bool>>,
        /// Only those that are settled or have an owner with a measure or a day, or only all others.
        dispatched: Query<Option<bool>>,
        /// Only those that are resolved, dismissed or handed over, or only all others.
        settled: Query<Option<bool>>,
        /// Only those that a measure answers, or only all others.
        measured: Query<Option<bool>>,
        /// Only those that the caller sees to.
        mine: Query<Option<bool>>,
        /// Only of households that the round counts for this building.
        building_id: Query<Option<NodeId>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Finding>>> {
        let filter = FindingFilter {
            state: state.0,
            owned: owned.0,
            dispatched: dispatched.0,
            settled: settled.0,
            measured: measured.0,
            mine: mine.0.unwrap_or(false),
            building: building_id.0,
            node: node_id.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = findings::list(&view, keys, &by, round_id.0, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a finding
    ///
    /// With its words. The household sees who looked.
    #[oai(path = "/round-findings/:finding_id", method = "get", operation_id = "get_round_finding")]
    async fn get_round_finding(
        &self,
        by: Allowed<ReadVisits>,
        /// The finding.
        finding_id: Path<FindingId>,
    ) -> Result<Answer<FindingDetail>> {
        let detail = finding::read(&self.0, &by, finding_id.0).await?;
        Ok(Answer::version(&detail, detail.finding.version)?)
    }

    /// Assess a finding
    ///
    /// It is a matter, and waits for an owner.
    #[oai(
        path = "/round-findings/:finding_id/assessment",
        method = "post",
        operation_id = "assess_round_finding"
    )]
    async fn assess_round_finding(
        &self,
        by: Acting<RunRounds>,
        /// The finding.
        finding_id: Path<FindingId>,
        body: Body<Assessment>,
    ) -> Result<Answer<Finding>> {
        let deed = Assess { finding: finding_id.0, assessment: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Dispatch a finding
    ///
    /// To an owner, with a measure or a day or both; done again, it gives the finding to somebody else.
    /// The owner is told.
    #[oai(
        path = "/round-findings/:finding_id/dispatch",
        method = "post",
        operation_id = "dispatch_round_finding"
    )]
    async fn dispatch_round_finding(
        &self,
        by: Acting<RunRounds>,
        /// The finding.
        finding_id: Path<FindingId>,
        body: Body<Dispatch>,
    ) -> Result<Answer<Finding>> {
        let deed = DispatchFinding { finding: finding_id.0, dispatch: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Resolve a finding
    ///
    /// Its owner says what was done, or the street does.
    #[oai(
        path = "/round-findings/:finding_id/resolution",
        method = "post",
        operation_id = "resolve_round_finding"
    )]
    async fn resolve_round_finding(
        &self,
        by: Acting<RecordVisits>,
        /// The finding.
        finding_id: Path<FindingId>,
        body: Body<Outcome>,
    ) -> Result<Answer<Finding>> {
        let deed = Resolve { finding: finding_id.0, outcome: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Dismiss a finding
    ///
    /// It is no matter, and the words say why.
    #[oai(
        path = "/round-findings/:finding_id/dismissal",
        method = "post",
        operation_id = "dismiss_round_finding"
    )]
    async fn dismiss_round_finding(
        &self,
        by: Acting<RunRounds>,
        /// The finding.
        finding_id: Path<FindingId>,
        body: Body<Outcome>,
    ) -> Result<Answer<Finding>> {
        let deed = Dismiss { finding: finding_id.0, outcome: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Hand a finding to the next month
    ///
    /// It goes on in the next month's round with the same owner, under a new id, until another day.
    /// What is neither settled nor handed over keeps the round from closing.
    #[oai(
        path = "/round-findings/:finding_id/handover",
        method = "post",
        operation_id = "hand_over_round_finding"
    )]
    async fn hand_over_round_finding(
        &self,
        by: Acting<RunRounds>,
        /// The finding.
        finding_id: Path<FindingId>,
        body: Body<HandOver>,
    ) -> Result<Created<Finding>> {
        let deed = HandOverFinding { finding: finding_id.0, hand_over: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
