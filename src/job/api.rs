//! Routes: Job postings, and the jobs that reach a household (送信息送岗位).

use std::sync::Arc;

use poem_openapi::OpenApi;

use crate::api::Tag;
use crate::app::App;

/// Job postings, and the jobs that reach a household (送信息送岗位).
#[derive(Clone, Debug)]
pub struct JobApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Jobs")]
impl JobApi {}
