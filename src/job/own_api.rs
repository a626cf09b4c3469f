//! Routes of a household: the jobs that reached it, and its answers.

use std::sync::Arc;

use entity::id::PostingId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::answer::{Answering, JobAnswered, OwnJobAnswer};
use super::own::{self, OwnJob};
use super::reading::Reading;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::AnswerJobs;
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Done, Page};

/// The jobs that reached one's own household.
#[derive(Clone, Debug)]
pub struct OwnJobApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Jobs")]
impl OwnJobApi {
    /// List one's own jobs
    ///
    /// What was sent to the caller's household, the newest posting first, with the members that each
    /// is for and the household's own answer. Nothing is marked as read.
    #[oai(path = "/me/jobs", method = "get", operation_id = "list_own_jobs")]
    async fn list_own_jobs(
        &self,
        by: Allowed<AnswerJobs>,
        /// How many at most, 1 to 100; 20 where none is named.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the last page ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<OwnJob>>> {
        let household = by.places().household;
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = own::list(&view, keys, household, limit.0, cursor.0.as_deref()).await?;
        Ok(Answer::new(&page)?)
    }

    /// Read one of one's own jobs
    ///
    /// Marks nothing; say that it was read with the reading.
    #[oai(path = "/me/jobs/:posting_id", method = "get", operation_id = "get_own_job")]
    async fn get_own_job(
        &self,
        by: Allowed<AnswerJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Answer<OwnJob>> {
        let household = by.places().household;
        Ok(Answer::new(&own::get(&self.0.view(), household, posting_id.0).await?)?)
    }

    /// Say that a job was read
    ///
    /// Saying it again changes nothing.
    #[oai(path = "/me/jobs/:posting_id/reading", method = "post", operation_id = "read_own_job")]
    async fn read_own_job(
        &self,
        by: Acting<AnswerJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, Reading(posting_id.0)).await?.into())
    }

    /// Answer a job
    ///
    /// A later answer replaces the earlier until the last day to apply; all are kept as evidence.
    #[oai(path = "/me/jobs/:posting_id/answer", method = "post", operation_id = "answer_own_job")]
    async fn answer_own_job(
        &self,
        by: Acting<AnswerJobs>,
        /// The posting.
        posting_id: Path<PostingId>,
        body: Body<OwnJobAnswer>,
    ) -> Result<Answer<JobAnswered>> {
        let answering = Answering { posting: posting_id.0, given: body.0 };
        Ok(self.0.perform(&by, answering).await?.into())
    }
}
