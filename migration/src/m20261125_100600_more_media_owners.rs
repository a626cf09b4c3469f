//! Photos and voice notes may also belong to a verification, a measure, a visit or an objection. The
//! table is made anew, because SQLite can't change a `CHECK`.

use crate::dialect::migration;

migration! {
    "m20261125_100600_more_media_owners",
    up: &[
        "CREATE TABLE media_new (
            id uuid PRIMARY KEY,
            account_id uuid NOT NULL REFERENCES account (id),
            household_id uuid REFERENCES household (id),
            owner_kind text CHECK (owner_kind IN ('declaration', 'verification', 'measure', 'visit',
                'objection')),
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
        "INSERT INTO media_new SELECT * FROM media",
        "DROP TABLE media",
        "ALTER TABLE media_new RENAME TO media",
        "CREATE INDEX media_by_owner ON media (owner_id, id) WHERE owner_id IS NOT NULL",
        "CREATE INDEX media_unused ON media (created_at) WHERE owner_id IS NULL",
    ],
    down: &[],
}
