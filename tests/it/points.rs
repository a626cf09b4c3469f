//! Points: rules, credits, reversals, statements, as people meet them.

use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::{Value, json};
use xinju::points::prove;

use crate::identity_home::employ;
use crate::town::{Actor, Said, Somebody, Town};

/// Terms of a rule that gives `points` each time.
pub(crate) fn terms(points: i64) -> Value {
    json!({
        "name": "环境卫生", "points": points, "unit": "次", "evidence": "none",
        "adopted_on": "2026-03-01", "votes_for": 41, "votes_against": 3,
    })
}

/// Adopts a rule in `community`; gives its id.
pub(crate) async fn rule(town: &Town, community: &str, terms: Value) -> String {
    let worker = town.staff(Role::CommunityWorker, community).await;
    let body = json!({ "node_id": town.node(community), "terms": terms });
    let said = worker.post("/point-rules", body).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("rule_id")
}

/// A credit's body, with an id of its own.
pub(crate) fn credit(town: &Town, household: HouseholdId, rule: &str, times: i64) -> Value {
    json!({
        "transfer_id": town.id(), "household_id": household, "rule_id": rule, "times": times,
    })
}

/// The household's balance, as its members see it.
pub(crate) async fn balance(town: &Town, household: HouseholdId) -> i64 {
    let resident = town.resident(household).await;
    resident.get("/me/points").await.ok()["balance"].as_i64().unwrap()
}

/// Fails unless the database proves its own ledger.
pub(crate) async fn holds(town: &Town) {
    let proof = prove(town.app.db.read()).await.unwrap();
    assert!(proof.holds(), "{:#?}", proof.faults);
}

async fn reverse(worker: &Actor<'_>, transfer: &Value) -> Said {
    let path = format!("/point-transfers/{}/reversal", transfer.as_str().unwrap());
    let body = json!({ "reversal_id": worker.town.id(), "reason": "记错了户" });
    worker.post(&path, body).await
}

#[tokio::test]
async fn a_volunteer_credits_and_the_household_reads_it() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 3)).await.ok();
    assert_eq!((&done["amount"], &done["balance_after"]), (&json!(30), &json!(30)));
    assert_eq!((&done["rule_name"], &done["rule_version"]), (&json!("环境卫生"), &json!(1)));
    let resident = town.resident(household).await;
    let statement = resident.get("/me/points").await.ok();
    assert_eq!(statement["balance"], 30);
    assert_eq!(statement["items"][0], done);
    let inbox = resident.get("/me/inbox").await;
    assert_eq!(inbox.ok()["items"][0]["title"], "您家得了积分");
    assert_eq!(town.count("audit WHERE action = 'points.credit'").await, 1);
    holds(&town).await;
}

#[tokio::test]
async fn a_credit_counts_once_however_often_it_is_sent() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let body = credit(&town, household, &rule, 1);
    let key = town.id();
    let first = volunteer.post_keyed("/point-credits", key, body.clone()).await;
    let replayed = volunteer.post_keyed("/point-credits", key, body.clone()).await;
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    assert_eq!(replayed.bytes, first.bytes);
    // A phone that lost its key sends the same credit under another one.
    town.clock.advance_ms(5_000);
    let again = volunteer.post("/point-credits", body.clone()).await;
    assert_eq!((again.status, &again.bytes), (201, &first.bytes));
    let mut other = body;
    other["times"] = json!(2);
    volunteer
        .post_keyed("/point-credits", key, other.clone())
        .await
        .refused(422, "request.key_reused");
    volunteer.post("/point-credits", other).await.refused(409, "points.transfer_id_used");
    assert_eq!(balance(&town, household).await, 10);
    holds(&town).await;
}

#[tokio::test]
async fn two_at_once_with_one_id_credit_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let body = credit(&town, household, &rule, 1);
    let (one, two) = tokio::join!(
        volunteer.post("/point-credits", body.clone()),
        volunteer.post("/point-credits", body.clone()),
    );
    assert_eq!((one.status, two.status), (201, 201), "{:#} {:#}", one.body, two.body);
    assert_eq!(one.bytes, two.bytes);
    assert_eq!(balance(&town, household).await, 10);
    holds(&town).await;
}

#[tokio::test]
async fn nobody_credits_their_own_household_wherever_they_move() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let person = town.person(household, Somebody::default()).await;
    let volunteer = employ(&town, person, Role::Volunteer, "north").await;
    let said = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await;
    said.refused(409, "points.own_household");
    assert_eq!(balance(&town, household).await, 0);
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let split = json!({ "number": "F002", "node_id": town.node("north/2/u1"), "room": "101",
        "members": [{ "person_id": person, "relation": "head" }] });
    let split = worker.post(&format!("/households/{household}/split"), split).await.ok();
    let own = split["household"]["household_id"].as_str().unwrap().parse().unwrap();
    let said = volunteer.post("/point-credits", credit(&town, HouseholdId(own), &rule, 1)).await;
    said.refused(409, "points.own_household");
    volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
}

