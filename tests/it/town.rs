//! A small town to tell stories in: a grid, people, and actors who do things over the API.
//!
//! ```text
//! county ─ site  ─ north ─ a ─ 1 ─ u1 u2
//!        │       │         └ 2 ─ u1 u2
//!        │       └ south ─ a ─ 1 ─ u1 u2
//!        │                 └ 2 ─ u1 u2
//!        └ other ─ far   ─ a ─ 1 ─ u1 u2
//! ```
//! Places are named `""` (county), `site`, `north`, `north/a`, `north/1`, `north/1/u1`, `far/1` …

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use entity::Moment;
use entity::appointment::Role;
use entity::id::{AccountId, HouseholdId, NodeId, PersonId, SessionId};
use poem::Response;
use poem::endpoint::BoxEndpoint;
use poem::test::TestClient;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, FromQueryResult, Statement,
    TransactionTrait, Value as Sql,
};
use serde_json::{Value, json};
use uuid::Uuid;
use xinju::app::{App, Parts, start};
use xinju::auth::password::{HashCost, Passwords};
use xinju::auth::token::Bearer;
use xinju::calendar::Calendar;
use xinju::config::Config;
use xinju::params;
use xinju::store::at::World;
use xinju::store::keys::Keys;
use xinju::store::seal::{Place as SealPlace, Seal};
use xinju::store::{Clock, Db, Ids};

use crate::contract::{Contract, record};
use crate::database::Fresh;

/// Monday, 2 March 2026, 09:00 in Shanghai.
pub(crate) const START: Moment = Moment(1_772_413_200_000);

static PASSWORDS: OnceLock<Passwords> = OnceLock::new();

/// A town with its application.
pub(crate) struct Town {
    pub(crate) app: Arc<App>,
    pub(crate) clock: Clock,
    client: TestClient<BoxEndpoint<'static, Response>>,
    raw: DatabaseConnection,
    nodes: HashMap<String, NodeId>,
    count: AtomicU64,
    fresh: Fresh,
}

