//! Routes: Rosters from and to Excel.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Rosters from and to Excel.
#[derive(Clone, Debug)]
pub struct RosterApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Rosters")]
impl RosterApi {}
