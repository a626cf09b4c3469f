//! The register as it changes: creating, editing, members, splits, merges, moves and departures.

use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::town::{Actor, Somebody, Town, id_card};

fn person(name: &str, relation: &str, card: u64) -> Value {
    json!({
        "name": name, "relation": relation, "id_card": id_card(card), "ethnicity": "miao",
        "labour_capacity": "full", "skills": ["刺绣"], "phone": "13800138000", "health": "chronic",
    })
}

fn household(town: &Town, number: &str, members: Value) -> Value {
    json!({
        "number": number, "node_id": town.node("north/1/u1"), "room": "５０１",
        "origin_township": "靖安镇", "members": members,
    })
}

async fn events(actor: &Actor<'_>, home: &str) -> Vec<String> {
    let page = actor.get(&format!("/households/{home}/history")).await.ok();
    let items = page["items"].as_array().unwrap().clone();
    items.iter().map(|line| line["event"].as_str().unwrap().to_owned()).collect()
}

/// A household of a head, a spouse and a child, made over the API.
async fn family(worker: &Actor<'_>) -> Value {
    let members = json!([
        person("张小明", "head", 900),
        person("李阿妹", "spouse", 901),
        person("张大宝", "child", 902),
    ]);
    worker.post("/households", household(worker.town, "F001", members)).await.ok()
}

fn home(detail: &Value) -> String {
    detail["household"]["household_id"].as_str().unwrap().to_owned()
}

fn id(detail: &Value, place: usize) -> Value {
    detail["members"][place]["person_id"].clone()
}

#[tokio::test]
async fn a_household_is_registered_with_its_members() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let made = family(&worker).await;
    assert_eq!(made["household"]["room"], "501");
    assert_eq!(made["household"]["members"], 3);
    assert_eq!(made["members"][0]["name"], "张*明");
    assert_eq!(made["members"][0]["employment"], "unknown");
    assert_eq!(events(&worker, &home(&made)).await, ["created"]);
    assert_eq!(town.count("person WHERE health_sealed LIKE '%chronic%'").await, 0);
    let list = worker.get("/households?query=zxm").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn every_wrong_field_of_a_new_household_is_named() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let mut wrong = household(&town, "F001", json!([person("张", "child", 900)]));
    wrong["members"][0]["sex"] = "male".into();
    wrong["members"][0]["phone"] = "12".into();
    wrong["monitoring"] = "poor".into();
    wrong["node_id"] = json!(town.node("south/1/u1"));
    let said = worker.post("/households", wrong).await;
    said.refused(422, "request.invalid");
    said.refused_field("/members/0/name", "name.too_short");
    said.refused_field("/members/0/sex", "field.form");
    said.refused_field("/members/0/phone", "phone.wrong_mobile");
    said.refused_field("/monitoring", "field.choice");
    said.refused_field("/node_id", "field.unknown_reference");
    let headless = household(&town, "F001", json!([person("张小明", "child", 900)]));
    worker.post("/households", headless).await.refused_field("/members", "field.form");
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let body = household(&town, "F001", json!([person("张小明", "head", 900)]));
    head.post("/households", body).await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn an_id_card_is_present_once_and_its_place_stays_secret_elsewhere() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    family(&worker).await;
    let again = household(&town, "F002", json!([person("张小明", "head", 900)]));
    let here = worker.post("/households", again.clone()).await;
    here.refused(409, "persons.id_card_taken_here");
    assert!(here.body["detail"].as_str().unwrap().contains("501"));
    let south = town.staff(Role::CommunityWorker, "south").await;
    let mut there = again;
    there["node_id"] = json!(town.node("south/1/u1"));
    let said = south.post("/households", there).await;
    said.refused(409, "persons.id_card_taken");
    assert!(!said.body["detail"].as_str().unwrap().contains("501"));
    let number = household(&town, "F001", json!([person("王小红", "head", 905)]));
    worker.post("/households", number).await.refused(409, "households.number_taken");
}

#[tokio::test]
async fn the_same_registration_at_once_is_one_household() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let body = household(&town, "F001", json!([person("张小明", "head", 900)]));
    let other = household(&town, "F002", json!([person("张小明", "head", 900)]));
    let (first, second) =
        tokio::join!(worker.post("/households", body), worker.post("/households", other),);
    let mut seen = [first.status, second.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
    assert_eq!(town.count("household").await, 1);
    assert_eq!(town.count("person").await, 1);
}

