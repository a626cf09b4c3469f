//! What life made of a made-up person: health, schooling, ability to work, work, skills.

use super::family::Member;
use super::random::Random;
use crate::roster::model::{
    Disability, DisabilityKind, DisabilityLevel, Education, Employment, Health, LabourCapacity,
    Literacy, Sex,
};

/// What the roster says about a person besides name and place.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) education: Education,
    pub(super) literacy: Literacy,
    pub(super) disability: Option<Disability>,
    pub(super) health: Health,
    pub(super) labour_capacity: LabourCapacity,
    pub(super) skills: Vec<String>,
    pub(super) employment: Option<Employment>,
}

const SKILLS: &[&str] = &[
    "种植",
    "养殖",
    "食用菌栽培",
    "建筑",
    "砌筑",
    "钢筋",
    "电焊",
    "驾驶",
    "缝纫",
    "刺绣",
    "烹饪",
    "家政",
    "保洁",
    "电工",
    "装卸",
    "电子装配",
    "理发",
    "月嫂",
    "苹果修剪",
    "直播带货",
];

/// Lives one life; whether there is work is decided for the household as a whole.
pub(super) fn life(random: &mut Random, member: Member) -> Life {
    let age = member.age;
    let disability = disability(random, age);
    let health = health(random, age);
    let education = education(random, age, member.sex);
    let student = is_student(random, age);
    let labour_capacity = if student { LabourCapacity::None } else { capacity(random, age) };
    let able = labour_capacity != LabourCapacity::None;
    let wanted = if able { random.choose(&[(330, 1), (170, 2), (40, 3)], 0) } else { 0 };
    let mut skills: Vec<String> = Vec::new();
    for _ in 0..wanted {
        let skill = random.pick(SKILLS).to_owned();
        if !skills.contains(&skill) {
            skills.push(skill);
        }
    }
    let employment = match age {
        _ if able || age < 6 => None,
        _ if student => Some(Employment::Student),
        55.. => Some(Employment::Retired),
        _ => Some(Employment::NotLooking),
    };
    let literacy = literacy(random, age, education);
    Life { education, literacy, disability, health, labour_capacity, skills, employment }
}

/// Gives work to a household: to nobody in one of twenty, else to nearly all who are able.
pub(super) fn find_work(random: &mut Random, lives: &mut [Life]) {
    let able = |life: &Life| life.labour_capacity != LabourCapacity::None;
    let without_work = random.chance(52);
    let mut first = true;
    for life in lives.iter_mut().filter(|life| able(life)) {
        let works = !without_work && (first || random.chance(949));
        first = false;
        let reason = random.choose(
            &[(560, Employment::Looking), (300, Employment::Caring)],
            Employment::NotLooking,
        );
        life.employment = Some(if works { Employment::Employed } else { reason });
    }
}

fn is_student(random: &mut Random, age: u32) -> bool {
    match age {
        6..=15 => true,
        16..=18 => random.chance(820),
        19..=22 => random.chance(400),
        _ => false,
    }
}

fn capacity(random: &mut Random, age: u32) -> LabourCapacity {
    let (full, partial) = match age {
        0..=15 => (0, 0),
        16..=49 => (918, 42),
        50..=59 => (780, 110),
        60..=64 => (330, 370),
        65..=69 => (80, 270),
        _ => (0, 60),
    };
    random.choose(
        &[(full, LabourCapacity::Full), (partial, LabourCapacity::Partial)],
        LabourCapacity::None,
    )
}

fn health(random: &mut Random, age: u32) -> Health {
    let (weak, chronic, serious) = match age {
        0..=15 => (8, 6, 2),
        16..=39 => (15, 25, 5),
        40..=59 => (40, 110, 14),
        60..=74 => (110, 300, 25),
        _ => (180, 400, 35),
    };
    let choices = [(weak, Health::Weak), (chronic, Health::Chronic), (serious, Health::Serious)];
    random.choose(&choices, Health::Healthy)
}

fn disability(random: &mut Random, age: u32) -> Option<Disability> {
    let share = match age {
        0..=15 => 10,
        16..=39 => 20,
        40..=59 => 45,
        60..=74 => 90,
        _ => 140,
    };
    if !random.chance(share) {
        return None;
    }
    let kinds = [
        (140, DisabilityKind::Sight),
        (130, DisabilityKind::Hearing),
        (40, DisabilityKind::Speech),
        (90, DisabilityKind::Intellectual),
        (90, DisabilityKind::Mental),
        (50, DisabilityKind::Multiple),
    ];
    let kind = random.choose(&kinds, DisabilityKind::Physical);
    let levels = [
        (100, Some(DisabilityLevel::One)),
        (220, Some(DisabilityLevel::Two)),
        (280, Some(DisabilityLevel::Three)),
        (320, Some(DisabilityLevel::Four)),
    ];
    Some(Disability { kind, level: random.choose(&levels, None) })
}

fn education(random: &mut Random, age: u32, sex: Sex) -> Education {
    use Education::{
        Bachelor, College, JuniorMiddle, None, Postgraduate, Primary, SeniorMiddle, Vocational,
    };
    let schooled = u32::from(sex == Sex::Male);
    match age {
        0..=5 => None,
        6..=11 => Primary,
        12..=14 => JuniorMiddle,
        15..=18 => random.choose(&[(480, SeniorMiddle), (330, Vocational)], JuniorMiddle),
        19..=29 => {
            let choices = [
                (30, Primary),
                (420, JuniorMiddle),
                (140, SeniorMiddle),
                (130, Vocational),
                (170, College),
                (98, Bachelor),
                (4, Postgraduate),
            ];
            random.choose(&choices, None)
        }
        30..=44 => {
            let choices = [
                (300, Primary),
                (470 + 40 * schooled, JuniorMiddle),
                (60, SeniorMiddle),
                (40, Vocational),
                (40, College),
                (10, Bachelor),
            ];
            random.choose(&choices, None)
        }
        45..=59 => {
            let choices =
                [(540, Primary), (170 + 120 * schooled, JuniorMiddle), (20, SeniorMiddle)];
            random.choose(&choices, None)
        }
        _ => random.choose(&[(300 + 180 * schooled, Primary), (40, JuniorMiddle)], None),
    }
}

fn literacy(random: &mut Random, age: u32, education: Education) -> Literacy {
    let (no, little) = match (age, education) {
        (0..=5, _) => (1_000, 0),
        (6..=8, _) => (0, 700),
        (60.., Education::Primary) => (150, 450),
        (_, Education::None) => (720, 230),
        (40.., Education::Primary) => (40, 240),
        (_, Education::Primary) => (5, 60),
        _ => (0, 0),
    };
    random.choose(&[(no, Literacy::No), (little, Literacy::Little)], Literacy::Yes)
}