#[tokio::test]
async fn nobody_takes_back_a_transfer_of_their_own_household() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    let person = town.person(household, Somebody::default()).await;
    let worker = employ(&town, person, Role::CommunityWorker, "north").await;
    reverse(&worker, &done["transfer_id"]).await.refused(409, "points.own_household");
}

#[tokio::test]
async fn other_communities_are_not_there() {
    let town = Town::start().await;
    let north = town.household("north/1/u1").await;
    let south = town.household("south/1/u1").await;
    let rule_north = rule(&town, "north", terms(10)).await;
    let rule_south = rule(&town, "south", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let post = async |household, rule: &str| {
        volunteer.post("/point-credits", credit(&town, household, rule, 1)).await
    };
    post(south, &rule_south).await.refused(404, "request.not_found");
    let said = post(north, &rule_south).await;
    said.refused(422, "request.invalid");
    said.refused_field("/rule_id", "field.unknown_reference");
    let done = post(north, &rule_north).await.ok();
    let worker = town.staff(Role::CommunityWorker, "south").await;
    reverse(&worker, &done["transfer_id"]).await.refused(404, "request.not_found");
    let path = format!("/households/{north}/points");
    worker.get(&path).await.refused(404, "request.not_found");
    let stranger = town.resident(south).await;
    stranger.get(&path).await.refused(404, "request.not_found");
    let transfer = format!("/point-transfers/{}", done["transfer_id"].as_str().unwrap());
    stranger.get(&transfer).await.refused(404, "request.not_found");
    stranger
        .post("/point-credits", credit(&town, north, &rule_north, 1))
        .await
        .refused(403, "auth.forbidden");
    worker
        .post("/point-rules", json!({ "node_id": town.node("north"), "terms": terms(1) }))
        .await
        .refused(404, "request.not_found");
    let said = worker
        .post("/point-rules", json!({ "node_id": town.node("south/1"), "terms": terms(1) }))
        .await;
    said.refused_field("/node_id", "field.unknown_reference");
}

#[tokio::test]
async fn caps_hold_even_when_many_credit_at_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mut capped = terms(10);
    capped["household_day_max"] = json!(30);
    capped["household_month_max"] = json!(40);
    let rule = rule(&town, "north", capped).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let credits = (0..10).map(|_| {
        let body = credit(&town, household, &rule, 1);
        volunteer.post("/point-credits", body)
    });
    let said = futures_util::future::join_all(credits).await;
    let done = said.iter().filter(|said| said.status == 201).count();
    assert_eq!(done, 3);
    let refused = said.iter().find(|said| said.status != 201).unwrap();
    refused.refused(409, "points.household_day_full");
    assert_eq!(balance(&town, household).await, 30);
    town.clock.advance_ms(86_400_000);
    volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    let said = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await;
    said.refused(409, "points.household_month_full");
    holds(&town).await;
}

#[tokio::test]
async fn a_volunteer_has_a_cap_of_the_day_and_of_one_credit() {
    let town = Town::with(|config| {
        config.policy.points.volunteer_day_max = 50;
        config.policy.points.approval_above = 40;
        config.policy.points.credit_max = 60;
    })
    .await;
    let household = town.household("north/1/u1").await;
    let other = town.household("north/2/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let post = async |household, times| {
        volunteer.post("/point-credits", credit(&town, household, &rule, times)).await
    };
    post(household, 7).await.refused(409, "points.too_many_at_once");
    post(household, 5).await.refused(409, "points.approval_needed");
    post(household, 4).await.ok();
    post(other, 2).await.refused(409, "points.volunteer_day_full");
    post(other, 1).await.ok();
    let second = town.staff(Role::Volunteer, "north").await;
    second.post("/point-credits", credit(&town, other, &rule, 2)).await.ok();
    holds(&town).await;
}

#[tokio::test]
async fn a_rule_can_ask_for_a_note() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mut noted = terms(10);
    noted["evidence"] = json!("note");
    let rule = rule(&town, "north", noted).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let mut body = credit(&town, household, &rule, 1);
    let said = volunteer.post("/point-credits", body.clone()).await;
    said.refused_field("/note", "field.missing");
    body["note"] = json!("　 ");
    volunteer.post("/point-credits", body.clone()).await.refused_field("/note", "text.empty");
    body["times"] = json!(0);
    volunteer.post("/point-credits", body.clone()).await.refused_field("/times", "field.too_small");
    body["times"] = json!(1);
    body["note"] = json!(" 扫了楼道 ");
    assert_eq!(volunteer.post("/point-credits", body).await.ok()["note"], "扫了楼道");
}

