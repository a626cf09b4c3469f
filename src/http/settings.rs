//! Every setting of the HTTP edge, with its default. The limits are those of API-2: bodies up to
//! 256 KiB, uploads up to 10 MiB, 10 s for a header, 30 s for a body, 10 s for a handler.

use std::net::{Ipv4Addr, SocketAddr};

use ipnet::IpNet;
use poem::http::HeaderValue;
use serde::Deserialize;

use super::strict::JsonLimits;

/// The smallest header buffer that hyper can work with, in bytes.
const HEADER_BYTES_MIN: usize = 8 * 1024;

/// Settings of the HTTP edge. `_ms` are milliseconds, `_bytes` are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HttpSettings {
    /// Where to listen. Port 0 takes any free port.
    pub listen: SocketAddr,
    /// Open connections at a time; more wait in the kernel's queue.
    pub connections_max: usize,
    /// Open connections at a time from one address (IPv6: one /64). Generous, because mobile
    /// networks put many phones behind one address. Configured proxies are exempt.
    pub connections_per_address_max: usize,
    /// All headers of a request together; at least 8 KiB. More is answered with 431.
    pub header_bytes_max: usize,
    /// Time for a whole request head. It also ends keep-alive connections that stay idle.
    pub header_read_ms_max: u64,
    /// Time in which a client must take some of the answer before its connection is cut.
    pub write_stall_ms_max: u64,
    /// Requests at a time on one HTTP/2 connection.
    pub http2_streams_max: u32,
    /// From "not ready" until new connections are refused: time for the balancer to notice.
    pub stop_delay_ms: u64,
    /// Time for requests under way to finish at a stop.
    pub stop_ms_max: u64,
    /// A request body, counted as it arrives.
    pub body_bytes_max: usize,
    /// An uploaded file under one of `upload_paths`.
    pub upload_bytes_max: usize,
    /// What the multipart framing may add to an upload.
    pub upload_overhead_bytes_max: usize,
    /// Paths below which bodies other than JSON may be as large as an upload.
    pub upload_paths: Vec<String>,
    /// A file of a roster or ledger, which is the whole body.
    pub roster_bytes_max: usize,
    /// The paths below which bodies other than JSON are files of rosters or ledgers.
    pub sheet_paths: Vec<String>,
    /// Time for a whole request body.
    pub body_read_ms_max: u64,
    /// How much of a refused body is read and thrown away, so that the client sees the answer
    /// instead of a reset connection.
    pub drain_bytes_max: usize,
    /// Time for throwing a refused body away.
    pub drain_ms_max: u64,
    /// Time for a handler, counted from the end of the request body.
    pub handler_ms_max: u64,
    /// Limits of a JSON body's shape.
    pub json: JsonLimits,
    /// A request that takes longer is logged as slow.
    pub slow_ms: u64,
    /// Answers shorter than this are not compressed.
    pub compress_bytes_min: usize,
    /// `Strict-Transport-Security` in seconds; absent unless the site is served over TLS.
    pub hsts_seconds: Option<u64>,
    /// Where the docs page is; it alone may run inline scripts and styles.
    pub docs_path: String,
    /// Web origins that may call the API from a browser, exactly as browsers send them.
    pub cors_origins: Vec<String>,
    /// Networks of the proxies whose word about the client's address counts.
    pub proxies: Vec<IpNet>,
    /// The one header those proxies write; the other one is ignored, as a client may send it.
    pub proxy_header: ProxyHeader,
}

/// The header in which the configured proxies name the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxyHeader {
    /// RFC 7239.
    Forwarded,
    /// The older custom header.
    XForwardedFor,
}

