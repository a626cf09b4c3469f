//! Made-up families: who lives together, of what age and sex, so that parents are older than their children.

use super::random::Random;
use crate::roster::model::{Relation, Sex};

/// A member of a family before there is a name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) relation: Relation,
    pub(super) sex: Sex,
    /// Full years on the day of the roster.
    pub(super) age: u32,
}

/// Years between a parent and a child, at least.
const GENERATION: u32 = 19;
const AGE_MAX: u32 = 95;

/// A family of so many people, the head first.
pub(super) fn family(random: &mut Random, size: usize) -> Vec<Member> {
    match size {
        0 | 1 => vec![single(random)],
        2 => pair(random),
        _ if size >= 5 && random.chance(330) => three_generations(random, size),
        _ => parents_and_children(random, size),
    }
}

fn member(relation: Relation, sex: Sex, age: u32) -> Member {
    Member { relation, sex, age: age.min(AGE_MAX) }
}

fn either(random: &mut Random) -> Sex {
    if random.chance(512) { Sex::Male } else { Sex::Female }
}

fn opposite(sex: Sex) -> Sex {
    match sex {
        Sex::Male => Sex::Female,
        Sex::Female => Sex::Male,
    }
}

fn head(random: &mut Random, youngest: u32, oldest: u32) -> Member {
    let sex = if random.chance(840) { Sex::Male } else { Sex::Female };
    let age = random.between(youngest, oldest);
    member(Relation::Head, sex, age)
}

/// Husbands are a little older as a rule; nobody here marries before 20.
fn partner(random: &mut Random, of: Member, relation: Relation) -> Member {
    let years = random.between(0, 5);
    let age = match of.sex {
        Sex::Male => (of.age + 1).saturating_sub(years),
        Sex::Female => (of.age + years).saturating_sub(1),
    };
    member(relation, opposite(of.sex), age.max(20))
}

fn single(random: &mut Random) -> Member {
    if random.chance(600) {
        let mut old = head(random, 60, 86);
        old.sex = either(random);
        if random.chance(60) {
            old.age = random.between(87, AGE_MAX);
        }
        old
    } else {
        head(random, 24, 59)
    }
}

fn pair(random: &mut Random) -> Vec<Member> {
    if random.chance(640) {
        let head = if random.chance(480) { head(random, 58, 80) } else { head(random, 23, 57) };
        let spouse = partner(random, head, Relation::Spouse);
        return vec![head, spouse];
    }
    let head = head(random, 34, 58);
    let mut family = vec![head];
    children(random, &mut family, Relation::Child, head.age, 1);
    family
}

fn parents_and_children(random: &mut Random, size: usize) -> Vec<Member> {
    let head = head(random, 27, 53);
    let mut family = vec![head];
    let mut youngest_parent = head.age;
    if random.chance(900) {
        let spouse = partner(random, head, Relation::Spouse);
        youngest_parent = youngest_parent.min(spouse.age);
        family.push(spouse);
    }
    let old_people = match size {
        3 => random.choose(&[(90, 1)], 0),
        4 => random.choose(&[(200, 1)], 0),
        5 => random.choose(&[(400, 1), (200, 2)], 0),
        _ => random.choose(&[(350, 1), (500, 2)], 0),
    };
    let mut old_sex = Sex::Female;
    for _ in 0..old_people {
        let age = head.age + random.between(GENERATION + 2, 34);
        family.push(member(Relation::Parent, old_sex, age));
        old_sex = Sex::Male;
    }
    let left = size.saturating_sub(family.len());
    children(random, &mut family, Relation::Child, youngest_parent, left);
    siblings(random, &mut family, head.age, size);
    family
}

fn three_generations(random: &mut Random, size: usize) -> Vec<Member> {
    let mut head = head(random, 46, 66);
    head.sex = Sex::Male;
    let spouse = partner(random, head, Relation::Spouse);
    let oldest_son = spouse.age.min(head.age).saturating_sub(GENERATION + 1).max(21);
    let age = random.between(21, oldest_son);
    let son = member(Relation::Child, Sex::Male, age);
    let wife = partner(random, son, Relation::ChildInLaw);
    let mut family = vec![head, spouse, son, wife];
    let left = size.saturating_sub(family.len());
    children(random, &mut family, Relation::Grandchild, son.age.min(wife.age), left);
    siblings(random, &mut family, head.age, size);
    family
}

/// Adds up to `wanted` children, two years or more apart, whom a parent of that age can have.
fn children(
    random: &mut Random,
    family: &mut Vec<Member>,
    relation: Relation,
    parent_age: u32,
    wanted: usize,
) {
    let eldest_max = parent_age.saturating_sub(GENERATION).min(29);
    let wanted = u32::try_from(wanted).unwrap_or(0).min(eldest_max / 2 + 1).min(6);
    if wanted == 0 || parent_age < GENERATION {
        return;
    }
    let eldest_min = (2 * (wanted - 1)).max(eldest_max.saturating_sub(8));
    let mut age = random.between(eldest_min, eldest_max);
    for younger in (0..wanted).rev() {
        let sex = either(random);
        family.push(member(relation, sex, age));
        if younger > 0 {
            let gap_max = age.saturating_sub(2 * (younger - 1)).min(5);
            age -= random.between(2, gap_max.max(2));
        }
    }
}

/// Fills a family up with brothers and sisters of its head.
fn siblings(random: &mut Random, family: &mut Vec<Member>, head_age: u32, size: usize) {
    while family.len() < size {
        let sex = either(random);
        let age = random.between(head_age.saturating_sub(11).max(17), head_age + 8);
        family.push(member(Relation::Sibling, sex, age));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_have_the_size_asked_and_one_head() {
        let mut random = Random::new(7);
        for size in (1..=9).cycle().take(9_000) {
            let family = family(&mut random, size);
            assert_eq!(family.len(), size);
            let heads = family.iter().filter(|member| member.relation == Relation::Head).count();
            assert_eq!((heads, family[0].relation), (1, Relation::Head));
        }
    }

    #[test]
    fn generations_lie_apart() {
        let mut random = Random::new(8);
        for size in (2..=9).cycle().take(8_000) {
            let family = family(&mut random, size);
            let ages = |relation| {
                let members = family.iter().filter(move |member| member.relation == relation);
                members.map(|member| member.age).collect::<Vec<_>>()
            };
            for child in ages(Relation::Child) {
                assert!(child + 16 <= family[0].age);
                assert!(ages(Relation::Spouse).iter().all(|age| child + 16 <= *age));
            }
            assert!(ages(Relation::Parent).iter().all(|age| *age >= family[0].age + 16));
            for child in ages(Relation::Grandchild) {
                assert!(ages(Relation::ChildInLaw).iter().all(|age| child + 16 <= *age));
            }
        }
    }

    #[test]
    fn spouses_are_of_two_sexes_and_near_age() {
        let mut random = Random::new(9);
        for _ in 0..2_000 {
            let family = family(&mut random, 4);
            if let Some(spouse) = family.iter().find(|member| member.relation == Relation::Spouse) {
                assert_ne!(spouse.sex, family[0].sex);
                assert!(spouse.age.abs_diff(family[0].age) <= 5);
            }
        }
    }
}