impl Town {
    /// A town with its grid and nobody in it.
    pub(crate) async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// The same with changed settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let fresh = Fresh::make().await;
        let mut config = Config::for_tests();
        config.storage.dir = fresh.folder.clone();
        change(&mut config);
        let clock = Clock::fixed(START);
        let app = open(&fresh, config, clock.clone()).await;
        let raw = fresh.connect().await;
        let client = client(&app);
        let nodes = HashMap::new();
        let mut town = Self { app, clock, client, raw, nodes, count: AtomicU64::new(1), fresh };
        town.build().await;
        town
    }

    /// The same town after the application was stopped and started again.
    pub(crate) async fn restarted(mut self) -> Self {
        let config = self.app.world.config.clone();
        self.app = open(&self.fresh, config, self.clock.clone()).await;
        self.client = client(&self.app);
        self
    }

    /// A second node on the same database, with a memory of its own.
    pub(crate) async fn second_node(&self) -> TestClient<BoxEndpoint<'static, Response>> {
        client(&self.second_app().await)
    }

    /// The application of a second node on the same database.
    pub(crate) async fn second_app(&self) -> Arc<App> {
        self.second_app_with(Keys::for_tests(1)).await
    }

    /// The same with other keys.
    pub(crate) async fn second_app_with(&self, keys: Keys) -> Arc<App> {
        let config = self.app.world.config.clone();
        open_with(&self.fresh, config, self.clock.clone(), keys).await
    }

    /// The settings with which a command finds this town's database.
    pub(crate) fn config(&self) -> Config {
        let mut config = self.app.world.config.clone();
        let url = self.fresh.url.split('?').next().unwrap();
        config.database.url = Some(crate::database::address(url));
        config
    }

    /// The folder of this town's files.
    pub(crate) fn folder(&self) -> PathBuf {
        self.fresh.folder.clone()
    }

    /// The node at `place`.
    pub(crate) fn node(&self, place: &str) -> NodeId {
        *self.nodes.get(place).unwrap_or_else(|| panic!("there is no place {place:?}"))
    }

    /// Runs a statement past the application.
    pub(crate) async fn sql(&self, sql: &str, values: Vec<Sql>) -> u64 {
        self.try_sql(sql, values).await.unwrap()
    }

    /// Tries to run a statement past the application.
    pub(crate) async fn try_sql(&self, sql: &str, values: Vec<Sql>) -> Result<u64, String> {
        let backend = self.raw.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let done = self.raw.execute_raw(statement).await;
        done.map(|done| done.rows_affected()).map_err(|error| error.to_string())
    }

    /// Runs a statement while the caller can't wait for it as others do: inside something that is called back.
    pub(crate) fn sql_meanwhile(&self, sql: &str) {
        let fresh = &self.fresh;
        let run = || {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime
                .block_on(async { fresh.connect().await.execute_unprepared(sql).await.unwrap() });
        };
        std::thread::scope(|threads| threads.spawn(run).join().unwrap());
    }

    /// A transaction past the application.
    #[expect(clippy::disallowed_methods, reason = "somebody else on the same database")]
    pub(crate) async fn begin(&self) -> DatabaseTransaction {
        self.raw.begin().await.unwrap()
    }

    /// Reads rows past the application.
    pub(crate) async fn rows<T: FromQueryResult>(&self, sql: &str, values: Vec<Sql>) -> Vec<T> {
        let backend = self.raw.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = self.raw.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| T::from_query_result(row, "").unwrap()).collect()
    }

    /// Counts rows past the application; `sql` is what follows `SELECT COUNT(*) FROM`.
    pub(crate) async fn count(&self, sql: &str) -> i64 {
        let backend = self.raw.get_database_backend();
        let text = format!("SELECT COUNT(*) FROM {sql}");
        let statement = Statement::from_string(backend, text);
        let row = self.raw.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// All households.
    pub(crate) async fn households(&self) -> Vec<HouseholdId> {
        let sql = "SELECT id FROM household ORDER BY number";
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let rows = self.raw.query_all_raw(statement).await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// A new id.
    pub(crate) fn id(&self) -> Uuid {
        self.app.world.ids.next(self.clock.now())
    }

    fn serial(&self) -> u64 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    async fn build(&mut self) {
        self.plant("", None, "county", "county").await;
        for (site, communities) in [("site", vec!["north", "south"]), ("other", vec!["far"])] {
            self.plant(site, Some(""), "site", site).await;
            for community in communities {
                self.plant(community, Some(site), "community", community).await;
                let area = format!("{community}/a");
                self.plant(&area, Some(community), "area", "a").await;
                let buildings: &[&str] = if community == "far" { &["1"] } else { &["1", "2"] };
                for building in buildings {
                    let place = format!("{community}/{building}");
                    self.plant(&place, Some(&area), "building", building).await;
                    for unit in ["u1", "u2"] {
                        let door = format!("{place}/{unit}");
                        self.plant(&door, Some(&place), "unit", unit).await;
                    }
                }
            }
        }
    }

    /// Puts a node into the grid.
    pub(crate) async fn plant(&mut self, place: &str, above: Option<&str>, kind: &str, code: &str) {
        let id = NodeId(self.id());
        let parent = above.map(|above| self.node(above));
        let pictogram = matches!(kind, "building" | "unit")
            .then(|| if code.ends_with('1') { "apple" } else { "banana" });
        let within = match kind {
            "building" => Some(self.node(place.split('/').next().unwrap())),
            "unit" => parent,
            _ => None,
        };
        self.sql(
            "INSERT INTO grid_node (id, kind, parent_id, code, name, path, pictogram, \
             pictogram_within, created_at) VALUES ($1, $2, $3, $4, $5, \
             COALESCE((SELECT path || '/' FROM grid_node WHERE id = $3), '') || $4, $6, $7, $8)",
            params![id, kind, parent, code, name(kind, code), pictogram, within, START],
        )
        .await;
        self.sql(
            "INSERT INTO grid_path (ancestor_id, node_id, depth) \
             SELECT ancestor_id, $1, depth + 1 FROM grid_path WHERE node_id = $2",
            params![id, parent],
        )
        .await;
        self.sql("INSERT INTO grid_path VALUES ($1, $1, 0)", params![id]).await;
        self.nodes.insert(place.to_owned(), id);
    }

    /// A household at a door, with a head who can work and has none.
    pub(crate) async fn household(&self, door: &str) -> HouseholdId {
        let id = HouseholdId(self.id());
        let serial = self.serial();
        let site = if door.starts_with("far") { "other" } else { "site" };
        self.sql(
            "INSERT INTO household (id, site_id, number, node_id, room, state, created_at, \
             updated_at) VALUES ($1, $2, $3, $4, $5, 'present', $6, $6)",
            params![
                id,
                self.node(site),
                format!("H{serial:05}"),
                self.node(door),
                format!("{serial:03}"),
                START
            ],
        )
        .await;
        let head = self.person(id, Somebody::default()).await;
        self.sql("UPDATE household SET head_id = $2 WHERE id = $1", params![id, head]).await;
        id
    }

    /// A member of a household.
    pub(crate) async fn person(&self, household: HouseholdId, who: Somebody) -> PersonId {
        let id = PersonId(self.id());
        let seal = &self.app.world.seal;
        let serial = self.serial();
        let card = id_card(serial);
        let put = |column| SealPlace { table: "person", column, row: id.0 };
        let sealed = |column, text: &str| seal.seal(put(column), text).unwrap().into_string();
        let phone = who.phone.map(str::to_owned).unwrap_or(format!("139{serial:08}"));
        self.sql(
            "INSERT INTO person (id, household_id, name, initials, sex, birth_date, ethnicity, \
             relation, labour_capacity, employment, id_card_sealed, id_card_index, phone_sealed, \
             phone_index, state, created_at, updated_at) VALUES ($1, $2, $3, $4, 'male', $5, \
             'han', $6, $7, $8, $9, $10, $11, $12, 'present', $13, $13)",
            params![
                id,
                household,
                who.name,
                xinju::text::pinyin_initials(who.name),
                who.born,
                who.relation,
                who.labour_capacity,
                who.employment,
                sealed("id_card_sealed", &card),
                seal.blind_index("person.id_card", &card),
                sealed("phone_sealed", &phone),
                seal.blind_index("person.phone", &phone),
                START
            ],
        )
        .await;
        id
    }

    /// Somebody who holds `role` at `place`, signed in.
    pub(crate) async fn staff(&self, role: Role, place: &str) -> Actor<'_> {
        let id = AccountId(self.id());
        let name = format!("{role}-{}", self.serial());
        self.sql(
            "INSERT INTO account (id, kind, login, display_name, lives_elsewhere, state, created_at) \
             VALUES ($1, 'staff', $2, $2, true, 'active', $3)",
            params![id, name, START],
        )
        .await;
        self.appoint(id, role, place).await;
        self.sign_in(id).await
    }

    /// Gives an account a role at a place.
    pub(crate) async fn appoint(&self, account: AccountId, role: Role, place: &str) {
        self.sql(
            "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![
                self.id(),
                account,
                role.code(),
                self.node(place),
                self.clock.now().day(),
                START
            ],
        )
        .await;
    }

    /// A member of `household`, signed in.
    pub(crate) async fn resident(&self, household: HouseholdId) -> Actor<'_> {
        let id = AccountId(self.id());
        self.sql(
            "INSERT INTO account (id, kind, display_name, household_id, state, created_at) \
             VALUES ($1, 'resident', $2, $3, 'active', $4)",
            params![id, format!("resident-{}", self.serial()), household, START],
        )
        .await;
        self.sign_in(id).await
    }

    /// A session for an account, past the application.
    pub(crate) async fn sign_in(&self, account: AccountId) -> Actor<'_> {
        let session = SessionId(self.id());
        let now = self.clock.now();
        self.sql(
            "INSERT INTO session (id, account_id, created_at, used_at, expires_at) \
             VALUES ($1, $2, $3, $3, $4)",
            params![session, account, now, now.plus_ms(86_400_000 * 365)],
        )
        .await;
        Actor { town: self, account: Some(account), session: Some(session), token: None }
    }

    /// Somebody without a token.
    pub(crate) fn stranger(&self) -> Actor<'_> {
        Actor { town: self, account: None, session: None, token: None }
    }

    /// Somebody with this token.
    pub(crate) fn bearer(&self, token: impl Into<String>) -> Actor<'_> {
        Actor { town: self, account: None, session: None, token: Some(token.into()) }
    }

    /// The document that the responses are held against.
    pub(crate) fn contract(&self) -> &'static Contract {
        Contract::get(&self.app)
    }
}

