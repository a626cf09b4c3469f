//! Routes: Love supermarkets (爱心超市): items, stock, redemptions.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Love supermarkets (爱心超市): items, stock, redemptions.
#[derive(Clone, Debug)]
pub struct ShopApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Shops")]
impl ShopApi {}
