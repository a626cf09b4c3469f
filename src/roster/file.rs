//! The uploaded file: kept sealed in parts, because it holds ID-card numbers, and read again when the
//! import is applied or its faults are asked for.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use entity::id::BatchId;
use entity::import_file::Model;
use sha2::{Digest, Sha256};

use super::error::RosterError;
use super::parse::{Roster, parse};
use super::people::FileHouseholds;
use super::sheet::{Limits, Sheet, read};
use super::store::write_rows;
use crate::app::App;
use crate::params;
use crate::store::seal::{Place, Seal, Sealed};
use crate::store::{At, Fault, Sql};

/// The bytes of one part, before it is sealed.
const PART_BYTES: usize = 192 * 1024;

/// A file that was read: its sheet, what the sheet says, and its households.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) sheet: Sheet,
    pub(super) roster: Roster,
    pub(super) households: FileHouseholds,
}

/// SHA-256 of a file, in hex.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Reads a file as a roster, on a thread where that hinders nobody.
///
/// No more files are read at once than `import.running_max`: each takes memory.
pub(super) async fn reading(app: &Arc<App>, bytes: Arc<Vec<u8>>) -> Result<Reading, RosterError> {
    let turn = app.imports.wait().await?;
    let settings = &app.world.config.import;
    let limits = Limits {
        rows_max: usize::try_from(settings.rows_max).unwrap_or(usize::MAX),
        columns_max: usize::try_from(settings.columns_max).unwrap_or(usize::MAX),
        cell_chars_max: usize::try_from(settings.cell_chars_max).unwrap_or(usize::MAX),
        unpacked_bytes_max: settings.unpacked_bytes_max,
        ..Limits::default()
    };
    let (app, today) = (Arc::clone(app), app.clock.now().day());
    let read = turn.work(move || {
        let sheet = read(&bytes, &limits)?;
        let roster = parse(&sheet, today);
        let households = FileHouseholds::of(&roster, sheet.layout.clone(), &app.world);
        Ok(Reading { sheet, roster, households })
    });
    read.await?
}

/// Seals the parts of a file.
pub(super) async fn seal_parts(
    app: &Arc<App>,
    batch: BatchId,
    bytes: Arc<Vec<u8>>,
) -> Result<Vec<String>, Fault> {
    let app = Arc::clone(app);
    let task = tokio::task::spawn_blocking(move || {
        let parts = bytes.chunks(PART_BYTES).enumerate().map(|(number, part)| {
            let column = column(number);
            let place = Place { table: "import_file", column: &column, row: batch.0 };
            let sealed = app.world.seal.seal(place, &STANDARD.encode(part));
            sealed.map(Sealed::into_string).map_err(|fault| Fault::Damaged(fault.to_string()))
        });
        parts.collect()
    });
    task.await.map_err(|_| Fault::Panicked)?
}

/// Each part opens only in its own place, so that none can be left out or exchanged.
fn column(part: usize) -> String {
    format!("sealed/{part}")
}

/// Keeps the sealed parts.
pub(super) async fn keep(at: &At<'_>, batch: BatchId, parts: Vec<String>) -> Result<(), Fault> {
    for (number, part) in (0_i64..).zip(parts) {
        let row = [batch.into(), number.into(), part.into()];
        let before = "INSERT INTO import_file (batch_id, part, sealed)";
        write_rows(at, before, "", vec![row]).await?;
    }
    Ok(())
}

/// Opens a kept file.
pub(super) async fn open(app: &Arc<App>, batch: BatchId) -> Result<Arc<Vec<u8>>, RosterError> {
    let parts = parts(app.db.read(), batch).await?;
    if parts.is_empty() {
        return Err(RosterError::TooOld);
    }
    let app = Arc::clone(app);
    let task = tokio::task::spawn_blocking(move || join(&app.world.seal, batch, parts));
    Ok(Arc::new(task.await.map_err(|_| Fault::Panicked)??))
}

async fn parts(sql: Sql<'_>, batch: BatchId) -> Result<Vec<Model>, Fault> {
    sql.all("SELECT * FROM import_file WHERE batch_id = $1 ORDER BY part", params![batch]).await
}

fn join(seal: &Seal, batch: BatchId, parts: Vec<Model>) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    for (number, part) in parts.into_iter().enumerate() {
        let column = column(number);
        let place = Place { table: "import_file", column: &column, row: batch.0 };
        let plain = seal.open(place, &Sealed::from(part.sealed));
        let plain = plain.map_err(|fault| Fault::Damaged(fault.to_string()))?;
        let part = STANDARD.decode(plain).map_err(|fault| Fault::Damaged(fault.to_string()))?;
        bytes.extend(part);
    }
    Ok(bytes)
}
