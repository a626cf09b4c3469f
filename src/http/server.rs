//! The accept loop: limits connections, survives a lack of file descriptors, stops gracefully.
//!
//! A stop has four steps: the service says that it is not ready; it goes on serving for
//! `stop_delay_ms`, so that the balancer notices; it accepts nothing more and finishes what is
//! under way; after `stop_ms_max` it cuts the rest.

use std::{
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use poem::{Response, endpoint::BoxEndpoint};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    address::is_proxy,
    connection::{Addresses, Shared, builder, serve},
    metrics::Metrics,
    settings::HttpSettings,
    stop::Shutdown,
};

/// The pause after a first failure to accept; it doubles up to [`PAUSE_MAX`].
const PAUSE_MIN: Duration = Duration::from_millis(10);
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// An endpoint at a bound address, not yet serving.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    settings: Arc<HttpSettings>,
    endpoint: BoxEndpoint<'static, Response>,
    metrics: Metrics,
}

/// How a server came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that were cut because they took longer than `stop_ms_max`.
    pub cut: usize,
}

impl Server {
    /// Binds `settings.listen`. Fails when the address is taken or not allowed.
    pub async fn bind(
        settings: Arc<HttpSettings>,
        endpoint: BoxEndpoint<'static, Response>,
        metrics: Metrics,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(settings.listen).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address, settings, endpoint, metrics })
    }

    /// The bound address, with the port that the system chose for port 0.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` is asked for, then stops gracefully.
    pub async fn run(self, shutdown: Shutdown) -> Stopped {
        let shared = Arc::new(Shared {
            endpoint: Arc::from(self.endpoint),
            builder: builder(&self.settings),
            header_read: Duration::from_millis(self.settings.header_read_ms_max),
            write_stall: Duration::from_millis(self.settings.write_stall_ms_max),
            shutdown: shutdown.clone(),
            closing: CancellationToken::new(),
            cutting: CancellationToken::new(),
        });
        let mut door = Door {
            listener: self.listener,
            address: self.address,
            places: Arc::new(Semaphore::new(
                self.settings.connections_max.min(Semaphore::MAX_PERMITS),
            )),
            addresses: Addresses::default(),
            settings: self.settings.clone(),
            metrics: self.metrics,
            tasks: TaskTracker::new(),
            cut: Arc::default(),
        };
        tracing::info!(address = %self.address, "listening");
        let delay = Duration::from_millis(self.settings.stop_delay_ms);
        let stop = async {
            shutdown.asked().await;
            tracing::info!("stopping: no longer ready");
            sleep(delay).await;
        };
        door.admit(stop, &shared).await;
        let (tasks, cut) = (door.tasks.clone(), door.cut.clone());
        // Closes the listener, so that the balancer's next attempt goes to another machine.
        drop(door);
        shared.closing.cancel();
        tasks.close();
        let stop_max = Duration::from_millis(self.settings.stop_ms_max);
        if timeout(stop_max, tasks.wait()).await.is_err() {
            shared.cutting.cancel();
            tasks.wait().await;
        }
        let stopped = Stopped { cut: cut.load(Ordering::Relaxed) };
        tracing::info!(cut = stopped.cut, "stopped");
        stopped
    }
}

struct Door {
    listener: TcpListener,
    address: SocketAddr,
    places: Arc<Semaphore>,
    addresses: Addresses,
    settings: Arc<HttpSettings>,
    metrics: Metrics,
    tasks: TaskTracker,
    cut: Arc<AtomicUsize>,
}

impl Door {
    async fn admit(&mut self, stop: impl Future<Output = ()>, shared: &Arc<Shared>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = stop.as_mut() => return,
                Some((socket, remote, permit)) = self.next() => {
                    self.take(socket, remote, permit, shared);
                }
            }
        }
    }

    /// The next connection, once there is a place for it.
    async fn next(&self) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        let permit = self.places.clone().acquire_owned().await.ok()?;
        let accept = || -> Pin<Box<dyn Future<Output = io::Result<_>> + Send + '_>> {
            Box::pin(self.listener.accept())
        };
        let (socket, remote) = patiently(accept, &self.metrics).await;
        Some((socket, remote, permit))
    }

    fn take(
        &self,
        socket: TcpStream,
        remote: SocketAddr,
        permit: OwnedSemaphorePermit,
        shared: &Arc<Shared>,
    ) {
        let address = remote.ip().to_canonical();
        let places = if is_proxy(address, &self.settings.proxies) {
            usize::MAX
        } else {
            self.settings.connections_per_address_max
        };
        let Some(place) = self.addresses.take(address, places) else {
            self.metrics.refused_connection();
            return;
        };
        if socket.set_nodelay(true).is_err() {
            return;
        }
        let local = socket.local_addr().unwrap_or(self.address);
        let (shared, cut) = (shared.clone(), self.cut.clone());
        let open = self.metrics.connection();
        self.tasks.spawn(async move {
            if serve(socket, local, remote, shared).await {
                cut.fetch_add(1, Ordering::Relaxed);
            }
            drop((permit, place, open));
        });
    }
}

/// Accepts again after failures. A client that left early costs nothing; anything else, such as
/// a lack of file descriptors, would make the loop spin, so it pauses ever longer.
async fn patiently<T, F>(mut accept: impl FnMut() -> F, metrics: &Metrics) -> T
where
    F: Future<Output = io::Result<T>>,
{
    let mut pause = PAUSE_MIN;
    loop {
        match accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_about_the_client(&error) => {}
            Err(error) => {
                metrics.accept_error();
                tracing::warn!(%error, "can't accept connections");
                sleep(pause).await;
                pause = longer(pause);
            }
        }
    }
}

fn longer(pause: Duration) -> Duration {
    (pause * 2).min(PAUSE_MAX)
}

fn is_about_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests;
