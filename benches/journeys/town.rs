//! The demonstration's town, with people who can send requests, and copies of it to measure on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use entity::Moment;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement,
    Value,
};
use uuid::Uuid;
use xinju::app::start;
use xinju::auth::token::{Bearer, Tokens};
use xinju::params;
use xinju::store::keys::Keys;
use xinju::store::{Clock, Ids};

use crate::Outcome;
use crate::options::Options;
use crate::program::{Server, command};
use crate::settings::config;

const DAY_MS: i64 = 86_400_000;
/// Residents who read and declare; each may have 50 open declarations.
const RESIDENTS: i64 = 2_000;
/// Volunteers who credit.
pub(crate) const VOLUNTEERS: usize = 64;
/// Messages that every household finds in its inbox.
const MESSAGES: usize = 30;

/// Somebody with an account, and where they belong.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(crate) struct Person {
    pub(crate) account: Uuid,
    pub(crate) session: Uuid,
    pub(crate) household: Option<Uuid>,
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
    tokens: Tokens,
    ids: Ids,
    clock: Clock,
}

impl Town {
    /// Makes the demonstration, or takes a copy of the one that the options name, and adds people.
    pub(crate) async fn make(options: &Options) -> Outcome<Self> {
        let work = std::env::temp_dir().join(format!("xinju-bench-{}", std::process::id()));
        let folder = work.join("town");
        fs::create_dir_all(&folder)?;
        match &options.demo {
            Some(demo) => copy(demo, &folder)?,
            None => demonstrate(&folder).await?,
        }
        let config = config(&folder)?;
        let clock = Clock::system();
        let keys = Keys::open_or_create(config.keys_file(), clock.now().0)?;
        let tokens = start::tokens(&keys, &config)?;
        let cast = Cast::default();
        let mut town = Self { cast, folder, work, tokens, ids: Ids::random(), clock };
        let raw = connect(&town.folder).await?;
        town.cast = town.people(&raw).await?;
        raw.close().await?;
        Ok(town)
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

    /// A token of this moment.
    pub(crate) fn token(&self, who: &Person) -> Outcome<Arc<str>> {
        let bearer =
            Bearer { account: who.account, session: who.session, token: self.id(), version: 0 };
        Ok(self.tokens.sign(&bearer, self.now().0)?.into())
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

    async fn account(
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
        Ok(Person { account, session, household })
    }

    async fn appoint(
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

async fn demonstrate(folder: &Path) -> Outcome<()> {
    let mut demo = command(&["demo"], folder);
    demo.args(["--json", "--listen", "127.0.0.1:0"]);
    eprintln!("making the town …");
    let server = Server::start(demo, "/readyz").await?;
    eprintln!("the town was made and served in {:.1} s", server.took.as_secs_f64());
    server.stop().await
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

/// Tables of people and of what became of them, in an order in which they can be emptied.
const PEOPLE: [&str; 10] = [
    "delivery",
    "import_change",
    "import_fault",
    "import_file",
    "import_batch",
    "activation",
    "household_history",
    "purse",
    "person",
    "household",
];

/// Leaves only the grid and the staff in `folder`.
pub(crate) async fn grid_only(folder: &Path) -> Outcome<()> {
    let raw = connect(folder).await?;
    run(&raw, "PRAGMA foreign_keys = OFF", vec![]).await?;
    run(&raw, "BEGIN", vec![]).await?;
    for table in PEOPLE {
        run(&raw, &format!("DELETE FROM {table}"), vec![]).await?;
    }
    run(&raw, "COMMIT", vec![]).await?;
    run(&raw, "VACUUM", vec![]).await?;
    Ok(raw.close().await?)
}
