//! Love supermarkets: items, stock, redemptions, as people meet them.

use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::identity_home::employ;
use crate::points::{balance, credit, holds, rule, terms};
use crate::town::{Actor, Said, Somebody, Town};

/// A shop of `north` with one item on its shelf.
pub(crate) struct Shelf {
    pub(crate) shop: String,
    pub(crate) item: String,
}

impl Shelf {
    /// Opens it with `stock` pieces at 15 points.
    pub(crate) async fn open(town: &Town, stock: i64) -> Self {
        Self::with(town, stock, json!({ "name": "洗衣粉", "price_points": 15 })).await
    }

    /// The same with other terms of the item.
    pub(crate) async fn with(town: &Town, stock: i64, item: Value) -> Self {
        Self::named(town, "爱心超市", stock, item).await
    }

    /// The same with another name of the shop.
    pub(crate) async fn named(town: &Town, name: &str, stock: i64, item: Value) -> Self {
        let worker = town.staff(Role::CommunityWorker, "north").await;
        let body = json!({ "node_id": town.node("north"), "name": name });
        let shop = worker.post("/shops", body).await.id("shop_id");
        let item = worker.post(&format!("/shops/{shop}/items"), item).await.id("item_id");
        let shelf = Self { shop, item };
        if stock > 0 {
            let keeper = town.staff(Role::Shopkeeper, "north").await;
            shelf.book(&keeper, "delivery", stock).await.ok();
        }
        shelf
    }

    /// Books a movement.
    pub(crate) async fn book(&self, keeper: &Actor<'_>, kind: &str, quantity: i64) -> Said {
        let path = format!("/shops/{}/items/{}/stock-movements", self.shop, self.item);
        let body = json!({ "kind": kind, "quantity": quantity, "reason": "捐赠" });
        keeper.post(&path, body).await
    }

    /// A redemption's body, with an id of its own.
    pub(crate) fn redemption(&self, town: &Town, household: HouseholdId, quantity: i64) -> Value {
        json!({
            "redemption_id": town.id(), "household_id": household, "item_id": self.item,
            "quantity": quantity, "expected_price": 15,
        })
    }

    /// Pieces on the shelf, as the shopkeeper sees them.
    pub(crate) async fn stock(&self, keeper: &Actor<'_>) -> i64 {
        let listed = keeper.get(&format!("/shops/{}/items", self.shop)).await.ok();
        let items = listed["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["item"]["item_id"] == self.item.as_str());
        item.unwrap()["stock"].as_i64().unwrap()
    }
}

/// Gives a household `times` times 10 points.
pub(crate) async fn earn(town: &Town, household: HouseholdId, times: i64) {
    let rule = rule(town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    volunteer.post("/point-credits", credit(town, household, &rule, times)).await.ok();
}

#[tokio::test]
async fn points_become_goods() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 5).await;
    let shelf = Shelf::open(&town, 8).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let done = keeper.post("/redemptions", shelf.redemption(&town, household, 2)).await.ok();
    assert_eq!((&done["balance_after"], &done["quantity"]), (&json!(20), &json!(2)));
    assert_eq!(shelf.stock(&keeper).await, 6);
    let resident = town.resident(household).await;
    let statement = resident.get("/me/points").await.ok();
    assert_eq!(statement["balance"], 20);
    assert_eq!(statement["items"][0]["kind"], "redemption");
    assert_eq!(statement["items"][0]["note"], "洗衣粉 × 2");
    let own = resident.get("/redemptions").await.ok();
    assert_eq!(own["items"], json!([done]));
    let listed = keeper.get(&format!("/redemptions?shop_id={}", shelf.shop)).await.ok();
    assert_eq!(listed["items"], json!([done]));
    let neighbour = town.resident(town.household("north/1/u2").await).await;
    assert_eq!(neighbour.get("/redemptions").await.ok()["items"], json!([]));
    holds(&town).await;
}

