//! The document: what is checked in is what is served, complete, with an example for every operation.
//!
//! `UPDATE_OPENAPI=1 cargo test --test it openapi` writes it anew; `RECORD_EXAMPLES=1 cargo test --test
//! it` records the examples that are missing.

use std::path::PathBuf;

use xinju::openapi::{examples_in, faults, print, read, tidy};

use crate::contract::Contract;
use crate::town::Town;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("openapi")
}

async fn document() -> serde_json::Value {
    let town = Town::start().await;
    let examples = examples_in(&folder().join("examples")).unwrap();
    tidy(read(&xinju::api::service(&town.app).spec()).unwrap(), &examples)
}

#[tokio::test]
async fn the_document_that_is_checked_in_is_the_one_that_is_served() {
    let file = folder().join("openapi.json");
    let served = print(&document().await);
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(&file, &served).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == served, "openapi/openapi.json is stale; run with UPDATE_OPENAPI=1");
}

#[tokio::test]
async fn no_author_owes_the_document_anything() {
    let owed = faults(&document().await);
    assert!(owed.is_empty(), "{owed:#?}");
}

#[tokio::test]
async fn every_example_is_what_the_document_says() {
    let town = Town::start().await;
    let stale = Contract::get(&town.app).stale_examples(&document().await);
    assert!(stale.is_empty(), "delete these and run with RECORD_EXAMPLES=1: {stale:#?}");
}