#[tokio::test]
async fn a_stale_edit_lists_the_fields_that_differ() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/households/{}", home(&family(&worker).await));
    let etag = worker.get(&path).await.etag();
    let edited =
        worker.patch(&path, &etag, json!({ "helper_name": "王干部", "room": "502" })).await;
    assert_eq!(edited.etag(), "\"v2\"");
    assert_eq!(edited.body["helper_name"], "王干部");
    let stale = worker.patch(&path, &etag, json!({ "helper_name": "赵干部", "room": "502" })).await;
    stale.refused(412, "request.stale");
    let detail = stale.body["detail"].as_str().unwrap();
    assert!(detail.contains("helper_name") && !detail.contains("room"), "{detail}");
    let cleared = worker.patch(&path, "\"v2\"", json!({ "helper_name": "" })).await.ok();
    assert!(cleared["helper_name"].is_null());
    let key = town.id().to_string();
    let headers = [("idempotency-key", key.as_str())];
    let blind = worker.send("PATCH", &path, Some(json!({ "room": "1" })), &headers).await;
    blind.refused(428, "request.if_match_missing");
    let south = town.staff(Role::CommunityWorker, "south").await;
    south.patch(&path, "\"v3\"", json!({ "room": "1" })).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn two_edits_of_one_version_leave_one() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/households/{}", home(&family(&worker).await));
    let (first, second) = tokio::join!(
        worker.patch(&path, "\"v1\"", json!({ "room": "601" })),
        worker.patch(&path, "\"v1\"", json!({ "room": "602" })),
    );
    let mut seen = [first.status, second.status];
    seen.sort_unstable();
    assert_eq!(seen, [200, 412]);
}

#[tokio::test]
async fn a_person_is_edited_with_the_id_card_as_judge() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let made = family(&worker).await;
    let path = format!("/persons/{}", id(&made, 1).as_str().unwrap());
    let said = worker.patch(&path, "\"v1\"", json!({ "birth_date": "1999-01-01" })).await;
    said.refused_field("/birth_date", "field.form");
    let said = worker.patch(&path, "\"v1\"", json!({ "relation": "head" })).await;
    said.refused_field("/relation", "field.form");
    let said = worker.patch(&path, "\"v1\"", json!({ "id_card": id_card(900) })).await;
    said.refused(409, "persons.id_card_taken_here");
    let body = json!({ "id_card": id_card(951), "phone": "", "employment": "employed" });
    let edited = worker.patch(&path, "\"v1\"", body).await.ok();
    assert_eq!(edited["members"][1]["employment"], "employed");
    assert!(edited["members"][1]["phone"].is_null());
    let stale = worker.patch(&path, "\"v1\"", json!({ "name": "李阿花" })).await;
    stale.refused(412, "request.stale");
    assert!(stale.body["detail"].as_str().unwrap().contains("(name)"));
    let history = worker.get(&format!("/households/{}/history", home(&made))).await.ok();
    assert_eq!(history["items"][0]["fields"], json!(["id_card", "employment", "phone"]));
}

#[tokio::test]
async fn members_join_and_go_but_the_head_names_a_successor() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let made = family(&worker).await;
    let path = format!("/households/{}", home(&made));
    let baby = json!({
        "name": "张小宝", "relation": "child", "sex": "male", "birth_date": "2026-02-01",
        "ethnicity": "han", "labour_capacity": "none",
    });
    let joined = worker.post(&format!("{path}/members"), baby).await.ok();
    assert_eq!(joined["household"]["members"], 4);
    let going = format!("/persons/{}/departure", id(&made, 0).as_str().unwrap());
    let said = worker.post(&going, json!({ "kind": "deceased" })).await;
    said.refused(409, "persons.head_leaves");
    let with_heir = json!({ "kind": "deceased", "new_head_id": id(&made, 1) });
    let gone = worker.post(&going, with_heir.clone()).await.ok();
    assert_eq!(gone["household"]["head_name"], "李*妹");
    assert_eq!(gone["household"]["members"], 3);
    assert_eq!(gone["members"][0]["relation"], "head");
    worker.post(&going, with_heir).await.refused(409, "persons.gone");
    assert_eq!(
        events(&worker, &home(&made)).await,
        ["member_died", "head_changed", "member_joined", "created"]
    );
    let head = json!({ "person_id": id(&made, 2), "relations": [
        { "person_id": id(&made, 1), "relation": "parent" } ] });
    let changed = worker.post(&format!("{path}/head"), head).await.ok();
    assert_eq!(changed["household"]["head_name"], "张*宝");
    assert_eq!(changed["members"][1]["relation"], "parent");
    let plain = json!({ "person_id": id(&made, 1) });
    let back = worker.post(&format!("{path}/head"), plain).await.ok();
    assert_eq!(back["household"]["head_name"], "李*妹", "relations may be left out");
}