#[tokio::test]
async fn a_redemption_counts_once_however_often_it_is_sent() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 5).await;
    let shelf = Shelf::open(&town, 8).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let body = shelf.redemption(&town, household, 1);
    let (one, two) = tokio::join!(
        keeper.post("/redemptions", body.clone()),
        keeper.post("/redemptions", body.clone()),
    );
    assert_eq!((one.status, two.status), (201, 201), "{:#} {:#}", one.body, two.body);
    assert_eq!(one.bytes, two.bytes);
    let mut other = body;
    other["quantity"] = json!(2);
    keeper.post("/redemptions", other).await.refused(409, "shops.redemption_id_used");
    assert_eq!(balance(&town, household).await, 35);
    assert_eq!(shelf.stock(&keeper).await, 7);
    holds(&town).await;
}

#[tokio::test]
async fn what_is_not_there_is_not_given() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 5).await;
    let shelf = Shelf::open(&town, 2).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let said = keeper.post("/redemptions", shelf.redemption(&town, household, 3)).await;
    said.refused(409, "shops.out_of_stock");
    assert!(said.body["detail"].as_str().unwrap().contains('2'));
    shelf.book(&keeper, "delivery", 10).await.ok();
    let said = keeper.post("/redemptions", shelf.redemption(&town, household, 4)).await;
    said.refused(409, "points.not_enough");
    assert!(said.body["detail"].as_str().unwrap().contains("50"));
    assert_eq!((balance(&town, household).await, shelf.stock(&keeper).await), (50, 12));
    shelf.book(&keeper, "loss", 13).await.refused(409, "shops.out_of_stock");
    shelf.book(&keeper, "loss", 12).await.ok();
    assert_eq!(shelf.stock(&keeper).await, 0);
    holds(&town).await;
}

#[tokio::test]
async fn the_price_is_the_one_that_was_told() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 5).await;
    let shelf = Shelf::open(&town, 8).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/shops/{}/items/{}", shelf.shop, shelf.item);
    let etag = worker.get(&path).await.etag();
    worker
        .send(
            "PATCH",
            &path,
            Some(json!({ "price_points": 20 })),
            &[("idempotency-key", &town.id().to_string())],
        )
        .await
        .refused(428, "request.if_match_missing");
    let edited = worker.patch(&path, &etag, json!({ "price_points": 20 })).await;
    assert_eq!(edited.etag(), "\"v2\"");
    let stale = worker.patch(&path, &etag, json!({ "price_points": 30 })).await;
    stale.refused(412, "request.stale");
    let said = keeper.post("/redemptions", shelf.redemption(&town, household, 1)).await;
    said.refused(409, "shops.price_changed");
    worker.patch(&path, "\"v2\"", json!({ "on_sale": false })).await.ok();
    let said = keeper.post("/redemptions", shelf.redemption(&town, household, 1)).await;
    said.refused(409, "shops.not_on_sale");
    assert_eq!(balance(&town, household).await, 50);
}

#[tokio::test]
async fn a_household_has_a_limit_of_the_month() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 10).await;
    let item = json!({ "name": "大米", "price_points": 15, "household_month_max": 2 });
    let shelf = Shelf::with(&town, 9, item).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let post = async |quantity| {
        keeper.post("/redemptions", shelf.redemption(&town, household, quantity)).await
    };
    post(3).await.refused(409, "shops.household_month_full");
    let done = post(2).await.ok();
    post(1).await.refused(409, "shops.household_month_full");
    // A mistaken redemption gives points and room back; the goods are booked by themselves.
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/point-transfers/{}/reversal", done["redemption_id"].as_str().unwrap());
    let body = json!({ "reversal_id": town.id(), "reason": "拿错了" });
    assert_eq!(worker.post(&path, body).await.ok()["balance_after"], 100);
    shelf.book(&keeper, "return", 2).await.ok();
    post(1).await.ok();
    town.clock.advance_ms(31 * 86_400_000);
    post(2).await.ok();
    assert_eq!(shelf.stock(&keeper).await, 6);
    holds(&town).await;
}

