//! [`App`]: everything a running node has, and the one place where a write happens.

mod callers;
pub mod deed;
mod perform;
pub mod start;
pub mod turns;

use std::sync::Arc;

use crate::auth::password::Passwords;
use crate::auth::token::{TokenFault, Tokens};
use crate::auth::{Caller, Grant, Permission};
use crate::http::metrics::Metrics;
use crate::http::streams::Streams;
use crate::http::{ApiError, Common};
use crate::store::at::{Left, World};
use crate::store::cache::{Cache, Notice};
use crate::store::keys::Keys;
use crate::store::{Clock, Db, Sql, View, room};
use entity::id::{AccountId, SessionId};

use callers::Callers;
pub use deed::{Command, Deed, Entry, Performed};
pub use turns::Turns;

/// The channel on which nodes tell each other whose rights changed.
const ACCOUNTS: &str = "accounts";

/// The channel on which nodes call the worker when messages were left for it.
pub(crate) const WORK: &str = "work";

/// What an app is made of.
#[derive(Debug)]
pub struct Parts {
    /// The database.
    pub db: Db,
    /// The cache.
    pub cache: Cache,
    /// The clock.
    pub clock: Clock,
    /// Settings, sealing, calendar, ids.
    pub world: World,
    /// Secrets kept outside the database.
    pub keys: Keys,
    /// Access tokens.
    pub tokens: Tokens,
    /// Password hashing.
    pub passwords: Passwords,
}

/// A running node.
#[derive(Debug)]
pub struct App {
    /// The database.
    pub db: Db,
    /// The cache.
    pub cache: Cache,
    /// The clock.
    pub clock: Clock,
    /// Settings, sealing, calendar, ids.
    pub world: Arc<World>,
    /// Secrets kept outside the database.
    pub keys: Arc<Keys>,
    /// Access tokens.
    pub tokens: Tokens,
    /// Password hashing.
    pub passwords: Passwords,
    /// Counters and gauges.
    pub metrics: Metrics,
    /// Open event streams.
    pub streams: Streams,
    /// Turns for reading files of rosters.
    pub imports: Turns,
    /// Turns for making files that go out.
    pub exports: Turns,
    callers: Callers,
}

impl App {
    /// Puts a node together.
    pub fn new(parts: Parts) -> Arc<Self> {
        let config = &parts.world.config;
        let keep_ms = config.cache.rights_ms_max;
        let imports = Turns::new(config.import.running_max);
        let exports = Turns::new(config.export.running_max);
        Arc::new(Self {
            db: parts.db,
            cache: parts.cache,
            clock: parts.clock,
            world: Arc::new(parts.world),
            keys: Arc::new(parts.keys),
            tokens: parts.tokens,
            passwords: parts.passwords,
            metrics: Metrics::new(),
            streams: Streams::default(),
            imports,
            exports,
            callers: Callers::new(keep_ms),
        })
    }

    /// The inside of a reading.
    pub fn view(&self) -> View<'_> {
        View { sql: self.db.read(), now: self.clock.now(), world: &self.world }
    }

    /// The inside of a reading that goes through whole tables.
    pub fn long_view(&self) -> View<'_> {
        View { sql: self.db.read_long(), ..self.view() }
    }

    /// Refuses what would fill the disk: below `storage.free_mib_min` only reading goes on.
    pub(crate) fn need_room(&self) -> Result<(), ApiError> {
        let storage = &self.world.config.storage;
        if room::is_short(&storage.dir, storage.free_mib_min) {
            return Err(Common::DiskFull.into());
        }
        Ok(())
    }

    /// Who is behind an access token.
    ///
    /// What was read of an account is kept for at most `cache.rights_ms_max`, so a sign-out or a
    /// dismissal on another node is felt after that time even without Redis.
    pub async fn caller(&self, token: &str) -> Result<Arc<Caller>, ApiError> {
        let now = self.clock.now();
        let claims = self.tokens.verify(token, now.0).map_err(|fault| match fault {
            TokenFault::Expired => Common::Expired,
            TokenFault::Invalid => Common::SignIn,
        })?;
        let (account, session) = (AccountId(claims.sub), SessionId(claims.sid));
        if let Some(caller) = self.callers.get(session, now)
            && caller.account == account
            && caller.version >= claims.ver
        {
            return Ok(caller);
        }
        let since = self.callers.generation();
        let found = Caller::read(self.db.read(), account, session, now).await?;
        let caller = Arc::new(found.ok_or(Common::SignIn)?);
        self.callers.put(Arc::clone(&caller), now, since);
        Ok(caller)
    }

    /// Listens to what other nodes say of accounts, until the cache is gone.
    pub async fn listen(self: Arc<Self>) {
        let mut notices = self.cache.subscribe(ACCOUNTS);
        while let Some(notice) = notices.next().await {
            match notice {
                Notice::Message(bytes) => match account_named(&bytes) {
                    Some(account) => self.callers.forget(account),
                    None => self.callers.clear(),
                },
                Notice::Missed => self.callers.clear(),
            }
        }
    }

    /// Forgets accounts here, tells the other nodes, and calls the worker.
    async fn announce(&self, left: &Left) {
        for account in &left.changed_accounts {
            self.callers.forget(*account);
            self.cache.publish(ACCOUNTS, account.to_string().as_bytes()).await;
        }
        if !left.messages.is_empty() {
            self.cache.publish(WORK, b"").await;
        }
    }
}

fn account_named(bytes: &[u8]) -> Option<AccountId> {
    let text = std::str::from_utf8(bytes).ok()?;
    uuid::Uuid::try_parse(text).ok().map(AccountId)
}

/// Reads the grant again inside a write's transaction: the right is checked where it acts.
async fn still_granted<P: Permission>(
    sql: Sql<'_>,
    grant: &Grant<P>,
    now: entity::Moment,
) -> Result<Grant<P>, ApiError> {
    let known = grant.caller();
    let version: Option<i64> = sql
        .value(
            "SELECT a.version FROM session s JOIN account a ON a.id = s.account_id \
             WHERE s.id = $1 AND s.account_id = $2 AND s.ended_at IS NULL \
               AND s.expires_at > $3 AND a.state = 'active'",
            crate::params![known.session, known.account, now],
        )
        .await?;
    match version {
        None => Err(Common::SignIn.into()),
        Some(version) if version == known.version => Ok(grant.clone()),
        Some(_) => {
            let caller = Caller::read(sql, known.account, known.session, now).await?;
            let caller = Arc::new(caller.ok_or(Common::SignIn)?);
            Grant::of(caller, now.day()).ok_or_else(|| Common::Forbidden.into())
        }
    }
}