async fn open(fresh: &Fresh, config: Config, clock: Clock) -> Arc<App> {
    open_with(fresh, config, clock, Keys::for_tests(1)).await
}

async fn open_with(fresh: &Fresh, config: Config, clock: Clock, keys: Keys) -> Arc<App> {
    let db = Db::open(fresh.place.clone(), &config.database, false).await.unwrap();
    let passwords =
        PASSWORDS.get_or_init(|| Passwords::new(HashCost::default(), 2).unwrap()).clone();
    App::new(Parts {
        db,
        cache: start::cache(&config).unwrap(),
        clock,
        tokens: start::tokens(&keys, &config).unwrap(),
        passwords,
        world: World {
            seal: Seal::new(&keys),
            calendar: Calendar::built_in().unwrap(),
            ids: Ids::random(),
            config,
        },
        keys,
    })
}

fn client(app: &Arc<App>) -> TestClient<BoxEndpoint<'static, Response>> {
    TestClient::new(xinju::api::endpoint(app, &Arc::new(app.world.config.http())))
}

/// A valid ID-card number in an area code that nobody has.
pub(crate) fn id_card(serial: u64) -> String {
    let first = format!("53999919800101{:03}", serial % 1000);
    let year = 1950 + (serial / 1000) % 60;
    let first = first.replacen("1980", &year.to_string(), 1);
    let check = xinju::text::id_card::check_digit(&first).unwrap();
    format!("{first}{check}")
}

