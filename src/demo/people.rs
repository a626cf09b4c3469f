//! A made-up roster of a real site's size: 5,277 households and 22,782 people, the same for the same seed.
//!
//! Nobody in it can be a real person: ID-card numbers carry an area code that was never given out, and phone
//! numbers a segment that no operator has.

use std::collections::HashMap;
use std::io::Write;

use rust_xlsxwriter::XlsxError;
use time::{Date, Duration, Month, macros::date};

use super::family::{Member, family};
use super::life::{Life, find_work, life};
use super::names::{given_name, official, surname};
use super::place::{Dwelling, dwellings, origin};
use super::random::Random;
use crate::roster::model::{Ethnicity, Monitoring, Relation, Sex};
use crate::roster::row::{RosterRow, Shown};
use crate::roster::values::{IdCard, PersonName, Phone};
use crate::roster::write;
use crate::text::id_card::check_digit;

/// The households of the site, from the source.
pub const HOUSEHOLDS: u32 = 5_277;
/// The people of the site, from the source.
pub const PEOPLE: usize = 22_782;
/// The day on which the ages are counted.
pub const ROSTER_DAY: Date = date!(2026 - 01 - 01);
/// An area code in Yunnan (53) that GB/T 2260 never assigned: its prefectures end at 5334.
pub const AREA_CODE: &str = "539999";
/// A mobile segment that the numbering plan gives to no operator.
const PHONE_SEGMENT: &str = "154";

/// What the members of one household share.
struct Home {
    dwelling: Dwelling,
    household_no: String,
    ethnicity: Ethnicity,
    surname: &'static str,
    origin: (&'static str, &'static str),
    helper: Option<String>,
    monitoring: Monitoring,
    has_phone: bool,
    couple: bool,
}

/// Makes the roster, household by household, heads first.
pub fn generate(seed: u64) -> Vec<RosterRow> {
    let mut random = Random::new(seed);
    let mut numbers = Numbers::default();
    let officials: Vec<String> = (0..220).map(|_| official(&mut random)).collect();
    let officials: Vec<&str> = officials.iter().map(String::as_str).collect();
    let mut rows = Vec::with_capacity(PEOPLE);
    let sizes = sizes(&mut random);
    for (number, (dwelling, size)) in (1_u32..).zip(dwellings(HOUSEHOLDS).into_iter().zip(sizes)) {
        let members = family(&mut random, size);
        let mut lives: Vec<Life> = members.iter().map(|each| life(&mut random, *each)).collect();
        find_work(&mut random, &mut lives);
        let mut home = home(&mut random, number, dwelling, &officials);
        home.couple = members.iter().any(|each| each.relation == Relation::Spouse);
        for (member, life) in members.into_iter().zip(lives) {
            rows.push(person(&mut random, &mut numbers, &home, member, life));
        }
    }
    rows
}

/// Writes the roster of a seed as an `.xlsx` file, through the same door as every export.
///
/// # Errors
/// An [`XlsxError`] when `output` fails.
pub fn write_xlsx(seed: u64, output: impl Write + Send) -> Result<(), XlsxError> {
    let rows = generate(seed);
    write::write_xlsx(rows.iter().map(|row| row.cells(Shown::Wholly)), rows.len(), output)
}

/// How many live in each household; the sum is exact.
fn sizes(random: &mut Random) -> Vec<usize> {
    let shares = [(50, 1), (100, 2), (170, 3), (240, 4), (210, 5), (120, 6), (60, 7), (30, 8)];
    let mut sizes: Vec<usize> = (0..HOUSEHOLDS).map(|_| random.choose(&shares, 9)).collect();
    let mut total: usize = sizes.iter().sum();
    while total != PEOPLE {
        let at = usize::try_from(random.below(HOUSEHOLDS)).unwrap_or(0);
        let Some(size) = sizes.get_mut(at) else { break };
        if total < PEOPLE && *size < 9 {
            *size += 1;
            total += 1;
        } else if total > PEOPLE && *size > 1 {
            *size -= 1;
            total -= 1;
        }
    }
    sizes
}

