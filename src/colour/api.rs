//! Routes: colours that were proposed, and what officers decided.

use std::sync::Arc;

use entity::colour_result::{Colour, ColourResultState};
use entity::id::{ColourResultId, HouseholdId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::confirm::{ColourConfirmation, Confirm};
use super::confirm_many::{ColourConfirmations, ColoursConfirmed, ConfirmMany};
use super::detail::{self, ColourResultDetail};
use super::propose::{NewColour, Propose};
use super::reject::{ColourRejection, Reject};
use super::results::{self, ColourResult, ResultFilter};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ConfirmColours, ReadMonitoring};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Red, yellow and green (红黄绿): what was proposed and what officers decided.
#[derive(Clone, Debug)]
pub struct ColourApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Colours")]
impl ColourApi {
    /// List colour results
    ///
    /// Those of one's own area, the newest first; names are masked.
    #[oai(path = "/colour-results", method = "get", operation_id = "list_colour_results")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_colour_results(
        &self,
        by: Allowed<ReadMonitoring>,
        /// Only in this state.
        state: Query<Option<ColourResultState>>,
        /// Only to this colour.
        colour: Query<Option<Colour>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only of this household.
        household_id: Query<Option<HouseholdId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<ColourResult>>> {
        let filter = ResultFilter {
            state: state.0,
            colour: colour.0,
            node: node_id.0,
            household: household_id.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = results::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a colour result
    ///
    /// With the inputs that the rule was applied to and the words of those who decided. The household
    /// sees that somebody looked, not what.
    #[oai(path = "/colour-results/:result_id", method = "get", operation_id = "get_colour_result")]
    async fn get_colour_result(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The result.
        result_id: Path<ColourResultId>,
    ) -> Result<Answer<ColourResultDetail>> {
        Ok(Answer::new(&detail::read(&self.0, &by, result_id.0).await?)?)
    }

    /// Confirm a colour
    ///
    /// The household has it from now on, and its helper is told. Red is cleared by a county officer only.
    #[oai(
        path = "/colour-results/:result_id/confirmation",
        method = "post",
        operation_id = "confirm_colour"
    )]
    async fn confirm_colour(
        &self,
        by: Acting<ConfirmColours>,
        /// The result.
        result_id: Path<ColourResultId>,
        body: Body<ColourConfirmation>,
    ) -> Result<Answer<ColourResult>> {
        let deed = Confirm { result: result_id.0, confirmation: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Reject a colour
    ///
    /// The household keeps the one that it has. The rule does not propose the same again until something
    /// changes.
    #[oai(
        path = "/colour-results/:result_id/rejection",
        method = "post",
        operation_id = "reject_colour"
    )]
    async fn reject_colour(
        &self,
        by: Acting<ConfirmColours>,
        /// The result.
        result_id: Path<ColourResultId>,
        body: Body<ColourRejection>,
    ) -> Result<Answer<ColourResult>> {
        let deed = Reject { result: result_id.0, rejection: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Confirm many colours
    ///
    /// Up to a hundred results, each answered by itself: one that can't be confirmed does not keep the
    /// others from it.
    #[oai(
        path = "/colour-results/confirmations",
        method = "post",
        operation_id = "confirm_colours"
    )]
    async fn confirm_colours(
        &self,
        by: Acting<ConfirmColours>,
        body: Body<ColourConfirmations>,
    ) -> Result<Answer<ColoursConfirmed>> {
        Ok(self.0.perform(&by, ConfirmMany(body.0)).await?.into())
    }

    /// Propose a colour
    ///
    /// By an officer, in words; another officer decides.
    #[oai(
        path = "/households/:household_id/colour",
        method = "post",
        operation_id = "propose_colour"
    )]
    async fn propose_colour(
        &self,
        by: Acting<ConfirmColours>,
        /// The household.
        household_id: Path<HouseholdId>,
        body: Body<NewColour>,
    ) -> Result<Created<ColourResult>> {
        let deed = Propose { household: household_id.0, new: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// List a household's colours
    ///
    /// All that was proposed and decided, the newest first. The household sees that somebody looked, not
    /// what.
    #[oai(
        path = "/households/:household_id/colours",
        method = "get",
        operation_id = "list_household_colours"
    )]
    async fn list_household_colours(
        &self,
        by: Allowed<ReadMonitoring>,
        /// The household.
        household_id: Path<HouseholdId>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<ColourResult>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        Ok(Answer::new(&results::history(&self.0, &by, household_id.0, turn).await?)?)
    }
}