fn name(kind: &str, code: &str) -> String {
    match kind {
        "building" => format!("{code}栋"),
        "unit" => format!("{}单元", code.trim_start_matches('u')),
        _ => code.to_owned(),
    }
}

/// A member of a household, as far as a story needs to say.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Somebody {
    pub(crate) name: &'static str,
    pub(crate) relation: &'static str,
    pub(crate) labour_capacity: &'static str,
    pub(crate) employment: &'static str,
    pub(crate) born: time::Date,
    pub(crate) phone: Option<&'static str>,
}

impl Default for Somebody {
    fn default() -> Self {
        Self {
            name: "张小明",
            relation: "head",
            labour_capacity: "full",
            employment: "looking",
            born: time::macros::date!(1980 - 01 - 01),
            phone: None,
        }
    }
}

/// Somebody who does things over the API.
#[derive(Clone)]
pub(crate) struct Actor<'t> {
    pub(crate) town: &'t Town,
    pub(crate) account: Option<AccountId>,
    pub(crate) session: Option<SessionId>,
    token: Option<String>,
}

impl Actor<'_> {
    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Said {
        self.send("GET", path, None, &[]).await
    }

    /// Writes with a new key.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Said {
        self.post_keyed(path, self.town.id(), body).await
    }

    /// Writes with this key.
    pub(crate) async fn post_keyed(&self, path: &str, key: Uuid, body: Value) -> Said {
        let key = key.to_string();
        self.send("POST", path, Some(body), &[("idempotency-key", &key)]).await
    }

    /// Edits the version that `etag` names.
    pub(crate) async fn patch(&self, path: &str, etag: &str, body: Value) -> Said {
        let key = self.town.id().to_string();
        let headers = [("idempotency-key", key.as_str()), ("if-match", etag)];
        self.send("PATCH", path, Some(body), &headers).await
    }

    /// Deletes with a new key.
    pub(crate) async fn delete(&self, path: &str) -> Said {
        let key = self.town.id().to_string();
        self.send("DELETE", path, None, &[("idempotency-key", &key)]).await
    }

    /// An access token of this moment.
    pub(crate) fn access_token(&self) -> Option<String> {
        if let Some(token) = &self.token {
            return Some(token.clone());
        }
        let bearer = Bearer {
            account: self.account?.0,
            session: self.session?.0,
            token: self.town.id(),
            version: 0,
        };
        Some(self.town.app.tokens.sign(&bearer, self.town.clock.now().0).unwrap())
    }

    /// The same with one token for everything that comes.
    pub(crate) fn with_one_token(self) -> Self {
        Self { token: self.access_token(), ..self }
    }

    /// Sends a request and holds the response against the document.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
        headers: &[(&str, &str)],
    ) -> Said {
        let bytes = body.as_ref().map(|body| body.to_string().into_bytes());
        let mut all = vec![("content-type", "application/json"), ("accept-language", "en")];
        if bytes.is_none() {
            all.remove(0);
        }
        all.extend_from_slice(headers);
        self.send_bytes(method, path, bytes, &all).await
    }

    /// Sends bytes as they are.
    pub(crate) async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        body: Option<Vec<u8>>,
        headers: &[(&str, &str)],
    ) -> Said {
        let method_name = poem::http::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request =
            self.town.client.request(method_name, format!("{}{path}", xinju::api::BASE));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = self.access_token() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let sent = body.as_ref().and_then(|body| serde_json::from_slice(body).ok());
        if let Some(body) = body {
            request = request.body(body);
        }
        let response = request.send().await.0;
        let said = Said::read(response).await;
        let shown = (!said.body.is_null()).then_some(&said.body);
        let contract = self.town.contract();
        contract.check(method, path, said.status, shown);
        if said.status / 100 == 2
            && let Some((_, operation)) = contract.operation(method, path)
        {
            record(operation, sent.as_ref(), shown.filter(|body| body.is_object()));
        }
        said
    }
}

