//! Where a program under test keeps its data: a temporary folder, and a database in it or on Postgres.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use xinju::config::Config;

use crate::program::{Ran, command};

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A folder and a database of one test; the folder goes when the test ends.
#[derive(Debug)]
pub(crate) struct Place {
    folder: PathBuf,
    postgres: Option<String>,
    settings: Vec<(String, String)>,
}

impl Place {
    /// An empty place with a SQLite file.
    pub(crate) fn new() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xinju-process-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let place = Self { folder, postgres: None, settings: vec![] };
        place.with("server.listen", "127.0.0.1:0").with("server.stop_delay_ms", "0")
    }

    /// An empty place with a fresh Postgres database, where a server is named.
    pub(crate) async fn on_postgres() -> Option<Self> {
        let server = server("TEST_DATABASE_URL")?;
        let mut place = Self::new();
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("xinju_process_{}_{number}", std::process::id());
        let maker = Database::connect(&server).await.unwrap();
        maker.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        maker.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}");
        place.postgres = Some(url.clone());
        Some(place.with("database.url", &url))
    }

    /// The same with one more setting.
    #[must_use]
    pub(crate) fn with(mut self, setting: &str, value: &str) -> Self {
        self.settings.retain(|(name, _)| name != setting);
        self.settings.push((setting.to_owned(), value.to_owned()));
        self
    }

    /// Its folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The settings that the program is given, with all defaults.
    pub(crate) fn config(&self) -> Config {
        let mut settings = self.settings.clone();
        settings.push(("storage.dir".to_owned(), self.folder.display().to_string()));
        Config::load(None, std::iter::empty(), settings).unwrap()
    }

    /// `xinju VERB --data FOLDER` with these settings.
    pub(crate) fn command(&self, verb: &str) -> Command {
        let mut command = command(&self.folder);
        command.arg(verb).arg("--data").arg(&self.folder);
        for (setting, value) in &self.settings {
            let name = format!("XINJU__{}", setting.replace('.', "__").to_uppercase());
            command.env(name, value);
        }
        command
    }

    /// Lets the program prove its own database.
    pub(crate) fn verify(&self) -> Ran {
        let mut command = self.command("verify");
        command.arg("--json");
        Ran::rest(command)
    }

    /// A connection past the program.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        let file = self.folder.join("xinju.sqlite3");
        let url =
            self.postgres.clone().unwrap_or_else(|| format!("sqlite://{}?mode=rw", file.display()));
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }

    /// A place with copies of this one's files, while no program uses them.
    pub(crate) fn copied(&self) -> Self {
        let mut copy = Self::new();
        copy_folder(&self.folder, &copy.folder);
        copy.postgres.clone_from(&self.postgres);
        copy.settings.clone_from(&self.settings);
        copy
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

/// The address of a server to test on, if the environment names one.
pub(crate) fn server(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|url| !url.is_empty())
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
