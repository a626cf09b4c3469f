//! Photos and voice notes.

use crate::dialect::migration;

migration! {
    "m20261123_100500_create_media",
    up: &[
        "CREATE TABLE media (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES account (id),
            household_id uuid REFERENCES household (id),
            owner_kind text CHECK (owner_kind IN ('declaration')),
            owner_id uuid,
            kind text NOT NULL
                CHECK (kind IN ('jpg', 'png', 'webp', 'm4a', 'aac', 'webm', 'mp3')),
            bytes bigint NOT NULL CHECK (bytes > 0),
            sha256 text NOT NULL,
            width_px bigint CHECK (width_px > 0),
            height_px bigint CHECK (height_px > 0),
            duration_ms bigint CHECK (duration_ms > 0),
            created_at bigint NOT NULL,
            CHECK ((owner_kind IS NULL) = (owner_id IS NULL)),
            CHECK ((owner_kind IS NULL) = (household_id IS NULL)),
            CHECK ((width_px IS NULL) = (height_px IS NULL)),
            CHECK ((width_px IS NULL) <> (duration_ms IS NULL))
        )",
        "CREATE INDEX media_by_owner ON media (owner_id, id) WHERE owner_id IS NOT NULL",
        "CREATE INDEX media_unused ON media (created_at) WHERE owner_id IS NULL",
    ],
    down: &["DROP TABLE media"],
}
