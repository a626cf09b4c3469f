//! Job postings and where they were published.

use crate::dialect::migration;

migration! {
    "m20261123_100700_create_jobs",
    up: &[],
    down: &[],
}
