//! Photos and voice notes.

use crate::dialect::migration;

migration! {
    "m20261123_100500_create_media",
    up: &[],
    down: &[],
}
