//! The grid: who sees what, doors and their pictures, moves.

use entity::appointment::Role;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::town::{Actor, Town};

fn node(town: &Town, place: &str) -> String {
    format!("/grid/nodes/{}", town.node(place))
}

fn building(town: &Town, code: &str, pictogram: Option<&str>) -> Value {
    let mut body = json!({
        "parent_id": town.node("north/a"), "kind": "building", "code": code,
        "name": format!("{code}栋"),
    });
    if let Some(pictogram) = pictogram {
        body["pictogram"] = pictogram.into();
    }
    body
}

async fn names(actor: &Actor<'_>, path: &str) -> Vec<String> {
    let page = actor.get(path).await.ok();
    let items = page["items"].as_array().unwrap().clone();
    items.iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn everybody_sees_their_part_of_the_tree() {
    let town = Town::start().await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    assert_eq!(names(&head, "/grid/nodes").await, ["1栋", "1单元", "2单元"]);
    head.get(&node(&town, "north/2")).await.refused(404, "request.not_found");
    let county = town.staff(Role::CountyOfficer, "").await;
    let all = county.get("/grid/nodes?limit=5&include_total=true").await.ok();
    assert_eq!(all["total"], 24);
    let mut seen = 5;
    let mut cursor = all["next_cursor"].as_str().map(str::to_owned);
    while let Some(at) = cursor {
        let page = county.get(&format!("/grid/nodes?limit=5&cursor={at}")).await.ok();
        seen += page["items"].as_array().unwrap().len();
        cursor = page["next_cursor"].as_str().map(str::to_owned);
    }
    assert_eq!(seen, 24);
    assert_eq!(names(&county, "/grid/nodes?kind=community&search=ort").await, ["north"]);
    assert_eq!(names(&county, "/grid/nodes?kind=community&search=ORT").await, ["north"]);
}

#[tokio::test]
async fn a_resident_sees_the_way_home_and_nothing_else() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u2").await).await;
    let way = names(&resident, "/grid/nodes").await;
    assert_eq!(way, ["county", "site", "north", "a", "1栋", "2单元"]);
    let unit = resident.get(&node(&town, "north/1/u2")).await.ok();
    assert_eq!(unit["above"][4]["name"], "1栋");
    assert_eq!(unit["pictogram"]["name_zh"], "香蕉");
    resident.get(&node(&town, "north/1/u1")).await.refused(404, "request.not_found");
}

#[tokio::test]
async fn a_new_building_gets_a_picture_that_no_neighbour_has() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let made = officer.post("/grid/nodes", building(&town, "3", None)).await.ok();
    let picture = made["pictogram"]["code"].as_str().unwrap();
    assert!(!["apple", "banana"].contains(&picture));
    assert_eq!(made["path"], "county/site/north/a/3");
    let taken = officer.post("/grid/nodes", building(&town, "4", Some("apple"))).await;
    taken.refused(409, "grid.pictogram_taken");
    assert!(taken.body["detail"].as_str().unwrap().contains("1栋"));
    let twice = officer.post("/grid/nodes", building(&town, "3", None)).await;
    twice.refused(409, "grid.code_taken");
}

#[tokio::test]
async fn two_buildings_made_at_once_never_share_a_picture() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let (first, second) = tokio::join!(
        officer.post("/grid/nodes", building(&town, "5", None)),
        officer.post("/grid/nodes", building(&town, "6", None)),
    );
    assert_ne!(first.ok()["pictogram"]["code"], second.ok()["pictogram"]["code"]);
    let (first, second) = tokio::join!(
        officer.post("/grid/nodes", building(&town, "7", Some("tiger"))),
        officer.post("/grid/nodes", building(&town, "8", Some("tiger"))),
    );
    let mut seen = [first.status, second.status];
    seen.sort_unstable();
    assert_eq!(seen, [201, 409]);
}

