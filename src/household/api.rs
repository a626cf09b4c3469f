//! Routes: Households, persons and household cards.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Households, persons and household cards.
#[derive(Clone, Debug)]
pub struct HouseholdApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Households")]
impl HouseholdApi {}
