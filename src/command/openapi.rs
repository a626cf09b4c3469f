//! `xinju openapi`: prints the document of this version, without any database.

use std::io::Write;
use std::sync::Arc;

use super::Failure;
use crate::app::{App, Parts, start};
use crate::auth::password::{HashCost, Passwords};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::openapi;
use crate::store::at::World;
use crate::store::cache::Cache;
use crate::store::keys::Keys;
use crate::store::seal::Seal;
use crate::store::{Clock, Db, Ids};

pub(super) fn run() -> Result<bool, Failure> {
    // The document depends on nothing but the version.
    let app = described()?;
    let text = openapi::print(&openapi::document(&app)?);
    std::io::stdout().write_all(text.as_bytes()).map_err(Failure::io("Can't print"))?;
    Ok(true)
}

/// A node that is only described: it has no database, and keys that protect nothing.
fn described() -> Result<Arc<App>, Failure> {
    let config = Config::default();
    let keys = Keys::for_tests(0);
    Ok(App::new(Parts {
        db: Db::nowhere(),
        cache: Cache::memory(1),
        clock: Clock::system(),
        tokens: start::tokens(&keys, &config)?,
        passwords: Passwords::new(HashCost::default(), 1)
            .map_err(|error| Failure::Start(start::StartFault::Passwords(error)))?,
        world: World {
            seal: Seal::new(&keys),
            calendar: Calendar::built_in()
                .map_err(|error| Failure::Start(start::StartFault::Calendar(error)))?,
            ids: Ids::random(),
            config,
        },
        keys,
    }))
}
