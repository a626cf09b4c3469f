//! Asking that a declaration's clock stands still (申请中止): another person decides.

use entity::declaration_step::{DeclarationAction, StepReason};
use entity::grid_node::NodeKind;
use entity::id::{DeclarationId, PauseId};
use entity::staff_message::StaffTopic;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::advance::{Wish, check_desk, check_needs, check_own};
use super::error::DeclarationError;
use super::store::{self, Case};
use super::{pauses, workflow};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::HandleDeclarations;
use crate::identity::duty::on_duty;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Why a declaration's clock is to stand still.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PauseRequest {
    /// The reason: `household_away`, `waits_for_office` or `force_majeure`.
    pub reason_code: StepReason,
    /// The same in plain words, which the household reads once it is approved.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// A pause that was asked for.
#[derive(Clone, Copy, Debug, Object, Serialize)]
pub struct PauseAsked {
    /// Names it, for its decision.
    pub pause_id: PauseId,
    /// Whose clock is to stand still.
    pub declaration_id: DeclarationId,
    /// Why.
    pub reason_code: StepReason,
}

/// Asks for a pause.
#[derive(Clone, Debug)]
pub struct RequestPause {
    /// Of which declaration.
    pub id: DeclarationId,
    /// Why.
    pub request: PauseRequest,
}

impl Command for RequestPause {
    type Needs = HandleDeclarations;
    type Shows = PauseAsked;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.request_pause";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<HandleDeclarations>,
    ) -> Result<Deed<PauseAsked>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        check_own(at, by, &case).await?;
        check_desk(at, by, &case).await?;
        let step = workflow::rows(case.stand.place(), DeclarationAction::Pause).next();
        let step = step.ok_or(DeclarationError::NotNow)?;
        if case.stand.stopped_at.is_some() {
            return Err(DeclarationError::Stopped);
        }
        let PauseRequest { reason_code, words } = self.request;
        let wish = Wish::to(DeclarationAction::Pause).because(reason_code).saying(words);
        let words = check_needs(at, step, &wish)?.ok_or(Fault::Panicked)?;
        let account = by.caller().account;
        let asked = pauses::ask(at, case.id, account, reason_code, &words).await;
        let pause_id = asked.map_err(|fault| match fault.is_duplicate() {
            true => DeclarationError::PausePending,
            false => fault.into(),
        })?;
        tell_approvers(at, by, &case).await?;
        let subject = Subject::new("declaration", case.id)
            .household(case.household_id)
            .node(case.node_id)
            .facts(json!({ "pause": pause_id, "reason": reason_code }));
        let shows = PauseAsked { pause_id, declaration_id: case.id, reason_code };
        Ok(Deed::new(shows, subject))
    }
}

/// Tells those on duty who may decide it, from the street upwards, but not whoever asked.
async fn tell_approvers(
    at: &At<'_>,
    by: &Grant<HandleDeclarations>,
    case: &Case,
) -> Result<(), Fault> {
    let from = match case.stand.level {
        entity::declaration::DeskLevel::County => NodeKind::County,
        _ => NodeKind::Site,
    };
    let Some(duty) = on_duty(at.sql(), case.node_id, from, at.today()).await? else {
        return Ok(());
    };
    let asker = by.caller().account;
    let others: Vec<_> = duty.accounts.into_iter().filter(|account| *account != asker).collect();
    let notice = Notice {
        topic: StaffTopic::Declaration,
        subject: Some(case.id.0),
        title: "有一件申报请求暂停办理",
        body: "经办人请求暂停办理一件申报，请打开申报查看原因，决定是否同意。",
    };
    tell_staff(at, &others, notice).await
}
