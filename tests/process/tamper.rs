//! `verify` proves a database, and finds what was changed behind the program's back.

use sea_orm::DbBackend;
use serde_json::json;

use crate::node::until;
use crate::place::Place;
use crate::program::first_object;
use crate::scene::{Scene, count, run};

#[tokio::test]
async fn a_row_that_was_changed_behind_the_programs_back_is_found() {
    let scene = Scene::set(Place::new(), 2).await;
    let node = scene.serve().await;
    for resident in &scene.residents {
        let client = scene.client(&node, *resident);
        client.post("/declarations", json!({ "kind": "illness", "words": "住院" })).await.ok();
    }
    let raw = scene.place.connect().await;
    until("sealed", || async { count(&raw, "audit WHERE seq IS NULL").await == 0 }).await;
    raw.close().await.unwrap();
    node.stop().await;
    let sound = scene.place.verify();
    sound.ok();
    assert!(first_object(&sound.out).is_some(), "{sound:#?}");

    let tricks = [
        ("an edited entry", "UPDATE audit SET action = 'x' WHERE seq = 1"),
        ("a removed entry", "DELETE FROM audit WHERE seq = 2"),
        // What the worker wrote has no name to take away.
        (
            "an entry under another's name",
            "UPDATE audit SET actor_id = NULL \
             WHERE seq = (SELECT MIN(seq) FROM audit WHERE actor_id IS NOT NULL)",
        ),
    ];
    for (what, trick) in tricks {
        let copy = scene.place.copied();
        let raw = copy.connect().await;
        assert_eq!(raw.get_database_backend(), DbBackend::Sqlite);
        run(&raw, "DROP TRIGGER audit_is_kept", vec![]).await;
        run(&raw, "DROP TRIGGER audit_is_final", vec![]).await;
        assert_eq!(run(&raw, trick, vec![]).await, 1, "{what}");
        raw.close().await.unwrap();
        let found = copy.verify();
        assert!(found.code.is_some_and(|code| code != 0), "{what}: {found:#?}");
        assert!(found.out.contains("audit: "), "{what}: {found:#?}");
    }
    scene.place.verify().ok();
}
