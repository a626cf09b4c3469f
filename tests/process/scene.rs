//! A small place with a few people, put into a database before the program starts on it.
//!
//! Accounts and sessions are written past the program and their tokens signed with its key file, so that
//! nobody has to hash a password; everything after that goes through the API.

use std::collections::HashMap;

use entity::Moment;
use entity::appointment::Role;
use entity::id::{AccountId, HouseholdId, NodeId, PersonId, SessionId};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, Value as Sql};
use uuid::Uuid;
use xinju::app::start;
use xinju::auth::token::{Bearer, Tokens};
use xinju::config::DatabasePlace;
use xinju::params;
use xinju::store::db::Place as DbPlace;
use xinju::store::keys::Keys;
use xinju::store::{Clock, Db, Ids};

use crate::client::Client;
use crate::node::Node;
use crate::place::Place;

const DAY_MS: i64 = 86_400_000;

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Somebody {
    pub(crate) account: AccountId,
    session: SessionId,
    pub(crate) household: Option<HouseholdId>,
}

/// The place, its people, and the keys of its tokens.
pub(crate) struct Scene {
    pub(crate) place: Place,
    tokens: Tokens,
    ids: Ids,
    clock: Clock,
    nodes: HashMap<&'static str, NodeId>,
    staff: HashMap<Role, Somebody>,
    pub(crate) residents: Vec<Somebody>,
}

impl Scene {
    /// Sets the scene with so many households in one building.
    pub(crate) async fn set(place: Place, households: u32) -> Self {
        let config = place.config();
        let clock = Clock::system();
        let keys = Keys::open_or_create(config.keys_file(), clock.now().0).unwrap();
        let at = match config.database_place() {
            DatabasePlace::SqliteFile(file) => DbPlace::File(file),
            DatabasePlace::Postgres(address) => DbPlace::Postgres(address),
            DatabasePlace::SqliteMemory => panic!("a process needs a file"),
        };
        Db::open(at, &config.database, true).await.unwrap().close().await.unwrap();
        let tokens = start::tokens(&keys, &config).unwrap();
        let (nodes, staff, residents) = (HashMap::new(), HashMap::new(), vec![]);
        let ids = Ids::random();
        let mut scene = Self { place, tokens, ids, clock, nodes, staff, residents };
        let raw = scene.place.connect().await;
        scene.build(&raw, households).await;
        raw.close().await.unwrap();
        scene
    }

    async fn build(&mut self, raw: &DatabaseConnection, households: u32) {
        let above = [
            ("county", None),
            ("site", Some("county")),
            ("community", Some("site")),
            ("area", Some("community")),
            ("building", Some("area")),
        ];
        for (kind, parent) in above {
            self.plant(raw, kind, parent).await;
        }
        let posts = [
            (Role::CommunityWorker, "community"),
            (Role::Volunteer, "community"),
            (Role::Shopkeeper, "community"),
            (Role::BuildingHead, "building"),
            (Role::StreetOfficer, "site"),
            (Role::EmploymentOfficer, "site"),
        ];
        for (role, node) in posts {
            let somebody = self.appoint(raw, role, node).await;
            self.staff.insert(role, somebody);
        }
        for number in 1..=households {
            let somebody = self.move_in(raw, number).await;
            self.residents.push(somebody);
        }
    }

    async fn plant(
        &mut self,
        raw: &DatabaseConnection,
        kind: &'static str,
        parent: Option<&'static str>,
    ) {
        let id = NodeId(self.id());
        let parent_id = parent.map(|parent| self.node(parent));
        let is_building = kind == "building";
        let path = if parent.is_some() { format!("/place/{kind}") } else { "/place".to_owned() };
        run(
            raw,
            "INSERT INTO grid_node (id, kind, parent_id, code, name, path, pictogram, \
             pictogram_within, created_at) VALUES ($1, $2, $3, $2, $2, $4, $5, $6, $7)",
            params![
                id,
                kind,
                parent_id,
                path,
                is_building.then_some("apple"),
                is_building.then(|| self.node("community")),
                self.now()
            ],
        )
        .await;
        run(
            raw,
            "INSERT INTO grid_path (ancestor_id, node_id, depth) \
             SELECT ancestor_id, $1, depth + 1 FROM grid_path WHERE node_id = $2",
            params![id, parent_id],
        )
        .await;
        run(raw, "INSERT INTO grid_path VALUES ($1, $1, 0)", params![id]).await;
        self.nodes.insert(kind, id);
    }

