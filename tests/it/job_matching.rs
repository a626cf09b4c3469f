//! Who is matched with a posting: the one statement against a plain predicate, and its plan.

use std::collections::BTreeSet;

use entity::appointment::Role;
use entity::id::HouseholdId;
use proptest::prelude::*;
use sea_orm::{DbBackend, FromQueryResult};
use serde_json::json;
use time::Date;
use time::macros::date;
use xinju::job::matching::delivery_statement;
use xinju::params;

use crate::job::draft;
use crate::town::{Somebody, Town};

const DOORS: [&str; 4] = ["north/1/u1", "north/2/u1", "south/1/u2", "far/1/u1"];
const TODAY: Date = date!(2026 - 03 - 02);

#[derive(Clone, Debug)]
struct Member {
    capacity: &'static str,
    employment: &'static str,
    born: Date,
    skills: Option<&'static str>,
    present: bool,
}

#[derive(Clone, Debug)]
struct Home {
    door: usize,
    present: bool,
    members: Vec<Member>,
}

#[derive(Clone, Debug)]
struct Meant {
    capacities: Vec<&'static str>,
    not_in_work: bool,
    skills: Vec<&'static str>,
    age_min: i32,
    age_max: i32,
}

fn born() -> impl Strategy<Value = Date> {
    // Birthdays around the limits of age, and others.
    let around = (16_i32..=62, -1_i64..=1).prop_map(|(age, days)| {
        let day = TODAY.replace_year(TODAY.year() - age).unwrap();
        day.saturating_add(time::Duration::days(days))
    });
    let any = (1930_i32..=2025, 1_u16..=365)
        .prop_map(|(year, day)| Date::from_ordinal_date(year, day).unwrap());
    prop_oneof![around, any, Just(date!(2008 - 02 - 29))]
}

fn member() -> impl Strategy<Value = Member> {
    let capacity = prop::sample::select(vec!["full", "partial", "none"]);
    let codes = vec!["employed", "looking", "not_looking", "student", "retired", "caring"];
    let skills = prop::sample::select(vec![None, Some("缝纫"), Some("电工,缝纫"), Some("缝纫机")]);
    (capacity, prop::sample::select(codes), born(), skills, prop::bool::weighted(0.8)).prop_map(
        |(capacity, employment, born, skills, present)| Member {
            capacity,
            employment,
            born,
            skills,
            present,
        },
    )
}

fn home() -> impl Strategy<Value = Home> {
    let members = prop::collection::vec(member(), 0..4);
    (0..DOORS.len(), prop::bool::weighted(0.9), members).prop_map(|(door, present, members)| Home {
        door,
        present,
        members,
    })
}

fn meant() -> impl Strategy<Value = Meant> {
    let capacities =
        prop::sample::select(vec![vec!["full"], vec!["partial"], vec!["partial", "full"]]);
    let skills = prop::sample::select(vec![vec![], vec!["缝纫"], vec!["电工", "%"], vec!["_"]]);
    (capacities, any::<bool>(), skills, 16_i32..30, 30_i32..64).prop_map(
        |(capacities, not_in_work, skills, age_min, age_max)| Meant {
            capacities,
            not_in_work,
            skills,
            age_min,
            age_max,
        },
    )
}

fn age(born: Date) -> i32 {
    let had_birthday =
        (u8::from(TODAY.month()), TODAY.day()) >= (u8::from(born.month()), born.day());
    TODAY.year() - born.year() - i32::from(!had_birthday)
}

fn fits(member: &Member, meant: &Meant) -> bool {
    let held: Vec<_> = member.skills.unwrap_or_default().split(',').collect();
    member.present
        && meant.capacities.contains(&member.capacity)
        && (!meant.not_in_work || ["looking", "caring"].contains(&member.employment))
        && (meant.age_min..=meant.age_max).contains(&age(member.born))
        && (meant.skills.is_empty() || meant.skills.iter().any(|skill| held.contains(skill)))
}

#[derive(FromQueryResult)]
struct Reached {
    household_id: HouseholdId,
    persons: String,
}

async fn agrees(homes: Vec<Home>, meant: Meant) -> Result<(), TestCaseError> {
    let town = Town::start().await;
    let officer = town.staff(Role::EmploymentOfficer, "site").await;
    let mut wanted = BTreeSet::new();
    for home in &homes {
        let id = town.household(DOORS[home.door]).await;
        town.sql("UPDATE person SET state = 'left' WHERE household_id = $1", params![id]).await;
        let state = if home.present { "present" } else { "left" };
        town.sql("UPDATE household SET state = $2 WHERE id = $1", params![id, state]).await;
        let mut named = BTreeSet::new();
        for member in &home.members {
            let who = Somebody {
                labour_capacity: member.capacity,
                employment: member.employment,
                born: member.born,
                relation: "other",
                ..Somebody::default()
            };
            let person = town.person(id, who).await;
            let state = if member.present { "present" } else { "left" };
            let text = "UPDATE person SET state = $2, skills = $3 WHERE id = $1";
            town.sql(text, params![person, state, member.skills]).await;
            if fits(member, &meant) {
                named.insert(person.0);
            }
        }
        let inside = DOORS[home.door] != "far/1/u1";
        if inside && home.present && !named.is_empty() {
            wanted.insert((id, named));
        }
    }
    let posting = draft(&officer, "site").await;
    let criteria = json!({
        "labour_capacity": meant.capacities, "not_in_work": meant.not_in_work,
        "skills": meant.skills, "age_min": meant.age_min, "age_max": meant.age_max,
    });
    let body = json!({ "node_ids": [town.node("site"), town.node("north")], "criteria": criteria });
    let said = officer.post(&format!("/job-postings/{posting}/publication"), body).await.ok();
    prop_assert_eq!(&said["matched_now"], &json!(wanted.len()));
    let rows: Vec<Reached> = town.rows("SELECT household_id, persons FROM delivery", vec![]).await;
    let found: BTreeSet<_> = rows
        .into_iter()
        .map(|row| {
            let ids = row.persons.split(',').map(|id| id.parse().unwrap());
            (row.household_id, ids.collect::<BTreeSet<uuid::Uuid>>())
        })
        .collect();
    prop_assert_eq!(found, wanted);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, ..ProptestConfig::default() })]
    #[test]
    fn the_statement_reaches_whom_the_rule_names(
        homes in prop::collection::vec(home(), 1..25),
        meant in meant(),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(agrees(homes, meant))?;
    }
}

#[derive(FromQueryResult)]
struct Step {
    detail: String,
}

#[tokio::test]
async fn the_statement_goes_by_index_from_the_nodes_to_the_members() {
    let town = Town::start().await;
    if town.app.db.backend() != DbBackend::Sqlite {
        return;
    }
    for skills in [0, 2] {
        let text = delivery_statement(DbBackend::Sqlite, skills);
        let steps: Vec<Step> = town.rows(&format!("EXPLAIN QUERY PLAN {text}"), vec![]).await;
        let plan: Vec<_> = steps.iter().map(|step| step.detail.as_str()).collect();
        for search in [
            "SEARCH h USING INDEX household_by_node (node_id=?)",
            "SEARCH g USING PRIMARY KEY (ancestor_id=?)",
            "SEARCH n USING PRIMARY KEY (publication_id=?)",
        ] {
            assert!(plan.contains(&search), "{search}: {plan:#?}");
        }
        let by_household = |step: &&str| step.starts_with("SEARCH p USING INDEX person_");
        assert!(plan.iter().any(by_household), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{plan:#?}");
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{plan:#?}");
    }
}