#[tokio::test]
async fn a_rule_changes_by_versions_and_ends() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let volunteer = town.staff(Role::Volunteer, "north/1").await;
    let post = async || volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await;
    let old = post().await.ok();
    let path = format!("/point-rules/{rule}/versions");
    let change = json!({ "replaces_version": 1, "terms": terms(25) });
    assert_eq!(worker.post(&path, change.clone()).await.ok()["version"], 2);
    worker.post(&path, change).await.refused(409, "points.rule_changed");
    let new = post().await.ok();
    assert_eq!((&old["rule_version"], &new["rule_version"]), (&json!(1), &json!(2)));
    assert_eq!(new["balance_after"], 35);
    let mut wrong = terms(10);
    wrong["votes_against"] = json!(41);
    wrong["adopted_on"] = json!("2026-03-03");
    wrong["household_day_max"] = json!(5);
    let said = worker.post(&path, json!({ "replaces_version": 2, "terms": wrong })).await;
    said.refused_field("/terms/votes_for", "field.too_small");
    said.refused_field("/terms/adopted_on", "field.too_large");
    said.refused_field("/terms/household_day_max", "field.too_small");
    // A volunteer of a building and a resident see the community's rules.
    for actor in [&volunteer, &town.resident(household).await] {
        let listed = actor.get("/point-rules").await.ok();
        assert_eq!(listed["items"][0]["points"], 25);
    }
    let far = town.staff(Role::Volunteer, "far").await;
    assert_eq!(far.get("/point-rules").await.ok()["items"], json!([]));
    let ending = format!("/point-rules/{rule}/ending");
    worker.post(&ending, json!({ "reason": "改用新规则" })).await.ok();
    worker.post(&ending, json!({ "reason": "再来" })).await.refused(409, "points.rule_ended");
    post().await.refused(409, "points.rule_ended");
    assert_eq!(volunteer.get("/point-rules").await.ok()["items"], json!([]));
    let all = volunteer.get("/point-rules?include_ended=true").await.ok();
    assert_eq!(all["items"][0]["version"], 2);
    holds(&town).await;
}

#[tokio::test]
async fn a_mistake_is_reversed_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mut capped = terms(10);
    capped["household_day_max"] = json!(10);
    let rule = rule(&town, "north", capped).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    let transfer = &done["transfer_id"];
    let path = format!("/point-transfers/{}/reversal", transfer.as_str().unwrap());
    let body = json!({ "reversal_id": town.id(), "reason": "记错了户" });
    let first = worker.post(&path, body.clone()).await;
    assert_eq!((&first.body["amount"], &first.body["balance_after"]), (&json!(-10), &json!(0)));
    assert_eq!(worker.post(&path, body).await.bytes, first.bytes);
    reverse(&worker, transfer).await.refused(409, "points.reversed_already");
    reverse(&worker, &first.body["transfer_id"]).await.refused(409, "points.not_reversible");
    let read = worker.get(&format!("/point-transfers/{}", transfer.as_str().unwrap())).await.ok();
    assert_eq!(read["reversed_by"], first.body["transfer_id"]);
    // The household's room of the day is free again for the right credit.
    volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    holds(&town).await;
}

#[tokio::test]
async fn two_reversals_at_once_reverse_once() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    let transfer = &done["transfer_id"];
    let (one, two) = tokio::join!(reverse(&worker, transfer), reverse(&worker, transfer));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    assert_eq!(balance(&town, household).await, 10);
    holds(&town).await;
}

#[tokio::test]
async fn a_reversal_can_come_too_late() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    town.clock.advance_ms(91 * 86_400_000);
    reverse(&worker, &done["transfer_id"]).await.refused(409, "points.too_old");
}

#[tokio::test]
async fn a_statement_is_read_page_by_page_and_the_reading_is_recorded() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    for _ in 0..5 {
        volunteer.post("/point-credits", credit(&town, household, &rule, 1)).await.ok();
    }
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/households/{household}/points?limit=2");
    let mut seen = Vec::new();
    let mut page = worker.get(&path).await.ok();
    loop {
        assert_eq!(page["balance"], 50);
        let items = page["items"].as_array().unwrap();
        seen.extend(items.iter().map(|item| item["balance_after"].as_i64().unwrap()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        page = worker.get(&format!("{path}&cursor={cursor}")).await.ok();
    }
    assert_eq!(seen, [50, 40, 30, 20, 10]);
    let entries = "audit WHERE action = 'points.read' AND household_id IS NOT NULL";
    assert_eq!(town.count(entries).await, 3);
    let resident = town.resident(household).await;
    resident.get(&path).await.ok();
    assert_eq!(town.count(entries).await, 3);
    // Another household's cursor is not taken.
    let other = town.household("north/2/u1").await;
    let cursor = worker.get(&path).await.ok()["next_cursor"].as_str().unwrap().to_owned();
    let said = worker.get(&format!("/households/{other}/points?cursor={cursor}")).await;
    said.refused(400, "request.parameter");
}
