//! Routes: What was sent to a household.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// What was sent to a household.
#[derive(Clone, Debug)]
pub struct InboxApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Inbox")]
impl InboxApi {}
