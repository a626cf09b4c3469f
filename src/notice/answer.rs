//! Answering an objection (答复异议): after the last one the clock goes on, and the days are given back.

use entity::id::{DeclarationId, NodeId, ObjectionId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::NoticeError;
use super::objections::ANSWER;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ReviewDeclarations;
use crate::declaration::advance::DeclarationStanding;
use crate::declaration::public;
use crate::http::{ApiError, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest answer, in characters.
const WORDS_CHARS_MAX: usize = 1_000;

/// The answer to an objection.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ObjectionAnswer {
    /// What was found, in plain words; whoever objected and the household read it.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
    /// Whether the objection was right. Then the declaration is to be refused with the reason
    /// `objection_upheld`.
    pub is_upheld: bool,
}

/// An objection that was answered.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ObjectionAnswered {
    /// The objection.
    pub objection_id: ObjectionId,
    /// Whether it was right.
    pub is_upheld: bool,
    /// Where the declaration stands; its clock goes on unless another objection waits.
    pub standing: DeclarationStanding,
}

/// Answers it.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) id: ObjectionId,
    pub(super) answer: ObjectionAnswer,
}

#[derive(FromQueryResult)]
struct Row {
    declaration_id: DeclarationId,
    node_id: NodeId,
}

impl Command for Answer {
    type Needs = ReviewDeclarations;
    type Shows = ObjectionAnswered;
    type Error = ApiError;
    const ACTION: &'static str = "notice.answer";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewDeclarations>,
    ) -> Result<Deed<ObjectionAnswered>, ApiError> {
        let mut values = params![self.id];
        let clause = by.clause("h.node_id", None, &mut values);
        let sql = format!(
            "SELECT o.declaration_id, h.node_id FROM notice_objection o \
             JOIN declaration d ON d.id = o.declaration_id \
             JOIN household h ON h.id = d.household_id WHERE o.id = $1 AND {clause}"
        );
        let row: Option<Row> = at.sql().one(sql, values).await?;
        let row = row.ok_or(NoticeError::Missing)?;
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.answer.words, WORDS_CHARS_MAX);
        invalid.check()?;
        let said = said.unwrap_or_default();
        let sealed = ANSWER.seal(at.world, self.id.0, &said)?;
        let rows = at
            .execute(
                "UPDATE notice_objection SET answered_at = $2, answered_by = $3, \
                 answer_sealed = $4, is_upheld = $5 WHERE id = $1 AND answered_at IS NULL",
                params![self.id, at.now, by.caller().account, sealed, self.answer.is_upheld],
            )
            .await?;
        if rows == 0 {
            return Err(NoticeError::Answered.into());
        }
        let step = public::answer_objection(at, by, row.declaration_id, said).await?;
        if let Some(stopped) = step.went_on_after {
            public::move_end(at, row.declaration_id, stopped).await?;
        }
        let subject = Subject::new("notice_objection", self.id).node(row.node_id);
        let shows = ObjectionAnswered {
            objection_id: self.id,
            is_upheld: self.answer.is_upheld,
            standing: step.standing,
        };
        Ok(Deed::new(shows, subject).also(step.subject))
    }
}
