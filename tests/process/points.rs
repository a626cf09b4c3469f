//! The third journey: points are credited by rule, seen, and redeemed; never twice, never below zero.

use serde_json::{Value, json};

use crate::client::{Client, fresh};
use crate::demo::Demo;
use crate::market::{Market, POINTS, PRICE};

/// A volunteer credits a household by rule, the household sees it, and a shopkeeper hands out goods for
/// it: once, and not for more than there is.
pub(crate) async fn story(demo: &Demo) {
    let resident = demo.resident(2);
    let volunteer = demo.staff("volunteer").await;
    let keeper = demo.staff("shopkeeper").await;
    let worker = demo.staff("community_worker").await;
    let community = worker.get("/me").await.ok()["places"][0]["node_id"].clone();
    let market = Market::of(&worker, &keeper, &community).await;
    let household = resident.get("/me").await.ok()["household_id"].as_str().unwrap().to_owned();
    let before = Market::balance(resident).await;

    let credit = market.credit(0, &household);
    let said = credit.send(&volunteer).await.unwrap();
    assert!(said.is_ok(), "{} {}", said.status, said.text);
    let twice = credit.send(&volunteer).await.unwrap();
    assert!(twice.is_replayed() && twice.text == said.text, "sent twice, credited once");
    // The same transfer under another key: a phone that forgot its key, but not what it did.
    let again = volunteer.post_keyed(&credit.path, fresh(), credit.body.clone()).await.ok();
    assert_eq!(again["balance_after"], before + POINTS);
    assert_eq!(Market::balance(resident).await, before + POINTS);
    let statement = resident.get("/me/points?limit=100").await.ok();
    let lines = statement["items"].as_array().unwrap();
    let about = lines.iter().filter(|line| line["transfer_id"] == credit.body["transfer_id"]);
    assert_eq!(about.count(), 1, "one line in the statement");

    redeem(&market, &keeper, &volunteer, &household).await;
    assert_eq!(Market::balance(resident).await, before + POINTS - PRICE);
    beyond(&market, &keeper, &household, before + POINTS - PRICE).await;
    assert_eq!(Market::balance(resident).await, before + POINTS - PRICE);
    let proof = resident.get("/me/points?limit=100").await.ok();
    let sum: i64 = proof["items"].as_array().unwrap().iter().map(amount).sum();
    assert_eq!(sum, before + POINTS - PRICE, "the balance is the sum of its lines");
}

async fn redeem(market: &Market, keeper: &Client, volunteer: &Client, household: &str) {
    let stock = market.stock(keeper).await;
    let redemption = market.redeem(0, household);
    let said = redemption.send(keeper).await.unwrap();
    assert!(said.is_ok(), "{} {}", said.status, said.text);
    let twice = redemption.send(keeper).await.unwrap();
    assert!(twice.is_replayed() && twice.text == said.text, "sent twice, redeemed once");
    assert_eq!(market.stock(keeper).await, stock - 1);
    let stranger = market.redeem(0, household).send(volunteer).await.unwrap();
    assert_eq!(stranger.status, 403, "a volunteer hands out nothing: {}", stranger.text);
}

/// More than the household has is refused as a whole.
async fn beyond(market: &Market, keeper: &Client, household: &str, balance: i64) {
    let mut redemption = market.redeem(0, household);
    redemption.body["quantity"] = json!(balance / PRICE + 1);
    let stock = market.stock(keeper).await;
    let said = redemption.send(keeper).await.unwrap();
    assert_eq!(said.status, 409, "not below zero: {}", said.text);
    assert_eq!(market.stock(keeper).await, stock, "the goods stay on the shelf");
}

fn amount(line: &Value) -> i64 {
    line["amount"].as_i64().unwrap()
}
