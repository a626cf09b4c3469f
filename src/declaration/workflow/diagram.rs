//! The course of a declaration as a page: two state diagrams and two tables, written from the rows that
//! the code obeys.

use std::fmt::Write as _;

use entity::declaration::{DeclarationState as State, DeskLevel, Track};
use entity::declaration_step::StepReason;

use super::{Desk, Due, Guard, Need, Step, TABLE, To};
use crate::auth::permission::ALL;
use crate::config::{Config, DeclarationPolicy};
use crate::declaration::terms;

/// The page, as `openapi/declaration-workflow.md` holds it.
pub fn page() -> String {
    let policy = Config::default().policy.declaration;
    let mut page = HEAD.to_owned();
    for track in [Track::Monitoring, Track::Service] {
        let steps: Vec<_> = TABLE.iter().filter(|step| step.lies_on(track)).collect();
        let _ = write!(page, "\n## {}\n\n", heading(track));
        diagram(&mut page, track, &steps);
        page.push_str(TABLE_HEAD);
        for step in &steps {
            row(&mut page, step, &policy);
        }
    }
    page
}

const HEAD: &str = "# How a declaration goes · 申报流程\n\n\
    Written from the table that the service obeys; the days are the defaults of the policy and count \
    working days. What is not here is refused with `declaration.not_now`.\n\n\
    本页由系统所用的流程表生成；天数为政策默认值，按工作日计算。表中没有的操作一律不予办理。\n";

const TABLE_HEAD: &str = "\n| From · 当前状态 | Action · 操作 | Who · 谁可以办 | To · 办后状态 | \
    Desk · 经办层级 | Until · 时限 | Needs · 必填 | Conditions · 条件 |\n\
    | --- | --- | --- | --- | --- | --- | --- | --- |\n";

fn heading(track: Track) -> String {
    let english = match track {
        Track::Monitoring => "Monitoring, the whole chain",
        Track::Service => "Service, the short way",
    };
    format!("{english} · {}", terms::track(track))
}

impl Step {
    /// Whether somebody on this way can come to the step.
    fn lies_on(&self, track: Track) -> bool {
        let chain_only = [
            State::Verified,
            State::Reviewed,
            State::InNotice,
            State::StreetReviewed,
            State::Supporting,
            State::RiskRemoved,
        ];
        let of_chain = self.from.is_some_and(|state| chain_only.contains(&state));
        self.track.is_none_or(|only| only == track) && (track == Track::Monitoring || !of_chain)
    }
}

fn diagram(page: &mut String, track: Track, steps: &[&Step]) {
    page.push_str("```mermaid\nstateDiagram-v2\n");
    let mut seen: Vec<State> = Vec::new();
    for step in steps {
        let to = if let To::State(state) = step.to { Some(state) } else { None };
        for state in [step.from, to].into_iter().flatten() {
            if !seen.contains(&state) {
                seen.push(state);
                let _ = writeln!(page, "    state \"{} {state}\" as {state}", terms::state(state));
            }
        }
    }
    let mut arrows: Vec<String> = Vec::new();
    for step in steps {
        let from = step.from.map_or("[*]", State::code);
        let to = match (step.to, step.onto) {
            (_, Some(onto)) if onto != track => "[*]",
            (To::State(state), _) => state.code(),
            (To::Same, _) => from,
        };
        let action = step.action;
        let arrow = format!("    {from} --> {to} : {} {action}\n", terms::action(action));
        if !arrows.contains(&arrow) {
            arrows.push(arrow);
        }
    }
    for arrow in &arrows {
        page.push_str(arrow);
    }
    let ends = seen.iter().filter(|state| steps.iter().all(|step| step.from != Some(**state)));
    ends.for_each(|state| {
        let _ = writeln!(page, "    {state} --> [*]");
    });
    page.push_str("```\n");
}

fn row(page: &mut String, step: &Step, policy: &DeclarationPolicy) {
    let from = step.from.map_or_else(|| "—".to_owned(), named);
    let at = step.at.map_or(String::new(), |level| format!(" @ {}", place(level)));
    let to = match (step.to, step.onto) {
        (_, Some(onto)) => format!("→ {}", heading(onto)),
        (To::State(state), _) => named(state),
        (To::Same, _) => "= 不变".to_owned(),
    };
    let _ = writeln!(
        page,
        "| {from}{at} | {} {} | {} | {to} | {} | {} | {} | {} |",
        terms::action(step.action),
        step.action,
        who(step),
        desk(step.desk),
        until(step.due, policy),
        needs(step),
        conditions(step),
    );
}

fn named(state: State) -> String {
    format!("{} {state}", terms::state(state))
}

fn place(level: DeskLevel) -> String {
    format!("{} {level}", terms::level(level))
}

fn who(step: &Step) -> String {
    let mut who = Vec::new();
    for listed in ALL.iter().filter(|listed| step.by.contains(&listed.name)) {
        for role in listed.roles {
            let role = format!("{} {role}", crate::household::access_log::title(*role));
            if !who.contains(&role) {
                who.push(role);
            }
        }
    }
    who.join("<br>")
}

fn desk(desk: Desk) -> String {
    match desk {
        Desk::Same => "= 不变".to_owned(),
        Desk::Above => "上一级 above".to_owned(),
        Desk::Level(level) => place(level),
    }
}

fn until(due: Due, policy: &DeclarationPolicy) -> String {
    let (days, since) = match due {
        Due::None => return "—".to_owned(),
        Due::Same => return "= 不变".to_owned(),
        Due::Accept => (policy.accept_working_days, ""),
        Due::Answer => (policy.answer_working_days, "自到达本级起 since it came to the desk"),
        Due::Verify => (policy.verify_working_days, ""),
        Due::Review => (policy.review_working_days, ""),
        Due::Publish => (policy.publish_working_days, ""),
        Due::StreetReview => (policy.street_working_days, "自公示期满起 after the notice"),
        Due::Confirm => (policy.confirm_working_days, ""),
        Due::Appeal => (policy.appeal_working_days, ""),
    };
    format!("{days} {since}").trim_end().to_owned()
}

fn needs(step: &Step) -> String {
    let needs = step.needs.iter().map(|need| match need {
        Need::Words => "文字说明 words".to_owned(),
        Need::Consent => "户里同意 consent".to_owned(),
        Need::WordsOrVoice => "文字或语音 words or voice".to_owned(),
        Need::Reason => {
            let reasons: Vec<_> = step.reasons.iter().map(|reason| called(*reason)).collect();
            format!("原因 reason: {}", reasons.join("、"))
        }
    });
    or_dash(needs.collect())
}

fn called(reason: StepReason) -> String {
    format!("{} {reason}", terms::reason(reason))
}

fn conditions(step: &Step) -> String {
    let guards = step.guards.iter().map(|guard| match guard {
        Guard::AnotherThanRefused => "不是作出决定的人 another than who refused",
        Guard::FirstAppeal => "没有申诉过 not appealed before",
        Guard::NoticeOver => "公示期满、异议已答复 notice over, objections answered",
        Guard::SuddenKind => "因灾或突发事件 disaster or accident",
        Guard::PauseApproved => "另一人已同意 approved by another",
        Guard::RemovalConditions => "达到风险消除条件 conditions for removal met",
    });
    let decides = step.decides.then_some("不办自己家和自己代报的 never one's own");
    let stopped = step.while_stopped.then_some("暂停期间也可以 also while stopped");
    or_dash(guards.chain(decides).chain(stopped).map(str::to_owned).collect())
}

fn or_dash(parts: Vec<String>) -> String {
    if parts.is_empty() { "—".to_owned() } else { parts.join("<br>") }
}
