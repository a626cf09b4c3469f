//! The short form, and the hint at what was declared a short while ago.

use entity::appointment::Role;
use serde_json::json;
use xinju::params;

use super::*;
use crate::town::{Somebody, Town};

#[tokio::test]
async fn a_household_gives_at_most_four_things_and_everything_else_is_there() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mother = Somebody { name: "王秀英", relation: "mother", ..Somebody::default() };
    let mother = town.person(household, mother).await;
    let resident = town.resident(household).await;
    let id = declare(&resident).await;
    let form = resident.get("/declarations/form").await.ok();
    let fields: Vec<_> = form["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["kind", "words", "person_id", "media_ids"]);
    assert_eq!(form["head_name"], "张小明");
    assert!(form["door"].as_str().unwrap().starts_with("1栋1单元"));
    let members = form["members"].as_array().unwrap();
    assert!(members.iter().any(|one| one["person_id"] == json!(mother) && one["name"] == "王秀英"));
    assert_eq!((&form["open_count"], &form["consents"]), (&1.into(), &json!([])));
    assert_eq!(form["open"][0]["declaration_id"], id);
    let kinds = form["kinds"].as_array().unwrap();
    assert_eq!(kinds.len(), 14);
    let illness = kinds.iter().find(|kind| kind["kind"] == "illness").unwrap();
    assert_eq!(
        (&illness["track"], &illness["recent"]["declaration_id"]),
        (&"monitoring".into(), &id.into())
    );
    // What the form asks for is all that a declaration takes.
    let body = json!({ "kind": "disability", "words": "母亲摔伤。", "person_id": mother });
    let filed = resident.post("/declarations", body).await.id("declaration_id");
    assert_eq!(read(&resident, &filed).await.ok()["person_name"], "王秀英");
}

#[tokio::test]
async fn whoever_declares_for_others_sees_masked_names_and_is_written_down() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    declare(&resident).await;
    let path = format!("/households/{household}/declaration-form");
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let form = head.get(&path).await.ok();
    assert_eq!((&form["head_name"], &form["open_count"]), (&"张*明".into(), &1.into()));
    assert_eq!(form["open"].as_array().unwrap().len(), 1);
    // A volunteer reads no declarations.
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let form = volunteer.get(&path).await.ok();
    assert_eq!((&form["open"], &form["open_count"]), (&json!([]), &1.into()));
    assert!(form["kinds"].as_array().unwrap().iter().all(|kind| kind.get("recent").is_none()));
    assert_eq!(form["consents"], json!(["spoken", "written", "phone"]));
    let noted = "audit WHERE action = 'declaration.form' AND household_id IS NOT NULL";
    assert_eq!(town.count(noted).await, 2);
    let beside = town.staff(Role::BuildingHead, "north/2").await;
    beside.get(&path).await.refused(404, "request.not_found");
    resident.get(&path).await.refused(403, "auth.forbidden");
    town.sql("UPDATE household SET state = 'left' WHERE id = $1", params![household]).await;
    head.get(&path).await.refused(409, "declaration.household_gone");
}

#[tokio::test]
async fn the_same_kind_within_thirty_days_is_hinted_at_and_never_in_the_way() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let first = resident.post("/declarations", hardship()).await.ok();
    assert_eq!(first["similar"], json!([]));
    refuse(&worker, first["declaration_id"].as_str().unwrap()).await.ok();
    // Another kind and another household are not the same.
    declare_kind(&resident, "housing").await;
    declare(&town.resident(town.household("north/1/u1").await).await).await;
    town.clock.advance_ms(30 * 86_400_000);
    let second = resident.post("/declarations", hardship()).await.ok();
    let hint = json!([{
        "declaration_id": first["declaration_id"], "state": "refused", "filed_on": "2026-03-02",
    }]);
    assert_eq!(second["similar"], hint);
    town.clock.advance_ms(86_400_000);
    let third = resident.post("/declarations", hardship()).await.ok();
    assert_eq!(third["similar"].as_array().unwrap().len(), 1, "the first is too long ago");
    assert_eq!(third["similar"][0]["declaration_id"], second["declaration_id"]);
}

#[tokio::test]
async fn whoever_agreed_is_named_too() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let file = async |agreed: Option<&str>| {
        let mut body = json!({
            "household_id": household, "consent": "phone", "kind": "housing", "words": "屋顶漏水。",
        });
        if let Some(agreed) = agreed {
            body["consent_by"] = agreed.into();
        }
        head.post("/declarations/on-behalf", body).await
    };
    let daughter = file(Some("李小花")).await.id("declaration_id");
    let nobody = file(None).await.id("declaration_id");
    file(Some(" ")).await.refused_field("/consent_by", "field.empty");
    let resident = town.resident(household).await;
    assert_eq!(read(&resident, &daughter).await.ok()["consent_by"], "李小花");
    assert_eq!(read(&head, &daughter).await.ok()["consent_by"], "李*花");
    assert_eq!(read(&resident, &nobody).await.ok()["consent_by"], "张小明", "the head for all");
}
