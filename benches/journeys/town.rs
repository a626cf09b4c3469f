//! The town that is measured on, with people who can send requests, and copies of it to measure on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::Moment;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, Statement, Value};
use uuid::Uuid;
use xinju::app::start;
use xinju::auth::token::{Bearer, Tokens};
use xinju::params;
use xinju::store::keys::Keys;
use xinju::store::{Clock, Ids};

use crate::Outcome;
use crate::settings::config;

const DAY_MS: i64 = 86_400_000;
/// Residents who read and declare; each may have 50 open declarations.
const RESIDENTS: i64 = 2_000;
/// Volunteers who credit.
pub(crate) const VOLUNTEERS: usize = 64;
/// Messages that every household finds in its inbox.
const MESSAGES: usize = 30;

/// Somebody with an account and a session.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    pub(crate) account: Uuid,
    pub(crate) session: Uuid,
}

/// The people of the town and what they act on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast {
    pub(crate) residents: Vec<Person>,
    pub(crate) volunteers: Vec<Person>,
    pub(crate) officer: Option<Person>,
    /// Households of the volunteers' community.
    pub(crate) households: Vec<Uuid>,
    pub(crate) rule: Uuid,
    pub(crate) site: Uuid,
}

/// The town.
pub(crate) struct Town {
    pub(crate) cast: Cast,
    folder: PathBuf,
    work: PathBuf,
    ids: Ids,
    clock: Clock,
}

impl Town {
    /// A place to work in, with nothing in it yet.
    pub(crate) fn new() -> Outcome<Self> {
        let work = std::env::temp_dir().join(format!("xinju-bench-{}", std::process::id()));
        fs::create_dir_all(&work)?;
        let (ids, clock) = (Ids::random(), Clock::system());
        let cast = Cast { site: ids.next(clock.now()), ..Cast::default() };
        Ok(Self { cast, folder: PathBuf::new(), work, ids, clock })
    }

    /// Takes the site in `folder` as the town, and adds people who send requests.
    pub(crate) async fn settle(&mut self, folder: PathBuf) -> Outcome<()> {
        self.folder = folder;
        let raw = connect(&self.folder).await?;
        self.cast = self.people(&raw).await?;
        Ok(raw.close().await?)
    }

    /// The keys of the program in `folder`, made when they are missing.
    pub(crate) fn keys(&self, folder: &Path) -> Outcome<Keys> {
        let config = config(folder)?;
        Ok(Keys::open_or_create(config.keys_file(), self.now().0)?)
    }

    /// A token for the program in `folder`.
    pub(crate) fn token_in(&self, folder: &Path, who: &Person) -> Outcome<Arc<str>> {
        self.sign(&start::tokens(&self.keys(folder)?, &config(folder)?)?, who)
    }

    fn sign(&self, tokens: &Tokens, who: &Person) -> Outcome<Arc<str>> {
        let bearer =
            Bearer { account: who.account, session: who.session, token: self.id(), version: 0 };
        Ok(tokens.sign(&bearer, self.now().0)?.into())
    }

    /// Tokens of this moment for people of the town.
    pub(crate) fn tokens(&self, people: &[Person]) -> Outcome<Vec<Arc<str>>> {
        let tokens = start::tokens(&self.keys(&self.folder)?, &config(&self.folder)?)?;
        people.iter().map(|person| self.sign(&tokens, person)).collect()
    }

    /// A copy of the town's folder.
    pub(crate) fn copy(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.work.join(name);
        copy(&self.folder, &folder)?;
        Ok(folder)
    }

    /// An empty folder beside the town.
    pub(crate) fn empty(&self, name: &str) -> Outcome<PathBuf> {
        let folder = self.work.join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// A new id.
    pub(crate) fn id(&self) -> Uuid {
        self.ids.next(self.now())
    }

    /// Now.
    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }

    async fn people(&self, raw: &DatabaseConnection) -> Outcome<Cast> {
        let site = one_id(raw, "SELECT id FROM grid_node WHERE kind = 'site' LIMIT 1").await?;
        let community = one_id(
            raw,
            "SELECT n.id FROM grid_node n JOIN grid_path g ON g.ancestor_id = n.id \
             JOIN household h ON h.node_id = g.node_id WHERE n.kind = 'community' \
             GROUP BY n.id ORDER BY COUNT(*) DESC LIMIT 1",
        )
        .await?;
        let mut cast = Cast { site, ..Cast::default() };
        let all = "SELECT h.id FROM household h WHERE h.state = 'present' ORDER BY h.id";
        let homes = ids(raw, &format!("{all} LIMIT {RESIDENTS}"), vec![]).await?;
        run(raw, "BEGIN", vec![]).await?;
        for home in homes {
            cast.residents.push(self.account(raw, "resident", Some(home)).await?);
        }
        for _ in 0..VOLUNTEERS {
            let volunteer = self.account(raw, "staff", None).await?;
            self.appoint(raw, volunteer.account, "volunteer", community).await?;
            cast.volunteers.push(volunteer);
        }
        let officer = self.account(raw, "staff", None).await?;
        self.appoint(raw, officer.account, "employment_officer", site).await?;
        cast.officer = Some(officer);
        cast.rule = self.rule(raw, community, officer.account).await?;
        for number in 1..=MESSAGES {
            self.tell_all(raw, number).await?;
        }
        run(raw, "COMMIT", vec![]).await?;
        let within = "SELECT h.id FROM household h JOIN grid_path g ON g.node_id = h.node_id \
                      WHERE g.ancestor_id = $1 AND h.state = 'present' ORDER BY h.id";
        cast.households = ids(raw, within, params![community]).await?;
        Ok(cast)
    }

