//! All operations: the list of the contexts' routes, and the layers around them.
//!
//! The framework takes at most sixteen route tables in one list, so the list is nested by theme.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response, Route};
use poem_openapi::{OpenApiService, Tags};

use crate::app::App;
use crate::audit::api::AuditApi;
use crate::auth::api::SignInApi;
use crate::declaration::api::DeclarationApi;
use crate::grid::api::GridApi;
use crate::household::api::HouseholdApi;
use crate::http::layers;
use crate::http::problem_layer::Problems;
use crate::http::settings::HttpSettings;
use crate::identity::api::AccountApi;
use crate::inbox::api::InboxApi;
use crate::job::api::JobApi;
use crate::media::api::MediaApi;
use crate::points::api::PointsApi;
use crate::roster::api::RosterApi;
use crate::shop::api::ShopApi;

/// Where the API lives.
pub const BASE: &str = "/api/v1";

/// What the operations are about.
#[derive(Clone, Copy, Debug, Tags)]
pub enum Tag {
    /// Signing in and out, sessions, passwords, and who I am.
    Identity,
    /// Accounts, appointments and vacant posts.
    Accounts,
    /// The grid and its pictograms.
    Grid,
    /// Households, persons and household cards.
    Households,
    /// Rosters from and to Excel.
    Rosters,
    /// Photos and voice notes.
    Media,
    /// Self-declared hardship and what became of it.
    Declarations,
    /// Job postings, and the jobs that reach a household.
    Jobs,
    /// What was sent to a household.
    Inbox,
    /// Points: rules, credits, balances, statements.
    Points,
    /// Love supermarkets: items, stock, redemptions.
    Shops,
    /// The audit trail.
    Audit,
}

type People = (SignInApi, AccountApi, AuditApi);
type Register = (GridApi, HouseholdApi, RosterApi, MediaApi);
type Journeys = (DeclarationApi, JobApi, InboxApi, PointsApi, ShopApi);

/// The routes of every context.
pub type Routes = (People, Register, Journeys);

fn routes(app: &Arc<App>) -> Routes {
    let app = || Arc::clone(app);
    (
        (SignInApi(app()), AccountApi(app()), AuditApi(app())),
        (GridApi(app()), HouseholdApi(app()), RosterApi(app()), MediaApi(app())),
        (DeclarationApi(app()), JobApi(app()), InboxApi(app()), PointsApi(app()), ShopApi(app())),
    )
}

/// The service that carries the routes and their description.
pub fn service(app: &Arc<App>) -> OpenApiService<Routes, ()> {
    OpenApiService::new(routes(app), "Xinju 新居", env!("CARGO_PKG_VERSION"))
}

/// The routes with all their layers, as the server and the tests use them.
pub fn endpoint(app: &Arc<App>, settings: &Arc<HttpSettings>) -> BoxEndpoint<'static, Response> {
    let routes = Route::new().nest(BASE, service(app)).data(Arc::clone(app));
    layers::wrap(routes, settings, &app.metrics, Problems)
}
