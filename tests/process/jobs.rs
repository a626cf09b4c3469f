//! The second journey: a job reaches every household that it is meant for, and the sums hold.

use serde_json::{Value, json};

use crate::client::{Client, fresh};
use crate::demo::Demo;

/// An officer publishes a posting to the whole place, residents read and answer, and the officer sees
/// that matched = answered + read + waiting.
pub(crate) async fn story(demo: &Demo) {
    let officer = demo.staff("employment_officer").await;
    let me = officer.get("/me").await.ok();
    let node = me["places"][0]["node_id"].clone();
    let posting = json!({
        "node_id": node, "employer": "新城服装厂", "title": "缝纫工", "channel": "workshop",
        "workplace": "安置区扶贫车间", "vacancies": 40, "pay_fen": 320_000, "pay_unit": "month",
        "apply_by": tomorrow(), "contact": "车间王主任",
    });
    let draft = officer.post("/job-postings", posting).await.ok();
    let id = draft["id"].as_str().unwrap().to_owned();
    let path = format!("/job-postings/{id}");
    let whom = json!({ "not_in_work": false, "age_max": 100 });
    let whom = json!({ "node_ids": [node], "criteria": whom });
    let publication = officer.post(&format!("{path}/publication"), whom.clone()).await.ok();
    let matched = publication["matched_now"].as_i64().unwrap();
    assert!(matched > 1_000, "most households of the town have somebody able: {matched}");
    let again = officer.post(&format!("{path}/publication"), whom).await.ok();
    assert_eq!(again["matched_now"], 0, "nobody is told twice");
    assert_eq!(again["matched_total"], matched);

    let reached = reached(demo, &id).await;
    let [first, others @ ..] = reached.as_slice() else { panic!("no household was reached") };
    let mut read = 0;
    for resident in others.iter().take(1) {
        resident.post(&format!("/me/inbox/{id}/reading"), Value::Null).await.ok();
        read += 1;
    }
    first.post(&format!("/me/jobs/{id}/reading"), Value::Null).await.ok();
    let key = fresh();
    let answer = json!({ "answer": "interested" });
    let answer_path = format!("/me/jobs/{id}/answer");
    let said = first.post_keyed(&answer_path, key, answer.clone()).await;
    assert!(said.is_ok(), "{} {}", said.status, said.text);
    let twice = first.post_keyed(&answer_path, key, answer).await;
    assert!(twice.is_replayed() && twice.text == said.text, "sent twice, answered once");
    let own = first.get(&format!("/me/jobs/{id}")).await.ok();
    assert_eq!(own["state"], "answered");

    let reach = officer.get(&format!("{path}/reach")).await.ok();
    let figure = |name: &str| reach[name].as_i64().unwrap();
    assert_eq!(figure("matched"), matched);
    assert_eq!((figure("answered"), figure("read")), (1, read), "{reach:#}");
    assert_eq!(figure("matched"), figure("answered") + figure("read") + figure("waiting"));
    assert_eq!(figure("interested"), 1);
    assert_eq!(reach["sums_hold"], true);
}

/// The board's residents whose inbox shows the posting.
async fn reached(demo: &Demo, posting: &str) -> Vec<Client> {
    let mut reached = vec![];
    for resident in demo.residents() {
        let inbox = resident.get("/me/inbox?kind=job").await.ok();
        let items = inbox["items"].as_array().unwrap();
        if items.iter().any(|item| item["push_id"] == posting && item["state"] == "waiting") {
            reached.push(resident.clone());
        }
    }
    reached
}

fn tomorrow() -> String {
    let now = xinju::store::Clock::system().now();
    now.day().next_day().unwrap().to_string()
}
