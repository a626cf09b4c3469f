//! The uploader's own sheet with its faulty cells marked.

use std::sync::Arc;

use entity::import_batch::Model;

use super::error::RosterError;
use super::file;
use super::preview::compare;
use super::report::report;
use crate::app::App;

/// Reads the kept file again, compares it with the register as it is now, and marks what is wrong.
pub(super) async fn marked(app: &Arc<App>, row: &Model) -> Result<Vec<u8>, RosterError> {
    let bytes = file::open(app, row.id).await?;
    let reading = file::reading(app, bytes).await?;
    let (_, faults) = compare(app, app.db.read(), row.site_id, &reading).await?;
    let turn = app.exports.wait().await?;
    let marked = turn.work(move || report(&reading.sheet, &faults, &reading.roster.notes));
    Ok(marked.await??)
}
