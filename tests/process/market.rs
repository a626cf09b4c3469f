//! The points and the shop of a place, through the API: a rule, a shop, an item on its shelf, and what
//! can be done with them.

use entity::appointment::Role;
use serde_json::{Value, json};

use crate::client::{Client, fresh};
use crate::node::Node;
use crate::scene::Scene;
use crate::writes::Write;

/// Points for one time of the rule.
pub(crate) const POINTS: i64 = 5;
/// The price of the item.
pub(crate) const PRICE: i64 = 2;
const STOCK: i64 = 100;
const CRATE: i64 = 3;
const CREDITS: &str = "/point-credits";
const REDEMPTIONS: &str = "/redemptions";

/// A rule, and a shop with one item.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    rule: String,
    item: String,
    shelf: String,
}

impl Market {
    /// Opens it in the scene's community.
    pub(crate) async fn open(scene: &Scene, node: &Node) -> Self {
        let worker = scene.client(node, scene.staff(Role::CommunityWorker));
        let keeper = scene.client(node, scene.staff(Role::Shopkeeper));
        Self::of(&worker, &keeper, &json!(scene.node("community"))).await
    }

    /// A worker adopts a rule and opens a shop in `community`; its keeper books the first delivery.
    pub(crate) async fn of(worker: &Client, keeper: &Client, community: &Value) -> Self {
        let terms = json!({
            "name": "打扫楼道", "points": POINTS, "unit": "次", "evidence": "none",
            "adopted_on": "2026-01-05", "votes_for": 9, "votes_against": 1,
        });
        let rule = json!({ "node_id": community, "terms": terms });
        let rule = worker.post("/point-rules", rule).await.ok();
        // A name of its own: the place may have a shop already.
        let name = format!("超市{}", fresh().simple());
        let shop = json!({ "node_id": community, "name": name });
        let shop = text(&worker.post("/shops", shop).await.ok(), "shop_id");
        let item = json!({ "name": "肥皂", "price_points": PRICE });
        let item = worker.post(&format!("/shops/{shop}/items"), item).await.ok();
        let item = text(&item, "item_id");
        let shelf = format!("/shops/{shop}/items/{item}");
        let market = Self { rule: text(&rule, "rule_id"), item, shelf };
        let first = json!({ "kind": "delivery", "quantity": STOCK, "reason": "开业进货" });
        keeper.post(&market.movements(), first).await.ok();
        market
    }

    fn movements(&self) -> String {
        format!("{}/stock-movements", self.shelf)
    }

    /// A credit by the rule, once.
    pub(crate) fn credit(&self, who: usize, household: &str) -> Write {
        let body = json!({
            "transfer_id": fresh(), "household_id": household, "rule_id": self.rule, "times": 1,
        });
        Write::new(who, CREDITS, body)
    }

    /// One item for points.
    pub(crate) fn redeem(&self, who: usize, household: &str) -> Write {
        let body = json!({
            "redemption_id": fresh(), "household_id": household, "item_id": self.item,
            "quantity": 1, "expected_price": PRICE,
        });
        Write::new(who, REDEMPTIONS, body)
    }

    /// A crate of items.
    pub(crate) fn deliver(&self, who: usize) -> Write {
        let body = json!({ "kind": "delivery", "quantity": CRATE, "reason": "进货" });
        Write::new(who, self.movements(), body)
    }

    /// Whether a write to `path` is a credit.
    pub(crate) fn is_credit(path: &str) -> bool {
        path == CREDITS
    }

    /// Whether a write to `path` moves stock by hand.
    pub(crate) fn is_stock(path: &str) -> bool {
        path.ends_with("/stock-movements")
    }

    /// How many items a delivery brought.
    pub(crate) fn delivered(body: &Value) -> i64 {
        body["quantity"].as_i64().unwrap()
    }

    /// How many points and how many items a redemption took.
    pub(crate) fn redeemed(body: &Value) -> (i64, i64) {
        let quantity = body["quantity"].as_i64().unwrap();
        (quantity * PRICE, quantity)
    }

    /// The points of a resident's household.
    pub(crate) async fn balance(resident: &Client) -> i64 {
        resident.get("/me/points").await.ok()["balance"].as_i64().unwrap()
    }

    /// What lies on the shelf.
    pub(crate) async fn stock(&self, keeper: &Client) -> i64 {
        let (shelves, _) = self.shelf.rsplit_once('/').unwrap();
        let shelf = keeper.get(shelves).await.ok();
        let lines = shelf["items"].as_array().unwrap();
        let line = lines.iter().find(|line| line["item"]["item_id"] == self.item.as_str());
        line.unwrap_or_else(|| panic!("{shelf:#}"))["stock"].as_i64().unwrap()
    }

    /// What lay there when the shop was opened.
    pub(crate) const fn stock_at_first() -> i64 {
        STOCK
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_else(|| panic!("{value:#}")).to_owned()
}
