//! The import of a site's roster: upload, check and write 22,782 rows, until they can be read.
//!
//! The empty site gets an officer; everything else goes through the API as an officer would do it. The
//! town that the other measurements use comes out of it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use xinju::config::DatabasePlace;
use xinju::params;
use xinju::store::Db;
use xinju::store::db::Place;

use crate::Outcome;
use crate::figures::{Report, median, time};
use crate::load::{Line, Shot};
use crate::options::Options;
use crate::program::Server;
use crate::settings::config;
use crate::town::{Person, Town, connect, count, run};

const IMPORT_MAX: Duration = Duration::from_secs(5);
/// The seed of the made-up roster.
const SEED: u64 = 1;
const BREATH: Duration = Duration::from_millis(5);

/// Imports the roster into fresh folders; gives the last one.
pub(crate) async fn measure(
    town: &Town,
    options: &Options,
    report: &mut Report,
) -> Outcome<PathBuf> {
    let mut sheet = std::io::Cursor::new(vec![]);
    xinju::demo::people::write_xlsx(SEED, &mut sheet)?;
    let sheet = sheet.into_inner();
    let rounds = if options.wants("import") { options.rounds.min(3) } else { 1 };
    let mut times = vec![];
    let mut last = PathBuf::new();
    for round in 0..rounds {
        last = town.empty(&format!("site-{round}"))?;
        times.push(import(town, &last, sheet.clone()).await?);
    }
    let raw = connect(&last).await?;
    let rows = count(&raw, "person").await?;
    raw.close().await?;
    let took = median(&times).ok_or("nothing was imported")?;
    let what = format!("import of {rows} rows, upload to written, {} times", times.len());
    let figure = format!("{} ({:.0} rows/s)", time(took), f64::from(rows) / took.as_secs_f64());
    report.plain(what, figure, "≤ 5 s", Some(took <= IMPORT_MAX));
    Ok(last)
}

async fn import(town: &Town, home: &Path, sheet: Vec<u8>) -> Outcome<Duration> {
    let officer = found(town, home).await?;
    let server = Server::xinju(home).await?;
    let token = town.token_in(home, &officer)?;
    let mut line = Line::open(&server.address).await?;
    let site = town.cast.site;
    let start = Instant::now();
    let path = format!("/api/v1/imports/roster?site_id={site}");
    let batch = line.upload(&path, &token, town.id(), sheet).await?;
    let id = batch.get("batch_id").and_then(Value::as_str).ok_or("the import has no id")?;
    let path = format!("/api/v1/imports/{id}");
    let apply = Some((town.id(), json!({}).to_string()));
    let whole = format!("{path}/application");
    line.expect(Shot { path: whole, token: token.clone(), write: apply }).await?;
    loop {
        let ask = Shot { path: path.clone(), token: token.clone(), write: None };
        let batch = line.expect(ask).await?;
        match batch.get("state").and_then(Value::as_str) {
            Some("applied") => break,
            Some("applying") => tokio::time::sleep(BREATH).await,
            _ => return Err(format!("the import stopped: {batch:#}").into()),
        }
    }
    let took = start.elapsed();
    server.stop().await?;
    Ok(took)
}

/// A site with nothing in it but an officer.
async fn found(town: &Town, home: &Path) -> Outcome<Person> {
    let config = config(home)?;
    let DatabasePlace::SqliteFile(file) = config.database_place() else {
        return Err("the settings name no file".into());
    };
    town.keys(home)?;
    Db::open(Place::File(file), &config.database, true).await?.close().await?;
    let raw = connect(home).await?;
    let (county, site, now) = (town.id(), town.cast.site, town.now());
    let nodes = [("county", county, None, "/c"), ("site", site, Some(county), "/c/s")];
    for (kind, id, parent, path) in nodes {
        run(
            &raw,
            "INSERT INTO grid_node (id, kind, parent_id, code, name, path, created_at) \
             VALUES ($1, $2, $3, $2, $2, $4, $5)",
            params![id, kind, parent, path, now],
        )
        .await?;
        run(
            &raw,
            "INSERT INTO grid_path (ancestor_id, node_id, depth) \
             SELECT ancestor_id, $1, depth + 1 FROM grid_path WHERE node_id = $2",
            params![id, parent],
        )
        .await?;
        run(&raw, "INSERT INTO grid_path VALUES ($1, $1, 0)", params![id]).await?;
    }
    let officer = town.account(&raw, "staff", None).await?;
    town.appoint(&raw, officer.account, "street_officer", site).await?;
    raw.close().await?;
    Ok(officer)
}
