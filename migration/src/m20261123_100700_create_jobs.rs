//! Job postings, where they were published, and what households answered.
//!
//! A posting's push has the posting's id, so `delivery` holds who was reached.

use crate::dialect::migration;

migration! {
    "m20261123_100700_create_jobs",
    up: &[
        "CREATE TABLE job_posting (
            id uuid PRIMARY KEY,
            node_id uuid NOT NULL REFERENCES grid_node (id),
            state text NOT NULL CHECK (state IN
                ('draft', 'published', 'paused', 'filled', 'expired', 'withdrawn')),
            employer text NOT NULL,
            title text NOT NULL,
            channel text NOT NULL CHECK (channel IN
                ('transfer', 'industry', 'workshop', 'business', 'public_post')),
            workplace text NOT NULL,
            vacancies bigint NOT NULL CHECK (vacancies > 0),
            pay_fen bigint NOT NULL CHECK (pay_fen > 0),
            pay_unit text NOT NULL CHECK (pay_unit IN ('month', 'day', 'hour', 'piece')),
            hours text,
            board_and_lodging text,
            transport text,
            skills text,
            certificates text,
            age_min bigint NOT NULL CHECK (age_min >= 16),
            apply_by date NOT NULL,
            contact text NOT NULL,
            version bigint NOT NULL DEFAULT 1,
            created_by uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            published_at bigint,
            ended_at bigint,
            reason text,
            CHECK (state <> 'draft' OR published_at IS NULL),
            CHECK ((state IN ('filled', 'expired', 'withdrawn')) = (ended_at IS NOT NULL))
        )",
        "CREATE INDEX job_posting_by_node ON job_posting (node_id, id)",
        "CREATE INDEX job_posting_open ON job_posting (apply_by)
            WHERE state IN ('published', 'paused')",
        "CREATE TABLE job_publication (
            id uuid PRIMARY KEY,
            posting_id uuid NOT NULL REFERENCES job_posting (id),
            capacities text NOT NULL,
            not_in_work boolean NOT NULL,
            skills text,
            age_min bigint NOT NULL CHECK (age_min >= 16),
            age_max bigint NOT NULL,
            account_id uuid NOT NULL REFERENCES account (id),
            created_at bigint NOT NULL,
            CHECK (age_max >= age_min)
        )",
        "CREATE INDEX job_publication_by_posting ON job_publication (posting_id)",
        "CREATE TABLE job_publication_node (
            publication_id uuid NOT NULL REFERENCES job_publication (id),
            node_id uuid NOT NULL REFERENCES grid_node (id),
            PRIMARY KEY (publication_id, node_id)
        ) {rowless}",
        "CREATE TABLE job_answer (
            id uuid PRIMARY KEY,
            posting_id uuid NOT NULL REFERENCES job_posting (id),
            household_id uuid NOT NULL REFERENCES household (id),
            person_id uuid REFERENCES person (id),
            answer text NOT NULL CHECK (answer IN
                ('interested', 'not_interested', 'need_help')),
            reason text CHECK (reason IN ('pay', 'distance', 'care_duties', 'health', 'skills',
                'hours', 'has_work', 'other')),
            at_door boolean NOT NULL,
            account_id uuid NOT NULL REFERENCES account (id),
            at bigint NOT NULL,
            CHECK ((answer = 'not_interested') = (reason IS NOT NULL))
        )",
        "CREATE INDEX job_answer_by_household ON job_answer (household_id, posting_id, id)",
    ],
    down: &[
        "DROP TABLE job_answer", "DROP TABLE job_publication_node", "DROP TABLE job_publication",
        "DROP TABLE job_posting",
    ],
}
