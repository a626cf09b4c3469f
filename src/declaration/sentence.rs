//! One plain sentence for each step of a timeline, fit to be read aloud: when, who, what, and until when
//! what comes next.

use entity::Moment;
use entity::appointment::Role;
use entity::declaration::{DeclarationState, DeskLevel, Track};
use entity::declaration_step::DeclarationAction as Action;

use super::signature::UNNAMED;
use super::terms;
use crate::household::access_log::title;

/// A step that was taken, as far as its sentence needs to know it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) action: Action,
    pub(super) at: Moment,
    /// The name as the reader may see it.
    pub(super) actor: &'a str,
    pub(super) role: Role,
    /// The way that the declaration took at the time.
    pub(super) track: Track,
    pub(super) state: DeclarationState,
    pub(super) level: DeskLevel,
    pub(super) due_at: Option<Moment>,
    /// Whether the reader is of the household.
    pub(super) is_own: bool,
}

/// The step in one sentence.
pub(super) fn sentence(step: &Told<'_>) -> String {
    let (day, who) = (day(step.at), who(step));
    let done = done(step.action, if step.is_own { "您家" } else { "这户" }, step.level);
    let next = step.due_at.zip(terms::due_deed(step.state, step.track));
    match next {
        Some((due, deed)) => format!("{day}，{who}{done}，{}以前要{deed}。", last_day(due)),
        None => format!("{day}，{who}{done}。"),
    }
}

fn who(step: &Told<'_>) -> String {
    match step.role {
        Role::Resident if step.actor == UNNAMED => "一位居民".to_owned(),
        role => format!("{}{}", title(role), step.actor),
    }
}

fn done(action: Action, home: &str, level: DeskLevel) -> String {
    let fixed = match action {
        Action::DeclareFor => return format!("替{home}提交了申报"),
        Action::Return => return format!("请{home}补充材料"),
        Action::Refer => return format!("把申报转到{}办理", terms::level(level)),
        Action::Confirm => return format!("审定同意，{home}纳入帮扶"),
        Action::Green => return format!("先给了{home}帮扶，手续随后补办"),
        Action::NotSolved if level == DeskLevel::County => "说问题没有解决",
        Action::NotSolved => return format!("说问题没有解决，申报转到{}", terms::level(level)),
        Action::Declare => "提交了申报",
        Action::Accept => "受理了申报",
        Action::Supplement => "补充了情况",
        Action::Reclassify => "把申报改为服务事项办理",
        Action::Withdraw => "撤回了申报",
        Action::Refuse => "没有通过申报",
        Action::Answer => "答复了申报",
        Action::Solved => "说问题已经解决",
        Action::Verify => "入户核实了情况",
        Action::Review => "主持评议，通过了申报",
        Action::Publish => "张贴了公示",
        Action::Object => "对公示提出了异议",
        Action::AnswerObjection => "答复了对公示的异议",
        Action::StreetReview => "审核同意了申报",
        Action::RemoveRisk => "认定风险已经消除",
        Action::Pause => "同意暂停办理",
        Action::Resume => "恢复了办理",
        Action::Appeal => "提出了申诉",
        Action::Uphold => "重新看过，维持了原来的决定",
        Action::Reopen => "同意申诉，重新办理",
    };
    fixed.to_owned()
}

/// A day as people say it: `3月2日`.
pub(super) fn day(at: Moment) -> String {
    let day = at.day();
    format!("{}月{}日", u8::from(day.month()), day.day())
}

/// The last day before a deadline, which is the first instant that is too late.
pub(super) fn last_day(due: Moment) -> String {
    day(due.plus_ms(-1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(action: Action, role: Role, actor: &str) -> String {
        sentence(&Told {
            action,
            at: "2026-03-02T01:00:00Z".parse().unwrap(),
            actor,
            role,
            track: Track::Monitoring,
            state: DeclarationState::Accepted,
            level: DeskLevel::Community,
            due_at: Some("2026-03-04T16:00:00Z".parse().unwrap()),
            is_own: true,
        })
    }

    #[test]
    fn a_step_says_when_who_what_and_until_when() {
        let accepted = step(Action::Accept, Role::CommunityWorker, "李伟");
        assert_eq!(accepted, "3月2日，社区干部李伟受理了申报，3月4日以前要入户核实。");
    }

    #[test]
    fn whoever_objects_is_not_named() {
        assert!(step(Action::Object, Role::Resident, UNNAMED).contains("一位居民对公示提出了异议"));
    }

    #[test]
    fn every_step_fits_to_be_read_aloud() {
        for action in Action::ALL {
            let said = step(*action, Role::StreetOfficer, "欧阳小明");
            assert!((10..=60).contains(&said.chars().count()), "{said}");
        }
    }
}
