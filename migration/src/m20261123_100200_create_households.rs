//! Households, persons, their history, and the codes printed on household cards.

use crate::dialect::migration;

migration! {
    "m20261123_100200_create_households",
    up: &[
        "CREATE TABLE household (
            id uuid PRIMARY KEY,
            site_id uuid NOT NULL REFERENCES grid_node (id),
            number text NOT NULL,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            room text NOT NULL,
            head_id uuid,
            origin_township text,
            origin_village text,
            helper_name text,
            monitoring text NOT NULL DEFAULT 'none',
            colour text NOT NULL DEFAULT 'green' CHECK (colour IN ('red', 'yellow', 'green')),
            state text NOT NULL CHECK (state IN ('present', 'left', 'merged')),
            merged_into uuid REFERENCES household (id),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            UNIQUE (site_id, number),
            CHECK ((state = 'merged') = (merged_into IS NOT NULL))
        )",
        "CREATE INDEX household_by_node ON household (node_id, id)",
        "CREATE TABLE person (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            name text NOT NULL,
            initials text NOT NULL,
            sex text NOT NULL CHECK (sex IN ('male', 'female')),
            birth_date date NOT NULL,
            ethnicity text NOT NULL,
            education text,
            literacy text,
            disability text,
            health_sealed text,
            relation text NOT NULL,
            labour_capacity text NOT NULL CHECK (labour_capacity IN ('full', 'partial', 'none')),
            employment text NOT NULL,
            skills text,
            id_card_sealed text,
            id_card_index text,
            phone_sealed text,
            phone_index text,
            state text NOT NULL CHECK (state IN ('present', 'left', 'deceased')),
            version bigint NOT NULL DEFAULT 1,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            CHECK ((id_card_sealed IS NULL) = (id_card_index IS NULL)),
            CHECK ((phone_sealed IS NULL) = (phone_index IS NULL))
        )",
        "CREATE UNIQUE INDEX person_by_id_card ON person (id_card_index) WHERE state = 'present'",
        "CREATE INDEX person_by_household ON person (household_id)",
        "CREATE INDEX person_by_phone ON person (phone_index) WHERE phone_index IS NOT NULL",
        "CREATE INDEX person_by_name ON person (name)",
        "CREATE INDEX person_by_initials ON person (initials)",
        "CREATE INDEX person_for_work ON person (household_id, id)
            WHERE state = 'present' AND labour_capacity <> 'none'",
        "CREATE TABLE household_history (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            event text NOT NULL,
            other_id uuid REFERENCES household (id),
            person_id uuid REFERENCES person (id),
            from_place text,
            to_place text,
            fields text,
            actor_id uuid,
            at bigint NOT NULL
        )",
        "CREATE INDEX household_history_by_household ON household_history (household_id, id)",
        "CREATE TABLE activation (
            id uuid PRIMARY KEY,
            household_id uuid NOT NULL REFERENCES household (id),
            code_index text NOT NULL UNIQUE,
            printed_by uuid,
            created_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            tries_left bigint NOT NULL CHECK (tries_left >= 0),
            used_at bigint,
            voided_at bigint
        )",
        "CREATE UNIQUE INDEX activation_open ON activation (household_id)
            WHERE used_at IS NULL AND voided_at IS NULL",
    ],
    down: &[
        "DROP TABLE activation", "DROP TABLE household_history", "DROP TABLE person",
        "DROP TABLE household",
    ],
}
