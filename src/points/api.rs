//! Routes: Points: rules, credits, balances, statements (爱心超市积分).

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Points: rules, credits, balances, statements (爱心超市积分).
#[derive(Clone, Debug)]
pub struct PointsApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Points")]
impl PointsApi {}
