//! Routes: monthly rounds, their coverage, comparison and households.

use std::sync::Arc;

use entity::colour_result::Colour;
use entity::id::{HouseholdId, NodeId, RoundId};
use entity::monitoring_round::RoundPhase;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::comparison::{self, RoundComparison};
use super::coverage::{self, RoundCoverage};
use super::excuse::{Excuse, ExcuseHousehold};
use super::gate::{self, RoundDetail};
use super::households::{self, MemberFilter, RoundHousehold};
use super::move_on::{MoveOn, PhaseMove};
use super::open::{NewRound, OpenRound};
use super::rounds::{self, Round, RoundFilter};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ReadRounds, ReadVisits, RecordVisits, RunRounds};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Monthly rounds (月排查、月研判、月调度、月督促).
#[derive(Clone, Debug)]
pub struct RoundApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Rounds")]
impl RoundApi {
    /// Open this month's round
    ///
    /// It covers every household that lives at the site; visits of the month before the opening count.
    /// On the first of the month the service opens it by itself.
    #[oai(path = "/monitoring-rounds", method = "post", operation_id = "open_monitoring_round")]
    async fn open_monitoring_round(
        &self,
        by: Acting<RunRounds>,
        body: Body<NewRound>,
    ) -> Result<Created<Round>> {
        Ok(self.0.perform(&by, OpenRound(body.0)).await?.into())
    }

    /// List monthly rounds
    ///
    /// Those that cover something of one's own area, the newest first.
    #[oai(path = "/monitoring-rounds", method = "get", operation_id = "list_monitoring_rounds")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_monitoring_rounds(
        &self,
        by: Allowed<ReadRounds>,
        /// Only of this site.
        site_id: Query<Option<NodeId>>,
        /// Only in this phase.
        phase: Query<Option<RoundPhase>>,
        /// Only those whose phase should be done by now, or only all others.
        overdue: Query<Option<bool>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Round>>> {
        let filter = RoundFilter { site: site_id.0, phase: phase.0, overdue: overdue.0 };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = rounds::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a monthly round
    ///
    /// With the gate to its next phase: each condition, what stands in its way, and where that is listed.
    #[oai(
        path = "/monitoring-rounds/:round_id",
        method = "get",
        operation_id = "get_monitoring_round"
    )]
    async fn get_monitoring_round(
        &self,
        by: Allowed<ReadRounds>,
        /// The round.
        round_id: Path<RoundId>,
    ) -> Result<Answer<RoundDetail>> {
        Ok(Answer::new(&gate::read(&self.0.view(), &by, round_id.0).await?)?)
    }

    /// Move a monthly round on
    ///
    /// To the phase after the present one, once all conditions of its gate are met; the refusal names
    /// those that are not. Moving to `closed` freezes the figures of each building for good.
    #[oai(
        path = "/monitoring-rounds/:round_id/phase",
        method = "post",
        operation_id = "move_monitoring_round"
    )]
    async fn move_monitoring_round(
        &self,
        by: Acting<RunRounds>,
        /// The round.
        round_id: Path<RoundId>,
        body: Body<PhaseMove>,
    ) -> Result<Answer<Round>> {
        let deed = MoveOn { round: round_id.0, to: body.0.to };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Get a round's coverage
    ///
    /// The figures of each building in one's own area, each with a link to its rows. Once the round is
    /// closed they are those that were frozen.
    #[oai(
        path = "/monitoring-rounds/:round_id/coverage",
        method = "get",
        operation_id = "get_round_coverage"
    )]
    async fn get_round_coverage(
        &self,
        by: Allowed<ReadRounds>,
        /// The round.
        round_id: Path<RoundId>,
    ) -> Result<Answer<RoundCoverage>> {
        Ok(Answer::new(&coverage::read(&self.0.view(), &by, round_id.0).await?)?)
    }

    /// Compare a round with the month before
    ///
    /// Figure by figure and building by building.
    #[oai(
        path = "/monitoring-rounds/:round_id/comparison",
        method = "get",
        operation_id = "compare_monitoring_round"
    )]
    async fn compare_monitoring_round(
        &self,
        by: Allowed<ReadRounds>,
        /// The round.
        round_id: Path<RoundId>,
    ) -> Result<Answer<RoundComparison>> {
        Ok(Answer::new(&comparison::read(&self.0.view(), &by, round_id.0).await?)?)
    }

    /// List a round's households
    ///
    /// Those of one's own area, names masked: who was visited, who is excused and why, who waits.
    #[oai(
        path = "/monitoring-rounds/:round_id/households",
        method = "get",
        operation_id = "list_round_households"
    )]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_round_households(
        &self,
        by: Allowed<ReadVisits>,
        /// The round.
        round_id: Path<RoundId>,
        /// Only of this building.
        building_id: Query<Option<NodeId>>,
        /// Only of buildings at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only those that were visited, or only all others.
        checked: Query<Option<bool>>,
        /// Only those that are excused, or only all others.
        excused: Query<Option<bool>>,
        /// Only of this colour.
        colour: Query<Option<Colour>>,
        /// Only those under monitoring, or only all others.
        monitored: Query<Option<bool>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<RoundHousehold>>> {
        let filter = MemberFilter {
            building: building_id.0,
            node: node_id.0,
            checked: checked.0,
            excused: excused.0,
            colour: colour.0,
            monitored: monitored.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = households::list(&view, keys, &by, round_id.0, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Excuse a household from a round
    ///
    /// While the check goes on, one that nobody can meet this month. It counts apart from those that
    /// were visited, and a visit later in the month takes the excuse away.
    #[oai(
        path = "/monitoring-rounds/:round_id/households/:household_id/excuse",
        method = "post",
        operation_id = "excuse_round_household"
    )]
    async fn excuse_round_household(
        &self,
        by: Acting<RecordVisits>,
        /// The round.
        round_id: Path<RoundId>,
        /// The household.
        household_id: Path<HouseholdId>,
        body: Body<Excuse>,
    ) -> Result<Answer<RoundHousehold>> {
        let deed = ExcuseHousehold { round: round_id.0, household: household_id.0, excuse: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
