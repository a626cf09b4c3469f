//! Whom a publication is meant for.

use entity::job_posting;
use entity::job_publication::WorkCapacity;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::terms;
use crate::config::JobPolicy;
use crate::http::{Common, FieldError, Invalid};

/// The youngest that may work: 16 (labour law, article 15).
pub(super) const AGE_MIN: i64 = 16;

fn both() -> Vec<WorkCapacity> {
    WorkCapacity::ALL.to_vec()
}

const fn yes() -> bool {
    true
}

/// Whom a publication is meant for; who fits everything named here is matched.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct JobCriteria {
    /// Capacities for labour (劳动能力); both where none is named.
    #[oai(default = "both", validator(min_items = 1, max_items = 2))]
    #[serde(default = "both")]
    pub labour_capacity: Vec<WorkCapacity>,
    /// Whether only people who are not in work and available (looking for work, or caring for their
    /// family) are meant.
    #[oai(default = "yes")]
    #[serde(default = "yes")]
    pub not_in_work: bool,
    /// Skills of which one is enough; none for everybody.
    #[oai(default, validator(max_items = 20, max_length = 30))]
    #[serde(default)]
    pub skills: Vec<String>,
    /// The youngest meant, in years; never younger than the posting asks for.
    #[oai(validator(minimum(value = "16"), maximum(value = "100")))]
    pub age_min: Option<i64>,
    /// The oldest meant, in years; the policy's limit where none is named.
    #[oai(validator(minimum(value = "16"), maximum(value = "100")))]
    pub age_max: Option<i64>,
}

impl Default for JobCriteria {
    fn default() -> Self {
        Self {
            labour_capacity: both(),
            not_in_work: yes(),
            skills: vec![],
            age_min: None,
            age_max: None,
        }
    }
}

/// Whom a publication is meant for, with every number settled.
#[derive(Clone, Debug)]
pub(super) struct Meant {
    pub(super) capacities: Vec<WorkCapacity>,
    pub(super) not_in_work: bool,
    pub(super) skills: Vec<String>,
    pub(super) age_min: i64,
    pub(super) age_max: i64,
}

impl JobCriteria {
    /// Settles what was left open, and notes what is wrong.
    pub(super) fn settle(
        self,
        row: &job_posting::Model,
        policy: &JobPolicy,
        invalid: &mut Invalid,
    ) -> Meant {
        let mut skills = self.skills;
        terms::skills(invalid, "/criteria/skills", &mut skills);
        let age_min = self.age_min.unwrap_or(AGE_MIN).max(row.age_min).max(AGE_MIN);
        let age_max = self.age_max.unwrap_or(i64::from(policy.age_max).max(age_min));
        if age_max < age_min {
            invalid.0.push(FieldError {
                pointer: "/criteria/age_max".to_owned(),
                entry: Common::FieldTooSmall.entry(),
                gaps: vec![("limit", age_min.to_string())],
            });
        }
        let mut capacities = self.labour_capacity;
        capacities.sort_unstable();
        capacities.dedup();
        Meant { capacities, not_in_work: self.not_in_work, skills, age_min, age_max }
    }
}

/// The same day `years` earlier; 28 February where that year has no 29th.
pub(super) fn years_before(day: Date, years: i64) -> Date {
    let year = i32::try_from(i64::from(day.year()) - years).unwrap_or(day.year());
    let eve = || day.previous_day().and_then(|eve| eve.replace_year(year).ok());
    day.replace_year(year).ok().or_else(eve).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn a_leap_day_becomes_the_last_of_february() {
        assert_eq!(years_before(date!(2028 - 02 - 29), 17), date!(2011 - 02 - 28));
        assert_eq!(years_before(date!(2028 - 02 - 29), 16), date!(2012 - 02 - 29));
        assert_eq!(years_before(date!(2026 - 03 - 02), 16), date!(2010 - 03 - 02));
    }
}
