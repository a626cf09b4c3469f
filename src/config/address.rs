//! Addresses in settings: sockets, networks, web addresses, and the addresses of other services.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use url::Url;

use super::secret::Secret;
use super::setting::Limit;
use super::value::{Fault, Raw, Value, Words, clean, quoted};

impl Value for SocketAddr {
    fn allowed(_: Limit) -> Words {
        Words::new(
            "an IP address with a port, such as \"127.0.0.1:8080\" or \"[::]:8080\"",
            "IP 地址加端口，如 \"127.0.0.1:8080\" 或 \"[::]:8080\"",
        )
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        raw.text()?.parse().map_err(|_| Fault::Form)
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

/// An address without `/bits` stands for itself alone. The network of all addresses is refused: who
/// trusts everyone trusts nobody.
impl Value for IpNet {
    fn allowed(_: Limit) -> Words {
        Words::new(
            "an IP network such as \"10.0.0.0/8\" (not all addresses)",
            "IP 网段，如 \"10.0.0.0/8\"（不可为全部地址）",
        )
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        let text = raw.text()?;
        let network = text
            .parse()
            .or_else(|_| text.parse::<IpAddr>().map(Self::from))
            .map_err(|_| Fault::Form)?;
        if network.prefix_len() == 0 { Err(Fault::Limit) } else { Ok(network) }
    }

    fn write(&self) -> String {
        quoted(&self.to_string())
    }
}

/// An `http` or `https` address without user, query or fragment, and without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// This machine, as a browser on it sees the default port.
    pub(super) fn of_this_machine() -> Self {
        Self("http://127.0.0.1:8080".to_owned())
    }

    /// The address; a path can be appended to it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether browsers reach the service over TLS.
    pub fn is_encrypted(&self) -> bool {
        self.0.starts_with("https:")
    }
}

/// Reads an `http` or `https` address that carries nothing but scheme, host, port and path.
fn web_url(raw: &Raw) -> Result<Url, Fault> {
    let url = Url::parse(clean(raw.text()?)?).map_err(|_| Fault::Form)?;
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if bare && matches!(url.scheme(), "http" | "https") { Ok(url) } else { Err(Fault::Limit) }
}

impl Value for WebAddress {
    const SHOWN: bool = false;

    fn allowed(_: Limit) -> Words {
        Words::new(
            "an address such as \"https://xinju.example.cn\" without user, query or fragment",
            "网址，如 \"https://xinju.example.cn\"，不带用户名、参数或锚点",
        )
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        let url = web_url(raw)?;
        Ok(Self(url.as_str().trim_end_matches('/').to_owned()))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

/// A web origin in the form in which browsers send it: scheme, host, and the port when unusual.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// The text that the `Origin` header must equal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for Origin {
    const SHOWN: bool = false;

    fn allowed(_: Limit) -> Words {
        Words::new(
            "an origin such as \"https://app.example.cn\" (no path, no *)",
            "来源，如 \"https://app.example.cn\"（不带路径，不可用 *）",
        )
    }

    fn read(raw: &Raw, _: Limit) -> Result<Self, Fault> {
        let url = web_url(raw)?;
        let host = url.host_str().unwrap_or_default();
        if url.path() != "/" || host.contains('*') {
            return Err(Fault::Limit);
        }
        Ok(Self(url.origin().ascii_serialization()))
    }

    fn write(&self) -> String {
        quoted(&self.0)
    }
}

/// The address of a database or a cache, which may carry a password.
///
/// `Debug` and `Display` show the scheme, host and port only.
#[derive(Clone, PartialEq, Eq)]
pub struct ServiceAddress {
    secret: Secret,
    shown: String,
}

impl ServiceAddress {
    /// The whole address with its password, for the driver alone. Never log it.
    pub fn expose(&self) -> &str {
        self.secret.expose()
    }

    /// The part before the first colon: `postgres`, `sqlite`, `redis`.
    pub fn scheme(&self) -> &str {
        self.expose().split(':').next().unwrap_or_default()
    }

    /// `None` when it can't be told apart for certain which part is the password: an `@` that is
    /// part of a password must be written `%40`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let scheme = text.split(':').next()?;
        let shown = if scheme == "sqlite" {
            let place = text.strip_prefix("sqlite:")?;
            if place.contains(['?', '#', '%']) || place.trim_start_matches('/').is_empty() {
                return None;
            }
            text.to_owned()
        } else {
            let url = Url::parse(text).ok()?;
            let after_the_host = [Some(url.path()), url.query(), url.fragment()];
            let doubtful = after_the_host.iter().flatten().any(|part| part.contains('@'));
            if doubtful || url.cannot_be_a_base() || !text.contains("://") {
                return None;
            }
            let host = url.host_str().unwrap_or_default();
            let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
            format!("{scheme}://{host}{port}")
        };
        Some(Self { secret: Secret::new(text), shown })
    }
}

impl fmt::Debug for ServiceAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.shown)
    }
}

impl fmt::Display for ServiceAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.shown)
    }
}

impl Value for ServiceAddress {
    const SHOWN: bool = false;

    fn allowed(limit: Limit) -> Words {
        let schemes = match limit {
            Limit::Schemes(schemes) => schemes.join(":, "),
            _ => String::new(),
        };
        Words::new(
            format!("an address that begins with {schemes}: (in a password, write @ as %40)"),
            format!("以 {schemes}: 开头的地址（密码中的 @ 写作 %40）"),
        )
    }

    fn read(raw: &Raw, limit: Limit) -> Result<Self, Fault> {
        let address = Self::parse(clean(raw.text()?)?).ok_or(Fault::Form)?;
        match limit {
            Limit::Schemes(schemes) if !schemes.contains(&address.scheme()) => Err(Fault::Limit),
            _ => Ok(address),
        }
    }

    fn write(&self) -> String {
        quoted(&self.shown)
    }
}
