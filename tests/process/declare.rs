//! The first journey: hardship is declared, taken up, answered, and rated.

use serde_json::{Value, json};

use crate::client::fresh;
use crate::demo::Demo;

/// A resident declares and says in the end that it helped; a building head declares for a household
/// without a phone, and both names stay with it.
pub(crate) async fn story(demo: &Demo) {
    tokio::join!(by_oneself(demo), on_behalf(demo));
}

async fn by_oneself(demo: &Demo) {
    let resident = demo.resident(0);
    let worker = demo.staff("community_worker").await;
    let id = fresh();
    let words = "老伴住院，医药费自付两万多，家里没有存款。";
    let body = json!({ "declaration_id": id, "kind": "illness", "words": words });
    let key = fresh();
    let filed = resident.post_keyed("/declarations", key, body.clone()).await;
    assert_eq!(filed.status, 201, "{}", filed.text);
    let again = resident.post_keyed("/declarations", key, body).await;
    assert!(again.is_replayed(), "sent twice, declared once");
    assert_eq!(again.text, filed.text);

    let waiting = worker.get("/declarations?mine=true&limit=100").await.ok();
    let lands = waiting["items"].as_array().unwrap().iter().any(|line| holds(line, &id));
    assert!(lands, "it lies on the desk of the household's community: {waiting:#}");
    let path = format!("/declarations/{id}");
    let seen = worker.get(&path).await.ok();
    assert_eq!(seen["words"], words);
    worker.post(&format!("{path}/acceptance"), Value::Null).await.ok();
    let answer = json!({ "words": "已为您申请临时救助，本周内到账。" });
    worker.post(&format!("{path}/answer"), answer.clone()).await.ok();

    let followed = resident.get(&path).await.ok();
    let timeline = followed["timeline"].as_array().unwrap();
    let actions: Vec<_> = timeline.iter().map(|step| step["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["declare", "accept", "answer"]);
    assert_eq!(timeline[2]["words"], answer["words"]);
    let solved = resident.post(&format!("{path}/rating"), json!({ "rating": "solved" })).await;
    assert_eq!(solved.ok()["state"], "closed");
    let told = resident.get("/me/inbox?kind=declaration").await.ok();
    let told = told["items"].as_array().unwrap().iter();
    let about = told.filter(|item| item["subject_id"] == json!(id));
    assert!(about.count() >= 2, "the household was told of every step");
}

async fn on_behalf(demo: &Demo) {
    let head = demo.staff("building_head").await;
    let me = head.get("/me").await.ok();
    let households = head.get("/households?limit=100").await.ok();
    let household = households["items"].as_array().unwrap().last().unwrap();
    let body = json!({
        "household_id": household["household_id"], "kind": "housing", "consent": "spoken",
        "words": "屋顶漏水，老人不会用手机，托我代报。",
    });
    let filed = head.post("/declarations/on-behalf", body).await.ok();
    let id = filed["declaration_id"].as_str().unwrap().to_owned();

    let worker = demo.staff("community_worker").await;
    let kept = worker.get(&format!("/declarations/{id}")).await.ok();
    assert_eq!(kept["filed_by_name"], me["display_name"], "who filed it");
    assert_eq!(kept["filed_by_role"], "building_head");
    assert_eq!(kept["declaration"]["household_id"], household["household_id"], "for whom");
    assert!(kept["declaration"]["head_name"].is_string(), "{kept:#}");
    assert_eq!(kept["consent"], "spoken");
    let refusal =
        worker.post(&format!("/declarations/{id}/answer"), json!({ "words": "已修" })).await;
    assert_eq!(refusal.status, 409, "nobody answers what was not accepted: {}", refusal.text);
}

fn holds(line: &Value, id: &uuid::Uuid) -> bool {
    let id = id.to_string();
    line.as_object().unwrap().values().any(|value| value == &json!(id))
}
