//! Routes of the desk: postings, their publication, who was reached, and answers at the door.

use std::sync::Arc;

use entity::delivery::DeliveryState;
use entity::id::{HouseholdId, NodeId, PostingId};
use entity::job_answer::JobReply;
use entity::job_posting::{JobChannel, PostingState};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::answer::JobAnswered;
use super::deliveries::{self, DeliveryFilter, JobDelivery};
use super::draft::Draft;
use super::edit::{Edit, PostingEdit};
use super::model::{NewPosting, Posting};
use super::pause::{Pause, Resume};
use super::postings::{self, Asking, PostingFilter};
use super::publish::{NewPublication, Publication, Publish};
use super::reach::{self, Reach};
use super::record::{DoorJobAnswer, Record};
use super::store;
use super::withdraw::{Withdraw, Withdrawal};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditJobs, ReadJobs, RecordJobAnswers};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, answer};

/// Job postings and whom they reach (送信息送岗位).
#[derive(Clone, Debug)]
pub struct JobApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Jobs")]
impl JobApi {
    /// Write a job posting
    ///
    /// It begins as a draft that no household sees. There is no field for sex, ethnicity or residence:
    /// the law lets no employer ask for them.
    #[oai(path = "/job-postings", method = "post", operation_id = "create_job_posting")]
    async fn create_job_posting(
        &self,
        by: Acting<EditJobs>,
        body: Body<NewPosting>,
    ) -> Result<Created<Posting>> {
        Ok(self.0.perform(&by, Draft(body.0)).await?.into())
    }

    /// List job postings
    ///
    /// The newest first: those that lie in the caller's area, and those that were published to a node
    /// in, around or above it.
    #[oai(path = "/job-postings", method = "get", operation_id = "list_job_postings")]
    #[expect(clippy::too_many_arguments, reason = "each is a documented query parameter")]
    async fn list_job_postings(
        &self,
        by: Allowed<ReadJobs>,
        /// Only postings in this state.
        state: Query<Option<PostingState>>,
        /// Only postings of this channel.
        channel: Query<Option<JobChannel>>,
        /// Only postings that lie at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only postings whose title or employer holds this text.
        #[oai(validator(max_length = 50))]
        search: Query<Option<String>>,
        /// How many at most, 1 to 100; 20 where none is named.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the last page ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Posting>>> {
        let filter =
            PostingFilter { state: state.0, channel: channel.0, node: node_id.0, search: search.0 };
        let asking = Asking { limit: limit.0, cursor: cursor.0, total: include_total.0 };
        let page = postings::list(&self.0.view(), &self.0.keys, &by, filter, asking).await?;
        Ok(Answer::new(&page)?)
    }

