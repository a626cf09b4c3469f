//! What the demonstration's year left behind: visits that settled tasks, monthly rounds whose figures open
//! to their rows, and findings that somebody owns.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::client::Client;
use crate::demo::Demo;

const OUTCOMES: [&str; 3] = ["nothing_changed", "changed", "not_home"];
const CADENCES: [&str; 4] = ["daily", "weekly", "monthly", "return"];
const TASK_STATES: [&str; 4] = ["open", "done", "missed", "void"];
const FIGURES: [&str; 11] = [
    "households",
    "checked",
    "excused",
    "open",
    "red",
    "yellow",
    "green",
    "monitored",
    "findings",
    "resolved",
    "measures",
];

/// The street looks back on the year, and a building head at the doors of today.
pub(crate) async fn story(demo: &Demo) {
    let street = demo.staff("street_officer").await;
    visits(&street).await;
    tasks(&street).await;
    doors(&demo.staff("building_head").await).await;
    let rounds = street.get("/monitoring-rounds?limit=100").await.ok();
    let rounds = items(&rounds);
    let phase = |round: &Value| round["phase"].as_str().unwrap().to_owned();
    assert_ne!(phase(&rounds[0]), "closed", "this month goes on: {:#}", rounds[0]);
    let closed = rounds.iter().find(|round| phase(round) == "closed").expect("a closed month");
    for round in [&rounds[0], closed] {
        covered(&street, round).await;
    }
    compared(&street, closed).await;
    found(&street, rounds).await;
}

async fn visits(street: &Client) {
    let all = total(street, "/visits").await;
    let mut sum = 0;
    for outcome in OUTCOMES {
        let some = total(street, &format!("/visits?outcome={outcome}")).await;
        assert!(some > 0, "no visit is {outcome}");
        sum += some;
    }
    assert_eq!(sum, all, "each visit has one outcome");
}

async fn tasks(street: &Client) {
    let all = total(street, "/visit-tasks").await;
    let mut sum = 0;
    for cadence in CADENCES {
        for state in TASK_STATES {
            let path = format!("/visit-tasks?cadence={cadence}&state={state}");
            let some = total(street, &path).await;
            assert!(some > 0 || state != "done", "no {cadence} visit was made");
            sum += some;
        }
    }
    assert_eq!(sum, all, "each task has one cadence and one state");
    assert!(total(street, "/visit-tasks?state=missed").await > 0, "something is missed");
    let done = "/visit-tasks?state=done&cadence=";
    for cadence in CADENCES {
        let page = street.get(&format!("{done}{cadence}&limit=10")).await.ok();
        for task in items(&page) {
            settled(street, task).await;
        }
    }
}

/// The visit that settled the task was at the same household, in time, and met somebody.
async fn settled(street: &Client, task: &Value) {
    let visit = &visit_of(street, task).await;
    assert_ne!(visit["outcome"], "not_home", "{visit:#}");
    let day = &text(visit, "visited_at")[..10];
    assert!(text(task, "starts_on") <= day && day <= text(task, "due_on"), "{task:#} {visit:#}");
}

/// The visit that the task names, looked up among those of its household.
async fn visit_of(street: &Client, task: &Value) -> Value {
    let path = format!("/households/{}/visits?limit=100", text(task, "household_id"));
    let mut turn = String::new();
    loop {
        let page = street.get(&format!("{path}{turn}")).await.ok();
        let mut visits = items(&page).iter().map(|detail| &detail["visit"]);
        let visit = visits.find(|visit| visit["visit_id"] == task["visit_id"]);
        if let Some(visit) = visit {
            return visit.clone();
        }
        let next = page["next_cursor"].as_str();
        turn = format!("&cursor={}", next.unwrap_or_else(|| panic!("no visit did {task:#}")));
    }
}

