//! Moving stock: deliveries, returns and losses, booked by the shopkeeper with a reason.

use entity::id::{AccountId, ItemId, RedemptionId, ShopId};
use entity::stock_movement::MovementKind;
use poem_openapi::{Enum, Object};
use sea_orm::FromQueryResult;
use serde::Deserialize;

use super::model::StockMovement;
use super::{ShopError, shelf, shops};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::KeepStock;
use crate::http::Invalid;
use crate::params;
use crate::points::words::line;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Characters of a reason.
const REASON_CHARS_MAX: usize = 200;

/// What a shopkeeper can book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum StockBooking {
    /// Goods came in.
    Delivery,
    /// A household gave goods back.
    Return,
    /// Goods broke, spoiled or are gone.
    Loss,
}

/// A movement to book.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct StockMovementRequest {
    /// What happened.
    pub kind: StockBooking,
    /// Pieces, always above 0.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub quantity: i64,
    /// Where they came from, or what became of them.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Books a movement.
#[derive(Debug)]
pub struct Book {
    /// The shop.
    pub shop: ShopId,
    /// The item.
    pub item: ItemId,
    /// The movement.
    pub request: StockMovementRequest,
}

/// An item's stock after a movement.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Moved {
    pub(super) stock: i64,
    pub(super) movements: i64,
}

/// A movement to be written.
pub(super) struct Movement {
    pub(super) item: ItemId,
    pub(super) kind: MovementKind,
    pub(super) amount: i64,
    pub(super) redemption: Option<RedemptionId>,
    pub(super) reason: Option<String>,
    pub(super) actor: AccountId,
}

impl Command for Book {
    type Needs = KeepStock;
    type Shows = StockMovement;
    type Error = ShopError;
    const ACTION: &'static str = "shops.stock.move";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<KeepStock>,
    ) -> Result<Deed<StockMovement>, ShopError> {
        let node = shops::within(at, by, self.shop).await?;
        shelf::within(at, by, self.shop, self.item).await?;
        let mut invalid = Invalid::default();
        let reason = line(&mut invalid, "/reason", &self.request.reason, REASON_CHARS_MAX);
        invalid.check()?;
        let quantity = self.request.quantity;
        let (kind, amount) = match self.request.kind {
            StockBooking::Delivery => (MovementKind::Delivery, quantity),
            StockBooking::Return => (MovementKind::Return, quantity),
            StockBooking::Loss => (MovementKind::Loss, -quantity),
        };
        let moved: Option<Moved> = at
            .sql()
            .one(
                "UPDATE shop_item SET stock = stock + $2, movements = movements + 1 \
                 WHERE id = $1 AND stock + $2 >= 0 RETURNING stock, movements",
                params![self.item, amount],
            )
            .await?;
        let Some(moved) = moved else {
            return Err(ShopError::OutOfStock { stock: on_shelf(at, self.item).await? });
        };
        let movement = Movement {
            item: self.item,
            kind,
            amount,
            redemption: None,
            reason: Some(reason.clone()),
            actor: by.caller().account,
        };
        write(at, movement, moved).await?;
        let shown = StockMovement {
            item_id: self.item,
            place: moved.movements,
            kind,
            amount,
            stock_after: moved.stock,
            at: at.now,
        };
        let facts = serde_json::json!({ "kind": kind, "amount": amount });
        let subject = Subject::new("shop_item", self.item).node(node).reason(reason).facts(facts);
        Ok(Deed::new(shown, subject))
    }
}

/// Pieces on the shelf.
pub(super) async fn on_shelf(at: &At<'_>, item: ItemId) -> Result<i64, Fault> {
    let stock: Option<i64> =
        at.sql().value("SELECT stock FROM shop_item WHERE id = $1", params![item]).await?;
    Ok(stock.unwrap_or(0))
}

/// Writes a movement at the place that `moved` gives it.
pub(super) async fn write(at: &At<'_>, movement: Movement, moved: Moved) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO stock_movement (item_id, place, kind, amount, stock_after, redemption_id, \
         reason, actor_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        params![
            movement.item,
            moved.movements,
            movement.kind.code(),
            movement.amount,
            moved.stock,
            movement.redemption,
            movement.reason,
            movement.actor,
            at.now
        ],
    )
    .await?;
    Ok(())
}
