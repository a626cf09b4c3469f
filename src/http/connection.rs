//! One connection: HTTP/1.1 or HTTP/2 without TLS, with its time limits.

use std::{
    collections::HashMap,
    convert::Infallible,
    net::{IpAddr, Ipv6Addr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hyper::{Request, body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use poem::{
    Addr, Endpoint, Response,
    endpoint::DynEndpoint,
    http::{HeaderValue, Version, header, uri::Scheme},
    web::{LocalAddr, RemoteAddr},
};
use tokio::{net::TcpStream, time::sleep};
use tokio_util::sync::CancellationToken;

use super::{settings::HttpSettings, socket::Impatient, stop::Shutdown};

/// How often an idle HTTP/2 client is asked whether it is still there.
const HTTP2_PING: Duration = Duration::from_secs(20);

/// What all connections of a server share.
pub(super) struct Shared {
    pub(super) endpoint: Arc<dyn DynEndpoint<Output = Response>>,
    pub(super) builder: auto::Builder<TokioExecutor>,
    pub(super) header_read: Duration,
    pub(super) write_stall: Duration,
    pub(super) shutdown: Shutdown,
    /// No further requests: answers under way are finished.
    pub(super) closing: CancellationToken,
    /// No further waiting: what is still open is cut.
    pub(super) cutting: CancellationToken,
}

/// A connection builder with the limits of the settings.
pub(super) fn builder(settings: &HttpSettings) -> auto::Builder<TokioExecutor> {
    let header_read = Duration::from_millis(settings.header_read_ms_max);
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(header_read)
        .max_buf_size(settings.header_bytes_max);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(settings.http2_streams_max)
        .max_header_list_size(u32::try_from(settings.header_bytes_max).unwrap_or(u32::MAX))
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(header_read);
    builder
}

/// Serves a connection until one side closes it or the server stops. `true` when it was cut.
pub(super) async fn serve(
    socket: TcpStream,
    local: SocketAddr,
    remote: SocketAddr,
    shared: Arc<Shared>,
) -> bool {
    let has_spoken = AtomicBool::new(false);
    let local = LocalAddr(Addr::SocketAddr(local));
    let remote = RemoteAddr(Addr::SocketAddr(remote));
    let service = service_fn(|request: Request<Incoming>| {
        has_spoken.store(true, Ordering::Relaxed);
        let request = (request, local.clone(), remote.clone(), Scheme::HTTP).into();
        answer(request, shared.clone())
    });
    let socket = TokioIo::new(Impatient::new(socket, shared.write_stall));
    let connection = shared.builder.serve_connection(socket, service);
    tokio::pin!(connection);
    // hyper's own timer runs only once the protocol is known; this one covers the first bytes.
    let silence = sleep(shared.header_read);
    tokio::pin!(silence);
    let (mut is_closing, mut is_greeted) = (false, false);
    loop {
        tokio::select! {
            // A broken connection is the client's affair; its requests have their own log lines.
            _ = connection.as_mut() => return false,
            () = shared.cutting.cancelled() => return true,
            () = shared.closing.cancelled(), if !is_closing => {
                is_closing = true;
                connection.as_mut().graceful_shutdown();
            }
            () = silence.as_mut(), if !is_greeted => {
                if !has_spoken.load(Ordering::Relaxed) {
                    return false;
                }
                is_greeted = true;
            }
        }
    }
}

async fn answer(
    mut request: poem::Request,
    shared: Arc<Shared>,
) -> Result<
    hyper::Response<impl hyper::body::Body<Data = hyper::body::Bytes, Error = std::io::Error>>,
    Infallible,
> {
    let version = request.version();
    request.set_data(shared.shutdown.clone());
    let mut response = shared.endpoint.get_response(request).await;
    if shared.shutdown.is_asked() && version <= Version::HTTP_11 {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response.into())
}

/// How many connections each address has open.
#[derive(Clone, Default)]
pub(super) struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place taken by a connection; free again when dropped.
pub(super) struct Place {
    addresses: Addresses,
    address: IpAddr,
}

impl Addresses {
    /// Takes a place unless the address has all of its places in use.
    pub(super) fn take(&self, address: IpAddr, places: usize) -> Option<Place> {
        let address = household(address);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = open.entry(address).or_insert(0);
        if *taken >= places {
            return None;
        }
        *taken += 1;
        Some(Place { addresses: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = open.get_mut(&self.address) {
            *taken -= 1;
            if *taken == 0 {
                open.remove(&self.address);
            }
        }
    }
}

/// One IPv6 subscriber has a whole /64 to choose addresses from.
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_only_its_places_and_gets_them_back() {
        let addresses = Addresses::default();
        let here: IpAddr = "203.0.113.7".parse().unwrap();
        let there: IpAddr = "203.0.113.8".parse().unwrap();
        let first = addresses.take(here, 2).unwrap();
        let _second = addresses.take(here, 2).unwrap();
        assert!(addresses.take(here, 2).is_none());
        assert!(addresses.take(there, 2).is_some());
        drop(first);
        assert!(addresses.take(here, 2).is_some());
    }

    #[test]
    fn the_addresses_of_one_subscriber_count_together() {
        let addresses = Addresses::default();
        let _first = addresses.take("2001:db8:1:2::1".parse().unwrap(), 1).unwrap();
        assert!(addresses.take("2001:db8:1:2:ffff::9".parse().unwrap(), 1).is_none());
        assert!(addresses.take("2001:db8:1:3::1".parse().unwrap(), 1).is_some());
    }

    #[test]
    fn addresses_that_left_are_forgotten() {
        let addresses = Addresses::default();
        drop(addresses.take("203.0.113.7".parse().unwrap(), 1));
        assert!(addresses.0.lock().unwrap().is_empty());
    }
}