async fn doors(head: &Client) {
    let place = head.get("/me").await.ok()["places"][0]["node_id"].clone();
    let path = format!("/buildings/{}/visit-list?limit=100", place.as_str().unwrap());
    let list = head.get(&path).await.ok();
    assert!(list["counts"]["households"].as_i64().unwrap() > 0, "{list:#}");
    let stops = items(&list["stops"]).len();
    let due = list["counts"]["due"].as_u64().unwrap();
    assert_eq!(u64::try_from(stops).unwrap(), due.min(100), "{:#}", list["counts"]);
}

/// The figures add up over the buildings, and each is the length of the list that it opens to.
async fn covered(street: &Client, round: &Value) {
    let path = format!("/monitoring-rounds/{}/coverage", text(round, "round_id"));
    let coverage = street.get(&path).await.ok();
    let is_closed = round["phase"] == "closed";
    assert_eq!(coverage["is_frozen"], is_closed);
    let figures = &coverage["total"];
    let figure = |name: &str| figures[name].as_i64().unwrap();
    assert_eq!(figure("households"), round["household_count"].as_i64().unwrap());
    assert_eq!(figure("checked") + figure("excused") + figure("open"), figure("households"));
    assert_eq!(figure("red") + figure("yellow") + figure("green"), figure("households"));
    for name in FIGURES {
        let parts = coverage["buildings"].as_array().unwrap().iter();
        let sum: i64 = parts.map(|part| part["figures"][name].as_i64().unwrap()).sum();
        assert_eq!(sum, figure(name), "{name} of all buildings");
        let link = coverage["links"][name].as_str().unwrap();
        let link = link.strip_prefix("/api/v1").unwrap();
        assert_eq!(total(street, link).await, figure(name), "{link}");
    }
    if is_closed {
        assert_eq!(figure("open"), 0, "everybody was met or excused");
        for name in ["checked", "excused", "red", "yellow", "monitored", "findings", "resolved"] {
            assert!(figure(name) > 0, "no {name} in {figures:#}");
        }
    }
}

async fn compared(street: &Client, round: &Value) {
    let path = format!("/monitoring-rounds/{}/comparison", text(round, "round_id"));
    let comparison = street.get(&path).await.ok();
    let total = &comparison["total"];
    if total["before"].is_null() {
        return;
    }
    for name in FIGURES {
        let of = |when: &str| total[when][name].as_i64().unwrap();
        assert_eq!(of("now") - of("before"), of("change"), "{name}");
    }
}

/// Over the rounds there are findings in several states; whoever must have an owner has one, and what a
/// closed month left unsettled goes on in another.
async fn found(street: &Client, rounds: &[Value]) {
    let mut states: BTreeMap<String, usize> = BTreeMap::new();
    let mut owners = BTreeSet::new();
    for round in rounds {
        let path = format!("/monitoring-rounds/{}/findings?limit=100", text(round, "round_id"));
        let page = street.get(&path).await.ok();
        for finding in items(&page) {
            let state = text(finding, "state");
            *states.entry(state.to_owned()).or_default() += 1;
            if matches!(state, "dispatched" | "resolved") {
                owners.insert(text(finding, "owner_name").to_owned());
            }
            let goes_on = !matches!(state, "resolved" | "dismissed");
            if round["phase"] == "closed" && goes_on {
                assert!(finding["handed_to"].is_string(), "lost in a closed month: {finding:#}");
            }
        }
    }
    assert!(states.len() >= 3, "{states:?}");
    assert!(states.contains_key("resolved") && states.contains_key("dismissed"), "{states:?}");
    assert!(owners.len() > 1 && !owners.contains(""), "{owners:?}");
}

/// How many rows the list at this path has.
async fn total(client: &Client, path: &str) -> i64 {
    let sign = if path.contains('?') { '&' } else { '?' };
    let page = client.get(&format!("{path}{sign}include_total=true&limit=1")).await.ok();
    page["total"].as_i64().unwrap_or_else(|| panic!("{path} has no total: {page:#}"))
}

fn items(page: &Value) -> &[Value] {
    page["items"].as_array().unwrap()
}

fn text<'body>(body: &'body Value, field: &str) -> &'body str {
    body[field].as_str().unwrap_or_else(|| panic!("no {field} in {body:#}"))
}
