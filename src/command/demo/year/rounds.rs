//! The monthly rounds: what was found, and the gates that the street passes on their days.

use serde_json::{Value, json};
use time::Date;

use super::super::visitor::{Visitor, text};
use super::Year;
use crate::command::Failure;

/// Findings of one round.
const FINDINGS: u32 = 3;

/// What is found, with the words.
const FOUND: [(&str, &str); 4] = [
    ("health", "老人新查出慢性病，每月药费三百多元。"),
    ("job", "户主上月下岗，正在找工作。"),
    ("schooling", "孩子开学住宿费还没有着落。"),
    ("housing", "厨房墙面渗水。"),
];

/// Does what the round asks for on this day.
pub(super) async fn act(year: &mut Year<'_>, day: Date) -> Result<(), Failure> {
    let policy = &year.app.world.config.policy.rounds;
    let on = u32::from(day.day());
    let is_last = day.month() != day.next_day().unwrap_or(day).month();
    if on == 1 {
        open(year, day).await?;
    }
    if on == policy.check_day {
        find(year).await?;
        excuse(year).await?;
        pass(year, "check", "assess").await?;
    }
    if on == policy.assess_day {
        each(year, "assess", "open", "assessment", |_| json!({ "words": "情况属实，需要帮扶。" }))
            .await?;
        pass(year, "assess", "dispatch").await?;
    }
    if is_last {
        let helper = year.cast.helper;
        let due = (day + time::Duration::days(14)).to_string();
        each(
            year,
            "dispatch",
            "assessed",
            "dispatch",
            |_| json!({ "owner_id": helper, "due_on": due }),
        )
        .await?;
        pass(year, "dispatch", "supervise").await?;
    }
    if on == policy.supervise_day {
        each(
            year,
            "supervise",
            "dispatched",
            "resolution",
            |_| json!({ "words": "已上门处理，家中情况稳定。" }),
        )
        .await?;
        pass(year, "supervise", "closed").await?;
    }
    Ok(())
}

/// Opens the month's round unless the worker did.
async fn open(year: &Year<'_>, day: Date) -> Result<(), Failure> {
    let month = day.replace_day(1).unwrap_or(day).to_string();
    let body = json!({ "site_id": year.site, "month": month });
    // The worker may have been first.
    let _ = year.cast.street.post("/monitoring-rounds", body).await;
    Ok(())
}

/// The round in this phase, if there is one.
async fn round(year: &Year<'_>, phase: &str) -> Result<Option<String>, Failure> {
    let page = year.cast.street.get(&format!("/monitoring-rounds?site_id={}", year.site)).await?;
    Ok(items(&page)
        .find(|round| text(round, "phase") == phase)
        .map(|round| text(round, "round_id")))
}

/// Finds a few things in households that were visited.
async fn find(year: &mut Year<'_>) -> Result<(), Failure> {
    let Some(round) = round(year, "check").await? else { return Ok(()) };
    let path = format!("/monitoring-rounds/{round}/households?checked=true&limit=100");
    let page = year.cast.community.get(&path).await?;
    let households: Vec<_> = items(&page).map(|line| text(line, "household_id")).collect();
    for _ in 0..FINDINGS {
        let at = year.random.below(u32::try_from(households.len()).unwrap_or(0));
        let at = usize::try_from(at).unwrap_or(0);
        let Some(household) = households.get(at) else { continue };
        let kinds: Vec<_> = FOUND.iter().map(|found| (250, *found)).collect();
        let (kind, words) = year.random.choose(&kinds, ("job", "户主上月下岗，正在找工作。"));
        let body = json!({ "household_id": household, "kind": kind, "words": words });
        year.cast.community.post(&format!("/monitoring-rounds/{round}/findings"), body).await?;
    }
    Ok(())
}

/// Excuses whom nobody met.
async fn excuse(year: &Year<'_>) -> Result<(), Failure> {
    let Some(round) = round(year, "check").await? else { return Ok(()) };
    loop {
        let path = format!("/monitoring-rounds/{round}/households?checked=false&limit=100");
        let page = year.cast.street.get(&path).await?;
        let open: Vec<_> = items(&page).map(|line| text(line, "household_id")).collect();
        if open.is_empty() {
            return Ok(());
        }
        for household in open {
            let body = json!({ "reason": "全家外出务工，已电话联系。" });
            let path = format!("/monitoring-rounds/{round}/households/{household}/excuse");
            year.cast.street.post(&path, body).await?;
        }
    }
}

/// Does the same to each finding of that state.
async fn each(
    year: &Year<'_>,
    phase: &str,
    state: &str,
    deed: &str,
    body: impl Fn(&Value) -> Value,
) -> Result<(), Failure> {
    let Some(round) = round(year, phase).await? else { return Ok(()) };
    let street: &Visitor<'_> = &year.cast.street;
    let path = format!("/monitoring-rounds/{round}/findings?state={state}&limit=100");
    let page = street.get(&path).await?;
    for finding in items(&page) {
        let path = format!("/round-findings/{}/{deed}", text(finding, "finding_id"));
        street.post(&path, body(finding)).await?;
    }
    Ok(())
}

async fn pass(year: &Year<'_>, from: &str, to: &str) -> Result<(), Failure> {
    let Some(round) = round(year, from).await? else { return Ok(()) };
    let path = format!("/monitoring-rounds/{round}/phase");
    year.cast.street.post(&path, json!({ "to": to })).await?;
    Ok(())
}

fn items(page: &Value) -> impl Iterator<Item = &Value> {
    page.get("items").and_then(Value::as_array).into_iter().flatten()
}
