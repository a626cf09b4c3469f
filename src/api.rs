//! All operations: the list of the contexts' routes, and the layers around them.
//!
//! The framework takes at most sixteen route tables in one list, so the list is nested by theme.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{Endpoint, EndpointExt, Middleware, Response, Route};
use poem_openapi::{OpenApiService, Tags};

use crate::app::App;
use crate::audit::api::AuditApi;
use crate::auth::api::SignInApi;
use crate::clue::api::ClueApi;
use crate::colour::api::ColourApi;
use crate::colour::rule_api::ColourRuleApi;
use crate::declaration::api::DeclarationApi;
use crate::declaration::chain_api::ChainApi;
use crate::declaration::desk_api::DeskApi;
use crate::declaration::escalation::api::EscalationApi;
use crate::declaration::own_api::OwnDeclarationApi;
use crate::grid::api::GridApi;
use crate::household::api::HouseholdApi;
use crate::household::api_card::CardApi;
use crate::household::api_person::PersonApi;
use crate::http::allow::{Allow, Allowing};
use crate::http::problem_layer::{Problem, Problems};
use crate::http::rate::{Rated, Rates};
use crate::http::settings::HttpSettings;
use crate::http::{layers, ops};
use crate::identity::api::AccountApi;
use crate::inbox::api::InboxApi;
use crate::inbox::staff_api::StaffInboxApi;
use crate::income::api::IncomeApi;
use crate::job::api::JobApi;
use crate::job::own_api::OwnJobApi;
use crate::media::api::MediaApi;
use crate::meeting::api::MeetingApi;
use crate::monitoring::api::MonitoringApi;
use crate::notice::api::NoticeApi;
use crate::points::api::PointsApi;
use crate::report::api::ReportApi;
use crate::roster::api::RosterApi;
use crate::round::api::RoundApi;
use crate::round::finding_api::FindingApi;
use crate::shop::api::ShopApi;
use crate::support::api::SupportApi;
use crate::support::measure_api::MeasureApi;
use crate::task::api::TaskApi;
use crate::visit::api::VisitApi;

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
    /// Review meetings, public notices and objections to them.
    Notices,
    /// Who is monitored against a return to poverty.
    Monitoring,
    /// Helpers, plans and measures for households under support.
    Support,
    /// The monthly round: who was visited, what was found, and who sees to it.
    Rounds,
    /// Red, yellow and green: the rules and what officers decided.
    Colours,
    /// Visits to households, and the tasks that ask for them.
    Visits,
    /// The work that waits for a member of staff.
    Tasks,
    /// The figures of monitoring, each with its rows.
    Reports,
    /// What households live on, and who has little of it.
    Income,
    /// What departments noticed about households.
    Clues,
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
type Homes = (HouseholdApi, PersonApi, CardApi);
type Register = (GridApi, Homes, RosterApi, MediaApi);
type Declarations = (DeclarationApi, OwnDeclarationApi, DeskApi, ChainApi, EscalationApi);
type Public = (MeetingApi, NoticeApi);
type Inboxes = (InboxApi, StaffInboxApi);
type Journeys = (Declarations, JobApi, OwnJobApi, Inboxes, PointsApi, ShopApi);

type Visiting = (VisitApi, RoundApi, FindingApi, TaskApi);
type Ledgers = (IncomeApi, ClueApi, ReportApi, Visiting);
type Helping = (Public, MonitoringApi, SupportApi, MeasureApi, ColourApi, ColourRuleApi, Ledgers);

/// The routes of every context.
pub type Routes = (People, Register, Journeys, Helping);

fn routes(app: &Arc<App>) -> Routes {
    let app = || Arc::clone(app);
    (
        (SignInApi(app()), AccountApi(app()), AuditApi(app())),
        (
            GridApi(app()),
            (HouseholdApi(app()), PersonApi(app()), CardApi(app())),
            RosterApi(app()),
            MediaApi(app()),
        ),
        (
            (
                DeclarationApi(app()),
                OwnDeclarationApi(app()),
                DeskApi(app()),
                ChainApi(app()),
                EscalationApi(app()),
            ),
            JobApi(app()),
            OwnJobApi(app()),
            (InboxApi(app()), StaffInboxApi(app())),
            PointsApi(app()),
            ShopApi(app()),
        ),
        (
            (MeetingApi(app()), NoticeApi(app())),
            MonitoringApi(app()),
            SupportApi(app()),
            MeasureApi(app()),
            ColourApi(app()),
            ColourRuleApi(app()),
            (
                IncomeApi(app()),
                ClueApi(app()),
                ReportApi(app()),
                (VisitApi(app()), RoundApi(app()), FindingApi(app()), TaskApi(app())),
            ),
        ),
    )
}

/// The service that carries the routes and their description.
pub fn service(app: &Arc<App>) -> OpenApiService<Routes, ()> {
    OpenApiService::new(routes(app), "Xinju 新居", env!("CARGO_PKG_VERSION"))
}

/// The routes with all their layers, as the server and the tests use them.
pub fn endpoint(app: &Arc<App>, settings: &Arc<HttpSettings>) -> BoxEndpoint<'static, Response> {
    let routes =
        Route::new().at("/.well-known/jwks.json", poem::get(public_keys)).nest(BASE, service(app));
    let routes = ops::routes(routes, app);
    let routes = routes.data(Arc::clone(app)).data(settings.json);
    let describing = Arc::clone(app);
    let allow = Allow::new(BASE, move || service(&describing).spec());
    layers::wrap(routes, settings, &app.metrics, Edge { allow, rates: Rates(Arc::clone(app)) })
}

/// The layers that know the application: refusals as problems, `Allow`, and rates around them.
#[derive(Debug)]
struct Edge {
    allow: Allow,
    rates: Rates,
}

impl<E: Endpoint> Middleware<E> for Edge {
    type Output = Rated<Allowing<Problem<E>>>;

    fn transform(&self, inner: E) -> Self::Output {
        self.rates.transform(self.allow.transform(Problems.transform(inner)))
    }
}

/// The public keys of access tokens, for others who verify them (TOK-1).
#[poem::handler]
fn public_keys(app: poem::web::Data<&Arc<App>>) -> Response {
    Response::builder()
        .content_type("application/json")
        .header("cache-control", "public, max-age=300")
        .body(app.tokens.jwks().to_string())
}
