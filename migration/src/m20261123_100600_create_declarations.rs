//! Declarations and their timelines.

use crate::dialect::migration;

migration! {
    "m20261123_100600_create_declarations",
    up: &[],
    down: &[],
}
