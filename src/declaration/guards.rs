//! What must be so besides the table's rows, looked at in the transaction that acts; and what stops and
//! starts the clock.

use entity::Moment;
use entity::declaration::StopCause;
use entity::declaration_step::DeclarationAction as Action;
use entity::id::AccountId;

use super::error::DeclarationError;
use super::stand::Stand;
use super::store::Case;
use super::workflow::{Guard, Step};
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::{At, Fault, Sql};

/// Refuses the step unless all that its row asks for is so.
pub(super) async fn check<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
    step: &Step,
) -> Result<(), DeclarationError> {
    for guard in step.guards {
        match guard {
            Guard::FirstAppeal if case.stand.has_appealed => {
                return Err(DeclarationError::AppealedBefore);
            }
            Guard::SuddenKind if !case.is_sudden() => return Err(DeclarationError::NotSudden),
            Guard::SuddenKind if case.stand.is_green => return Err(DeclarationError::NotNow),
            Guard::AnotherThanRefused => {
                let refuser = who_refused(at.sql(), case).await?;
                if refuser == Some(by.caller().account) {
                    return Err(DeclarationError::SameReviewer);
                }
            }
            Guard::NoticeOver if notice_hangs(at.sql(), case, at.now).await? => {
                return Err(DeclarationError::NoticeHangs);
            }
            Guard::PauseApproved | Guard::RemovalConditions => {
                check_rows(at, by, case, *guard).await?;
            }
            Guard::FirstAppeal | Guard::SuddenKind | Guard::NoticeOver => {}
        }
    }
    Ok(())
}

/// Who refused it last.
pub(super) async fn who_refused(sql: Sql<'_>, case: &Case) -> Result<Option<AccountId>, Fault> {
    sql.value(
        "SELECT actor_id FROM declaration_step WHERE declaration_id = $1 AND action = 'refuse' \
         ORDER BY number DESC LIMIT 1",
        params![case.id],
    )
    .await
}

/// Whether its public notice has not hung its days, or an objection has no answer.
pub(super) async fn notice_hangs(sql: Sql<'_>, case: &Case, now: Moment) -> Result<bool, Fault> {
    let hangs = sql
        .exists(
            "SELECT 1 FROM public_notice_entry WHERE declaration_id = $1 AND ends_at > $2",
            params![case.id, now],
        )
        .await?;
    Ok(hangs || has_objections(sql, case).await?)
}

/// Whether an objection has no answer.
pub(super) async fn has_objections(sql: Sql<'_>, case: &Case) -> Result<bool, Fault> {
    sql.exists(
        "SELECT 1 FROM notice_objection WHERE declaration_id = $1 AND answered_at IS NULL",
        params![case.id],
    )
    .await
}

async fn check_rows<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    case: &Case,
    guard: Guard,
) -> Result<(), DeclarationError> {
    if guard == Guard::PauseApproved {
        let approved = at
            .sql()
            .exists(
                "SELECT 1 FROM declaration_pause WHERE declaration_id = $1 AND decided_by = $2 \
                 AND is_approved AND ended_at IS NULL",
                params![case.id, by.caller().account],
            )
            .await?;
        return if approved { Ok(()) } else { Err(DeclarationError::NotNow) };
    }
    super::removal::check(at, case).await
}

/// Stops the clock for a pause or an objection, and lets it go on after the last of both.
pub(super) async fn set_clock(
    at: &At<'_>,
    case: &Case,
    to: &mut Stand,
    action: Action,
) -> Result<(), DeclarationError> {
    match action {
        Action::Pause => to.stop(at.now, StopCause::Pause),
        Action::Object => to.stop(at.now, StopCause::Objection),
        Action::Resume => {
            if case.stand.stopped_for != Some(StopCause::Pause) {
                return Err(DeclarationError::NotNow);
            }
            to.go_on(&at.world.calendar, at.now);
            if has_objections(at.sql(), case).await? {
                to.stop(at.now, StopCause::Objection);
            }
        }
        Action::AnswerObjection => {
            let waits = has_objections(at.sql(), case).await?;
            if !waits && case.stand.stopped_for == Some(StopCause::Objection) {
                to.go_on(&at.world.calendar, at.now);
            }
        }
        Action::Green => to.is_green = true,
        Action::Appeal => to.has_appealed = true,
        // What was refused begins anew, and so does the time for the whole.
        Action::Reopen => to.begin_chain(at),
        _ => {}
    }
    Ok(())
}
