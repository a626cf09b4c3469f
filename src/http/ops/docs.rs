//! The API's document at `/openapi.json` and a page to read it and try it at `/docs`.
//!
//! Both are made when they are first asked for: a server that nobody asks pays nothing.

use std::sync::{Arc, OnceLock};

use poem::endpoint::make;
use poem::http::StatusCode;
use poem::{Route, get};

use super::answer;
use crate::app::App;
use crate::http::Common;
use crate::{api, openapi};

#[derive(Debug)]
struct Docs {
    document: String,
    page: String,
}

/// Adds both.
pub(super) fn routes(routes: Route, app: &Arc<App>) -> Route {
    let made: Arc<OnceLock<Option<Docs>>> = Arc::default();
    let at = |show: fn(&Docs) -> &String, media_type: &'static str| {
        let (app, made) = (Arc::clone(app), Arc::clone(&made));
        get(make(move |_| {
            let docs = made.get_or_init(|| make_docs(&app)).as_ref();
            let shown = docs.map(|docs| answer(StatusCode::OK, media_type, show(docs).clone()));
            async move { shown.ok_or_else(|| poem::Error::from(Common::Internal)) }
        }))
    };
    routes
        .at("/openapi.json", at(|docs| &docs.document, "application/json"))
        .at("/docs", at(|docs| &docs.page, "text/html; charset=utf-8"))
}

fn make_docs(app: &Arc<App>) -> Option<Docs> {
    let service = api::service(app);
    let document = openapi::print(&openapi::document(app).ok()?);
    // The page holds the framework's document; ours takes its place. In a script `</` must not be.
    let inline = document.replace("</", "<\\/");
    let page = service.swagger_ui_html().replace(&service.spec(), &inline);
    Some(Docs { document, page })
}