#[tokio::test]
async fn nodes_stand_below_the_right_kind_and_in_the_own_area() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let mut wrong = building(&town, "3", None);
    wrong["kind"] = "unit".into();
    officer.post("/grid/nodes", wrong).await.refused(409, "grid.wrong_parent");
    let mut far = building(&town, "3", None);
    far["parent_id"] = json!(town.node("far/a"));
    far["pictogram"] = "unicorn".into();
    far["code"] = "a/b".into();
    let said = officer.post("/grid/nodes", far).await;
    said.refused(422, "request.invalid");
    said.refused_field("/parent_id", "field.unknown_reference");
    said.refused_field("/pictogram", "field.unknown_reference");
    said.refused_field("/code", "field.characters");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    worker.post("/grid/nodes", building(&town, "3", None)).await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn the_same_creation_twice_is_one() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let key = town.id();
    let first = officer.post_keyed("/grid/nodes", key, building(&town, "3", None)).await;
    let again = officer.post_keyed("/grid/nodes", key, building(&town, "3", None)).await;
    assert_eq!(
        (first.bytes, again.header("idempotent-replayed")),
        (again.bytes.clone(), Some("true"))
    );
    let other = officer.post_keyed("/grid/nodes", key, building(&town, "4", None)).await;
    other.refused(422, "request.key_reused");
}

#[tokio::test]
async fn a_stale_edit_says_which_field_differs() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let path = node(&town, "north/1");
    let etag = officer.get(&path).await.etag();
    officer.patch(&path, &etag, json!({ "name": "一栋", "pictogram": "tiger" })).await.ok();
    let stale = officer.patch(&path, &etag, json!({ "name": "壹栋" })).await;
    stale.refused(412, "request.stale");
    assert!(stale.body["detail"].as_str().unwrap().contains("name"));
    let key = town.id().to_string();
    let headers = [("idempotency-key", key.as_str())];
    let blind = officer.send("PATCH", &path, Some(json!({ "name": "壹栋" })), &headers).await;
    blind.refused(428, "request.if_match_missing");
    let taken = officer.patch(&path, "\"v2\"", json!({ "pictogram": "banana" })).await;
    taken.refused(409, "grid.pictogram_taken");
}

#[tokio::test]
async fn a_moved_building_takes_its_units_and_residents_along() {
    let town = Town::start().await;
    town.household("north/1/u1").await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let south = town.staff(Role::CommunityWorker, "south").await;
    let path = node(&town, "north/1");
    let to = json!({ "parent_id": town.node("south/a"), "reason": "片区调整" });
    let clash = officer.post(&format!("{path}/relocation"), to.clone()).await;
    clash.refused(409, "grid.code_taken");
    let renamed = "UPDATE grid_node SET code = CASE kind WHEN 'building' THEN '9' ELSE code END, \
                   path = replace(path, 'south/a/1', 'south/a/9') WHERE path LIKE '%south/a/1%'";
    town.sql(renamed, vec![]).await;
    let clash = officer.post(&format!("{path}/relocation"), to.clone()).await;
    clash.refused(409, "grid.pictogram_taken");
    assert!(clash.body["detail"].as_str().unwrap().contains("1栋"));
    let etag = officer.get(&path).await.etag();
    officer.patch(&path, &etag, json!({ "pictogram": "tiger" })).await.ok();
    let moved = officer.post(&format!("{path}/relocation"), to.clone()).await.ok();
    assert_eq!(moved["path"], "county/site/south/a/1");
    assert_eq!(moved["above"][2]["name"], "south");
    assert_eq!(
        south.get(&node(&town, "north/1/u1")).await.ok()["path"],
        "county/site/south/a/1/u1"
    );
    assert_eq!(south.get("/households").await.ok()["items"].as_array().unwrap().len(), 1);
    let north = town.staff(Role::CommunityWorker, "north").await;
    north.get(&path).await.refused(404, "request.not_found");
    let moves = officer.get(&format!("{path}/moves")).await.ok();
    assert_eq!(moves["items"][0]["from_path"], "county/site/north/a/1");
    assert_eq!(moves["items"][0]["reason"], "片区调整");
    officer.post(&format!("{path}/relocation"), to).await.refused(409, "grid.same_place");
}