/// A response.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) body: Value,
    pub(crate) bytes: Vec<u8>,
    pub(crate) headers: poem::http::HeaderMap,
}

impl Said {
    async fn read(response: Response) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let bytes = response.into_body().into_vec().await.unwrap();
        let json =
            headers.get("content-type").is_some_and(|kind| kind.to_str().unwrap().contains("json"));
        let body = if json { serde_json::from_slice(&bytes).unwrap() } else { Value::Null };
        Self { status, body, bytes, headers }
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.status / 100 == 2, "{} {:#}", self.status, self.body);
        self.body
    }

    /// Fails unless it was refused like this.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        let seen = (self.status, self.body["code"].as_str().unwrap_or_default());
        assert_eq!(seen, (status, code), "{:#}", self.body);
    }

    /// Fails unless the field at `pointer` was refused like this.
    #[track_caller]
    pub(crate) fn refused_field(&self, pointer: &str, code: &str) {
        let errors = self.body["errors"].as_array().cloned().unwrap_or_default();
        let wanted = json!({ "pointer": pointer, "code": code });
        let found = errors
            .iter()
            .any(|error| error["pointer"] == wanted["pointer"] && error["code"] == wanted["code"]);
        assert!(found, "{wanted} is not in {errors:#?}");
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The ETag.
    #[track_caller]
    pub(crate) fn etag(&self) -> String {
        self.header("etag").expect("an ETag").to_owned()
    }

    /// The id in `field`.
    #[track_caller]
    pub(crate) fn id(&self, field: &str) -> String {
        self.body[field].as_str().unwrap_or_else(|| panic!("{:#}", self.body)).to_owned()
    }
}