#[tokio::test]
async fn a_split_and_a_merge_stay_in_both_histories() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let made = family(&worker).await;
    let old = home(&made);
    let everybody = json!({ "number": "F002", "node_id": town.node("north/2/u1"), "room": "101",
        "members": [{ "person_id": id(&made, 0), "relation": "head" }] });
    let path = format!("/households/{old}/split");
    worker.post(&path, everybody).await.refused(409, "households.nobody_stays");
    let child = json!({ "number": "F002", "node_id": town.node("north/2/u1"), "room": "101",
        "members": [{ "person_id": id(&made, 2), "relation": "head" }] });
    let split = worker.post(&path, child.clone()).await.ok();
    let new = home(&split);
    assert_eq!(split["household"]["door"], "north 2栋 1单元 101");
    assert_eq!(split["origin_township"], "靖安镇");
    worker
        .post(&path, child)
        .await
        .refused_field("/members/0/person_id", "field.unknown_reference");
    assert_eq!(events(&worker, &new).await, ["split"]);
    let merge = json!({ "into_id": old, "members": [] });
    let path = format!("/households/{new}/merge");
    worker.post(&path, merge).await.refused_field("/members", "field.missing");
    let back = json!({ "into_id": old, "members": [
        { "person_id": id(&made, 2), "relation": "child" } ] });
    let merged = worker.post(&path, back.clone()).await.ok();
    assert_eq!(merged["household"]["members"], 3);
    worker.post(&path, back).await.refused(409, "households.gone");
    assert_eq!(events(&worker, &new).await, ["merged", "split"]);
    assert_eq!(events(&worker, &old).await, ["merged", "split", "created"]);
    let gone = worker.get(&format!("/households/{new}")).await.ok();
    assert_eq!(
        (&gone["household"]["state"], &gone["merged_into"]),
        (&json!("merged"), &json!(old))
    );
}

#[tokio::test]
async fn a_household_merges_only_within_the_own_area() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let mine = town.household("north/1/u1").await;
    let theirs = town.household("south/1/u1").await;
    let body = json!({ "into_id": theirs, "members": [] });
    let said = worker.post(&format!("/households/{mine}/merge"), body).await;
    said.refused(404, "request.not_found");
    let to = json!({ "node_id": town.node("south/1/u1"), "room": "101" });
    let said = worker.post(&format!("/households/{mine}/relocation"), to).await;
    said.refused_field("/node_id", "field.unknown_reference");
}

#[tokio::test]
async fn a_household_that_moves_is_seen_at_its_new_door_only() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let moved = town.household("north/1/u1").await;
    let to = json!({ "node_id": town.node("south/1/u1"), "room": "101" });
    let path = format!("/households/{moved}/relocation");
    let said = officer.post(&path, to.clone()).await.ok();
    assert_eq!(said["household"]["door"], "south 1栋 1单元 101");
    officer.post(&path, to).await.refused(409, "households.same_dwelling");
    let nowhere = json!({ "node_id": town.node("south"), "room": "101" });
    officer.post(&path, nowhere).await.refused(409, "households.no_dwelling");
    let history = officer.get(&format!("/households/{moved}/history")).await.ok();
    assert_eq!(history["items"][0]["from_place"], "north 1栋 1单元 002");
    let north = town.staff(Role::CommunityWorker, "north").await;
    north.get(&format!("/households/{moved}")).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn a_household_that_leaves_can_sign_in_no_more() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let home: HouseholdId = town.household("north/1/u1").await;
    town.person(home, Somebody { name: "李阿妹", relation: "spouse", ..Somebody::default() }).await;
    let resident = town.resident(home).await;
    resident.get("/me/household").await.ok();
    let path = format!("/households/{home}/departure");
    let gone = worker.post(&path, json!({ "reason": "返乡居住" })).await.ok();
    assert_eq!(gone["household"]["state"], "left");
    assert_eq!(gone["members"][1]["state"], "left");
    resident.get("/me/household").await.refused(401, "auth.sign_in");
    worker.post(&path, json!({ "reason": "返乡居住" })).await.refused(409, "households.gone");
    assert_eq!(events(&worker, &home.to_string()).await, ["left"]);
    assert_eq!(worker.get("/households").await.ok()["items"], json!([]));
    let left = worker.get("/households?state=left").await.ok();
    assert_eq!(left["items"].as_array().unwrap().len(), 1);
}
