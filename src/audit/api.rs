//! Routes: The audit trail (审计).

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// The audit trail (审计).
#[derive(Clone, Debug)]
pub struct AuditApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Audit")]
impl AuditApi {}
