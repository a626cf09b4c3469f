//! Who acts through the year: those of the board, and colleagues in the other communities, areas and
//! buildings, so that hardly a post is vacant.

use std::sync::Arc;

use entity::appointment::Role;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, AppointmentId, HouseholdId, NodeId};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use sea_orm::FromQueryResult;

use super::super::people::COMMUNITY;
use super::super::visitor::Visitor;
use crate::app::App;
use crate::command::Failure;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// Each so-many-th building has no head: a demonstration of vacant posts.
const VACANT_EACH: usize = 7;

/// Those who act.
pub(super) struct Cast<'e> {
    /// The building head of the board, who declares for households.
    pub(super) building: Visitor<'e>,
    /// The area head of the board, who declares for households.
    pub(super) area: Visitor<'e>,
    /// The community worker of the board.
    pub(super) community: Visitor<'e>,
    /// The street officer of the board.
    pub(super) street: Visitor<'e>,
    /// The county officer of the board.
    pub(super) county: Visitor<'e>,
    /// The account of the area head, who helps households.
    pub(super) helper: AccountId,
    /// The community of the board.
    pub(super) community_node: NodeId,
    app: &'e Arc<App>,
    endpoint: &'e BoxEndpoint<'static, Response>,
}

impl<'e> Cast<'e> {
    /// Lets those of the board stay for the year, and hires their colleagues.
    pub(super) async fn gather(
        app: &'e Arc<App>,
        endpoint: &'e BoxEndpoint<'static, Response>,
        site: NodeId,
    ) -> Result<Self, Failure> {
        app.work(move |at| Box::pin(hire(at, site))).await?;
        let stay = async |login: &'static str| -> Result<(AccountId, Visitor<'e>), Failure> {
            let sql = "SELECT id FROM account WHERE login = $1";
            let account: Option<AccountId> = app.view().sql.value(sql, params![login]).await?;
            let account = account.ok_or(Failure::Database(Fault::Panicked))?;
            Ok((account, Visitor::stay(app, endpoint, account).await?))
        };
        let (helper, area) = stay("area").await?;
        Ok(Self {
            building: stay("building").await?.1,
            area,
            community: stay("community").await?.1,
            street: stay("street").await?.1,
            county: stay("county").await?.1,
            helper,
            community_node: community_node(app, site).await?,
            app,
            endpoint,
        })
    }

    /// Somebody of this household with a phone; the first time, an account is made.
    pub(super) async fn resident(&self, household: HouseholdId) -> Result<Visitor<'e>, Failure> {
        let app = self.app;
        let account = app.work(move |at| Box::pin(phone_of(at, household))).await?;
        Visitor::stay(app, self.endpoint, account).await
    }
}

async fn community_node(app: &App, site: NodeId) -> Result<NodeId, Failure> {
    let sql = "SELECT id FROM grid_node WHERE parent_id = $1 AND name = $2";
    let found = app.view().sql.value(sql, params![site, COMMUNITY]).await?;
    found.ok_or(Failure::Database(Fault::Panicked))
}

async fn phone_of(at: &At<'_>, household: HouseholdId) -> Result<AccountId, Fault> {
    let known =
        "SELECT id FROM account WHERE household_id = $1 AND kind = 'resident' ORDER BY id LIMIT 1";
    if let Some(known) = at.sql().value(known, params![household]).await? {
        return Ok(known);
    }
    let account: AccountId = at.id();
    at.execute(
        "INSERT INTO account (id, kind, display_name, household_id, state, created_at) \
         SELECT $1, 'resident', COALESCE(p.name, h.number), h.id, 'active', $3 FROM household h \
         LEFT JOIN person p ON p.id = h.head_id WHERE h.id = $2",
        params![account, household, at.now],
    )
    .await?;
    let subject = Subject::new("account", account).household(household);
    audit::record(at, Actor::SYSTEM, "demo.account", &[subject]).await?;
    Ok(account)
}

#[derive(FromQueryResult)]
struct Place {
    id: NodeId,
    kind: NodeKind,
    path: String,
}

/// Fills the posts below the site that nobody holds.
async fn hire(at: &At<'_>, site: NodeId) -> Result<(), Fault> {
    let places: Vec<Place> = at
        .sql()
        .all(
            "SELECT n.id, n.kind, n.path FROM grid_path p JOIN grid_node n ON n.id = p.node_id \
             WHERE p.ancestor_id = $1 AND n.kind IN ('community', 'area', 'building') \
             AND NOT EXISTS (SELECT 1 FROM appointment v WHERE v.node_id = n.id) ORDER BY n.path",
            params![site],
        )
        .await?;
    for (number, place) in places.iter().enumerate() {
        let (role, title) = match place.kind {
            NodeKind::Community => (Role::CommunityWorker, "社区干部"),
            NodeKind::Area => (Role::AreaHead, "片区长"),
            _ if number % VACANT_EACH == 0 => continue,
            _ => (Role::BuildingHead, "楼栋长"),
        };
        let account: AccountId = at.id();
        let login = format!("grid-{}", number + 1);
        let name = format!("{title}{}", place.path.rsplit('/').next().unwrap_or_default());
        at.execute(
            "INSERT INTO account (id, kind, login, display_name, node_id, lives_elsewhere, state, \
             created_at) VALUES ($1, 'staff', $2, $3, $4, true, 'active', $5)",
            params![account, login, name, place.id, at.now],
        )
        .await?;
        at.execute(
            "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![at.id::<AppointmentId>(), account, role.code(), place.id, at.today(), at.now],
        )
        .await?;
        let subject = Subject::new("account", account).node(place.id);
        audit::record(at, Actor::SYSTEM, "demo.account", &[subject]).await?;
    }
    Ok(())
}
