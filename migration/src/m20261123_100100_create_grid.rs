//! The grid, its closure, and the history of its moves.

use crate::dialect::migration;

migration! {
    "m20261123_100100_create_grid",
    up: &[
        "CREATE TABLE grid_node (
            id uuid PRIMARY KEY,
            kind text NOT NULL
                CHECK (kind IN ('county', 'site', 'community', 'area', 'building', 'unit')),
            parent_id uuid REFERENCES grid_node (id),
            code text NOT NULL,
            name text NOT NULL,
            path text NOT NULL UNIQUE,
            pictogram text,
            pictogram_within uuid REFERENCES grid_node (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            retired_at bigint,
            UNIQUE (parent_id, code),
            CHECK ((parent_id IS NULL) = (kind = 'county')),
            CHECK ((pictogram IS NULL) = (pictogram_within IS NULL)),
            CHECK (pictogram IS NULL OR kind IN ('building', 'unit'))
        )",
        "CREATE UNIQUE INDEX grid_node_pictogram ON grid_node (pictogram_within, pictogram)
            WHERE retired_at IS NULL",
        "CREATE INDEX grid_node_by_parent ON grid_node (parent_id)",
        "CREATE TABLE grid_path (
            ancestor_id uuid NOT NULL REFERENCES grid_node (id),
            node_id uuid NOT NULL REFERENCES grid_node (id),
            depth bigint NOT NULL CHECK (depth >= 0),
            PRIMARY KEY (ancestor_id, node_id)
        ) {rowless}",
        "CREATE INDEX grid_path_by_node ON grid_path (node_id, depth)",
        "CREATE TABLE grid_move (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            from_parent_id uuid NOT NULL,
            to_parent_id uuid NOT NULL,
            from_path text NOT NULL,
            to_path text NOT NULL,
            reason text NOT NULL,
            actor_id uuid,
            at bigint NOT NULL
        )",
        "CREATE INDEX grid_move_by_node ON grid_move (node_id, at)",
    ],
    down: &["DROP TABLE grid_move", "DROP TABLE grid_path", "DROP TABLE grid_node"],
}
