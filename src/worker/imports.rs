//! Imports that were left half-way go on; files of old ones are cleared away.

use std::sync::Arc;

use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::roster::{apply, undo};

/// Goes on with imports that nobody works on any more.
pub(super) fn resume(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        apply::resume(&app).await?;
        Ok(Progress::Done)
    })
}

/// Clears away what imports older than `import.keep_days` kept for being undone.
pub(super) fn forget(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        undo::forget(&app).await?;
        Ok(Progress::Done)
    })
}
