//! The accounts of the demonstration: one for each role, where such a role is held.

use std::sync::Arc;

use entity::appointment::Role;
use entity::grid_node::NodeKind;
use entity::id::{AccountId, AppointmentId, NodeId, PostId};
use rand::TryRng;
use rand::rngs::SysRng;
use sea_orm::FromQueryResult;

use crate::app::App;
use crate::auth::password_rules;
use crate::auth::secret::Secret;
use crate::grid::pictogram::Pictogram;
use crate::http::Invalid;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// The names of the places, from the county down, where the board's people work.
pub(super) const COMMUNITY: &str = "同源社区";
const AREA: &str = "一片区";
const BUILDING: &str = "1栋";

/// Words of a password.
const WORDS: usize = 5;

/// Somebody of the board.
pub(super) struct Person {
    pub(super) role: Role,
    pub(super) login: &'static str,
    name: &'static str,
    level: NodeKind,
    pub(super) place: &'static str,
    pub(super) hint: &'static str,
}

macro_rules! people {
    ($($role:ident $login:literal $name:literal $level:ident $place:literal $hint:literal;)*) => {
        /// Everybody of the board.
        pub(super) const PEOPLE: &[Person] = &[$(Person {
            role: Role::$role, login: $login, name: $name, level: NodeKind::$level,
            place: $place, hint: $hint,
        },)*];
    };
}

people! {
    Volunteer "volunteer" "杨志愿" Community "同源社区" "credit points: POST /point-credits";
    Shopkeeper "shopkeeper" "孙店员" Community "同源社区" "redeem points: POST /redemptions";
    BuildingHead "building" "周楼长" Building "同源社区1栋"
        "declare for a household: POST /declarations/on-behalf";
    AreaHead "area" "吴片长" Area "同源社区一片区" "the households of the area: GET /households";
    CommunityWorker "community" "郑主任" Community "同源社区"
        "answer declarations: GET /declarations?mine=true";
    Mediator "mediator" "冯调解" Community "同源社区" "find a household: GET /households";
    EmploymentOfficer "employment" "陈就业" Site "靖安安置区"
        "publish the draft job: GET /job-postings";
    StreetOfficer "street" "褚街道" Site "靖安安置区" "import and export: POST /imports/roster";
    CountyOfficer "county" "卫专班" County "演示县" "export, masked: GET /rosters/{site_id}/export";
    Auditor "auditor" "蒋审计" County "演示县" "who did what: GET /audit/entries";
    Administrator "admin" "沈管理" County "演示县" "accounts: POST /accounts";
}

/// A password of words that passes the policy; made anew for each demonstration.
pub(super) fn password(app: &App) -> Result<String, Fault> {
    let words: Vec<String> =
        Pictogram::all().map(|picture| picture.code().replace('_', "-")).collect();
    for _ in 0..100 {
        let mut bytes = [0_u8; WORDS + 2];
        SysRng.try_fill_bytes(&mut bytes).map_err(|_| Fault::Away("random source"))?;
        let (digits, places) = bytes.split_at(2);
        let chosen = places.iter().filter_map(|byte| words.get(usize::from(*byte) % words.len()));
        let mut password = chosen.map(String::as_str).collect::<Vec<_>>().join("-");
        let number: u32 = digits.iter().fold(0, |sum, digit| sum * 256 + u32::from(*digit));
        password.push_str(&format!("-{number}"));
        let secret = Secret::from(password.as_str());
        let mut invalid = Invalid::default();
        for person in PEOPLE {
            let names = (person.login, person.name);
            password_rules::check(&app.world, "", &secret, names, &mut invalid)?;
        }
        if invalid.check().is_ok() {
            return Ok(password);
        }
    }
    Err(Fault::Away("a password that passes the policy"))
}

/// Makes the accounts, their appointments and the posts of the community.
pub(super) async fn settle(app: &Arc<App>, site: NodeId, hash: String) -> Result<(), Fault> {
    app.work(move |at| {
        Box::pin(async move {
            for person in PEOPLE {
                let node = node(at, site, person.level).await?;
                let account = account(at, person, &hash, node).await?;
                post(at, node, person.role).await?;
                let subject = Subject::new("account", account).node(node);
                audit::record(at, Actor::SYSTEM, "demo.account", &[subject]).await?;
            }
            let community = node(at, site, NodeKind::Community).await?;
            for building in buildings(at, community).await? {
                post(at, building.id, Role::BuildingHead).await?;
            }
            Ok(())
        })
    })
    .await
}

#[derive(FromQueryResult)]
struct Found {
    id: NodeId,
}

/// The place of that level where the board's people work.
async fn node(at: &At<'_>, site: NodeId, level: NodeKind) -> Result<NodeId, Fault> {
    let (near, name) = match level {
        NodeKind::Site => return Ok(site),
        NodeKind::County => {
            let sql = "SELECT parent_id FROM grid_node WHERE id = $1";
            let found: Option<NodeId> = at.sql().value(sql, params![site]).await?;
            return found.ok_or(Fault::Panicked);
        }
        NodeKind::Community => (COMMUNITY, COMMUNITY),
        NodeKind::Area => (COMMUNITY, AREA),
        NodeKind::Building | NodeKind::Unit => (COMMUNITY, BUILDING),
    };
    let found: Option<Found> = at
        .sql()
        .one(
            "SELECT n.id FROM grid_node n JOIN grid_path p ON p.node_id = n.id \
             JOIN grid_node above ON above.id = p.ancestor_id AND above.name = $2 \
             JOIN grid_path s ON s.node_id = n.id AND s.ancestor_id = $1 WHERE n.name = $3",
            params![site, near, name],
        )
        .await?;
    found.map(|found| found.id).ok_or(Fault::Panicked)
}

async fn buildings(at: &At<'_>, community: NodeId) -> Result<Vec<Found>, Fault> {
    at.sql()
        .all(
            "SELECT n.id FROM grid_path p JOIN grid_node n ON n.id = p.node_id \
             WHERE p.ancestor_id = $1 AND n.kind = 'building' ORDER BY n.id",
            params![community],
        )
        .await
}

async fn account(
    at: &At<'_>,
    person: &Person,
    hash: &str,
    node: NodeId,
) -> Result<AccountId, Fault> {
    let id: AccountId = at.id();
    at.execute(
        "INSERT INTO account (id, kind, login, display_name, password_hash, password_set_at, \
         node_id, lives_elsewhere, state, created_at) \
         VALUES ($1, 'staff', $2, $3, $4, $5, $6, true, 'active', $5)",
        params![id, person.login, person.name, hash, at.now, node],
    )
    .await?;
    at.execute(
        "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![at.id::<AppointmentId>(), id, person.role.code(), node, at.today(), at.now],
    )
    .await?;
    Ok(id)
}

async fn post(at: &At<'_>, node: NodeId, role: Role) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO post (id, node_id, role, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT DO NOTHING",
        params![at.id::<PostId>(), node, role.code(), at.now],
    )
    .await?;
    Ok(())
}
