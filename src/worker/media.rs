//! Sweeps the media folder: uploads that nothing came to refer to, and files without a row.

use std::sync::Arc;

use super::schedule::{Doing, Progress};
use crate::app::App;
use crate::media::sweep;
use crate::store::Fault;

/// One sweep; safe when it is cut off or done again.
pub(super) fn sweep(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        let swept = sweep::sweep(&app).await;
        swept.map_err(|error| Fault::Damaged(format!("the media folder: {error}")))?;
        Ok(Progress::Done)
    })
}
