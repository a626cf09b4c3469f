//! Deciding on a pause (审批中止): approved, both clocks stand still; rejected, work goes on.

use entity::declaration_step::DeclarationAction;
use entity::id::{DeclarationId, PauseId};
use entity::staff_message::StaffTopic;
use poem_openapi::Object;
use serde::Deserialize;
use serde_json::json;

use super::advance::{
    DESK_WORDS_CHARS_MAX, DeclarationStanding, Wish, check_desk, check_own, take,
};
use super::error::DeclarationError;
use super::pauses::{self, Asked};
use super::store::{self, Case};
use super::words::{self, PAUSE};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ApprovePauses;
use crate::http::Invalid;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// What is decided on a pause.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PauseDecision {
    /// Whether the clock stands still.
    pub approve: bool,
    /// Why, for whoever asked.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// Decides on a pause that somebody else asked for.
#[derive(Clone, Debug)]
pub struct DecidePause {
    /// Of which declaration.
    pub id: DeclarationId,
    /// Which pause.
    pub pause: PauseId,
    /// How.
    pub decision: PauseDecision,
}

impl Command for DecidePause {
    type Needs = ApprovePauses;
    type Shows = DeclarationStanding;
    type Error = DeclarationError;
    const ACTION: &'static str = "declaration.decide_pause";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ApprovePauses>,
    ) -> Result<Deed<DeclarationStanding>, DeclarationError> {
        let case = store::case(at, by, self.id).await?.ok_or(DeclarationError::Missing)?;
        let asked = pauses::find(at, case.id, self.pause).await?;
        let asked = asked.ok_or(DeclarationError::Missing)?;
        check_own(at, by, &case).await?;
        check_desk(at, by, &case).await?;
        let account = by.caller().account;
        if asked.requested_by == account {
            return Err(DeclarationError::SameAsker);
        }
        let mut invalid = Invalid::default();
        let said = words::parse(&mut invalid, "/words", &self.decision.words, DESK_WORDS_CHARS_MAX);
        invalid.check()?;
        let said = said.ok_or(Fault::Panicked)?;
        let approve = self.decision.approve;
        if asked.decided_at.is_some()
            || !pauses::decide(at, asked.id, account, approve, &said).await?
        {
            return Err(DeclarationError::PauseDecided);
        }
        tell_asker(at, &asked, &case, approve).await?;
        if approve { stop(at, by, case, asked).await } else { Ok(goes_on(&case, &asked)) }
    }
}

/// Takes the step, with what the household is to know: why, in the words of whoever asked.
async fn stop(
    at: &At<'_>,
    by: &Grant<ApprovePauses>,
    case: Case,
    asked: Asked,
) -> Result<Deed<DeclarationStanding>, DeclarationError> {
    let plain = words::open(at.world, PAUSE, asked.id.0, Some(asked.words_sealed))?;
    let wish = Wish::to(DeclarationAction::Pause).because(asked.reason_code);
    let wish = wish.saying(plain.unwrap_or_default());
    Ok(take(at, by, case, wish).await?.deed())
}

fn goes_on(case: &Case, asked: &Asked) -> Deed<DeclarationStanding> {
    let subject = Subject::new("declaration", case.id)
        .household(case.household_id)
        .node(case.node_id)
        .facts(json!({ "pause": asked.id, "approved": false }));
    Deed::new(case.stand.shows(case.id, case.version), subject).version(case.version)
}

async fn tell_asker(at: &At<'_>, asked: &Asked, case: &Case, approved: bool) -> Result<(), Fault> {
    let (title, body) = if approved {
        ("暂停办理已同意", "您请求的暂停已同意，办理时限停止计算，情况好转后请及时恢复办理。")
    } else {
        ("暂停办理未同意", "您请求的暂停没有同意，办理时限照常计算，请打开申报继续办理。")
    };
    let topic = StaffTopic::Declaration;
    let notice = Notice { topic, subject: Some(case.id.0), title, body };
    tell_staff(at, &[asked.requested_by], notice).await
}
