//! Public notices: what they say, to whom, and for how long.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::shape::columns;

/// All that a line of a notice says.
const LINE: [&str; 7] = [
    "building_name",
    "category",
    "declaration_id",
    "ends_at",
    "head_name_masked",
    "member_count",
    "place",
];

#[tokio::test]
async fn a_notice_has_no_place_for_what_must_not_be_public() {
    let town = Town::start().await;
    let document = town.contract().document();
    let names = |schema: &str| -> BTreeSet<String> {
        let properties = &document["components"]["schemas"][schema]["properties"];
        properties.as_object().unwrap().keys().cloned().collect()
    };
    let listed = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let line: BTreeSet<String> = listed(&LINE);
    assert_eq!(names("PublicNoticeEntry"), line);
    let whole: BTreeSet<String> = listed(&[
        "notice_id",
        "node_id",
        "community_name",
        "starts_on",
        "working_days",
        "contact_place",
        "is_running",
        "entries",
    ]);
    assert_eq!(names("PublicNotice"), whole);
    let mut table = line;
    table.insert("notice_id".to_owned());
    assert_eq!(columns(&town, "public_notice_entry").await, table);
}

#[tokio::test]
async fn the_community_reads_and_prints_it_and_the_next_one_does_not() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let (_, neighbour) = home(&town, "north/2/u1").await;
    let (_, stranger) = home(&town, "south/1/u1").await;
    let desks = Desks::gather(&town).await;
    let (_, notice) = desks.published(&resident).await;
    let path = format!("/public-notices/{notice}");
    let shown = neighbour.get(&path).await.ok();
    assert_eq!(shown["entries"][0]["head_name_masked"], "张*明");
    assert_eq!(shown["entries"][0]["building_name"], "1栋");
    let sheet = neighbour.get(&format!("{path}/sheet")).await;
    let drawn = String::from_utf8(sheet.bytes.clone()).unwrap();
    assert!(drawn.contains("张*明") && drawn.contains("边缘易致贫户"));
    assert!(!drawn.contains("张小明") && !drawn.contains("父亲住院"), "{drawn}");
    let listed = neighbour.get("/public-notices?running=true&include_total=true").await.ok();
    assert_eq!((&listed["total"], &listed["items"][0]["households"]), (&json!(1), &json!(1)));
    stranger.get(&path).await.refused(404, "request.not_found");
    assert!(stranger.get("/public-notices").await.ok()["items"].as_array().unwrap().is_empty());
    town.clock.advance_ms(7 * DAY_MS);
    assert_eq!(neighbour.get(&path).await.ok()["is_running"], json!(false));
    let over = neighbour.get("/public-notices?running=false").await.ok();
    assert_eq!(over["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn all_hang_out_or_none() {
    let town = Town::start().await;
    let (_, one) = home(&town, "north/1/u1").await;
    let (_, two) = home(&town, "north/2/u1").await;
    let desks = Desks::gather(&town).await;
    let ready = desks.reviewed(&one).await;
    let early = desks.verified(&two).await;
    publish(&desks.worker, &[&ready, &early]).await.refused(409, "declaration.not_now");
    let twice = publish(&desks.worker, &[&ready, &ready]).await;
    assert_eq!(twice.status, 422);
    assert_eq!(stands(&one, &ready).await["state"], "reviewed");
    assert_eq!(town.count("public_notice").await, 0);
    publish(&desks.worker, &[&ready]).await;
    assert_eq!(town.count("public_notice_entry").await, 1);
}

#[tokio::test]
async fn five_days_are_working_days_also_over_a_holiday() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    // To Monday, 28 September 2026: National Day takes 1 to 7 October.
    town.clock.advance_ms(210 * DAY_MS);
    let id = declare(&resident).await;
    accept(&desks.worker, &id).await.ok();
    let paper = upload(&desks.worker, "image/jpeg", photo()).await.id("media_id");
    let body = seen(&town, &paper);
    desks.worker.post(&format!("/declarations/{id}/verification"), body).await.ok();
    let meeting = meet(&desks.worker).await;
    vote(&desks.worker, &id, &meeting, [8, 0, 0]).await.ok();
    let short = json!({
        "node_id": town.node("north"), "declaration_ids": [id], "contact_place": "社区",
        "working_days": 4,
    });
    assert_eq!(desks.worker.post("/public-notices", short).await.status, 422);
    let notice = publish(&desks.worker, &[&id]).await;
    let calendar = &town.app.world.calendar;
    let mut day = town.clock.now().day();
    let mut worked = i64::from(calendar.is_working_day(day));
    while worked < 5 {
        day = day.next_day().unwrap();
        worked += i64::from(calendar.is_working_day(day));
    }
    let last = entity::Moment::end_of(day).to_string();
    assert_eq!(notice.body["entries"][0]["ends_at"], json!(last));
    assert!(day.to_string().starts_with("2026-10"), "{day}");
}
