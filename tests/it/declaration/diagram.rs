//! The page that draws the table: what is checked in is what the table says.
//!
//! `UPDATE_OPENAPI=1 cargo test --test it declaration::diagram` writes it anew.

use std::path::PathBuf;

use xinju::declaration::workflow::diagram::page;

#[test]
fn the_drawing_that_is_checked_in_is_the_table_that_is_obeyed() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi/declaration-workflow.md");
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, page()).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let stale = "openapi/declaration-workflow.md is stale; run with UPDATE_OPENAPI=1";
    assert!(kept == page(), "{stale}");
}

#[test]
fn it_names_every_action_and_every_state() {
    let page = page();
    for action in entity::declaration_step::DeclarationAction::ALL {
        assert!(page.contains(&format!(" {action} |")), "{action}");
    }
    for state in entity::declaration::DeclarationState::ALL {
        assert!(page.contains(&format!("\" as {state}\n")), "{state}");
    }
}
