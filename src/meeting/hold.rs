//! Writing a review meeting down.

use entity::grid_node::{self, NodeKind};
use entity::id::{MeetingId, NodeId};
use poem_openapi::Object;
use serde::Deserialize;
use time::{Date, Duration};

use super::MeetingError;
use super::meetings::{MINUTES, ReviewMeeting};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReviewDeclarations;
use crate::http::{ApiError, Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Days after which a meeting is not written down any more.
const LATE_DAYS_MAX: i64 = 30;
/// Longest place and names, in characters.
const LINE_CHARS_MAX: usize = 100;
/// Longest list of participants, in characters.
const NAMES_CHARS_MAX: usize = 2_000;
/// Longest minutes, in characters.
const MINUTES_CHARS_MAX: usize = 5_000;

/// A review meeting that was held.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewReviewMeeting {
    /// The community.
    pub node_id: NodeId,
    /// The day: today, or at most 30 days ago.
    #[serde(with = "crate::identity::day")]
    pub held_on: Date,
    /// The room.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub place: String,
    /// Who led it.
    #[oai(validator(min_length = 1, max_length = 100))]
    pub chair_name: String,
    /// How many had a vote.
    #[oai(validator(minimum(value = "3"), maximum(value = "1000")))]
    pub participants: i64,
    /// Who they were.
    #[oai(validator(min_length = 1, max_length = 2000))]
    pub participant_names: String,
    /// What was said. Sealed at rest.
    #[oai(validator(min_length = 1, max_length = 5000))]
    pub minutes: String,
}

/// Writes it down.
#[derive(Clone, Debug)]
pub(super) struct Hold(pub(super) NewReviewMeeting);

impl Command for Hold {
    type Needs = ReviewDeclarations;
    type Shows = ReviewMeeting;
    type Error = ApiError;
    const ACTION: &'static str = "meeting.hold";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewDeclarations>,
    ) -> Result<Deed<ReviewMeeting>, ApiError> {
        let new = self.0;
        let node = by.within::<grid_node::Entity>(at, new.node_id).await?;
        let node = node.ok_or(MeetingError::Missing)?;
        if node.kind != NodeKind::Community {
            return Err(MeetingError::NotCommunity.into());
        }
        let mut invalid = Invalid::default();
        let today = at.today();
        if new.held_on > today {
            invalid.beyond("/held_on", Common::FieldTooLarge.entry(), today);
        }
        let first = today - Duration::days(LATE_DAYS_MAX);
        if new.held_on < first {
            invalid.beyond("/held_on", Common::FieldTooSmall.entry(), first);
        }
        let place = words::line(&mut invalid, "/place", &new.place, LINE_CHARS_MAX);
        let chair = words::line(&mut invalid, "/chair_name", &new.chair_name, LINE_CHARS_MAX);
        let names = &new.participant_names;
        let names = words::text(&mut invalid, "/participant_names", names, NAMES_CHARS_MAX);
        let minutes = words::text(&mut invalid, "/minutes", &new.minutes, MINUTES_CHARS_MAX);
        invalid.check()?;
        let id: MeetingId = at.id();
        let shows = ReviewMeeting {
            meeting_id: id,
            node_id: new.node_id,
            community_name: node.name.clone(),
            held_on: new.held_on,
            place: place.unwrap_or_default(),
            chair_name: chair.unwrap_or_default(),
            participants: new.participants,
            votes: 0,
            created_at: at.now,
        };
        let sealed = MINUTES.seal(at.world, id.0, &minutes.unwrap_or_default())?;
        at.execute(
            "INSERT INTO review_meeting (id, node_id, held_on, place, chair_name, participants, \
             participant_names, minutes_sealed, created_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            params![
                id,
                shows.node_id,
                shows.held_on,
                shows.place.clone(),
                shows.chair_name.clone(),
                shows.participants,
                names.unwrap_or_default(),
                sealed,
                by.caller().account,
                at.now
            ],
        )
        .await?;
        let subject = Subject::new("review_meeting", id).node(new.node_id);
        Ok(Deed::new(shows, subject))
    }
}
