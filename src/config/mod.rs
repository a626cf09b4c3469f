//! Every setting, its default, its limit and its meaning (OPS-5).
//!
//! Sources, weakest first: the defaults, one TOML file, environment variables named
//! `XINJU__SECTION__KEY`, the command line. The tables under `section/` are the only place that
//! states a setting: the structs, their documentation, the checks and `xinju.example.toml` come
//! from there. An unknown name or a wrong value stops the start, with all problems at once, each in
//! one sentence that says what to do. Passwords never show in logs, messages or `Debug`.

mod address;
mod catalogue;
mod check;
mod edge;
mod example;
mod load;
mod problem;
mod secret;
mod section;
mod setting;
mod source;
mod value;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub use address::{Origin, ServiceAddress, WebAddress};
pub use example::example_toml;
pub use load::environment;
pub use problem::{ConfigProblems, Problem};
pub use secret::Secret;
pub use section::{
    Argon2, Audit, Auth, Cache, Calendar, Cors, Database, DeclarationPolicy, Events, Export,
    ForwardedHeader, Idempotency, Import, IncomePolicy, JobPolicy, Keys, Log, LogFormat, LogLevel,
    Media, MonitoringPolicy, Password, PasswordProfile, PointPolicy, Policy, Proxies, Rate,
    RoundPolicy, Server, Site, Storage, Throttle, TimeZone, VisitPolicy, Worker,
};

/// Lists the sections once, for the struct and for the walk through it.
macro_rules! sections {
    ($( $field:ident: $section:ident, $about:literal; )*) => {
        /// All settings, each within its limits.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Config {
            $( #[doc = $about] pub $field: $section, )*
        }

        impl Config {
            fn walk(by: &mut impl setting::Walk) -> Self {
                Self { $( $field: $section::walk(by), )* }
            }
        }
    };
}

sections! {
    site: Site, "Names, public address, time zone.";
    storage: Storage, "The folder on disk.";
    server: Server, "Listening, limits of a request, CORS, proxies.";
    rate: Rate, "Requests within a window.";
    events: Events, "Server-sent events.";
    database: Database, "The truth.";
    cache: Cache, "Redis or memory.";
    keys: Keys, "The key file.";
    auth: Auth, "Sign-in, sessions, passwords.";
    audit: Audit, "The audit trail.";
    idempotency: Idempotency, "Writes that are sent again.";
    worker: Worker, "The work that follows a write.";
    media: Media, "Photos and voice notes.";
    import: Import, "Rosters that come in.";
    export: Export, "Ledgers that go out.";
    policy: Policy, "Numbers of the community's rules.";
    log: Log, "Log lines.";
    calendar: Calendar, "Working days.";
}

/// Where the database is, once the default is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabasePlace {
    /// A SQLite file, which is made when it is missing.
    SqliteFile(PathBuf),
    /// A SQLite database that ends with the process.
    SqliteMemory,
    /// A Postgres server.
    Postgres(ServiceAddress),
}

impl Default for Config {
    fn default() -> Self {
        catalogue::Catalogue::with_defaults().1
    }
}

impl Config {
    /// The defaults on a free port, with a database in memory, and with the docs page.
    pub fn for_tests() -> Self {
        let mut config = Self::default();
        config.server.listen.set_port(0);
        config.server.docs = true;
        config.server.stop_delay_ms = 0;
        // A test's clock stands still, so that all its requests lie in one window.
        config.rate.requests_per_account_max = 100_000;
        config.rate.requests_per_address_max = 1_000_000;
        config.database.url = ServiceAddress::parse("sqlite::memory:");
        config
    }

    /// Where the database is.
    pub fn database_place(&self) -> DatabasePlace {
        let Some(address) = &self.database.url else {
            return DatabasePlace::SqliteFile(self.storage.dir.join("xinju.sqlite3"));
        };
        match address.expose().strip_prefix("sqlite:") {
            Some(":memory:") => DatabasePlace::SqliteMemory,
            Some(file) => DatabasePlace::SqliteFile(file.strip_prefix("//").unwrap_or(file).into()),
            None => DatabasePlace::Postgres(address.clone()),
        }
    }

    /// The key file; a relative path starts at the data folder.
    pub fn keys_file(&self) -> PathBuf {
        self.within_storage(&self.keys.file)
    }

    /// The folder of the uploads; a relative path starts at the data folder.
    pub fn media_dir(&self) -> PathBuf {
        self.within_storage(&self.media.dir)
    }

    fn within_storage(&self, path: &Path) -> PathBuf {
        self.storage.dir.join(path)
    }
}
