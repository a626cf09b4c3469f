//! Slow clients: they are cut off, and nobody else notices.

use std::time::Duration;

use tokio::time::interval;

use crate::node::Node;
use crate::place::Place;
use crate::wire::Wire;

#[tokio::test]
async fn a_client_that_dribbles_is_cut_off_while_a_healthy_one_is_served() {
    let place = Place::new().with("server.header_read_ms_max", "300");
    let node = Node::start(place.command("serve")).await;
    let address = node.address.clone();
    let mut dribbling = tokio::spawn(async move {
        let mut wire = Wire::connect(&address).await.unwrap();
        wire.send(b"GET /livez HTTP/1.1\r\nhost: x\r\nx-slow: ").await;
        let mut pace = interval(Duration::from_millis(20));
        while wire.send(b"a").await {
            pace.tick().await;
        }
        wire.rest().await
    });
    let healthy = node.client();
    let mut served = 0;
    let said = loop {
        tokio::select! {
            said = &mut dribbling => break said.unwrap(),
            status = healthy.status("/livez") => {
                assert_eq!(status, Some(200), "after {served} answers");
                served += 1;
            }
        }
    };
    assert!(!said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(served > 0, "the healthy client was served meanwhile");
    assert_eq!(healthy.status("/livez").await, Some(200));
    node.stop().await;
}
