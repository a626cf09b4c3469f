//! Offices are for staff accounts alone, and of a staff account it is known where its owner lives.
//!
//! A resident's account opens with a printed card, so an office on it would belong to whoever prints
//! or finds the card. The person behind a staff account isn't unique: who administers and also serves
//! has two accounts.

use crate::dialect::migration;

migration! {
    "m20261123_102000_know_who_serves",
    up: &[
        "ALTER TABLE account ADD COLUMN lives_elsewhere boolean NOT NULL DEFAULT false
            CHECK (NOT lives_elsewhere OR person_id IS NULL)",
        "CREATE INDEX account_by_person ON account (person_id) WHERE person_id IS NOT NULL",
    ],
    sqlite: &[
        "UPDATE appointment SET ended_at = CAST(strftime('%s', 'now') AS integer) * 1000
         WHERE ended_at IS NULL
           AND account_id IN (SELECT id FROM account WHERE kind = 'resident')",
        "CREATE TRIGGER appointment_of_staff_made BEFORE INSERT ON appointment
         WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND kind <> 'staff')
         BEGIN SELECT RAISE(ABORT, 'only staff accounts hold offices'); END",
        "CREATE TRIGGER appointment_of_staff_moved BEFORE UPDATE OF account_id ON appointment
         WHEN EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND kind <> 'staff')
         BEGIN SELECT RAISE(ABORT, 'only staff accounts hold offices'); END",
    ],
    postgres: &[
        "UPDATE appointment
         SET ended_at = CAST(extract(epoch FROM now()) * 1000 AS bigint)
         WHERE ended_at IS NULL
           AND account_id IN (SELECT id FROM account WHERE kind = 'resident')",
        "CREATE FUNCTION need_staff() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN
           IF EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND kind <> 'staff') THEN
             RAISE EXCEPTION 'only staff accounts hold offices';
           END IF;
           RETURN NEW;
         END $$",
        "CREATE TRIGGER appointment_of_staff BEFORE INSERT OR UPDATE OF account_id ON appointment
         FOR EACH ROW EXECUTE FUNCTION need_staff()",
    ],
    sqlite_down: &[
        "DROP TRIGGER appointment_of_staff_moved", "DROP TRIGGER appointment_of_staff_made",
    ],
    postgres_down: &[
        "DROP TRIGGER appointment_of_staff ON appointment", "DROP FUNCTION need_staff()",
    ],
    down: &[
        "DROP INDEX account_by_person", "ALTER TABLE account DROP COLUMN lives_elsewhere",
    ],
}
