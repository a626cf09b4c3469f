//! Routes: Photos and voice notes.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Photos and voice notes.
#[derive(Clone, Debug)]
pub struct MediaApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Media")]
impl MediaApi {}
