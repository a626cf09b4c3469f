//! Two nodes on one Postgres and one Redis: what one knows the other knows, and nothing happens twice.

use std::time::{Duration, Instant};

use entity::appointment::Role;
use serde_json::json;

use crate::client::fresh;
use crate::node::{Node, until};
use crate::place::{Place, server};
use crate::scene::{Scene, count};

async fn scene() -> Option<Scene> {
    let redis = server("TEST_REDIS_URL")?;
    let place = Place::on_postgres().await?;
    let prefix = format!("xinju-{}", fresh().simple());
    let place = place.with("cache.url", &redis).with("cache.prefix", &prefix[..20]);
    Some(Scene::set(place, 1).await)
}

#[tokio::test]
async fn a_sign_out_on_one_node_is_felt_on_the_other() {
    let Some(scene) = scene().await else { return };
    let (one, other) = tokio::join!(scene.serve(), scene.serve());
    let here = scene.client(&one, scene.staff(Role::CommunityWorker));
    let there = here.at(&other.address);
    there.get("/me").await.ok();
    here.delete("/auth/sessions/current").await.ok();
    let ended = Instant::now();
    until("signed out", || async { there.get("/me").await.status == 401 }).await;
    let felt = ended.elapsed();
    assert!(felt < Duration::from_secs(2), "TOK-3 promises 2 s; it took {felt:?}");
    assert_eq!(here.get("/me").await.status, 401);
    tokio::join!(one.stop(), other.stop());
}

#[tokio::test]
async fn the_same_key_sent_to_both_nodes_at_once_has_one_effect() {
    let Some(scene) = scene().await else { return };
    let (one, other) = tokio::join!(scene.serve(), scene.serve());
    let here = scene.client(&one, scene.residents[0]);
    let there = here.at(&other.address);
    for round in 1..=20 {
        let key = fresh();
        let body = json!({ "kind": "illness", "words": format!("第{round}次") });
        let (first, second) = tokio::join!(
            here.post_keyed("/declarations", key, body.clone()),
            there.post_keyed("/declarations", key, body.clone()),
        );
        let done: Vec<_> = [&first, &second].into_iter().filter(|said| said.is_ok()).collect();
        assert!(!done.is_empty(), "{first:?} {second:?}");
        let fresh_ones = done.iter().filter(|said| !said.is_replayed()).count();
        assert!(fresh_ones <= 1, "both say that they did it: {first:?} {second:?}");
        let again = there.post_keyed("/declarations", key, body).await;
        assert!(again.is_replayed() && again.text == done[0].text, "{again:?}");
        let id = again.ok()["declaration_id"].as_str().unwrap().to_owned();
        let path = format!("/declarations/{id}/withdrawal");
        there.post(&path, serde_json::Value::Null).await.ok();
        let raw = scene.place.connect().await;
        assert_eq!(count(&raw, "declaration").await, round, "one effect for each key");
        raw.close().await.unwrap();
    }
    tokio::join!(one.stop(), other.stop());
    scene.place.verify().ok();
}

#[tokio::test]
async fn nodes_that_start_together_on_an_empty_database_make_its_tables_once() {
    let Some(place) = Place::on_postgres().await else { return };
    let serve = || place.command("serve");
    let (one, two, three) =
        tokio::join!(Node::start(serve()), Node::start(serve()), Node::start(serve()));
    for node in [&one, &two, &three] {
        assert_eq!(node.client().get("/me").await.status, 401);
    }
    tokio::join!(one.stop(), two.stop(), three.stop());
    place.verify().ok();
}