fn home(random: &mut Random, number: u32, dwelling: Dwelling, officials: &[&str]) -> Home {
    let peoples = [(175, Ethnicity::Hui), (120, Ethnicity::Yi), (75, Ethnicity::Miao)];
    let rare = [(400, Ethnicity::Bai), (300, Ethnicity::Bouyei), (200, Ethnicity::Zhuang)];
    let ethnicity = if random.chance(12) {
        random.choose(&rare, Ethnicity::Dai)
    } else {
        random.choose(&peoples, Ethnicity::Han)
    };
    let monitored =
        [(20, Monitoring::Unstable), (14, Monitoring::Marginal), (7, Monitoring::Sudden)];
    Home {
        dwelling,
        household_no: format!("H{number:05}"),
        ethnicity,
        surname: surname(random, ethnicity),
        origin: origin(random),
        helper: random.chance(962).then(|| random.pick(officials).to_owned()),
        monitoring: random.choose(&monitored, Monitoring::None),
        has_phone: random.chance(968),
        couple: false,
    }
}

fn person(
    random: &mut Random,
    numbers: &mut Numbers,
    home: &Home,
    member: Member,
    life: Life,
) -> RosterRow {
    let Member { relation, sex, age } = member;
    // Children bear their father's surname, so of each couple the wife has the other one.
    let married_in = sex == Sex::Female
        && match relation {
            Relation::Head => home.couple,
            Relation::Spouse | Relation::ChildInLaw | Relation::Parent => true,
            _ => false,
        };
    let ethnicity = if married_in && random.chance(130) { Ethnicity::Han } else { home.ethnicity };
    let family_name = if married_in { surname(random, ethnicity) } else { home.surname };
    let full_name = format!("{family_name}{}", given_name(random, sex, age));
    let phone_share = match age {
        0..=13 => 0,
        14..=17 => 350,
        18..=59 => 930,
        60..=74 => 560,
        _ => 250,
    };
    let phone = home.has_phone && random.chance(phone_share);
    RosterRow {
        community: home.dwelling.community.to_owned(),
        area: home.dwelling.area.to_owned(),
        building: home.dwelling.building.clone(),
        unit: Some(home.dwelling.unit.clone()),
        room: home.dwelling.room.clone(),
        household_no: home.household_no.clone(),
        relation,
        name: made_name(&full_name),
        id_card: numbers.id_card(random, sex, age),
        ethnicity,
        education: Some(life.education),
        literacy: Some(life.literacy),
        disability: life.disability,
        health: Some(life.health),
        labour_capacity: life.labour_capacity,
        skills: life.skills,
        employment: life.employment,
        phone: phone.then(|| numbers.phone()),
        origin_township: Some(home.origin.0.to_owned()),
        origin_village: Some(home.origin.1.to_owned()),
        helper: home.helper.clone(),
        monitoring: home.monitoring,
    }
}

#[expect(clippy::expect_used, reason = "all characters come from the lists of names beside this")]
fn made_name(full: &str) -> PersonName {
    PersonName::parse(full).expect("a made-up name is a name")
}

/// Numbers that must not come twice.
#[derive(Default)]
struct Numbers {
    born: HashMap<(Date, Sex), u32>,
    phones: u32,
}

impl Numbers {
    /// An ID-card number of somebody of that age on [`ROSTER_DAY`].
    #[expect(clippy::expect_used, reason = "the parts are put together as the standard says")]
    fn id_card(&mut self, random: &mut Random, sex: Sex, age: u32) -> IdCard {
        let year = ROSTER_DAY.year() - 1 - i32::try_from(age).unwrap_or(0);
        let first = Date::from_calendar_date(year, Month::January, 1).unwrap_or(ROSTER_DAY);
        let day = first + Duration::days(i64::from(random.below(365)));
        let before = self.born.entry((day, sex)).or_default();
        let order = *before * 2 + u32::from(sex == Sex::Male);
        *before += 1;
        let (month, day_of_month) = (u8::from(day.month()), day.day());
        let start = format!("{AREA_CODE}{year}{month:02}{day_of_month:02}{order:03}");
        let check = check_digit(&start).expect("seventeen digits have a check digit");
        IdCard::parse(&format!("{start}{check}"), ROSTER_DAY).expect("the number is well made")
    }

    /// A phone number; the factor has no common divisor with the range, so none comes twice.
    #[expect(clippy::expect_used, reason = "eleven digits after 154 are a mobile number")]
    fn phone(&mut self) -> Phone {
        self.phones += 1;
        let scattered = u64::from(self.phones) * 61_803_399 % 100_000_000;
        Phone::parse(&format!("{PHONE_SEGMENT}{scattered:08}")).expect("the number is well made")
    }
}

#[cfg(test)]
mod tests;
