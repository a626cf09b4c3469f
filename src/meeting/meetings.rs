//! Review meetings as officers read them: the list, and one with its minutes and votes.

use std::sync::Arc;

use entity::Moment;
use entity::declaration::Category;
use entity::id::{DeclarationId, HouseholdId, MeetingId, NodeId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::MeetingError;
use crate::app::App;
use crate::auth::permission::ReviewDeclarations;
use crate::auth::{Allowed, Grant};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::View;
use crate::store::audit::Subject;
use crate::store::keys::Keys;
use crate::support::listing::{Listing, Source, Turn};
use crate::support::words;
use crate::text::mask;

/// Where minutes lie.
pub(super) const MINUTES: words::At =
    words::At { table: "review_meeting", column: "minutes_sealed" };

/// A review meeting (民主评议会).
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct ReviewMeeting {
    /// Names it.
    pub meeting_id: MeetingId,
    /// The community.
    pub node_id: NodeId,
    /// Its name.
    #[oai(validator(max_length = 100))]
    pub community_name: String,
    /// The day.
    #[serde(with = "crate::identity::day")]
    pub held_on: Date,
    /// The room.
    #[oai(validator(max_length = 100))]
    pub place: String,
    /// Who led it.
    #[oai(validator(max_length = 100))]
    pub chair_name: String,
    /// How many had a vote.
    pub participants: i64,
    /// How many declarations it voted on.
    #[oai(validator(minimum(value = "0")))]
    pub votes: i64,
    /// When it was written down.
    pub created_at: Moment,
}

/// A review meeting with its minutes and votes.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ReviewMeetingDetail {
    /// The meeting.
    pub meeting: ReviewMeeting,
    /// Who took part.
    #[oai(validator(max_length = 2000))]
    pub participant_names: String,
    /// What was said.
    #[oai(validator(max_length = 5000))]
    pub minutes: String,
    /// What it decided, in order.
    #[oai(validator(max_items = 1000))]
    pub votes: Vec<ReviewVote>,
}

/// What a meeting decided on one declaration.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ReviewVote {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household at the time, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Votes for it.
    pub votes_for: i64,
    /// Votes against it.
    pub votes_against: i64,
    /// Votes for neither.
    pub votes_abstained: i64,
    /// The category that was proposed.
    pub proposed_category: Category,
    /// Whether more than half were for it.
    pub passed: bool,
}

const SOURCE: Source = Source {
    name: "review_meetings",
    columns: "t.id AS meeting_id, t.node_id, n.name AS community_name, t.held_on, t.place, \
        t.chair_name, t.participants, t.created_at, \
        (SELECT COUNT(*) FROM review_vote v WHERE v.meeting_id = t.id) AS votes",
    tables: "review_meeting t JOIN grid_node n ON n.id = t.node_id",
    with_household: false,
    key: "t.id",
};

/// Lists meetings of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReviewDeclarations>,
    node: Option<NodeId>,
    turn: Turn<'_>,
) -> Result<Page<ReviewMeeting>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("t.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("t.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ?)", node);
    let id = |meeting: &ReviewMeeting| meeting.meeting_id.0;
    list.page(view, keys, turn, |row: ReviewMeeting| row, id).await
}

#[derive(FromQueryResult)]
struct More {
    participant_names: String,
    minutes_sealed: String,
}

#[derive(FromQueryResult)]
struct Vote {
    declaration_id: DeclarationId,
    household_id: HouseholdId,
    household_number: String,
    head_name: Option<String>,
    votes_for: i64,
    votes_against: i64,
    votes_abstained: i64,
    proposed_category: Category,
    passed: bool,
}

/// Reads one; the households that it voted on see who read.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReviewDeclarations>,
    id: MeetingId,
) -> Result<ReviewMeetingDetail, ApiError> {
    let view = app.view();
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("t.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("t.id = ?", Some(id));
    let meeting: Option<ReviewMeeting> = list.first(view.sql).await?;
    let meeting = meeting.ok_or(MeetingError::Missing)?;
    let more = "SELECT participant_names, minutes_sealed FROM review_meeting WHERE id = $1";
    let more: Option<More> = view.sql.one(more, params![id]).await?;
    let more = more.ok_or(MeetingError::Missing)?;
    let votes: Vec<Vote> = view
        .sql
        .all(
            "SELECT v.declaration_id, d.household_id, h.number AS household_number, d.head_name, \
             v.votes_for, v.votes_against, v.votes_abstained, v.proposed_category, v.passed \
             FROM review_vote v JOIN declaration d ON d.id = v.declaration_id \
             JOIN household h ON h.id = d.household_id WHERE v.meeting_id = $1 ORDER BY v.id",
            params![id],
        )
        .await?;
    let mut about = vec![Subject::new("review_meeting", id).node(meeting.node_id)];
    about.extend(
        votes.iter().map(|vote| {
            Subject::new("declaration", vote.declaration_id).household(vote.household_id)
        }),
    );
    app.disclose(by, &by.asked, "meeting.read", about).await?;
    let minutes = MINUTES.open(view.world, id.0, Some(more.minutes_sealed))?;
    Ok(ReviewMeetingDetail {
        meeting,
        participant_names: more.participant_names,
        minutes: minutes.unwrap_or_default(),
        votes: votes.into_iter().map(Vote::shown).collect(),
    })
}

impl Vote {
    fn shown(self) -> ReviewVote {
        ReviewVote {
            declaration_id: self.declaration_id,
            household_number: self.household_number,
            head_name: self.head_name.map(|name| mask::name(&name)),
            votes_for: self.votes_for,
            votes_against: self.votes_against,
            votes_abstained: self.votes_abstained,
            proposed_category: self.proposed_category,
            passed: self.passed,
        }
    }
}
