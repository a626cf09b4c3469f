//! Routes: Accounts, appointments and vacant posts.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Accounts, appointments and vacant posts.
#[derive(Clone, Debug)]
pub struct AccountApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Accounts")]
impl AccountApi {}
