//! Routes: Self-declared hardship (自主申报) and what became of it.

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Self-declared hardship (自主申报) and what became of it.
#[derive(Clone, Debug)]
pub struct DeclarationApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Declarations")]
impl DeclarationApi {}