    async fn appoint(&self, raw: &DatabaseConnection, role: Role, node: &str) -> Somebody {
        let account = AccountId(self.id());
        run(
            raw,
            "INSERT INTO account (id, kind, login, display_name, state, created_at) \
             VALUES ($1, 'staff', $2, $2, 'active', $3)",
            params![account, role.code(), self.now()],
        )
        .await;
        run(
            raw,
            "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![self.id(), account, role.code(), self.node(node), self.now().day(), self.now()],
        )
        .await;
        self.session(raw, account, None).await
    }

    async fn move_in(&self, raw: &DatabaseConnection, number: u32) -> Somebody {
        let (household, head) = (HouseholdId(self.id()), PersonId(self.id()));
        run(
            raw,
            "INSERT INTO household (id, site_id, number, node_id, room, state, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, 'present', $6, $6)",
            params![
                household,
                self.node("site"),
                format!("H{number:05}"),
                self.node("building"),
                format!("{number:03}"),
                self.now()
            ],
        )
        .await;
        run(
            raw,
            "INSERT INTO person (id, household_id, name, initials, sex, birth_date, ethnicity, \
             relation, labour_capacity, employment, state, created_at, updated_at) VALUES ($1, \
             $2, '张小明', 'zxm', 'male', $3, 'han', 'head', 'full', 'unemployed', 'present', $4, \
             $4)",
            params![head, household, time::macros::date!(1980 - 01 - 01), self.now()],
        )
        .await;
        run(raw, "UPDATE household SET head_id = $2 WHERE id = $1", params![household, head]).await;
        let account = AccountId(self.id());
        run(
            raw,
            "INSERT INTO account (id, kind, display_name, household_id, state, created_at) \
             VALUES ($1, 'resident', '张小明', $2, 'active', $3)",
            params![account, household, self.now()],
        )
        .await;
        self.session(raw, account, Some(household)).await
    }

    async fn session(
        &self,
        raw: &DatabaseConnection,
        account: AccountId,
        household: Option<HouseholdId>,
    ) -> Somebody {
        let session = SessionId(self.id());
        run(
            raw,
            "INSERT INTO session (id, account_id, created_at, used_at, expires_at) \
             VALUES ($1, $2, $3, $3, $4)",
            params![session, account, self.now(), self.now().plus_ms(DAY_MS)],
        )
        .await;
        Somebody { account, session, household }
    }

    /// The node of this kind; there is one of each.
    pub(crate) fn node(&self, kind: &str) -> NodeId {
        self.nodes[kind]
    }

    /// Who holds this role.
    pub(crate) fn staff(&self, role: Role) -> Somebody {
        self.staff[&role]
    }

    /// Somebody with a token of this moment.
    pub(crate) fn client(&self, node: &Node, who: Somebody) -> Client {
        let bearer =
            Bearer { account: who.account.0, session: who.session.0, token: self.id(), version: 0 };
        node.client().with(self.tokens.sign(&bearer, self.now().0).unwrap())
    }

    /// Starts the program on this place.
    pub(crate) async fn serve(&self) -> Node {
        Node::start(self.place.command("serve")).await
    }

    fn id(&self) -> Uuid {
        self.ids.next(self.now())
    }

    fn now(&self) -> Moment {
        self.clock.now()
    }
}

/// Runs a statement past the program.
pub(crate) async fn run(raw: &DatabaseConnection, sql: &str, values: Vec<Sql>) -> u64 {
    let backend = raw.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, values);
    raw.execute_raw(statement).await.unwrap().rows_affected()
}

/// Counts rows past the program; `sql` is what follows `SELECT COUNT(*) FROM`.
pub(crate) async fn count(raw: &DatabaseConnection, sql: &str) -> i64 {
    let text = format!("SELECT COUNT(*) FROM {sql}");
    let statement = Statement::from_string(raw.get_database_backend(), text);
    raw.query_one_raw(statement).await.unwrap().unwrap().try_get_by_index(0).unwrap()
}
