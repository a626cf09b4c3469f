//! Bad input at the edge: a clear refusal, nothing lost, nothing echoed.

use entity::appointment::Role;
use serde_json::json;

use crate::town::{Actor, Town};

/// What must not come back to whoever sent it.
const SECRET: &str = "geheim-7f3a";

async fn send_text(actor: &Actor<'_>, path: &str, text: &str) -> crate::town::Said {
    let key = actor.town.id().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", key.as_str()),
        ("accept-language", "en"),
    ];
    actor.send_bytes("POST", path, Some(text.as_bytes().to_vec()), &headers).await
}

#[tokio::test]
async fn what_is_not_json_is_refused_by_its_kind_and_never_repeated() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let deep = format!("{}{}", "[".repeat(40), "]".repeat(40));
    let cases: &[(&str, u16, &str)] = &[
        ("{\"login\": geheim-7f3a", 400, "request.malformed"),
        ("", 400, "request.malformed"),
        ("[] []", 400, "request.malformed"),
        (&deep, 400, "request.too_complex"),
        ("{\"login\":\"a\",\"login\":\"geheim-7f3a\"}", 400, "request.duplicate_field"),
        ("{\"login\":\"geheim-7f3a\\u0000\"}", 400, "request.characters"),
        ("{\"geheim-7f3a\":1}", 400, "request.unknown_field"),
    ];
    for (text, status, code) in cases {
        let said = send_text(&admin, "/accounts", text).await;
        said.refused(*status, code);
        assert!(!said.body.to_string().contains(SECRET), "{text} is echoed: {}", said.body);
    }
}

#[tokio::test]
async fn an_unknown_field_is_answered_with_the_known_ones() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let said = admin.post("/accounts", json!({ "geheim-7f3a": 1 })).await;
    said.refused(400, "request.unknown_field");
    let detail = said.body["detail"].as_str().unwrap();
    assert!(detail.contains("display_name, ") && detail.contains("login"), "{detail}");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let members = json!([{ "name": "张明", "geheim-7f3a": 1 }]);
    let home = json!({ "number": "F1", "node_id": town.id(), "room": "1", "members": members });
    let said = worker.post("/households", home).await;
    said.refused(400, "request.unknown_field");
    said.refused_field("/members/0", "request.unknown_field");
    let text = said.body.to_string();
    assert!(text.contains("relation") && !text.contains("{known}"), "{text}");
    assert!(!said.body["detail"].as_str().unwrap().contains("room"), "those of the member: {text}");
    assert!(!text.contains(SECRET), "{text}");
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let said = admin.post("/accounts", json!({ "login": 5, "display_name": "" })).await;
    said.refused(422, "request.invalid");
    said.refused_field("/login", "field.type");
    said.refused_field("/display_name", "field.empty");
}

#[tokio::test]
async fn a_body_of_300_kib_is_refused() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let text = format!("{{\"login\":\"{}\"}}", "a".repeat(300 * 1024));
    send_text(&admin, "/accounts", &text).await.refused(413, "request.too_large");
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let key = town.id().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("content-encoding", "gzip"),
        ("idempotency-key", key.as_str()),
    ];
    let said = admin.send_bytes("POST", "/accounts", Some(vec![31, 139, 8]), &headers).await;
    said.refused(415, "request.media_type");
}

#[tokio::test]
async fn a_form_is_refused_where_json_is_expected() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let key = town.id().to_string();
    let headers =
        [("content-type", "application/x-www-form-urlencoded"), ("idempotency-key", key.as_str())];
    let said = admin.send_bytes("POST", "/accounts", Some(b"login=a".to_vec()), &headers).await;
    said.refused(415, "request.media_type");
}

#[tokio::test]
async fn a_write_without_its_key_is_refused() {
    let town = Town::start().await;
    let admin = town.staff(Role::Administrator, "").await;
    let said = admin.send("POST", "/accounts", Some(json!({})), &[]).await;
    said.refused(400, "request.key_missing");
}

#[tokio::test]
async fn an_id_that_is_none_is_refused_and_not_repeated() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let said = worker.get("/households/geheim-7f3a").await;
    said.refused(400, "request.parameter");
    assert!(!said.body.to_string().contains(SECRET));
    let said = worker.get("/households?limit=1000").await;
    said.refused(400, "request.parameter");
    assert_eq!(said.body["errors"][0]["pointer"], "/limit");
}

#[tokio::test]
async fn unknown_paths_and_methods_are_problems_too() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    worker.get("/nowhere").await.refused(404, "request.not_found");
    worker.send("PUT", "/me", None, &[]).await.refused(405, "request.method");
}

#[tokio::test]
async fn refusals_speak_chinese_unless_english_is_asked_for() {
    let town = Town::start().await;
    let chinese = town.stranger().send_bytes("GET", "/me", None, &[]).await;
    assert_eq!(chinese.body["detail"], "请先登录。");
    assert_eq!(chinese.header("content-language"), Some("zh-CN"));
    let english = town.stranger().get("/me").await;
    assert_eq!(english.body["detail"], "Sign in first.");
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_trace_id() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    for said in [worker.get("/me").await, town.stranger().get("/me").await] {
        assert_eq!(said.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(said.header("cache-control"), Some("no-store"));
        assert_eq!(said.header("trace-id").map(str::len), Some(32));
    }
}

#[tokio::test]
async fn a_query_with_control_characters_or_broken_text_is_refused_everywhere() {
    let town = Town::start().await;
    let administrator = town.staff(Role::Administrator, "").await;
    for query in ["search=a%00b", "search=%0d%0a", "search=%ff%fe", "sea%07rch=a"] {
        let said = administrator.get(&format!("/accounts?{query}")).await;
        said.refused(400, "request.characters");
    }
    administrator.get("/accounts?search=%E5%BC%A0").await.ok();
}

#[tokio::test]
async fn a_day_that_is_none_is_named_with_its_field() {
    let town = Town::start().await;
    let officer = town.staff(Role::CountyOfficer, "").await;
    let who = town.staff(Role::Volunteer, "north").await.account.unwrap();
    let node = town.node("north").to_string();
    for day in ["2026-02-30", "garbage", "", "-9999-01-01", "+2026-12-01"] {
        let body = json!({ "account_id": who, "role": "shopkeeper", "node_id": node,
            "starts_on": day });
        officer.post("/appointments", body).await.refused_field("/starts_on", "field.form");
    }
}

#[tokio::test]
async fn a_whole_number_may_be_written_with_a_point() {
    let town = Town::start().await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let (node, mut terms) = (town.node("north"), crate::points::terms(10));
    terms["points"] = json!(10.0);
    let body = json!({ "node_id": node, "terms": terms.clone() });
    worker.post("/point-rules", body).await.ok();
    terms["household_day_max"] = json!(1);
    let small = worker.post("/point-rules", json!({ "node_id": node, "terms": terms })).await;
    let words = small.body["errors"][0]["message"].as_str().unwrap();
    assert!(words.contains("10") && !words.contains('{'), "{words}");
}
