//! The word that the service is to stop, shared by everyone who must know.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Says whether the service is to stop. Clones share the answer. It is an extension of each
/// request, so that event streams can end themselves when asked.
#[derive(Debug, Clone, Default)]
pub struct Shutdown(CancellationToken);

impl Shutdown {
    /// Nobody has asked yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks the service to stop. From now on it is not ready (`/readyz`), but it still serves.
    pub fn ask(&self) {
        self.0.cancel();
    }

    /// Whether the service was asked to stop.
    pub fn is_asked(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Returns once the service is asked to stop.
    pub async fn asked(&self) {
        self.0.cancelled().await;
    }

    /// Asks when the process gets SIGTERM or SIGINT. Must be called inside a runtime.
    pub fn ask_on_signals(&self) -> io::Result<()> {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        let shutdown = self.clone();
        tokio::spawn(async move {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            shutdown.ask();
        });
        Ok(())
    }
}