    pub(crate) async fn account(
        &self,
        raw: &DatabaseConnection,
        kind: &str,
        household: Option<Uuid>,
    ) -> Outcome<Person> {
        let (account, session) = (self.id(), self.id());
        let login = household.is_none().then(|| format!("bench-{account}"));
        run(
            raw,
            "INSERT INTO account (id, kind, login, display_name, household_id, state, created_at) \
             VALUES ($1, $2, $3, '张小明', $4, 'active', $5)",
            params![account, kind, login, household, self.now()],
        )
        .await?;
        run(
            raw,
            "INSERT INTO session (id, account_id, created_at, used_at, expires_at) \
             VALUES ($1, $2, $3, $3, $4)",
            params![session, account, self.now(), self.now().plus_ms(DAY_MS)],
        )
        .await?;
        Ok(Person { account, session })
    }

    pub(crate) async fn appoint(
        &self,
        raw: &DatabaseConnection,
        account: Uuid,
        role: &str,
        node: Uuid,
    ) -> Outcome<()> {
        run(
            raw,
            "INSERT INTO appointment (id, account_id, role, node_id, starts_on, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
            params![self.id(), account, role, node, self.now().day(), self.now()],
        )
        .await
    }

    async fn rule(&self, raw: &DatabaseConnection, node: Uuid, by: Uuid) -> Outcome<Uuid> {
        let rule = self.id();
        let now = self.now();
        run(
            raw,
            "INSERT INTO purse (id, kind, node_id, created_at) VALUES ($1, 'issuance', $2, $3) \
             ON CONFLICT DO NOTHING",
            params![self.id(), node, now],
        )
        .await?;
        run(
            raw,
            "INSERT INTO point_rule (id, node_id, version, created_at) VALUES ($1, $2, 1, $3)",
            params![rule, node, now],
        )
        .await?;
        run(
            raw,
            "INSERT INTO point_rule_version (rule_id, version, name, points, unit, evidence, \
             adopted_on, votes_for, votes_against, recorded_by, created_at) \
             VALUES ($1, 1, '打扫楼道', 1, '次', 'none', $2, 9, 1, $3, $4)",
            params![rule, now.day(), by, now],
        )
        .await?;
        Ok(rule)
    }

    async fn tell_all(&self, raw: &DatabaseConnection, number: usize) -> Outcome<()> {
        let push = self.id();
        run(
            raw,
            "INSERT INTO push (id, kind, subject_id, title, body, created_at) \
             VALUES ($1, 'notice', $1, $2, '请互相转告，有事请找楼栋长。', $3)",
            params![push, format!("第{number}号通知"), self.now()],
        )
        .await?;
        run(
            raw,
            "INSERT INTO delivery (household_id, push_id, state, created_at) \
             SELECT id, $1, 'waiting', $2 FROM household WHERE state = 'present'",
            params![push, self.now()],
        )
        .await
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.work);
    }
}

/// A connection past the program to the database in `folder`.
pub(crate) async fn connect(folder: &Path) -> Outcome<DatabaseConnection> {
    let file = folder.join("xinju.sqlite3");
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", file.display()));
    options.max_connections(1).sqlx_logging(false);
    Ok(Database::connect(options).await?)
}

/// Runs a statement past the program.
pub(crate) async fn run(raw: &DatabaseConnection, sql: &str, values: Vec<Value>) -> Outcome<()> {
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
    raw.execute_raw(statement).await?;
    Ok(())
}

async fn ids(raw: &DatabaseConnection, sql: &str, values: Vec<Value>) -> Outcome<Vec<Uuid>> {
    let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
    let rows = raw.query_all_raw(statement).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

async fn one_id(raw: &DatabaseConnection, sql: &str) -> Outcome<Uuid> {
    let found = ids(raw, sql, vec![]).await?;
    found.first().copied().ok_or_else(|| format!("the town has nothing for: {sql}").into())
}

fn copy(from: &Path, to: &Path) -> Outcome<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

/// Counts the rows of a table.
pub(crate) async fn count(raw: &DatabaseConnection, table: &str) -> Outcome<u32> {
    let text = format!("SELECT COUNT(*) FROM {table}");
    let statement = Statement::from_string(raw.get_database_backend(), text);
    let row = raw.query_one_raw(statement).await?.ok_or("nothing was counted")?;
    Ok(u32::try_from(row.try_get_by_index::<i64>(0)?)?)
}
