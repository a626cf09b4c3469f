//! Love supermarkets: items, stock, redemptions.

use crate::dialect::migration;

migration! {
    "m20261123_100900_create_shops",
    up: &[],
    down: &[],
}