#[tokio::test]
async fn a_community_that_moves_to_another_site_takes_its_households_along() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let other = town.household("far/1/u1").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let numbers = "UPDATE household SET number = CASE WHEN id = $1 THEN $2 ELSE 'H2' END";
    let path = format!("{}/relocation", node(&town, "north"));
    let to = json!({ "parent_id": town.node("other"), "reason": "区划调整" });
    town.sql(numbers, xinju::params![home, "H2"]).await;
    let clash = county.post(&path, to.clone()).await;
    clash.refused(409, "grid.numbers_taken");
    assert!(clash.body["detail"].as_str().unwrap().contains('1'), "{:#}", clash.body);
    town.sql(numbers, xinju::params![home, "H1"]).await;
    county.post(&path, to).await.ok();
    let there = "household h JOIN grid_node n ON n.id = h.site_id WHERE n.code = 'other'";
    assert_eq!(town.count(there).await, 2);
    let door = json!({ "node_id": town.node("far/1/u2"), "room": "9" });
    let officer = town.staff(Role::StreetOfficer, "other").await;
    officer.post(&format!("/households/{home}/relocation"), door).await.ok();
    officer.get(&format!("/households/{other}")).await.ok();
}

#[tokio::test]
async fn nobody_moves_into_a_building_while_it_is_taken_out_of_use() {
    if crate::database::server().is_none() {
        return; // One writer at a time.
    }
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let home = town.household("north/1/u1").await;
    let retiring = town.begin().await;
    let unit = town.node("north/2/u1");
    let statement = sea_orm::Statement::from_sql_and_values(
        sea_orm::DbBackend::Postgres,
        "UPDATE grid_node SET retired_at = 1 WHERE id = $1",
        xinju::params![unit],
    );
    retiring.execute_raw(statement).await.unwrap();
    let path = format!("/households/{home}/relocation");
    let door = json!({ "node_id": unit, "room": "9" });
    let moving = worker.post(&path, door);
    tokio::pin!(moving);
    let soon = tokio::time::timeout(std::time::Duration::from_millis(500), &mut moving).await;
    assert!(soon.is_err(), "it waits for what becomes of the building");
    retiring.commit().await.unwrap();
    moving.await.refused(409, "households.no_dwelling");
}

#[tokio::test]
async fn a_node_never_moves_below_itself_or_out_of_reach() {
    let town = Town::start().await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let path = format!("{}/relocation", node(&town, "north"));
    let below = json!({ "parent_id": town.node("north/1"), "reason": "试一试看" });
    officer.post(&path, below).await.refused(409, "grid.wrong_parent");
    let far = json!({ "parent_id": town.node("other"), "reason": "试一试看" });
    officer.post(&path, far).await.refused_field("/parent_id", "field.unknown_reference");
}

#[tokio::test]
async fn only_an_empty_building_is_taken_out_of_use() {
    let town = Town::start().await;
    town.household("north/1/u1").await;
    let officer = town.staff(Role::StreetOfficer, "site").await;
    let lived = officer.post(&format!("{}/retirement", node(&town, "north/1")), Value::Null).await;
    lived.refused(409, "grid.inhabited");
    let path = format!("{}/retirement", node(&town, "north/2"));
    let retired = officer.post(&path, Value::Null).await.ok();
    assert!(retired["retired_at"].is_string());
    officer.post(&path, Value::Null).await.refused(409, "grid.retired");
    assert!(
        !names(&officer, "/grid/nodes?kind=building").await.contains(&"2栋".to_owned())
            || names(&officer, "/grid/nodes?kind=building").await.len() == 3
    );
    officer.post("/grid/nodes", building(&town, "3", Some("banana"))).await.ok();
}

#[tokio::test]
async fn doors_have_signs_and_the_catalogue_has_drawings() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let catalogue = resident.get("/grid/pictograms").await.ok();
    assert!(catalogue["items"].as_array().unwrap().len() >= 64);
    let sign = resident.get(&format!("{}/sign", node(&town, "north/1/u1"))).await;
    assert_eq!(sign.header("content-type"), Some("image/svg+xml"));
    let text = String::from_utf8(sign.bytes).unwrap();
    assert!(text.contains("1栋 1单元") && text.contains("苹果"));
    let none = resident.get(&format!("{}/sign", node(&town, "north"))).await;
    none.refused(409, "grid.no_sign");
}
