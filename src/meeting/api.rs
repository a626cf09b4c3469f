//! Routes: review meetings.

use std::sync::Arc;

use entity::id::{MeetingId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::hold::{Hold, NewReviewMeeting};
use super::meetings::{self, ReviewMeeting, ReviewMeetingDetail};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::ReviewDeclarations;
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Review meetings (民主评议).
#[derive(Clone, Debug)]
pub struct MeetingApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Notices")]
impl MeetingApi {
    /// Write a review meeting down
    ///
    /// Who met, and the minutes. Its votes are written at the declarations.
    #[oai(path = "/review-meetings", method = "post", operation_id = "hold_review_meeting")]
    async fn hold_review_meeting(
        &self,
        by: Acting<ReviewDeclarations>,
        body: Body<NewReviewMeeting>,
    ) -> Result<Created<ReviewMeeting>> {
        Ok(self.0.perform(&by, Hold(body.0)).await?.into())
    }

    /// List review meetings
    ///
    /// Of one's own area, the newest first.
    #[oai(path = "/review-meetings", method = "get", operation_id = "list_review_meetings")]
    async fn list_review_meetings(
        &self,
        by: Allowed<ReviewDeclarations>,
        /// Only at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<ReviewMeeting>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = meetings::list(&self.0.view(), &self.0.keys, &by, node_id.0, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a review meeting
    ///
    /// With its minutes and votes. The households that it voted on see which staff read it.
    #[oai(
        path = "/review-meetings/:meeting_id",
        method = "get",
        operation_id = "get_review_meeting"
    )]
    async fn get_review_meeting(
        &self,
        by: Allowed<ReviewDeclarations>,
        /// The meeting.
        meeting_id: Path<MeetingId>,
    ) -> Result<Answer<ReviewMeetingDetail>> {
        Ok(Answer::new(&meetings::read(&self.0, &by, meeting_id.0).await?)?)
    }
}