impl Default for HttpSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            connections_max: 4096,
            connections_per_address_max: 512,
            header_bytes_max: 16 * 1024,
            header_read_ms_max: 10_000,
            write_stall_ms_max: 30_000,
            http2_streams_max: 100,
            stop_delay_ms: 3_000,
            stop_ms_max: 20_000,
            body_bytes_max: 256 * 1024,
            upload_bytes_max: 10 * 1024 * 1024,
            upload_overhead_bytes_max: 64 * 1024,
            upload_paths: vec!["/api/v1/media".to_owned()],
            roster_bytes_max: 10 * 1024 * 1024,
            sheet_paths: vec!["/api/v1/imports".to_owned(), "/api/v1/ledger-imports".to_owned()],
            body_read_ms_max: 30_000,
            drain_bytes_max: 16 * 1024 * 1024,
            drain_ms_max: 1_000,
            handler_ms_max: 10_000,
            json: JsonLimits::default(),
            slow_ms: 500,
            compress_bytes_min: 1024,
            hsts_seconds: None,
            docs_path: "/docs".to_owned(),
            cors_origins: Vec::new(),
            proxies: Vec::new(),
            proxy_header: ProxyHeader::XForwardedFor,
        }
    }
}

/// A setting that can't be served with, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsFault {
    /// The header buffer is too small.
    #[error("http.header_bytes_max 必须至少为 8192 / must be at least 8192")]
    HeaderBytes,
    /// A limit of nothing would refuse everything.
    #[error("http.{0} 必须大于 0 / must be greater than 0")]
    Zero(&'static str),
    /// Not an origin as browsers send it.
    #[error(
        "http.cors_origins: “{0}” 应写成 https://host[:port]，不带路径和通配符 / \
         write it as https://host[:port], without a path or a wildcard"
    )]
    Origin(String),
}

impl HttpSettings {
    /// Looks for settings that would keep the service from working.
    pub fn check(&self) -> Result<(), SettingsFault> {
        if self.header_bytes_max < HEADER_BYTES_MIN {
            return Err(SettingsFault::HeaderBytes);
        }
        let zero = [
            ("connections_max", self.connections_max == 0),
            ("connections_per_address_max", self.connections_per_address_max == 0),
            ("header_read_ms_max", self.header_read_ms_max == 0),
            ("write_stall_ms_max", self.write_stall_ms_max == 0),
            ("http2_streams_max", self.http2_streams_max == 0),
            ("body_bytes_max", self.body_bytes_max == 0),
            ("body_read_ms_max", self.body_read_ms_max == 0),
            ("handler_ms_max", self.handler_ms_max == 0),
        ];
        if let Some((name, _)) = zero.into_iter().find(|(_, is_zero)| *is_zero) {
            return Err(SettingsFault::Zero(name));
        }
        match self.cors_origins.iter().find(|origin| !is_origin(origin)) {
            Some(origin) => Err(SettingsFault::Origin(origin.clone())),
            None => Ok(()),
        }
    }
}

fn is_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:[]".contains(c);
    host.is_some_and(|host| !host.is_empty() && host.chars().all(plain))
        && HeaderValue::from_str(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_served_with() {
        assert_eq!(HttpSettings::default().check(), Ok(()));
        assert_eq!(toml::from_str::<HttpSettings>("").unwrap(), HttpSettings::default());
    }

    #[test]
    fn an_unknown_setting_is_refused() {
        assert!(toml::from_str::<HttpSettings>("body_bytes = 3").is_err());
        let read: HttpSettings =
            toml::from_str("proxies = [\"10.0.0.0/8\"]\nproxy_header = \"forwarded\"").unwrap();
        assert_eq!(read.proxy_header, ProxyHeader::Forwarded);
    }

    #[test]
    fn an_origin_with_a_wildcard_or_a_path_is_refused() {
        for origin in ["*", "https://*.example.org", "https://a.example/", "null", "a.example"] {
            let settings =
                HttpSettings { cors_origins: vec![origin.to_owned()], ..HttpSettings::default() };
            assert_eq!(settings.check(), Err(SettingsFault::Origin(origin.to_owned())));
        }
        let origins = vec!["https://app.example.org".to_owned(), "http://[::1]:5173".to_owned()];
        let settings = HttpSettings { cors_origins: origins, ..HttpSettings::default() };
        assert_eq!(settings.check(), Ok(()));
    }

    #[test]
    fn a_limit_of_nothing_is_refused() {
        let settings = HttpSettings { handler_ms_max: 0, ..HttpSettings::default() };
        assert_eq!(settings.check(), Err(SettingsFault::Zero("handler_ms_max")));
        let settings = HttpSettings { header_bytes_max: 1, ..HttpSettings::default() };
        assert_eq!(settings.check(), Err(SettingsFault::HeaderBytes));
    }
}
