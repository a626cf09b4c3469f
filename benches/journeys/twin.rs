//! The bare twin: poem, a check of the token, and the same statements by sqlx. One commit for each
//! request, nothing else: no limits, no document, no checks of the input.

mod caller;
mod credit;
mod declare;
mod inbox;
mod leave;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{EndpointExt, Route, Server, get, handler, post};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use xinju::config::Config;
use xinju::store::keys::Keys;
use xinju::store::seal::Seal;
use xinju::store::{Clock, Ids};

use crate::Outcome;
use crate::clients::CREDITS;
use crate::options::Options;
use crate::settings::config;
use caller::Callers;

/// What the twin has.
pub(crate) struct Twin {
    writer: SqlitePool,
    readers: SqlitePool,
    callers: Callers,
    seal: Seal,
    ids: Ids,
    clock: Clock,
}

/// This program again, as the twin on `folder`.
pub(crate) fn command(folder: &Path, options: &Options) -> Outcome<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("twin").arg(folder);
    if options.twin_remembers {
        command.arg("--remember");
    }
    Ok(command)
}

/// Serves until it is ended.
pub(crate) async fn serve(arguments: &[String]) -> Outcome<()> {
    let folder = PathBuf::from(arguments.first().ok_or("the twin needs a folder")?);
    let remembers = arguments.iter().any(|argument| argument == "--remember");
    let config = config(&folder)?;
    let clock = Clock::system();
    let keys = Keys::open_or_create(config.keys_file(), clock.now().0)?;
    let twin = Twin {
        writer: pool(&folder, &config, 1, false).await?,
        readers: pool(&folder, &config, config.database.readers, true).await?,
        callers: Callers::new(&keys, &config, remembers)?,
        seal: Seal::new(&keys),
        ids: Ids::random(),
        clock,
    };
    let routes = Route::new()
        .at("/livez", get(livez))
        .at("/api/v1/me/inbox", get(inbox::page))
        .at("/api/v1/declarations", post(declare::declare))
        .at(CREDITS, post(credit::credit))
        .data(Arc::new(twin));
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await?;
    let address = acceptor.local_addr().first().map(ToString::to_string).unwrap_or_default();
    println!("{}", address.replace("socket://", "http://"));
    Ok(Server::new_with_acceptor(acceptor).run(routes).await?)
}

#[handler]
fn livez() -> &'static str {
    "ok"
}

/// The same pragmas as the program's.
async fn pool(
    folder: &Path,
    config: &Config,
    connections: u32,
    reads_only: bool,
) -> Outcome<SqlitePool> {
    let settings = &config.database;
    let mut options = SqliteConnectOptions::new()
        .filename(folder.join("xinju.sqlite3"))
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(std::time::Duration::from_millis(settings.busy_ms_max))
        .statement_cache_capacity(256)
        .pragma("cache_size", format!("-{}", settings.page_cache_kib))
        .pragma("mmap_size", (settings.mmap_mib * 1_048_576).to_string())
        .pragma("temp_store", "MEMORY");
    if reads_only {
        options = options.pragma("query_only", "ON");
    }
    Ok(SqlitePoolOptions::new()
        .max_connections(connections)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .acquire_timeout(std::time::Duration::from_secs(30))
        .test_before_acquire(false)
        .connect_with(options)
        .await?)
}

/// Anything that goes wrong; the load sees it as a failure.
fn wrong(error: impl std::fmt::Display) -> poem::Error {
    poem::Error::from_string(error.to_string(), poem::http::StatusCode::INTERNAL_SERVER_ERROR)
}
