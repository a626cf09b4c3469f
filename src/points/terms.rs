//! The terms of a rule as a meeting adopts them.

use entity::id::RuleId;
use entity::point_rule_version::Evidence;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::PointsError;
use super::words::{day, line};
use crate::auth::Caller;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::{At, Fault};

/// Characters of a rule's name.
const NAME_CHARS_MAX: usize = 40;
/// Characters of a rule's unit.
const UNIT_CHARS_MAX: usize = 10;

/// The terms of a rule, with the record of the meeting that adopted them.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct RuleTerms {
    /// What is rewarded.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub name: String,
    /// Points for one time.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub points: i64,
    /// What one time is: an hour, a visit.
    #[oai(validator(min_length = 1, max_length = 10))]
    pub unit: String,
    /// Points that a household can get by it in a day; no cap when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub household_day_max: Option<i64>,
    /// Points that a household can get by it in a month; no cap when absent.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    pub household_month_max: Option<i64>,
    /// What a credit must bring.
    pub evidence: Evidence,
    /// The day of the meeting, today or earlier.
    #[serde(with = "day")]
    pub adopted_on: Date,
    /// Votes for it, more than against it.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub votes_for: i64,
    /// Votes against it.
    #[oai(validator(minimum(value = "0"), maximum(value = "100000")))]
    pub votes_against: i64,
}

impl RuleTerms {
    /// The terms with clean words, or every field that can't stand.
    pub(super) fn checked(self, today: Date) -> Result<Self, PointsError> {
        let mut invalid = Invalid::default();
        let name = line(&mut invalid, "/terms/name", &self.name, NAME_CHARS_MAX);
        let unit = line(&mut invalid, "/terms/unit", &self.unit, UNIT_CHARS_MAX);
        if self.adopted_on > today {
            invalid.beyond("/terms/adopted_on", Common::FieldTooLarge.entry(), today);
        }
        if self.votes_for <= self.votes_against {
            let least = self.votes_against.saturating_add(1);
            invalid.beyond("/terms/votes_for", Common::FieldTooSmall.entry(), least);
        }
        for (pointer, cap) in [
            ("/terms/household_day_max", self.household_day_max),
            ("/terms/household_month_max", self.household_month_max),
        ] {
            if cap.is_some_and(|cap| cap < self.points) {
                invalid.beyond(pointer, Common::FieldTooSmall.entry(), self.points);
            }
        }
        invalid.check()?;
        Ok(Self { name, unit, ..self })
    }

    /// Writes the terms down as `version` of `rule`.
    pub(super) async fn write(
        &self,
        at: &At<'_>,
        rule: RuleId,
        version: i64,
        by: &Caller,
    ) -> Result<(), Fault> {
        at.execute(
            "INSERT INTO point_rule_version (rule_id, version, name, points, unit, \
             household_day_max, household_month_max, evidence, adopted_on, votes_for, \
             votes_against, recorded_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            params![
                rule,
                version,
                self.name.clone(),
                self.points,
                self.unit.clone(),
                self.household_day_max,
                self.household_month_max,
                self.evidence.code(),
                self.adopted_on,
                self.votes_for,
                self.votes_against,
                by.account,
                at.now
            ],
        )
        .await?;
        Ok(())
    }
}
