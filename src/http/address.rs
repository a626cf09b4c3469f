//! The client's address: the peer's, unless the peer is one of the configured proxies (API-4).
//!
//! Each proxy appends whom it spoke with, so the list is read from the right, and the first
//! address that isn't a proxy's own is the client's. Everything left of it anyone may have written.

use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use ipnet::IpNet;
use poem::{Addr, Endpoint, IntoResponse, Middleware, Request, Response};

use super::settings::{HttpSettings, ProxyHeader};

/// The address that rate limits and the audit go by; an extension of each request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// The layer that sets [`ClientAddress`].
pub struct FindAddress(Arc<HttpSettings>);

impl FindAddress {
    /// Takes the proxies from the settings.
    pub fn new(settings: Arc<HttpSettings>) -> Self {
        Self(settings)
    }
}

impl<E: Endpoint> Middleware<E> for FindAddress {
    type Output = Addressed<E>;

    fn transform(&self, inner: E) -> Addressed<E> {
        Addressed { inner, settings: self.0.clone() }
    }
}

/// An endpoint whose requests have a [`ClientAddress`].
pub struct Addressed<E> {
    inner: E,
    settings: Arc<HttpSettings>,
}

impl<E: Endpoint> Endpoint for Addressed<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let peer = match &request.remote_addr().0 {
            Addr::SocketAddr(peer) => peer.ip().to_canonical(),
            _ => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        };
        let address = client(&request, peer, &self.settings);
        request.set_data(ClientAddress(address));
        self.inner.call(request).await.map(IntoResponse::into_response)
    }
}

/// Whether an address belongs to a configured proxy.
pub(super) fn is_proxy(address: IpAddr, proxies: &[IpNet]) -> bool {
    proxies.iter().any(|network| network.contains(&address))
}

fn client(request: &Request, peer: IpAddr, settings: &HttpSettings) -> IpAddr {
    if !is_proxy(peer, &settings.proxies) {
        return peer;
    }
    let (name, read): (_, fn(&str) -> Option<IpAddr>) = match settings.proxy_header {
        ProxyHeader::Forwarded => ("forwarded", forwarded),
        ProxyHeader::XForwardedFor => ("x-forwarded-for", node),
    };
    let mut nearest = peer;
    for line in request.headers().get_all(name).iter().rev() {
        let Ok(line) = line.to_str() else { return nearest };
        for hop in line.rsplit(',') {
            // What can't be read ends the chain: the proxy right of it is the last one known.
            let Some(address) = read(hop) else { return nearest };
            nearest = address;
            if !is_proxy(nearest, &settings.proxies) {
                return nearest;
            }
        }
    }
    nearest
}

/// The `for` parameter of one element of `Forwarded`.
fn forwarded(element: &str) -> Option<IpAddr> {
    let value = element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim())
    })?;
    node(value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(value))
}

/// An address with or without a port: `1.2.3.4`, `1.2.3.4:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = match text.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0.parse().ok()?,
        None => match text.parse() {
            Ok(address) => address,
            Err(_) => text.split_once(':')?.0.parse().ok()?,
        },
    };
    Some(IpAddr::to_canonical(&address))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(header: ProxyHeader, lines: &[&str], peer: &str) -> String {
        let settings = HttpSettings {
            proxies: vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()],
            proxy_header: header,
            ..HttpSettings::default()
        };
        let mut request = Request::builder().finish();
        for line in lines {
            let name = match header {
                ProxyHeader::Forwarded => "forwarded",
                ProxyHeader::XForwardedFor => "x-forwarded-for",
            };
            request.headers_mut().append(name, line.parse().unwrap());
        }
        client(&request, peer.parse().unwrap(), &settings).to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        assert_eq!(found(ProxyHeader::XForwardedFor, &["1.1.1.1"], "203.0.113.9"), "203.0.113.9");
        assert_eq!(found(ProxyHeader::Forwarded, &["for=1.1.1.1"], "203.0.113.9"), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_address_that_is_no_proxy_is_the_client() {
        let lines = ["8.8.8.8, 1.1.1.1", "203.0.113.9:4711, 10.0.0.2"];
        assert_eq!(found(ProxyHeader::XForwardedFor, &lines, "10.0.0.1"), "203.0.113.9");
        let lines = ["for=8.8.8.8", "For=\"[2001:db8::7]:80\";proto=https, for=10.0.0.2"];
        assert_eq!(found(ProxyHeader::Forwarded, &lines, "fd00::1"), "2001:db8::7");
        assert_eq!(found(ProxyHeader::XForwardedFor, &["::ffff:1.2.3.4"], "10.0.0.1"), "1.2.3.4");
    }

    #[test]
    fn what_cannot_be_read_ends_the_chain() {
        let lines = ["1.1.1.1, unknown, 10.0.0.2"];
        assert_eq!(found(ProxyHeader::XForwardedFor, &lines, "10.0.0.1"), "10.0.0.2");
        assert_eq!(found(ProxyHeader::Forwarded, &["for=_hidden"], "10.0.0.1"), "10.0.0.1");
        assert_eq!(found(ProxyHeader::XForwardedFor, &[], "10.0.0.1"), "10.0.0.1");
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "[ -~]{0,60}") {
            found(ProxyHeader::Forwarded, &[&text], "10.0.0.1");
            found(ProxyHeader::XForwardedFor, &[&text], "10.0.0.1");
        }

        #[test]
        fn any_address_is_read_back(bits in any::<u128>(), port in any::<u16>()) {
            let address = IpAddr::from(bits.to_be_bytes());
            let written = format!("[{address}]:{port}");
            prop_assert_eq!(node(&written), Some(address.to_canonical()));
            prop_assert_eq!(node(&address.to_string()), Some(address.to_canonical()));
        }
    }
}