#[tokio::test]
async fn what_was_spent_cannot_be_taken_back() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let rule = rule(&town, "north", terms(10)).await;
    let volunteer = town.staff(Role::Volunteer, "north").await;
    let done = volunteer.post("/point-credits", credit(&town, household, &rule, 2)).await.ok();
    let shelf = Shelf::open(&town, 2).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    keeper.post("/redemptions", shelf.redemption(&town, household, 1)).await.ok();
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let path = format!("/point-transfers/{}/reversal", done["transfer_id"].as_str().unwrap());
    let body = json!({ "reversal_id": town.id(), "reason": "记错了户" });
    let said = worker.post(&path, body).await;
    said.refused(409, "points.spent");
    assert!(said.body["detail"].as_str().unwrap().contains("15"));
    assert_eq!(balance(&town, household).await, 5);
    holds(&town).await;
}

#[tokio::test]
async fn shops_of_other_communities_are_not_there() {
    let town = Town::start().await;
    let north = town.household("north/1/u1").await;
    let south = town.household("south/1/u1").await;
    earn(&town, north, 5).await;
    let shelf = Shelf::open(&town, 5).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let foreign = town.staff(Role::Shopkeeper, "south").await;
    let body = shelf.redemption(&town, north, 1);
    foreign.post("/redemptions", body.clone()).await.refused(404, "request.not_found");
    shelf.book(&foreign, "loss", 1).await.refused(404, "request.not_found");
    let items = format!("/shops/{}/items", shelf.shop);
    foreign.get(&items).await.refused(404, "request.not_found");
    assert_eq!(foreign.get("/shops").await.ok()["items"], json!([]));
    keeper
        .post("/redemptions", shelf.redemption(&town, south, 1))
        .await
        .refused(404, "request.not_found");
    let resident = town.resident(north).await;
    assert_eq!(resident.get("/shops").await.ok()["items"][0]["name"], "爱心超市");
    assert_eq!(resident.get(&items).await.ok()["items"][0]["stock"], 5);
    resident.post("/redemptions", body).await.refused(403, "auth.forbidden");
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let again = json!({ "node_id": town.node("north"), "name": "爱心超市" });
    worker.post("/shops", again).await.refused(409, "shops.name_taken");
}

#[tokio::test]
async fn two_items_renamed_alike_at_once_leave_one_with_the_name() {
    let town = Town::start().await;
    let shelf = Shelf::open(&town, 0).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let items = format!("/shops/{}/items", shelf.shop);
    let other = json!({ "name": "毛巾", "price_points": 5 });
    let other = worker.post(&items, other).await.id("item_id");
    let (one, two) = (format!("{items}/{}", shelf.item), format!("{items}/{other}"));
    let rename = || json!({ "name": "肥皂" });
    let (one, two) = tokio::join!(
        worker.patch(&one, "\"v1\"", rename()),
        worker.patch(&two, "\"v1\"", rename())
    );
    let (won, lost) = if one.status == 200 { (one, two) } else { (two, one) };
    assert_eq!(won.ok()["name"], "肥皂");
    lost.refused(409, "shops.name_taken");
}

#[tokio::test]
async fn nobody_redeems_for_their_own_household() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    let shelf = Shelf::open(&town, 5).await;
    earn(&town, household, 3).await;
    let person = town.person(household, Somebody::default()).await;
    let keeper = employ(&town, person, Role::Shopkeeper, "north").await;
    let said = keeper.post("/redemptions", shelf.redemption(&town, household, 1)).await;
    said.refused(409, "shops.own_household");
    assert_eq!(balance(&town, household).await, 30);
    let colleague = town.staff(Role::Shopkeeper, "north").await;
    colleague.post("/redemptions", shelf.redemption(&town, household, 1)).await.ok();
}
