//! The progress of an import as server-sent events. Each event carries its place, so a client that was
//! cut off goes on where it was; polling the import tells the same.

use std::sync::Arc;
use std::time::Duration;

use entity::id::BatchId;
use entity::import_batch::ImportState;
use futures_util::Stream;
use futures_util::stream::{self, BoxStream, StreamExt};
use poem::web::sse::Event;

use super::batch::{self, ImportProgress};
use crate::app::App;
use crate::http::stop::Shutdown;
use crate::http::streams::StreamPlace;

/// How often the import is looked at, in milliseconds.
const LOOK_MS: u64 = 200;

/// What a stream remembers between two events.
struct Watch {
    app: Arc<App>,
    batch: BatchId,
    shutdown: Shutdown,
    last: Option<String>,
    ended: bool,
    /// Held for as long as the stream is open.
    _place: StreamPlace,
}

/// The progress from `last` on (the id of the last event that the client got), until the import comes
/// to rest or the service stops.
pub(super) fn watch(
    app: Arc<App>,
    batch: BatchId,
    shutdown: Shutdown,
    last: Option<String>,
    place: StreamPlace,
) -> BoxStream<'static, ImportProgress> {
    let watch = Watch { app, batch, shutdown, last, ended: false, _place: place };
    stream(watch).boxed()
}

fn stream(watch: Watch) -> impl Stream<Item = ImportProgress> {
    stream::unfold(watch, |mut watch| async move {
        while !watch.ended {
            let row = batch::row(watch.app.db.read(), watch.batch).await.ok()??;
            let rests = !matches!(row.state, ImportState::Applying | ImportState::Undoing);
            let progress = ImportProgress { state: row.state, done: row.done, total: row.total };
            watch.ended = rests;
            let id = event_id(&progress);
            if watch.last.as_ref() != Some(&id) {
                watch.last = Some(id);
                return Some((progress, watch));
            }
            if !rests {
                tokio::select! {
                    () = tokio::time::sleep(Duration::from_millis(LOOK_MS)) => {}
                    () = watch.shutdown.asked() => return None,
                }
            }
        }
        None
    })
}

fn event_id(progress: &ImportProgress) -> String {
    format!("{}-{}", progress.state.code(), progress.done)
}

/// The progress as it goes over the wire.
pub(super) fn event(progress: ImportProgress) -> Event {
    let id = event_id(&progress);
    let text = serde_json::to_string(&progress).unwrap_or_default();
    Event::message(text).event_type("progress").id(id)
}
