//! The settings that every server of a measurement gets, besides the defaults.

use std::path::Path;

use xinju::config::Config;

use crate::Outcome;

/// Limits that would end a measurement early are lifted; nothing that makes it quicker is changed.
pub(crate) const SETTINGS: [(&str, &str); 8] = [
    ("server.listen", "127.0.0.1:0"),
    ("server.stop_delay_ms", "0"),
    ("server.handler_ms_max", "60000"),
    ("rate.requests_per_account_max", "100000"),
    ("rate.requests_per_address_max", "1000000"),
    ("policy.points.volunteer_day_max", "1000000"),
    ("policy.declaration.open_per_household_max", "50"),
    ("log.level", "warn"),
];

/// The settings of a server on `folder`.
pub(crate) fn config(folder: &Path) -> Outcome<Config> {
    let pair = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let mut settings: Vec<_> = SETTINGS.into_iter().map(pair).collect();
    settings.push(("storage.dir".to_owned(), folder.display().to_string()));
    Config::load(None, std::iter::empty(), settings).map_err(|problems| problems.to_string().into())
}
