//! A fresh, migrated database for each test.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use tokio::sync::OnceCell;
use xinju::config::{Config, ServiceAddress};
use xinju::store::Db;
use xinju::store::db::Place;

/// The migrated database as a file's bytes.
static FILE: OnceCell<Vec<u8>> = OnceCell::const_new();
/// The name of the migrated database on the server.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicUsize = AtomicUsize::new(0);

/// A database of one test.
#[derive(Debug)]
pub(crate) struct Fresh {
    /// Where it is.
    pub(crate) place: Place,
    /// Its address.
    pub(crate) url: String,
    /// The folder of the test's files.
    pub(crate) folder: PathBuf,
}

impl Fresh {
    /// Makes one.
    pub(crate) async fn make() -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("xinju-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let url = match server() {
            Some(server) => postgres(&server, number).await,
            None => sqlite(&folder).await,
        };
        Self { place: place(&url), url, folder }
    }

    /// A connection past the application, for setting the scene and for tampering.
    pub(crate) async fn connect(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(self.url.clone());
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// The address of a Postgres server to test on, if there is one.
pub(crate) fn server() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

/// The settings of a test, with the database at `url`.
pub(crate) fn address(url: &str) -> ServiceAddress {
    let setting = ("XINJU__DATABASE__URL".to_owned(), url.to_owned());
    Config::load(None, [setting].into_iter(), vec![]).unwrap().database.url.unwrap()
}

fn place(url: &str) -> Place {
    match url.strip_prefix("sqlite://") {
        Some(file) => Place::File(PathBuf::from(file.split('?').next().unwrap())),
        None => Place::Postgres(address(url)),
    }
}

async fn migrate(url: &str) {
    let config = Config::for_tests();
    let db = Db::open(place(url), &config.database, true).await.unwrap();
    db.close().await.unwrap();
}

async fn sqlite(folder: &std::path::Path) -> String {
    let file = folder.join("test.sqlite");
    let url = format!("sqlite://{}?mode=rwc", file.display());
    let migrated = FILE
        .get_or_init(|| async {
            migrate(&url).await;
            std::fs::read(&file).unwrap()
        })
        .await;
    std::fs::write(&file, migrated).unwrap();
    url
}

async fn postgres(server: &str, number: usize) -> String {
    let (base, _) = server.rsplit_once('/').unwrap();
    let named = |name: &str| format!("{base}/{name}");
    let template = TEMPLATE
        .get_or_init(|| async {
            let name = format!("xinju_template_{}", std::process::id());
            let maker = Database::connect(server).await.unwrap();
            maker.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
            migrate(&named(&name)).await;
            name
        })
        .await;
    let name = format!("xinju_{}_{number}", std::process::id());
    let maker = Database::connect(server).await.unwrap();
    let make = format!("CREATE DATABASE {name} TEMPLATE {template}");
    maker.execute_unprepared(&make).await.unwrap();
    named(&name)
}
