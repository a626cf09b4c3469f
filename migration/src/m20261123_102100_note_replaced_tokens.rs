//! Of a refresh token it is known when another took its place before it was used: whoever shows it
//! afterwards has its reply, so two have a copy of the one before.

use crate::dialect::migration;

migration! {
    "m20261123_102100_note_replaced_tokens",
    up: &[
        "ALTER TABLE refresh_token ADD COLUMN replaced_at bigint
            CHECK (replaced_at IS NULL OR used_at IS NOT NULL)",
    ],
    down: &["ALTER TABLE refresh_token DROP COLUMN replaced_at"],
}
