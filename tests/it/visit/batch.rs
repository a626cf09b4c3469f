//! A phone comes back into the network and tells of its visits, in any order and more than once.

use entity::appointment::Role;

use super::*;

#[tokio::test]
async fn visits_are_told_late_out_of_order_and_twice_and_count_once() {
    let town = Town::start().await;
    let red = painted(&town, "north/1/u1", "red").await;
    let yellow = painted(&town, "north/1/u2", "yellow").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let start = town.clock.now();
    for _ in 0..4 {
        plan(&town).await;
        town.clock.advance_ms(DAY_MS);
    }
    plan(&town).await;
    let fresh = town.sign_in(head.account.unwrap()).await;
    let at = |days: i64, household| visit_at(&town, household, start.plus_ms(DAY_MS * days));
    let sent = json!({ "visits": [at(2, red), at(0, red), at(1, yellow), at(1, red)] });
    let first = fresh.post("/visits/batch", sent.clone()).await.ok();
    assert_eq!(first["recorded"], 4);
    let settled: Vec<_> =
        first["items"].as_array().unwrap().iter().map(|item| &item["visit"]["settled"]).collect();
    assert_eq!(settled, [&json!(1), &json!(1), &json!(1), &json!(1)]);
    let again = fresh.post("/visits/batch", sent).await.ok();
    assert_eq!(first, again, "with another key, the same answer");
    assert_eq!(town.count("visit").await, 4);
    let states: Vec<_> = tasks(&town, red).await.iter().map(|t| t[28..].to_owned()).collect();
    assert_eq!(states, ["done", "done", "done", "missed", "open"]);
}

#[tokio::test]
async fn each_visit_is_answered_by_itself_in_the_order_sent() {
    let town = Town::start().await;
    let own = town.household("north/1/u1").await;
    let far = town.household("far/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let mut wrong = visit(&town, own);
    wrong["outcome"] = json!("changed");
    let good = visit(&town, own);
    let sent = json!({ "visits": [visit(&town, far), good, wrong, visit(&town, own)] });
    let said = head.post("/visits/batch", sent.clone()).await.ok();
    assert_eq!(said["recorded"], 2);
    let items = said["items"].as_array().unwrap();
    for (item, visit) in items.iter().zip(sent["visits"].as_array().unwrap()) {
        assert_eq!(item["visit_id"], visit["visit_id"]);
    }
    assert_eq!(items[0]["code"], "request.not_found");
    assert_eq!(items[1]["is_recorded"], true);
    assert_eq!(items[2]["errors"][0]["pointer"], "/changes");
    assert_eq!(items[3]["is_recorded"], true);
    assert_eq!(town.count("visit").await, 2);
    let logged = town.count("audit WHERE action = 'visit.record' AND household_id IS NOT NULL");
    assert_eq!(logged.await, 2);
}

#[tokio::test]
async fn a_refused_visit_leaves_nothing_behind() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let head = town.staff(Role::BuildingHead, "north/1").await;
    let photo = crate::media::upload(&head, "image/jpeg", crate::media::photo()).await;
    let photo = photo.id("media_id");
    let mut half = visit(&town, household);
    half["media_ids"] = json!([photo, town.id()]);
    let said = head.post("/visits/batch", json!({ "visits": [half] })).await.ok();
    assert_eq!(said["items"][0]["errors"][0]["pointer"], "/media_ids");
    assert_eq!(town.count("media WHERE owner_id IS NOT NULL").await, 0);
    assert_eq!(town.count("visit").await, 0);
}
