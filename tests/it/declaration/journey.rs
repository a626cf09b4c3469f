//! The whole way, as a household and its desks go it.

use entity::appointment::Role;
use serde_json::json;

use super::*;
use crate::media::{photo, upload, voice};
use crate::town::{Somebody, Town};

#[tokio::test]
async fn a_household_declares_is_answered_and_says_that_it_is_solved() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let resident = town.resident(household).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let picture = upload(&resident, "image/jpeg", photo()).await.id("media_id");
    let mut said = hardship();
    said["media_ids"] = json!([picture]);
    let filed = resident.post("/declarations", said).await;
    let id = filed.id("declaration_id");
    assert_eq!(
        (&filed.body["state"], &filed.body["level"]),
        (&"submitted".into(), &"community".into())
    );
    // Monday's declaration is accepted by the end of Tuesday.
    assert_eq!(filed.body["due_at"], "2026-03-03T16:00:00.000Z");
    assert_eq!(list(&worker, "?mine=true").await, [id.as_str()]);

    let accepted = accept(&worker, &id).await.ok();
    assert_eq!((&accepted["state"], &accepted["version"]), (&"accepted".into(), &2.into()));
    let seen = read(&worker, &id).await.ok();
    assert_eq!(seen["words"], hardship()["words"]);
    assert_eq!(worker.get(&format!("/media/{picture}")).await.status, 200);
    answer(&worker, &id).await.ok();
    let closed = rate(&resident, &id, "solved").await.ok();
    assert_eq!((&closed["state"], &closed["rating"]), (&"closed".into(), &"solved".into()));
    assert!(closed.get("due_at").is_none());

    let shown = read(&resident, &id).await.ok();
    assert_eq!(actions(&shown), ["declare", "accept", "answer", "solved"]);
    let answered = &shown["timeline"][2];
    assert_eq!(answered["words"], "已为您申请医疗救助，下周到账。");
    assert_eq!(answered["actor_role"], "community_worker");
    assert!(answered["actor_name"].as_str().unwrap().starts_with("community_worker-"));
    let inbox = resident.get("/me/inbox?kind=declaration").await.ok();
    assert_eq!(inbox["unread"], 4, "each step is told");
    let first = inbox["items"].as_array().unwrap().last().unwrap();
    assert_eq!(first["body"], "您的申报已送到社区，3月3日以前会有人受理，请留意消息。");
}

#[tokio::test]
async fn a_building_head_declares_for_a_household_without_a_phone_and_both_names_stay() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let mother = Somebody { name: "王秀英", relation: "mother", ..Somebody::default() };
    let mother = town.person(household, mother).await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let note = upload(&head, "audio/aac", voice()).await.id("media_id");
    let filed = head
        .post(
            "/declarations/on-behalf",
            json!({
                "household_id": household, "person_id": mother, "consent": "spoken",
                "kind": "disability", "media_ids": [note],
            }),
        )
        .await;
    assert_eq!(filed.status, 201, "{:#}", filed.body);
    let id = filed.id("declaration_id");
    // Later changes in the register don't change whom it was filed for.
    town.sql("UPDATE person SET name = '赵六'", vec![]).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let seen = read(&worker, &id).await.ok();
    assert!(seen["filed_by_name"].as_str().unwrap().starts_with("building_head-"));
    assert_eq!(seen["filed_by_role"], "building_head");
    assert_eq!(seen["declaration"]["head_name"], "张*明");
    assert_eq!(seen["person_name"], "王*英");
    assert_eq!(
        (&seen["consent"], &seen["declaration"]["on_behalf"]),
        (&"spoken".into(), &true.into())
    );
    // When somebody of the household signs in later, all of it is there.
    let resident = town.resident(household).await;
    let own = read(&resident, &id).await.ok();
    assert_eq!(
        (&own["declaration"]["head_name"], &own["person_name"]),
        (&"张小明".into(), &"王秀英".into())
    );
    assert_eq!(resident.get(&format!("/media/{note}")).await.status, 200);
    step(&resident, &id, "withdrawal").await.ok();
}

#[tokio::test]
async fn what_is_not_solved_goes_to_the_street_and_not_to_the_same_desk() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    assert!(list(&street, "?mine=true").await.is_empty());
    accept(&worker, &id).await.ok();
    answer(&worker, &id).await.ok();
    let raised = rate(&resident, &id, "not_solved").await.ok();
    assert_eq!((&raised["state"], &raised["level"]), (&"submitted".into(), &"site".into()));
    assert_eq!(list(&street, "?mine=true").await, [id.as_str()]);
    assert!(list(&worker, "?mine=true").await.is_empty());
    accept(&worker, &id).await.refused(409, "declaration.other_desk");
    accept(&street, &id).await.ok();
    answer(&street, &id).await.ok();
    let county = town.staff(Role::CountyOfficer, "").await;
    let raised = rate(&resident, &id, "not_solved").await.ok();
    assert_eq!((&raised["state"], &raised["level"]), (&"submitted".into(), &"county".into()));
    accept(&county, &id).await.ok();
    answer(&county, &id).await.ok();
    let closed = rate(&resident, &id, "not_solved").await.ok();
    assert_eq!((&closed["state"], &closed["rating"]), (&"closed".into(), &"not_solved".into()));
    let shown = read(&resident, &id).await.ok();
    let timeline = shown["timeline"].as_array().unwrap();
    let at = |level: &str| timeline.iter().filter(|step| step["level"] == level).count();
    assert_eq!((at("community"), at("site"), at("county")), (3, 3, 4));
}

#[tokio::test]
async fn a_refusal_says_why() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    let path = format!("/declarations/{id}/refusal");
    let bare = worker.post(&path, json!({ "reason_code": "repeated" })).await;
    bare.refused(422, "request.invalid");
    bare.refused_field("/words", "field.missing");
    let own = worker.post(&path, json!({ "reason_code": "lazy", "words": "不行" })).await;
    own.refused_field("/reason_code", "field.choice");
    worker
        .post(&path, json!({ "reason_code": "repeated", "words": "  " }))
        .await
        .refused_field("/words", "field.empty");
    refuse(&worker, &id).await.ok();
    let shown = read(&resident, &id).await.ok();
    assert_eq!(shown["declaration"]["state"], "refused");
    assert_eq!(shown["timeline"][1]["reason_code"], "repeated");
    assert_eq!(shown["timeline"][1]["words"], "上周已经为您家登记过了。");
    accept(&worker, &id).await.refused(409, "declaration.not_now");
}
