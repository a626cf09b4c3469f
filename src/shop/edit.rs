//! Editing an item: name, price, limit, whether it is on sale.

use entity::id::{ItemId, ShopId};
use poem_openapi::Object;
use serde::Deserialize;

use super::model::ShopItem;
use super::open::NAME_CHARS_MAX;
use super::{ShopError, shelf, shops};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditShops;
use crate::http::Invalid;
use crate::params;
use crate::points::words::line;
use crate::store::At;
use crate::store::audit::Subject;

/// What to change of an item; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ShopItemChange {
    /// Its name, unique in the shop.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub name: Option<String>,
    /// Points for one piece.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub price_points: Option<i64>,
    /// Pieces that a household can get in a month; 0 lifts the limit.
    #[oai(validator(minimum(value = "0"), maximum(value = "1000")))]
    pub household_month_max: Option<i64>,
    /// Whether it can be redeemed.
    pub on_sale: Option<bool>,
}

/// Edits an item.
#[derive(Debug)]
pub struct Edit {
    /// The shop.
    pub shop: ShopId,
    /// The item.
    pub item: ItemId,
    /// The version that the caller read.
    pub version: i64,
    /// What to change.
    pub change: ShopItemChange,
}

impl Command for Edit {
    type Needs = EditShops;
    type Shows = ShopItem;
    type Error = ShopError;
    const ACTION: &'static str = "shops.item.edit";

    async fn act(self, at: &At<'_>, by: &Grant<EditShops>) -> Result<Deed<ShopItem>, ShopError> {
        let node = shops::within(at, by, self.shop).await?;
        let before = shelf::within(at, by, self.shop, self.item).await?;
        let after = changed(&before, self.change)?;
        if before.version != self.version {
            return Err(ShopError::Stale(differing(&before, &after)));
        }
        let done = at
            .execute(
                "UPDATE shop_item SET name = $3, price_points = $4, household_month_max = $5, \
                 on_sale = $6, version = version + 1, updated_at = $7 \
                 WHERE id = $1 AND version = $2",
                params![
                    self.item,
                    self.version,
                    after.name.clone(),
                    after.price_points,
                    after.household_month_max,
                    after.on_sale,
                    at.now
                ],
            )
            .await;
        let rows = match done {
            Err(fault) if fault.is_duplicate() => return Err(ShopError::NameTaken),
            done => done?,
        };
        if rows == 0 {
            let now = shelf::within(at, by, self.shop, self.item).await?;
            return Err(ShopError::Stale(differing(&now, &after)));
        }
        let fields = differing(&before, &after);
        let subject = Subject::new("shop_item", self.item)
            .node(node)
            .facts(serde_json::json!({ "fields": fields }));
        let version = self.version.saturating_add(1);
        Ok(Deed::new(ShopItem { version, ..after }, subject).version(version))
    }
}

/// The item after the change.
fn changed(before: &ShopItem, change: ShopItemChange) -> Result<ShopItem, ShopError> {
    let mut invalid = Invalid::default();
    let name = change.name.map(|raw| line(&mut invalid, "/name", &raw, NAME_CHARS_MAX));
    invalid.check()?;
    let limit = match change.household_month_max {
        None => before.household_month_max,
        Some(limit) => (limit > 0).then_some(limit),
    };
    Ok(ShopItem {
        name: name.unwrap_or_else(|| before.name.clone()),
        price_points: change.price_points.unwrap_or(before.price_points),
        household_month_max: limit,
        on_sale: change.on_sale.unwrap_or(before.on_sale),
        ..before.clone()
    })
}

/// The fields in which two states of an item differ.
fn differing(one: &ShopItem, other: &ShopItem) -> Vec<&'static str> {
    let fields = [
        ("name", one.name != other.name),
        ("price_points", one.price_points != other.price_points),
        ("household_month_max", one.household_month_max != other.household_month_max),
        ("on_sale", one.on_sale != other.on_sale),
    ];
    fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}
