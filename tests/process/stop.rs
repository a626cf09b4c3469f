//! A graceful stop: not ready first, then what is under way is finished, then the end; nothing is lost.

use serde_json::json;

use crate::client::fresh;
use crate::node::until;
use crate::place::Place;
use crate::scene::Scene;
use crate::wire::Wire;

#[tokio::test]
async fn a_stop_finishes_the_write_that_is_under_way_and_loses_nothing() {
    let place = Place::new().with("server.stop_delay_ms", "500");
    let scene = Scene::set(place, 1).await;
    let node = scene.serve().await;
    let resident = scene.client(&node, scene.residents[0]);
    let id = fresh();
    let body = json!({ "declaration_id": id, "kind": "illness", "words": "住院" }).to_string();
    let (first, second) = body.split_at(10);
    let head = format!(
        "POST /api/v1/declarations HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         authorization: Bearer {}\r\nidempotency-key: {}\r\ncontent-length: {}\r\n\r\n{first}",
        resident.token().unwrap(),
        fresh(),
        body.len()
    );
    let mut wire = Wire::connect(&node.address).await.unwrap();
    assert!(wire.send(head.as_bytes()).await);
    // One answer on another connection: the first one has been accepted by then.
    assert_eq!(node.client().status("/readyz").await, Some(200));

    node.terminate();
    let stranger = node.client();
    until("unready", || async { stranger.status("/readyz").await != Some(200) }).await;
    assert_eq!(stranger.status("/readyz").await, Some(503), "it says so before it is gone");
    until("closed", || async { Wire::connect(&node.address).await.is_none() }).await;
    assert!(wire.send(second.as_bytes()).await);
    let said = wire.rest().await;
    assert!(said.starts_with("HTTP/1.1 201"), "{said}");
    assert!(node.ended().await.success());

    scene.place.verify().ok();
    let node = scene.serve().await;
    let resident = scene.client(&node, scene.residents[0]);
    let kept = resident.get(&format!("/declarations/{id}")).await.ok();
    assert_eq!(kept["words"], "住院");
    node.stop().await;
}
