//! The work that waits for a member of staff: all kinds in one list, the most urgent first.

use entity::appointment::Role;
use serde_json::{Value, json};
use xinju::params;

use crate::chain::{self, Desks};
use crate::declaration::{accept, ask_pause, decide_pause, declare};
use crate::support::{aid, work};
use crate::town::{Actor, Town};
use crate::visit::{DAY_MS, painted, plan, unchanged};

/// What waits, on one page.
async fn waiting(by: &Actor<'_>) -> Vec<Value> {
    let fresh = by.town.sign_in(by.account.unwrap()).await;
    let list = fresh.get("/me/tasks?limit=100").await.ok();
    list["tasks"]["items"].as_array().unwrap().clone()
}

/// The kinds of what waits, in the order of the list.
async fn kinds(by: &Actor<'_>) -> Vec<String> {
    let kind = |task: &Value| task["kind"].as_str().unwrap().to_owned();
    waiting(by).await.iter().map(kind).collect()
}

/// How much of a kind there is, and how much of it is overdue.
fn number(list: &Value, kind: &str) -> (i64, i64) {
    let counts = list["counts"].as_array().unwrap();
    let count = counts.iter().find(|count| count["kind"] == kind).unwrap();
    (count["open"].as_i64().unwrap(), count["overdue"].as_i64().unwrap())
}

/// Work of four kinds for the community of the north, whose buildings have no head.
async fn busy(town: &Town) -> Desks<'_> {
    let desks = Desks::gather(town).await;
    let red = painted(town, "north/1/u1", "red").await;
    painted(town, "north/1/u2", "yellow").await;
    painted(town, "south/1/u1", "red").await;
    plan(town).await;
    declare(&town.resident(red).await).await;
    crate::clue::record(&desks.worker, red).await;
    let mut measure = aid(red);
    measure["responsible_id"] = json!(desks.worker.account);
    assert_eq!(desks.worker.post("/measures", measure).await.status, 201);
    desks
}

#[tokio::test]
async fn all_that_waits_is_one_list_by_what_runs_out_first() {
    let town = Town::start().await;
    let desks = busy(&town).await;
    let listed = waiting(&desks.worker).await;
    let urgent: Vec<_> = listed.iter().map(|task| task["urgent_at"].as_str().unwrap()).collect();
    assert!(urgent.is_sorted(), "{urgent:?}");
    let kinds = kinds(&desks.worker).await;
    assert_eq!(kinds[0], "visit", "a red household is to be visited today");
    assert_eq!(kinds.last().unwrap(), "measure", "it has two weeks");
    assert_eq!(listed[0]["about"], "日访");
    assert_eq!(listed[0]["clock"], "at_risk");
    let declared = listed.iter().find(|task| task["kind"] == "declaration").unwrap();
    assert!(declared["about"].as_str().unwrap().ends_with("，待受理"), "{declared:#}");
    for task in &listed {
        let href = task["href"].as_str().unwrap().strip_prefix("/api/v1").unwrap();
        desks.worker.get(href).await.ok();
    }
}

#[tokio::test]
async fn pages_of_it_lose_nothing_and_repeat_nothing() {
    let town = Town::start().await;
    let desks = busy(&town).await;
    for door in ["north/1/u1", "north/2/u1", "north/2/u1", "north/1/u2"] {
        painted(&town, door, "red").await;
    }
    plan(&town).await;
    let whole = waiting(&desks.worker).await;
    assert_eq!(whole.len(), 9);
    for limit in [1, 2, 4] {
        let mut paged = Vec::new();
        let mut path = format!("/me/tasks?include_total=true&limit={limit}");
        loop {
            let list = desks.worker.get(&path).await.ok();
            assert_eq!(list["tasks"]["total"], 9);
            paged.extend(list["tasks"]["items"].as_array().unwrap().clone());
            let Some(next) = list["tasks"]["next_cursor"].as_str() else { break };
            path = format!("/me/tasks?include_total=true&limit={limit}&cursor={next}");
        }
        assert_eq!(paged, whole, "pages of {limit}");
    }
}

#[tokio::test]
async fn it_can_be_narrowed_and_the_counts_stay() {
    let town = Town::start().await;
    let desks = busy(&town).await;
    town.clock.advance_ms(DAY_MS * 3);
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    let late = worker.get("/me/tasks?overdue=true&include_total=true").await.ok();
    let only = worker.get("/me/tasks?kind=declaration&include_total=true").await.ok();
    assert_eq!(number(&late, "declaration"), (1, 1));
    assert_eq!(number(&only, "visit"), (2, 1), "the other kinds are counted as well");
    assert_eq!(only["tasks"]["total"], 1);
    for task in late["tasks"]["items"].as_array().unwrap() {
        assert_eq!(task["clock"], "overdue", "{task:#}");
    }
    let node = town.node("north/2");
    let elsewhere = worker.get(&format!("/me/tasks?node_id={node}&include_total=true")).await.ok();
    assert_eq!(elsewhere["tasks"]["total"], 0);
    worker.get("/me/tasks?cursor=made-up").await.refused(400, "request.parameter");
}

