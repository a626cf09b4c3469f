//! Imported sheets and what each changed.

use crate::dialect::migration;

migration! {
    "m20261123_101000_create_imports",
    up: &[],
    down: &[],
}