    /// Read a job posting
    ///
    /// The ETag names its version, which editing asks for.
    #[oai(path = "/job-postings/:posting_id", method = "get", operation_id = "get_job_posting")]
    async fn get_job_posting(
        &self,
        by: Allowed<ReadJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Answer<Posting>> {
        let row = store::seen(self.0.view().sql, &by, posting_id.0).await?;
        let version = row.version;
        Ok(Answer::version(&Posting::from(row), version)?)
    }

    /// Edit a job posting
    ///
    /// All of a draft; of a published one only hours, board and lodging, transport and contact.
    #[oai(path = "/job-postings/:posting_id", method = "patch", operation_id = "edit_job_posting")]
    async fn edit_job_posting(
        &self,
        by: Acting<EditJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
        /// The ETag of the version that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<PostingEdit>,
    ) -> Result<Answer<Posting>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let edit = Edit { posting: posting_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, edit).await?.into())
    }

    /// Publish a job posting
    ///
    /// Makes one delivery for each household at or below the nodes with a member who fits. Publishing
    /// again adds only households that were not reached yet.
    #[oai(
        path = "/job-postings/:posting_id/publication",
        method = "post",
        operation_id = "publish_job_posting"
    )]
    async fn publish_job_posting(
        &self,
        by: Acting<EditJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
        body: Body<NewPublication>,
    ) -> Result<Created<Publication>> {
        let publish = Publish { posting: posting_id.0, to: body.0 };
        Ok(self.0.perform(&by, publish).await?.into())
    }

    /// Pause a job posting
    ///
    /// Households keep seeing it and can't answer until it is taken up again.
    #[oai(
        path = "/job-postings/:posting_id/pause",
        method = "post",
        operation_id = "pause_job_posting"
    )]
    async fn pause_job_posting(
        &self,
        by: Acting<EditJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Answer<Posting>> {
        Ok(self.0.perform(&by, Pause(posting_id.0)).await?.into())
    }

    /// Take up a paused job posting
    ///
    /// Households can answer again; refused when the last day to apply is over.
    #[oai(
        path = "/job-postings/:posting_id/resumption",
        method = "post",
        operation_id = "resume_job_posting"
    )]
    async fn resume_job_posting(
        &self,
        by: Acting<EditJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Answer<Posting>> {
        Ok(self.0.perform(&by, Resume(posting_id.0)).await?.into())
    }

    /// Withdraw a job posting
    ///
    /// For good; households that were reached see the reason.
    #[oai(
        path = "/job-postings/:posting_id/withdrawal",
        method = "post",
        operation_id = "withdraw_job_posting"
    )]
    async fn withdraw_job_posting(
        &self,
        by: Acting<EditJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
        body: Body<Withdrawal>,
    ) -> Result<Answer<Posting>> {
        let withdraw = Withdraw { posting: posting_id.0, why: body.0 };
        Ok(self.0.perform(&by, withdraw).await?.into())
    }

    /// See how far a job posting came
    ///
    /// In the caller's area: matched = answered + read + waiting, counted at one moment.
    #[oai(
        path = "/job-postings/:posting_id/reach",
        method = "get",
        operation_id = "get_job_posting_reach"
    )]
    async fn get_job_posting_reach(
        &self,
        by: Allowed<ReadJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Answer<Reach>> {
        Ok(Answer::new(&reach::read(&self.0.view(), &by, posting_id.0).await?)?)
    }

    /// List whom a job posting reached
    ///
    /// The rows behind the figures, in the caller's area, with masked names.
    #[oai(
        path = "/job-postings/:posting_id/deliveries",
        method = "get",
        operation_id = "list_job_deliveries"
    )]
    #[expect(clippy::too_many_arguments, reason = "each is a documented query parameter")]
    async fn list_job_deliveries(
        &self,
        by: Allowed<ReadJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
        /// Only deliveries in this state.
        state: Query<Option<DeliveryState>>,
        /// Only deliveries with this answer.
        answer: Query<Option<JobReply>>,
        /// Only households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many at most, 1 to 100; 20 where none is named.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the last page ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all of them.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<JobDelivery>>> {
        let filter = DeliveryFilter { state: state.0, answer: answer.0, node: node_id.0 };
        let asking = Asking { limit: limit.0, cursor: cursor.0, total: include_total.0 };
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = deliveries::list(&view, keys, &by, posting_id.0, &filter, asking).await?;
        Ok(Answer::new(&page)?)
    }

    /// Record an answer at the door
    ///
    /// For households that don't read it on a phone (上门送岗): the member who answers and the
    /// recorder are both kept.
    #[oai(
        path = "/job-postings/:posting_id/households/:household_id/answer",
        method = "post",
        operation_id = "record_job_answer"
    )]
    async fn record_job_answer(
        &self,
        by: Acting<RecordJobAnswers>,
        /// The posting.
        posting_id: Path<PostingId>,
        /// The household that answers.
        household_id: Path<HouseholdId>,
        body: Body<DoorJobAnswer>,
    ) -> Result<Answer<JobAnswered>> {
        let (posting, household) = (posting_id.0, household_id.0);
        let record = Record { posting, household, given: body.0 };
        Ok(self.0.perform(&by, record).await?.into())
    }
}
