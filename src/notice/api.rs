//! Routes: public notices and objections to them.

use std::sync::Arc;

use entity::id::{NodeId, NoticeId, ObjectionId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::answer::{Answer as AnswerObjection, ObjectionAnswer, ObjectionAnswered};
use super::notices::{self, NoticeFilter, PublicNotice, PublicNoticeLine};
use super::object::{
    NewObjection, NewRecordedObjection, ObjectTo, ObjectionTaken, RecordObjection,
};
use super::objections::{self, Objection, ObjectionFilter};
use super::publish::{NewPublicNotice, Publish};
use super::sheet;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{ObjectToNotices, ReadNotices, ReviewDeclarations};
use crate::auth::{Acting, Allowed};
use crate::http::svg::Svg;
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// Public notices (公示) and objections to them (异议).
#[derive(Clone, Debug)]
pub struct NoticeApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Notices")]
impl NoticeApi {
    /// Hang a public notice out
    ///
    /// All of its declarations, or none. It hangs at least the working days of the policy.
    #[oai(path = "/public-notices", method = "post", operation_id = "publish_notice")]
    async fn publish_notice(
        &self,
        by: Acting<ReviewDeclarations>,
        body: Body<NewPublicNotice>,
    ) -> Result<Created<PublicNotice>> {
        Ok(self.0.perform(&by, Publish(body.0)).await?.into())
    }

    /// List public notices
    ///
    /// Of one's own community or area, the newest first.
    #[oai(path = "/public-notices", method = "get", operation_id = "list_public_notices")]
    async fn list_public_notices(
        &self,
        by: Allowed<ReadNotices>,
        /// Only those that still hang, or only those that don't.
        running: Query<Option<bool>>,
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
    ) -> Result<Answer<Page<PublicNoticeLine>>> {
        let filter = NoticeFilter { running: running.0, node: node_id.0 };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = notices::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a public notice
    ///
    /// As it hangs: masked names, buildings, how many live there, and the category.
    #[oai(path = "/public-notices/:notice_id", method = "get", operation_id = "get_public_notice")]
    async fn get_public_notice(
        &self,
        by: Allowed<ReadNotices>,
        /// The notice.
        notice_id: Path<NoticeId>,
    ) -> Result<Answer<PublicNotice>> {
        Ok(Answer::new(&notices::read(&self.0.view(), &by, notice_id.0).await?)?)
    }

    /// Print a public notice
    ///
    /// An A3 sheet as SVG.
    #[oai(
        path = "/public-notices/:notice_id/sheet",
        method = "get",
        operation_id = "print_public_notice"
    )]
    async fn print_public_notice(
        &self,
        by: Allowed<ReadNotices>,
        /// The notice.
        notice_id: Path<NoticeId>,
    ) -> Result<Svg> {
        Ok(Svg(sheet::draw(&notices::read(&self.0.view(), &by, notice_id.0).await?)))
    }

    /// Object to a public notice
    ///
    /// By somebody of the community, never by the household itself. The declaration's clock stands still
    /// until the answer; the household is not told who objected.
    #[oai(
        path = "/public-notices/:notice_id/objections",
        method = "post",
        operation_id = "object_to_notice"
    )]
    async fn object_to_notice(
        &self,
        by: Acting<ObjectToNotices>,
        /// The notice.
        notice_id: Path<NoticeId>,
        body: Body<NewObjection>,
    ) -> Result<Created<ObjectionTaken>> {
        let deed = ObjectTo { notice: notice_id.0, objection: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// Record an objection
    ///
    /// That somebody brought to the office.
    #[oai(
        path = "/public-notices/:notice_id/recorded-objections",
        method = "post",
        operation_id = "record_objection"
    )]
    async fn record_objection(
        &self,
        by: Acting<ReviewDeclarations>,
        /// The notice.
        notice_id: Path<NoticeId>,
        body: Body<NewRecordedObjection>,
    ) -> Result<Created<ObjectionTaken>> {
        let deed = RecordObjection { notice: notice_id.0, objection: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// List objections
    ///
    /// About households of one's own area, the newest first.
    #[oai(path = "/notice-objections", method = "get", operation_id = "list_objections")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_objections(
        &self,
        by: Allowed<ReviewDeclarations>,
        /// Only those without an answer, or only those with one.
        open: Query<Option<bool>>,
        /// Only to this notice.
        notice_id: Query<Option<NoticeId>>,
        /// Only about households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Objection>>> {
        let filter = ObjectionFilter { open: open.0, notice: notice_id.0, node: node_id.0 };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = objections::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// List own objections
    ///
    /// With their answers.
    #[oai(path = "/me/notice-objections", method = "get", operation_id = "list_my_objections")]
    async fn list_my_objections(
        &self,
        by: Allowed<ObjectToNotices>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Objection>>> {
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        Ok(Answer::new(&objections::own(&self.0.view(), &self.0.keys, &by, turn).await?)?)
    }

    /// Answer an objection
    ///
    /// After the last one the clock goes on, and the days it took are given back. When it was right, the
    /// declaration is then refused with the reason `objection_upheld`.
    #[oai(
        path = "/notice-objections/:objection_id/answer",
        method = "post",
        operation_id = "answer_objection"
    )]
    async fn answer_objection(
        &self,
        by: Acting<ReviewDeclarations>,
        /// The objection.
        objection_id: Path<ObjectionId>,
        body: Body<ObjectionAnswer>,
    ) -> Result<Answer<ObjectionAnswered>> {
        let deed = AnswerObjection { id: objection_id.0, answer: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }
}
