//! What a public notice does to the declarations on it: hanging them out, objections, and their answers.
//! The notice itself is in [`crate::notice`].

use entity::Moment;
use entity::declaration::{Category, StopCause};
use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, HouseholdId, NodeId};

use super::advance::{DeclarationStanding, Taken, Wish, take};
use super::error::DeclarationError;
use super::stand;
use super::store::{self, case_sql};
use crate::auth::permission::ReviewDeclarations;
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// A step that a notice took.
#[derive(Debug)]
pub(crate) struct Step {
    /// Whose declaration.
    pub(crate) household: HouseholdId,
    /// Where the household lives.
    pub(crate) node: NodeId,
    /// The category that the meeting proposed.
    pub(crate) category: Category,
    /// Where the declaration stands now.
    pub(crate) standing: DeclarationStanding,
    /// What the audit trail says of it.
    pub(crate) subject: Subject,
    /// Since when the clock stood still, where the step let it go on.
    pub(crate) went_on_after: Option<Moment>,
}

impl From<Taken> for Step {
    fn from(taken: Taken) -> Self {
        let stopped = taken.case.stand.stopped_at.filter(|_| {
            taken.case.stand.stopped_for == Some(StopCause::Objection)
                && taken.to.stopped_at.is_none()
        });
        Self {
            household: taken.case.household_id,
            node: taken.case.node_id,
            category: taken.to.category.unwrap_or(Category::Sudden),
            standing: taken.standing(),
            subject: taken.subject(),
            went_on_after: stopped,
        }
    }
}

/// Hangs a declaration out until `ends`.
pub(crate) async fn publish(
    at: &At<'_>,
    by: &Grant<ReviewDeclarations>,
    id: DeclarationId,
    ends: Moment,
) -> Result<Step, DeclarationError> {
    let case = store::case(at, by, id).await?.ok_or(DeclarationError::Missing)?;
    let wish = Wish { notice_ends: Some(ends), ..Wish::to(DeclarationAction::Publish) };
    Ok(take(at, by, case, wish).await?.into())
}

/// Objects to a declaration that the caller sees on a notice, though it is another household's.
pub(crate) async fn object<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: DeclarationId,
    words: String,
) -> Result<Step, DeclarationError> {
    let sql = format!("{} WHERE d.id = $1", case_sql());
    let case: Option<store::Case> = at.sql().one(sql, params![id]).await?;
    let case = case.ok_or(DeclarationError::Missing)?;
    if by.is_own(case.household_id) {
        return Err(DeclarationError::OwnCase);
    }
    Ok(take(at, by, case, Wish::to(DeclarationAction::Object).saying(words)).await?.into())
}

/// Answers an objection; the clock goes on after the last one.
pub(crate) async fn answer_objection(
    at: &At<'_>,
    by: &Grant<ReviewDeclarations>,
    id: DeclarationId,
    words: String,
) -> Result<Step, DeclarationError> {
    let case = store::case(at, by, id).await?.ok_or(DeclarationError::Missing)?;
    let wish = Wish::to(DeclarationAction::AnswerObjection).saying(words);
    Ok(take(at, by, case, wish).await?.into())
}

/// Moves the end of what a notice shows of a declaration by the working days since `stopped`.
pub(crate) async fn move_end(at: &At<'_>, id: DeclarationId, stopped: Moment) -> Result<(), Fault> {
    let sql = "SELECT MAX(ends_at) FROM public_notice_entry WHERE declaration_id = $1";
    let Some(Some(ends)) = at.sql().value::<Option<Moment>>(sql, params![id]).await? else {
        return Ok(());
    };
    let moved = stand::shift(&at.world.calendar, ends, stopped, at.now);
    at.execute(
        "UPDATE public_notice_entry SET ends_at = $3 WHERE declaration_id = $1 AND ends_at = $2",
        params![id, ends, moved],
    )
    .await?;
    Ok(())
}
