//! Points: rules, accounts, transfers, entries.

use crate::dialect::migration;

migration! {
    "m20261123_100800_create_points",
    up: &[],
    down: &[],
}
