//! Review meetings and their votes.

use serde_json::json;
use xinju::params;

use super::*;

#[tokio::test]
async fn exactly_half_is_not_enough_and_the_household_hears_that_it_may_appeal() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = desks.verified(&resident).await;
    let meeting = meet(&desks.worker).await;
    let said = vote(&desks.worker, &id, &meeting, [5, 4, 1]).await.ok();
    assert_eq!(said["state"], "refused");
    let shown = resident.get(&format!("/declarations/{id}")).await.ok();
    let last = shown["timeline"].as_array().unwrap().last().unwrap();
    assert_eq!(last["reason_code"], "voted_down");
    assert!(last["words"].as_str().unwrap().contains("申诉"));
    let seen = desks.worker.get(&format!("/review-meetings/{meeting}")).await.ok();
    assert_eq!(seen["votes"][0]["passed"], json!(false));
    assert_eq!(seen["votes"][0]["head_name"], "张*明");
    assert_eq!(seen["minutes"], "逐户介绍后举手表决。");
}

#[tokio::test]
async fn votes_do_not_exceed_the_participants_and_never_change() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = desks.verified(&resident).await;
    let meeting = meet(&desks.worker).await;
    let many = vote(&desks.worker, &id, &meeting, [9, 1, 1]).await;
    many.refused_field("/votes_for", "field.too_large");
    let none = vote(&desks.worker, &id, &meeting, [0, 0, 0]).await;
    none.refused_field("/votes_for", "field.too_small");
    vote(&desks.worker, &id, &meeting, [9, 1, 0]).await.ok();
    assert!(town.try_sql("UPDATE review_vote SET votes_for = 10", vec![]).await.is_err());
    assert!(town.try_sql("DELETE FROM review_vote", vec![]).await.is_err());
    let listed = desks.worker.get("/review-meetings?include_total=true").await.ok();
    assert_eq!((&listed["total"], &listed["items"][0]["votes"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn a_meeting_of_another_community_or_before_the_visit_counts_for_nothing() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let early = meet(&desks.worker).await;
    let south = town.staff(Role::CommunityWorker, "south").await;
    let mut elsewhere = ten(&town);
    elsewhere["node_id"] = json!(town.node("south"));
    let other = south.post("/review-meetings", elsewhere.clone()).await.id("meeting_id");
    desks.worker.post("/review-meetings", elsewhere).await.refused(404, "request.not_found");
    town.clock.advance_ms(DAY_MS);
    let id = desks.verified(&resident).await;
    let foreign = vote(&desks.worker, &id, &other, [8, 0, 0]).await;
    foreign.refused_field("/meeting_id", "field.unknown_reference");
    vote(&desks.worker, &id, &early, [8, 0, 0]).await.refused(409, "declaration.meeting_before");
    south.get(&format!("/review-meetings/{early}")).await.refused(404, "request.not_found");
    let mut building = ten(&town);
    building["node_id"] = json!(town.node("north/1"));
    desks.worker.post("/review-meetings", building).await.refused(422, "meeting.not_community");
}

#[tokio::test]
async fn a_vote_that_does_not_add_up_is_refused_by_the_database() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = desks.verified(&resident).await;
    let meeting = meet(&desks.worker).await;
    let values = params![
        town.id(),
        uuid::Uuid::parse_str(&meeting).unwrap(),
        uuid::Uuid::parse_str(&id).unwrap()
    ];
    let rosy = "INSERT INTO review_vote (id, meeting_id, declaration_id, votes_for, votes_against, \
                votes_abstained, proposed_category, passed, created_at) \
                VALUES ($1, $2, $3, 5, 5, 0, 'sudden', true, 0)";
    assert!(town.try_sql(rosy, values).await.is_err());
}
