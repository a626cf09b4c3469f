//! The register as it is read: who sees which households, masks, searches, cards, the access log.

use entity::appointment::Role;
use serde_json::json;

use crate::town::{Somebody, Town, id_card};

#[tokio::test]
async fn each_officer_sees_the_households_of_the_own_area() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let far = town.household("far/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/2").await;
    head.get(&format!("/households/{home}")).await.refused(404, "request.not_found");
    assert_eq!(head.get("/households").await.ok()["items"], json!([]));
    let county = town.staff(Role::CountyOfficer, "").await;
    county.get(&format!("/households/{far}")).await.ok();
    let all = county.get("/households?include_total=true").await.ok();
    assert_eq!(all["total"], 2);
    let there = county.get(&format!("/households?node_id={}", town.node("other"))).await.ok();
    assert_eq!(there["items"][0]["household_id"], far.to_string());
    let administrator = town.staff(Role::Administrator, "").await;
    administrator.get("/households").await.refused(403, "auth.forbidden");
}

#[tokio::test]
async fn names_and_numbers_are_masked_everywhere() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let list = worker.get("/households").await;
    let detail = worker.get(&format!("/households/{home}")).await;
    assert_eq!(list.body["items"][0]["head_name"], "张*明");
    assert_eq!(list.body["items"][0]["door"], "north 1栋 1单元 001");
    let member = &detail.body["members"][0];
    assert_eq!(member["name"], "张*明");
    let card = id_card(2);
    assert_eq!(member["id_card"], format!("539***********{}", &card[14..]));
    assert_eq!(member["phone"], "139****0002");
    assert_eq!(member["age"], 46);
    for said in [list, detail] {
        let text = String::from_utf8(said.bytes).unwrap();
        assert!(!text.contains("张小明") && !text.contains(&card) && !text.contains("13900000002"));
    }
}

#[tokio::test]
async fn a_household_is_found_by_initials_number_and_door() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let other = town.household("north/2/u1").await;
    town.person(other, Somebody { name: "李阿妹", relation: "spouse", ..Somebody::default() })
        .await;
    town.person(home, Somebody { name: "Anna", relation: "other", ..Somebody::default() }).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for (query, found) in [
        ("zsm", 0),
        ("zxm", 2),
        ("ZX", 2),
        ("lam", 1),
        ("李阿", 1),
        ("H00001", 1),
        ("h00001", 1),
        ("h0000", 2),
        ("anna", 1),
        ("001", 1),
        ("1-1-001", 1),
        ("１栋１单元００１", 1),
        ("1栋 001", 1),
        ("2-1-001", 0),
        ("%25", 0),
        ("_", 0),
    ] {
        let said = worker.get(&format!("/households?query={}", encoded(query))).await.ok();
        assert_eq!(said["items"].as_array().unwrap().len(), found, "{query}");
    }
    let said = worker.get("/households?query=13900000002").await;
    said.refused(422, "households.number_in_query");
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let found = volunteer.get("/households/find?door=1-1-001").await.ok();
    assert_eq!(found["items"][0]["household_id"], home.to_string());
    assert_eq!(found["items"][0]["head_name"], "张*明");
    assert_eq!(found["items"][0]["building_picture"]["code"], "apple");
    assert!(volunteer.get("/households/find?number=H99999").await.ok()["items"] == json!([]));
    volunteer.get("/households/find").await.refused_field("/number", "field.missing");
    volunteer.get(&format!("/households/{home}")).await.refused(403, "auth.forbidden");
}

fn encoded(text: &str) -> String {
    let coded = text.bytes().fold(String::new(), |coded, byte| format!("{coded}%{byte:02X}"));
    coded.replace("%2525", "%25")
}

