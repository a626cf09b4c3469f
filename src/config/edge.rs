//! Hands the settings of the HTTP edge over in the form in which it takes them.

use super::{Config, ForwardedHeader};
use crate::http::settings::{HttpSettings, ProxyHeader};
use crate::http::strict::JsonLimits;

impl Config {
    /// The settings of the HTTP edge. Paths are not configurable and keep their defaults.
    pub fn http(&self) -> HttpSettings {
        let Self { server, site, log, import, .. } = self;
        let origins = server.cors.origins.iter().map(|origin| origin.as_str().to_owned());
        let is_encrypted = site.public_url.is_encrypted() && server.hsts_s > 0;
        HttpSettings {
            listen: server.listen,
            connections_max: server.connections_max,
            connections_per_address_max: server.connections_per_address_max,
            header_bytes_max: server.header_bytes_max,
            header_read_ms_max: server.header_read_ms_max,
            write_stall_ms_max: server.write_stall_ms_max,
            http2_streams_max: server.http2_streams_max,
            stop_delay_ms: server.stop_delay_ms,
            stop_ms_max: server.stop_ms_max,
            body_bytes_max: server.body_bytes_max,
            upload_bytes_max: server.upload_bytes_max,
            upload_overhead_bytes_max: server.upload_overhead_bytes_max,
            roster_bytes_max: usize::try_from(import.file_bytes_max).unwrap_or(usize::MAX),
            body_read_ms_max: server.body_read_ms_max,
            drain_bytes_max: server.drain_bytes_max,
            drain_ms_max: server.drain_ms_max,
            handler_ms_max: server.handler_ms_max,
            json: JsonLimits { depth_max: server.json_depth_max, items_max: server.json_items_max },
            slow_ms: log.slow_ms,
            compress_bytes_min: server.compress_bytes_min,
            hsts_seconds: is_encrypted.then_some(server.hsts_s),
            cors_origins: origins.collect(),
            proxies: server.proxies.trusted_networks.clone(),
            proxy_header: match server.proxies.header {
                ForwardedHeader::Forwarded => ProxyHeader::Forwarded,
                ForwardedHeader::XForwardedFor => ProxyHeader::XForwardedFor,
            },
            ..HttpSettings::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_edge_itself() {
        assert_eq!(Config::default().http(), HttpSettings::default());
    }

    #[test]
    fn browsers_are_bound_to_https_only_where_the_site_is_served_over_it() {
        let hsts = |address: &str, seconds: &str| {
            let given = [("site.public_url", address), ("server.hsts_s", seconds)];
            let given = given.map(|(path, value)| (path.to_owned(), value.to_owned()));
            let config = Config::merge(|sources| sources.overrides(given.to_vec())).unwrap();
            config.http().hsts_seconds
        };
        assert_eq!(hsts("https://xinju.example.cn", "600"), Some(600));
        assert_eq!(hsts("https://xinju.example.cn", "0"), None);
        assert_eq!(hsts("http://xinju.example.cn", "600"), None);
    }

    #[test]
    fn an_origin_that_is_taken_is_one_that_the_edge_takes() {
        let origins = "https://APP.example.cn:443, http://[::1]:5173, https://新居.example";
        let given = ("server.cors.origins".to_owned(), origins.to_owned());
        let config = Config::merge(|sources| sources.overrides(vec![given])).unwrap();
        assert_eq!(config.http().check(), Ok(()));
        assert_eq!(config.http().cors_origins.first().unwrap(), "https://app.example.cn");
    }
}
