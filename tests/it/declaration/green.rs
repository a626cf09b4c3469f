//! The green channel: support first, the chain after.

use entity::appointment::Role;

use super::*;
use crate::town::Town;

#[tokio::test]
async fn after_a_disaster_support_is_recorded_first_and_the_chain_goes_on() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare_kind(&resident, "disaster").await;
    let path = format!("/declarations/{id}/green-channel");
    let ahead = worker.post(&path, first_aid()).await.ok();
    assert_eq!(
        (&ahead["state"], &ahead["due_at"]),
        (&"submitted".into(), &"2026-03-03T16:00:00.000Z".into())
    );
    let delivered =
        "measure WHERE state = 'delivered' AND declaration_id IS NOT NULL AND amount_fen = 42000";
    assert_eq!(town.count(delivered).await, 1);
    assert_eq!(town.count("measure WHERE evidence_sealed LIKE '%签收%'").await, 0);
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen["declaration"]["is_green"], true);
    let said = seen["timeline"][1]["sentence"].as_str().unwrap();
    assert!(said.contains("先给了您家帮扶，手续随后补办"), "{said}");
    worker.post(&path, first_aid()).await.refused(409, "declaration.not_now");
    accept(&worker, &id).await.ok();
}

#[tokio::test]
async fn it_is_for_disasters_and_accidents_alone_and_its_faults_are_named_together() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    let path = format!("/declarations/{id}/green-channel");
    worker.post(&path, first_aid()).await.refused(409, "declaration.not_sudden");
    let id = declare_kind(&resident, "accident").await;
    let path = format!("/declarations/{id}/green-channel");
    let mut body = first_aid();
    body["words"] = " ".into();
    body["measure"]["description"] = "\n".into();
    body["measure"]["delivered_on"] = "2026-03-03".into();
    let bad = worker.post(&path, body).await;
    bad.refused_field("/words", "field.empty");
    bad.refused_field("/measure/description", "field.empty");
    bad.refused_field("/measure/delivered_on", "field.too_large");
    assert_eq!(town.count("measure").await, 0);
    let beside = town.staff(Role::CommunityWorker, "south").await;
    beside.post(&path, first_aid()).await.refused(404, "request.not_found");
}