#[tokio::test]
async fn pages_follow_each_other_by_door_and_by_name() {
    let town = Town::start().await;
    for name in ["张三丰", "李小龙", "王一一", "赵六子", "陈二娃"] {
        let home = town.household("north/1/u1").await;
        town.sql(
            "UPDATE person SET name = $2, initials = $3 WHERE household_id = $1",
            xinju::params![home, name, xinju::text::pinyin_initials(name)],
        )
        .await;
    }
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for (sort, field, expected) in [
        ("door", "room", json!(["001", "003", "005", "007", "009"])),
        ("name", "head_name", json!(["陈*娃", "李*龙", "王*一", "赵*子", "张*丰"])),
    ] {
        let mut seen = Vec::new();
        let mut path = format!("/households?limit=2&sort={sort}");
        loop {
            let page = worker.get(&path).await.ok();
            seen.extend(page["items"].as_array().unwrap().iter().map(|one| one[field].clone()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            path = format!("/households?limit=2&sort={sort}&cursor={next}");
        }
        assert_eq!(json!(seen), expected);
    }
    let page = worker.get("/households?limit=2&sort=door").await.ok();
    let cursor = page["next_cursor"].as_str().unwrap();
    let mixed = worker.get(&format!("/households?sort=name&cursor={cursor}")).await;
    mixed.refused(400, "request.parameter");
}

#[tokio::test]
async fn a_personal_number_finds_its_household_by_post() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let by_phone =
        worker.post("/households/searches", json!({ "phone": "１３９　００００　０００２" })).await;
    assert_eq!(by_phone.body["items"][0]["household_id"], home.to_string());
    let by_card = worker.post("/households/searches", json!({ "id_card": id_card(2) })).await.ok();
    assert_eq!(by_card["items"][0]["household_id"], home.to_string());
    let wrong =
        worker.post("/households/searches", json!({ "id_card": "539999198001010010" })).await;
    wrong.refused_field("/id_card", "id_card.wrong_check_digit");
    assert!(!String::from_utf8(wrong.bytes).unwrap().contains("539999198001010010"));
    let south = town.staff(Role::CommunityWorker, "south").await;
    let none = south.post("/households/searches", json!({ "phone": "13900000002" })).await.ok();
    assert_eq!(none["items"], json!([]));
    let resident = town.resident(home).await;
    let log = resident.get("/me/household/access-log").await.ok();
    assert_eq!(log["items"][0]["action"], "household.search");
}

#[tokio::test]
async fn an_account_has_a_small_number_of_searches() {
    let town = Town::with(|config| config.rate.searches_per_account_max = 2).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let colleague = town.staff(Role::CommunityWorker, "north").await;
    let search = json!({ "phone": "13900000002" });
    for _ in 0..2 {
        worker.post("/households/searches", search.clone()).await.ok();
    }
    worker.post("/households/searches", search.clone()).await.refused(429, "request.too_many");
    assert_eq!(town.count("audit WHERE action = 'household.search'").await, 2);
    colleague.post("/households/searches", search.clone()).await.ok();
    town.clock.advance_ms(60_000);
    worker.post("/households/searches", search).await.ok();
}

#[tokio::test]
async fn unmasking_needs_a_reason_that_the_household_reads() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let who =
        worker.get(&format!("/households/{home}")).await.ok()["members"][0]["person_id"].clone();
    let path = format!("/persons/{}/unmasking", who.as_str().unwrap());
    let short = worker.post(&path, json!({ "fields": ["id_card"], "reason": "看看" })).await;
    short.refused_field("/reason", "field.too_short");
    let body = json!({ "fields": ["id_card", "birth_date"], "reason": "办理医保需要" });
    let shown = worker.post(&path, body.clone()).await.ok();
    assert_eq!(shown["id_card"], id_card(2));
    assert_eq!(shown["birth_date"], "1980-01-01");
    assert!(shown["phone"].is_null());
    assert_eq!(town.count("idempotency").await, 0, "nothing of it is stored");
    town.staff(Role::CommunityWorker, "south")
        .await
        .post(&path, body.clone())
        .await
        .refused(404, "request.not_found");
    town.staff(Role::BuildingHead, "north/1")
        .await
        .post(&path, body)
        .await
        .refused(403, "auth.forbidden");
    let log = town.resident(home).await.get("/me/household/access-log").await.ok();
    let line = &log["items"][0];
    assert_eq!(line["reason"], "办理医保需要");
    assert_eq!(line["fields"], json!(["birth_date", "id_card"]));
    assert_eq!(line["office"], "north 社区干部");
    assert_eq!(log["items"][1]["action"], "household.read");
}

#[tokio::test]
async fn members_see_everything_stored_about_their_household() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    let resident = town.resident(home).await;
    let own = resident.get("/me/household").await.ok();
    assert_eq!(own["household"]["head_name"], "张小明");
    assert_eq!(own["members"][0]["person"]["id_card"], id_card(2));
    assert_eq!(own["members"][0]["person"]["phone"], "13900000002");
    let neighbour = town.resident(town.household("north/1/u1").await).await;
    let theirs = neighbour.get("/me/household").await;
    assert!(!String::from_utf8(theirs.bytes).unwrap().contains(&id_card(2)));
    resident.get(&format!("/households/{home}")).await.refused(403, "auth.forbidden");
    assert_eq!(resident.get("/me/household/access-log").await.ok()["items"], json!([]));
}

#[tokio::test]
async fn printing_a_card_makes_a_new_code_and_voids_the_old() {
    let town = Town::start().await;
    let home = town.household("north/1/u1").await;
    town.household("north/1/u2").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let card = head.get(&format!("/households/{home}/card")).await;
    assert_eq!(card.header("content-type"), Some("image/svg+xml"));
    assert_eq!(card.header("cache-control"), Some("no-store"));
    let text = String::from_utf8(card.bytes).unwrap();
    assert!(text.contains("张*明") && text.contains("开通二维码") && !text.contains("张小明"));
    head.get(&format!("/households/{home}/card")).await;
    assert_eq!(town.count("activation WHERE voided_at IS NULL").await, 1);
    assert_eq!(town.count("activation").await, 2);
    let sheet = head.get(&format!("/grid/nodes/{}/cards", town.node("north/1"))).await.ok();
    assert_eq!((sheet["cards"].clone(), sheet["pages"].as_array().unwrap().len()), (json!(2), 1));
    assert_eq!(town.count("activation WHERE voided_at IS NULL").await, 2);
    let other = town.staff(Role::BuildingHead, "north/2").await;
    other.get(&format!("/households/{home}/card")).await.refused(404, "request.not_found");
    let log = town.resident(home).await.get("/me/household/access-log").await.ok();
    assert_eq!(log["items"].as_array().unwrap().len(), 3);
    assert_eq!(log["items"][0]["action"], "card.print");
}

#[tokio::test]
async fn a_sheet_that_is_too_large_is_printed_in_parts() {
    let town = Town::with(|config| config.export.cards_max = 1).await;
    town.household("north/1/u1").await;
    town.household("north/1/u2").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let whole = head.get(&format!("/grid/nodes/{}/cards", town.node("north/1"))).await;
    whole.refused(409, "cards.too_many");
    assert_eq!(town.count("activation").await, 0);
    head.get(&format!("/grid/nodes/{}/cards", town.node("north/1/u1"))).await.ok();
}
