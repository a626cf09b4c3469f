//! Putting a node together from its settings: database, keys, cache, calendar.

use std::sync::Arc;

use crate::app::{App, Parts};
use crate::auth::password::{HashCost, PasswordSetupFault, Passwords};
use crate::auth::token::{TokenSetupFault, Tokens};
use crate::calendar::{Calendar, CalendarFault};
use crate::config::{Config, DatabasePlace};
use crate::store::at::World;
use crate::store::cache::{Cache, CacheFault, RedisSettings};
use crate::store::db::Place;
use crate::store::keys::{KeyFault, Keys};
use crate::store::seal::Seal;
use crate::store::{Clock, Db, Fault, Ids};

/// Why a node can't start; each says what to do.
#[derive(Debug, thiserror::Error)]
pub enum StartFault {
    /// A folder could not be made.
    #[error("The data folder can't be made: {0}. 数据目录无法创建，请检查路径和权限。")]
    Folder(#[from] std::io::Error),
    /// The key file.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// The tokens' settings.
    #[error(transparent)]
    Tokens(#[from] TokenSetupFault),
    /// The password hash's settings.
    #[error(transparent)]
    Passwords(#[from] PasswordSetupFault),
    /// The cache's address.
    #[error(transparent)]
    Cache(#[from] CacheFault),
    /// A calendar file.
    #[error(transparent)]
    Calendar(#[from] CalendarFault),
    /// The database.
    #[error("The database can't be opened: {0}. 数据库无法打开，请运行 `xinju doctor` 查看原因。")]
    Database(#[from] Fault),
    /// A database in memory has no place in a service that must lose nothing.
    #[error("`database.url` names a database in memory; name a file. 请把 database.url 改为文件。")]
    Memory,
}

impl App {
    /// Opens everything that the settings name, under the machine's clock.
    pub async fn open(config: Config, migrate: bool) -> Result<Arc<Self>, StartFault> {
        Self::open_under(config, migrate, Clock::system()).await
    }

    /// The same under another clock.
    pub(crate) async fn open_under(
        config: Config,
        migrate: bool,
        clock: Clock,
    ) -> Result<Arc<Self>, StartFault> {
        std::fs::create_dir_all(&config.storage.dir)?;
        let keys = Keys::open_or_create(config.keys_file(), clock.now().0)?;
        let place = match config.database_place() {
            DatabasePlace::SqliteFile(file) => Place::File(file),
            DatabasePlace::Postgres(address) => Place::Postgres(address),
            DatabasePlace::SqliteMemory => return Err(StartFault::Memory),
        };
        let db = Db::open(place, &config.database, migrate).await?;
        let calendar = match &config.calendar.dir {
            Some(dir) => Calendar::load_dir(dir)?,
            None => Calendar::built_in()?,
        };
        let cache = cache(&config)?;
        Ok(Self::new(Parts {
            cache,
            tokens: tokens(&keys, &config)?,
            passwords: passwords(&config)?,
            world: World { seal: Seal::new(&keys), calendar, ids: Ids::random(), config },
            db,
            clock,
            keys,
        }))
    }
}

/// Redis where the settings name one, this process's memory otherwise.
pub fn cache(config: &Config) -> Result<Cache, CacheFault> {
    let entries_max = usize::try_from(config.cache.entries_max).unwrap_or(usize::MAX);
    match &config.cache.url {
        None => Ok(Cache::memory(entries_max)),
        Some(address) => {
            let settings = RedisSettings {
                prefix: config.cache.prefix.clone(),
                timeout_ms: config.cache.command_ms_max,
                rest_ms: config.cache.breaker_open_ms,
                ..RedisSettings::new(address.expose().into())
            };
            Cache::redis(settings, entries_max)
        }
    }
}

/// Access tokens as the settings want them.
pub fn tokens(keys: &Keys, config: &Config) -> Result<Tokens, TokenSetupFault> {
    Tokens::new(keys, config.site.public_url.as_str(), &config.auth.audience)?
        .with_lifetime(i64::from(config.auth.access_token_s))
}

fn passwords(config: &Config) -> Result<Passwords, PasswordSetupFault> {
    let argon2 = &config.auth.argon2;
    let cost = HashCost::new(argon2.memory_kib, argon2.passes, argon2.lanes)?;
    let permits = if argon2.permits == 0 { Passwords::permits() } else { argon2.permits };
    Passwords::new(cost, permits)
}
