//! Opening what is there: a node for `serve`, or database and keys for commands that only look.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use crate::app::App;
use crate::config::{Config, DatabasePlace};
use crate::store::db::Place;
use crate::store::keys::Keys;
use crate::store::seal::Seal;
use crate::store::{Clock, Db, owner, shape};

/// A database and keys that were there before.
#[derive(Debug)]
pub struct Existing {
    /// The database, as it is: nothing was migrated.
    pub db: Db,
    /// The keys; none when the file isn't there.
    pub keys: Option<Keys>,
}

impl Existing {
    /// Refuses another installation's key file: what it can't open would look damaged.
    pub(super) async fn own_keys(&self, config: &Config) -> Result<(), Failure> {
        let Some(keys) = &self.keys else { return Ok(()) };
        let is_new = shape::is_empty(self.db.read()).await?;
        if !is_new && owner::is_foreign(self.db.read(), &Seal::new(keys)).await? {
            return Err(Failure::ForeignKeys(config.keys_file()));
        }
        Ok(())
    }
}

/// Where the settings say that the database is.
pub(super) fn place(config: &Config) -> Result<Place, Failure> {
    match config.database_place() {
        DatabasePlace::SqliteFile(file) => Ok(Place::File(file)),
        DatabasePlace::Postgres(address) => Ok(Place::Postgres(address)),
        DatabasePlace::SqliteMemory => Err(Failure::Memory),
    }
}

/// Opens a database that must be there, and the keys if they are. Makes and changes nothing.
pub async fn existing(config: &Config) -> Result<Existing, Failure> {
    let place = place(config)?;
    if let Place::File(file) = &place
        && !file.exists()
    {
        return Err(Failure::NoDatabase(file.clone()));
    }
    Ok(Existing { db: Db::open(place, &config.database, false).await?, keys: keys(config)? })
}

/// The keys, if the file is there.
pub(super) fn keys(config: &Config) -> Result<Option<Keys>, Failure> {
    let file = config.keys_file();
    let now_ms = Clock::system().now().0;
    Ok(if file.exists() { Some(Keys::open_or_create(file, now_ms)?) } else { None })
}

/// Opens a node. New keys are only made for an empty database: for one that holds data they would
/// hide the loss of the keys that open it.
pub(super) async fn node(config: Config, migrate: bool) -> Result<Arc<App>, Failure> {
    node_under(config, migrate, Clock::system()).await
}

/// The same under another clock.
pub(super) async fn node_under(
    config: Config,
    migrate: bool,
    clock: Clock,
) -> Result<Arc<App>, Failure> {
    let file = config.keys_file();
    if !file.exists() {
        check_loss(&config, file).await?;
    }
    private_folder(&config.storage.dir)?;
    let app = App::open_under(config, migrate, clock).await?;
    let pending = shape::pending(app.db.read()).await?;
    if !pending.is_empty() {
        return Err(Failure::Old(pending.len()));
    }
    app.work(|at| Box::pin(owner::claim(at))).await?;
    if owner::is_foreign(app.db.read(), &app.world.seal).await? {
        return Err(Failure::ForeignKeys(app.world.config.keys_file()));
    }
    Ok(app)
}

/// Makes a folder that only its owner may enter, if it is missing; one that is there is left alone.
pub(super) fn private_folder(folder: &Path) -> Result<(), Failure> {
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(Failure::io(format!("Can't make the folder {}", folder.display())))
}

async fn check_loss(config: &Config, file: PathBuf) -> Result<(), Failure> {
    if !config.keys.create {
        return Err(Failure::NoKeys(file));
    }
    let place = place(config)?;
    if let Place::File(database) = &place
        && !database.exists()
    {
        return Ok(());
    }
    let db = Db::open(place, &config.database, false).await?;
    let rows = "SELECT 1 FROM audit UNION ALL SELECT 1 FROM grid_node LIMIT 1";
    let is_empty =
        shape::is_empty(db.read()).await? || !db.read().exists(rows, vec![]).await.unwrap_or(true);
    db.close().await?;
    if is_empty { Ok(()) } else { Err(Failure::KeysLost(file)) }
}