#[tokio::test]
async fn the_work_of_a_vacant_post_is_shown_to_the_next_one_above_and_to_nobody_else() {
    let town = Town::start().await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    painted(&town, "north/1/u1", "red").await;
    plan(&town).await;
    assert_eq!(kinds(&street).await, ["visit"], "nobody is below");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    assert_eq!(kinds(&worker).await, ["visit"]);
    assert!(kinds(&street).await.is_empty(), "the community has a worker now");
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let other = town.staff(Role::BuildingHead, "north/2").await;
    assert_eq!(kinds(&head).await, ["visit"]);
    assert!(kinds(&worker).await.is_empty());
    assert!(kinds(&other).await.is_empty());
    town.sql("UPDATE account SET state = 'disabled' WHERE id = $1", params![head.account.unwrap()])
        .await;
    assert_eq!(kinds(&worker).await, ["visit"], "who can't sign in is not on duty");
}

#[tokio::test]
async fn a_task_is_gone_when_its_deed_is_done() {
    let town = Town::start().await;
    let home = painted(&town, "north/1/u1", "red").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    plan(&town).await;
    assert_eq!(kinds(&head).await, ["visit"]);
    unchanged(&head, home).await.ok();
    assert!(kinds(&head).await.is_empty());
}

#[tokio::test]
async fn what_is_overdue_below_is_to_be_pressed_for_until_somebody_acts() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    let id = declare(&town.resident(town.household("north/1/u1").await).await).await;
    assert!(kinds(&desks.street).await.is_empty());
    town.clock.advance_ms(DAY_MS * 2);
    work(&town, "declarations.clock").await;
    assert_eq!(kinds(&desks.street).await, ["raised"]);
    assert_eq!(kinds(&desks.worker).await, ["declaration"]);
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    accept(&worker, &id).await.ok();
    assert!(kinds(&desks.street).await.is_empty());
}

#[tokio::test]
async fn a_pause_waits_for_the_street_and_an_objection_for_the_community() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    let (_, resident) = chain::home(&town, "north/1/u1").await;
    let (_, neighbour) = chain::home(&town, "north/1/u2").await;
    let (id, notice) = desks.published(&resident).await;
    chain::object(&neighbour, &notice, &id).await.ok();
    assert_eq!(kinds(&desks.worker).await, ["objection"]);
    let listed = desks.worker.get("/notice-objections?open=true").await.ok();
    let objection = listed["items"][0]["objection_id"].as_str().unwrap();
    chain::answer(&desks.worker, objection, false).await.ok();
    assert!(!kinds(&desks.worker).await.contains(&"objection".to_owned()));

    let other = town.resident(town.household("north/2/u1").await).await;
    let asked = declare(&other).await;
    accept(&desks.worker, &asked).await.ok();
    let pause = ask_pause(&desks.worker, &asked).await.id("pause_id");
    assert!(kinds(&desks.street).await.contains(&"pause".to_owned()));
    assert!(!kinds(&desks.worker).await.contains(&"pause".to_owned()), "not for who asks");
    decide_pause(&desks.street, &asked, &pause, true).await.ok();
    assert!(!kinds(&desks.street).await.contains(&"pause".to_owned()));
}

#[tokio::test]
async fn a_finding_is_its_owners_alone() {
    let town = Town::start().await;
    let team = crate::round::Makers::gather(&town).await;
    let home = town.household("north/1/u1").await;
    let round = team.open().await;
    team.dispatched(&round, home).await;
    assert_eq!(kinds(&team.head).await, ["finding"]);
    assert!(kinds(&team.worker).await.is_empty());
}

#[tokio::test]
async fn nobody_is_asked_to_act_on_their_own_household() {
    let town = Town::start().await;
    let own = painted(&town, "north/1/u1", "red").await;
    plan(&town).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    assert_eq!(kinds(&worker).await, ["visit"]);
    town.sql(
        "UPDATE account SET household_id = $2, lives_elsewhere = false WHERE id = $1",
        params![worker.account.unwrap(), own],
    )
    .await;
    assert!(kinds(&worker).await.is_empty());
}
