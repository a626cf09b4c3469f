//! The points and the shop of a scene, through the API: a rule, a shop, an item, and what can be done
//! with them.
use serde_json::{Value, json};
use entity::appointment::Role;

use crate::client::{Client, fresh};
use crate::node::Node;
use crate::scene::Scene;
use crate::writes::Write;

/// Points for one time of the rule.
const POINTS: i64 = 5;
/// The price of the item.
const PRICE: i64 = 2;
const STOCK: i64 = 100;
const CRATE: i64 = 3;

/// A rule, a shop with one item, and nothing else.
#[derive(Clone, Debug)]
pub(crate) struct Market {
    rule: String,
    item: String,
}
