//! Routes: The grid and its pictograms.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// The grid and its pictograms.
#[derive(Clone, Debug)]
pub struct GridApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Grid")]
impl GridApi {}
