//! Routes: Love supermarkets (爱心超市): items, stock, redemptions.

use std::sync::Arc;

use entity::id::{ItemId, ShopId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::add::{Add, ShopItemRequest};
use super::edit::{Edit, ShopItemChange};
use super::model::{Redemption, ShelfItem, Shop, ShopItem, StockMovement};
use super::open::{Open, ShopRequest};
use super::redeem::{Redeem, RedemptionRequest};
use super::stock::{Book, StockMovementRequest};
use super::{redemptions, shelf, shops};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditShops, KeepStock, ReadPoints, ReadShops, RedeemPoints};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page, PageLimit, answer};

/// Love supermarkets (爱心超市): items, stock, redemptions.
#[derive(Clone, Debug)]
pub struct ShopApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Shops")]
impl ShopApi {
    /// Open a shop
    ///
    /// A love supermarket of a community. Its households redeem their points there.
    #[oai(path = "/shops", method = "post", operation_id = "open_shop")]
    async fn open_shop(
        &self,
        by: Acting<EditShops>,
        body: Body<ShopRequest>,
    ) -> Result<Created<Shop>> {
        Ok(self.0.perform(&by, Open(body.0)).await?.into())
    }

    /// List the shops
    ///
    /// The shops of the communities that the caller works or lives in, in the order of opening.
    #[oai(path = "/shops", method = "get", operation_id = "list_shops")]
    async fn list_shops(
        &self,
        by: Allowed<ReadShops>,
        /// How many to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<Shop>>> {
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let page = shops::list(&self.0.view(), &self.0.keys, &by, limit, cursor).await?;
        Ok(Answer::new(&page)?)
    }

    /// Add an item to a shop
    ///
    /// Its stock begins at 0 and grows by deliveries.
    #[oai(path = "/shops/:shop_id/items", method = "post", operation_id = "add_shop_item")]
    async fn add_shop_item(
        &self,
        by: Acting<EditShops>,
        /// The shop.
        shop_id: Path<ShopId>,
        body: Body<ShopItemRequest>,
    ) -> Result<Created<ShopItem>> {
        let command = Add { shop: shop_id.0, request: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// List a shop's items
    ///
    /// What is on the shelf, with price and stock, in the order in which items were added.
    #[oai(path = "/shops/:shop_id/items", method = "get", operation_id = "list_shop_items")]
    async fn list_shop_items(
        &self,
        by: Allowed<ReadShops>,
        /// The shop.
        shop_id: Path<ShopId>,
        /// How many to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<ShelfItem>>> {
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = shelf::list(&view, keys, &by, shop_id.0, limit, cursor).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get an item
    ///
    /// The offer: name, price, limit. Its ETag is what an edit names. Stock is shown in the list.
    #[oai(path = "/shops/:shop_id/items/:item_id", method = "get", operation_id = "get_shop_item")]
    async fn get_shop_item(
        &self,
        by: Allowed<ReadShops>,
        /// The shop.
        shop_id: Path<ShopId>,
        /// The item.
        item_id: Path<ItemId>,
    ) -> Result<Answer<ShopItem>> {
        let shown = shelf::item(&self.0.view(), &by, shop_id.0, item_id.0).await?;
        Ok(Answer::version(&shown, shown.version)?)
    }

    /// Edit an item
    ///
    /// Name, price, limit, and whether it is on sale; what is absent stays.
    #[oai(
        path = "/shops/:shop_id/items/:item_id",
        method = "patch",
        operation_id = "edit_shop_item"
    )]
    async fn edit_shop_item(
        &self,
        by: Acting<EditShops>,
        /// The shop.
        shop_id: Path<ShopId>,
        /// The item.
        item_id: Path<ItemId>,
        /// The ETag of the item that is edited.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<ShopItemChange>,
    ) -> Result<Answer<ShopItem>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let command = Edit { shop: shop_id.0, item: item_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Book a movement of stock
    ///
    /// A delivery, a return, or a loss, with a reason. Stock never goes below zero.
    #[oai(
        path = "/shops/:shop_id/items/:item_id/stock-movements",
        method = "post",
        operation_id = "book_stock_movement"
    )]
    async fn book_stock_movement(
        &self,
        by: Acting<KeepStock>,
        /// The shop.
        shop_id: Path<ShopId>,
        /// The item.
        item_id: Path<ItemId>,
        body: Body<StockMovementRequest>,
    ) -> Result<Created<StockMovement>> {
        let command = Book { shop: shop_id.0, item: item_id.0, request: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Redeem points
    ///
    /// Exchanges a household's points for an item that is handed over at once. Points and stock move
    /// together or not at all. The same `redemption_id` with the same content is the same redemption.
    #[oai(path = "/redemptions", method = "post", operation_id = "redeem_points")]
    async fn redeem_points(
        &self,
        by: Acting<RedeemPoints>,
        body: Body<RedemptionRequest>,
    ) -> Result<Created<Redemption>> {
        Ok(self.0.perform(&by, Redeem(body.0)).await?.into())
    }

    /// List redemptions
    ///
    /// Newest first: those of the shops in the caller's area, or those of the caller's own household.
    #[oai(path = "/redemptions", method = "get", operation_id = "list_redemptions")]
    async fn list_redemptions(
        &self,
        by: Allowed<ReadPoints>,
        /// Only this shop's.
        shop_id: Query<Option<ShopId>>,
        /// How many to show, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where to go on: `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<Redemption>>> {
        let (limit, cursor) = (PageLimit::new(limit.0)?, cursor.0.as_deref());
        let (view, keys) = (self.0.view(), &self.0.keys);
        let page = redemptions::list(&view, keys, &by, shop_id.0, limit, cursor).await?;
        Ok(Answer::new(&page)?)
    }
}
