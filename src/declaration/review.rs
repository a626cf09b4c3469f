//! What a review meeting decided on a declaration (民主评议): more than half for it, and it goes on;
//! otherwise it is refused.

use entity::Moment;
use entity::declaration::Category;
use entity::declaration_step::{DeclarationAction, StepReason};
use entity::id::{DeclarationId, MeetingId, NodeId, VoteId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Deserialize;
use time::Date;

use super::advance::{DeclarationStanding, Wish, take};
use super::error::DeclarationError;
use super::store::{self, Case};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReviewDeclarations;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::{At, Fault};

/// What a household reads when the meeting did not agree.
const VOTED_DOWN: &str = "民主评议没有通过。您可以申诉一次，由上一级另外的工作人员重新决定。";

/// The vote of a meeting on one declaration.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct DeclarationReview {
    /// The meeting, held for the household's community after the verification.
    pub meeting_id: MeetingId,
    /// Votes for it.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
    pub votes_for: i64,
    /// Votes against it.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
    pub votes_against: i64,
    /// Votes for neither; they count, so half is not more than half.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
    pub votes_abstained: i64,
    /// The category that is proposed.
    pub proposed_category: Category,
    /// Words to the household; the usual ones when left out.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: Option<String>,
}

/// Writes down a vote and takes the step that follows from it.
#[derive(Clone, Debug)]
pub struct Review {
    /// Of which declaration.
    pub id: DeclarationId,
    /// The vote.
    pub review: DeclarationReview,
}

#[derive(FromQueryResult)]
struct Meeting {
    node_id: NodeId,
    held_on: Date,
    participants: i64,
}

impl Command for Review {
    type Needs = ReviewDeclarations;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.review";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewDeclarations>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let vote = self.review;
        check(at, by, &case, &vote).await?;
        let cast = vote.votes_for + vote.votes_against + vote.votes_abstained;
        let passed = vote.votes_for * 2 > cast;
        let wish = if passed {
            Wish {
                category: Some(vote.proposed_category),
                words: vote.words.clone(),
                ..Wish::to(DeclarationAction::Review)
            }
        } else {
            let words = vote.words.clone().unwrap_or_else(|| VOTED_DOWN.to_owned());
            Wish::to(DeclarationAction::Refuse).because(StepReason::VotedDown).saying(words)
        };
        let taken = take(at, by, case, wish).await?;
        match insert(at, self.id, &vote, passed).await {
            Ok(()) => Ok(taken.deed()),
            Err(fault) if fault.is_duplicate() => Err(DeclarationError::VotedBefore),
            Err(fault) => Err(fault.into()),
        }
    }
}

async fn check(
    at: &At<'_>,
    by: &Grant<ReviewDeclarations>,
    case: &Case,
    vote: &DeclarationReview,
) -> Result<(), DeclarationError> {
    let mut invalid = Invalid::default();
    let meeting: Option<Meeting> = at
        .sql()
        .one(
            "SELECT m.node_id, m.held_on, m.participants FROM review_meeting m \
             JOIN grid_path g ON g.ancestor_id = m.node_id AND g.node_id = $2 WHERE m.id = $1",
            params![vote.meeting_id, case.node_id],
        )
        .await?;
    let Some(meeting) = meeting else {
        invalid.add("/meeting_id", Common::FieldUnknown.entry());
        return Err(invalid.into());
    };
    if !by.covers(at.sql(), meeting.node_id).await? {
        invalid.add("/meeting_id", Common::FieldUnknown.entry());
    }
    let cast = vote.votes_for + vote.votes_against + vote.votes_abstained;
    if cast > meeting.participants {
        invalid.beyond("/votes_for", Common::FieldTooLarge.entry(), meeting.participants);
    } else if cast == 0 {
        invalid.beyond("/votes_for", Common::FieldTooSmall.entry(), 1);
    }
    let verified: Option<Moment> = at
        .sql()
        .value(
            "SELECT at FROM declaration_step WHERE declaration_id = $1 AND action = 'verify' \
             ORDER BY number DESC LIMIT 1",
            params![case.id],
        )
        .await?;
    if verified.is_some_and(|verified| meeting.held_on < verified.day()) {
        return Err(DeclarationError::MeetingBefore);
    }
    invalid.check()?;
    Ok(())
}

async fn insert(
    at: &At<'_>,
    id: DeclarationId,
    vote: &DeclarationReview,
    passed: bool,
) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO review_vote (id, meeting_id, declaration_id, votes_for, votes_against, \
         votes_abstained, proposed_category, passed, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            at.id::<VoteId>(),
            vote.meeting_id,
            id,
            vote.votes_for,
            vote.votes_against,
            vote.votes_abstained,
            vote.proposed_category.code(),
            passed,
            at.now
        ],
    )
    .await?;
    Ok(())
}
