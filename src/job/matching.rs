//! Who is matched with a posting: one statement that makes every delivery of a publication.
//!
//! It goes from the nodes through the grid's closure to households and their members by index, and
//! writes nothing where a delivery is there already.

use entity::Moment;
use entity::id::{PublicationId, PushId};
use sea_orm::{DbBackend, Value};
use time::Date;

use super::criteria::{Meant, years_before};
use crate::params;
use crate::roster::model::Employment;

/// Who is not in work and available: looking for work, or at home to care for the family.
pub const AVAILABLE: [Employment; 2] = [Employment::Looking, Employment::Caring];

/// The place of the first skill among the statement's parameters.
const FIRST_SKILL: usize = 9;

/// The statement that makes the deliveries of a publication.
///
/// Parameters: `$1` push, `$2` time, `$3` publication (its nodes are in `job_publication_node`), `$4`
/// and `$5` capacities, `$6` whether people in work are meant too, `$7` born after this day, `$8` born
/// on this day or before, from `$9` on `skills` skills of which one is enough. The members are the ids
/// as hexadecimal text, joined by commas in any order.
pub fn delivery_statement(backend: DbBackend, skills: usize) -> String {
    let persons = match backend {
        DbBackend::Postgres => "string_agg(CAST(p.id AS text), ',')",
        _ => "group_concat(hex(p.id))",
    };
    let one_of: Vec<_> = (FIRST_SKILL..FIRST_SKILL + skills).map(has_skill).collect();
    let skilled = match one_of.as_slice() {
        [] => String::new(),
        some => format!(" AND ({})", some.join(" OR ")),
    };
    let [looking, caring] = AVAILABLE.map(Employment::code);
    format!(
        "INSERT INTO delivery (household_id, push_id, state, persons, created_at) \
         SELECT h.id, $1, 'waiting', {persons}, $2 \
         FROM household h JOIN person p ON p.household_id = h.id \
         WHERE h.node_id IN (SELECT g.node_id FROM job_publication_node n \
         JOIN grid_path g ON g.ancestor_id = n.node_id WHERE n.publication_id = $3) \
         AND h.state = 'present' AND p.state = 'present' AND p.labour_capacity <> 'none' \
         AND p.labour_capacity IN ($4, $5) \
         AND ($6 OR p.employment IN ('{looking}', '{caring}')) \
         AND p.birth_date > $7 AND p.birth_date <= $8{skilled} \
         GROUP BY h.node_id, h.id ON CONFLICT DO NOTHING"
    )
}

/// Whether the skill in a parameter is among a person's, without LIKE's special characters.
fn has_skill(place: usize) -> String {
    let held = "',' || p.skills || ','";
    format!("replace({held}, ',' || ${place} || ',', '') <> {held}")
}

/// The values of [`delivery_statement`]'s parameters.
pub(super) fn values(
    push: PushId,
    publication: PublicationId,
    meant: &Meant,
    now: Moment,
    today: Date,
) -> Vec<Value> {
    let first = meant.capacities.first().map_or("none", |capacity| capacity.code());
    let last = meant.capacities.last().map_or("none", |capacity| capacity.code());
    let born_after = years_before(today, meant.age_max + 1);
    let born_until = years_before(today, meant.age_min);
    let everybody = !meant.not_in_work;
    let mut values =
        params![push, now, publication, first, last, everybody, born_after, born_until];
    values.extend(meant.skills.iter().map(|skill| Value::from(skill.as_str())));
    values
}
