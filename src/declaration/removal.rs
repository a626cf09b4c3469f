//! When a risk counts as removed (风险消除): the conditions, and which of them are not met.
//!
//! A household leaves monitoring only when it was monitored long enough, at least one measure was
//! delivered, its net income per head is above the screening line, and somebody in it can work. Source:
//! the guiding opinions on monitoring against a return to poverty (2021); the numbers are policy values.

use entity::Moment;
use entity::id::{DeclarationId, HouseholdId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::{Date, Month};

use super::error::DeclarationError;
use super::store::Case;
use crate::auth::Grant;
use crate::auth::permission::ReadMonitoring;
use crate::params;
use crate::store::at::World;
use crate::store::{At, Fault, Sql, View};

entity::codes! {
    /// A condition for removing the risk.
    pub enum RemovalCondition {
        /// Monitored for at least the policy's months (监测满期).
        MonitoredLongEnough = "monitored_long_enough",
        /// At least one measure was delivered (帮扶到位).
        MeasureDelivered = "measure_delivered",
        /// Net income per head is above the screening line (收入达标).
        IncomeAboveLine = "income_above_line",
        /// Somebody in the household can work (有劳动力).
        HasLabourCapacity = "has_labour_capacity",
    }
}

impl RemovalCondition {
    /// In words, when it is not met.
    pub const fn unmet_zh(self) -> &'static str {
        match self {
            Self::MonitoredLongEnough => "监测时间未满",
            Self::MeasureDelivered => "还没有落实的帮扶措施",
            Self::IncomeAboveLine => "人均纯收入未达到筛查线，或没有收入记录",
            Self::HasLabourCapacity => "家中没有劳动能力",
        }
    }
}

/// A condition, and whether it is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object, Serialize)]
pub struct RemovalCheck {
    /// Which one.
    pub condition: RemovalCondition,
    /// Whether it is met.
    pub is_met: bool,
}

#[derive(Debug, FromQueryResult)]
struct Facts {
    confirmed_at: Option<Moment>,
    measures: i64,
    workers: i64,
    members: i64,
    net_fen: Option<i64>,
}

/// All conditions for this household, each with whether it is met.
pub(crate) async fn conditions(
    sql: Sql<'_>,
    world: &World,
    today: Date,
    household: HouseholdId,
) -> Result<Vec<RemovalCheck>, Fault> {
    let facts: Option<Facts> = sql
        .one(
            "SELECT (SELECT MAX(r.confirmed_at) FROM monitoring_record r \
                WHERE r.household_id = $1 AND r.removed_at IS NULL) AS confirmed_at, \
              (SELECT COUNT(*) FROM measure m WHERE m.household_id = $1 AND m.state = 'delivered' \
                AND m.created_at >= COALESCE((SELECT MIN(COALESCE(d.created_at, c.confirmed_at)) \
                  FROM monitoring_record c LEFT JOIN declaration d ON d.id = c.declaration_id \
                  WHERE c.household_id = $1 AND c.removed_at IS NULL), 0)) AS measures, \
              (SELECT COUNT(*) FROM person p WHERE p.household_id = $1 AND p.state = 'present' \
                AND p.labour_capacity <> 'none') AS workers, \
              (SELECT COUNT(*) FROM person p WHERE p.household_id = $1 \
                AND p.state = 'present') AS members, \
              (SELECT CAST(SUM(CASE WHEN i.kind IN ('business_cost', 'necessary_cost') \
                  THEN -i.amount_fen ELSE i.amount_fen END) AS bigint) FROM income_item i \
                WHERE i.household_id = $1 AND i.voided_at IS NULL AND i.year = \
                  (SELECT MAX(y.year) FROM income_item y \
                    WHERE y.household_id = $1 AND y.voided_at IS NULL)) AS net_fen",
            params![household],
        )
        .await?;
    let Some(facts) = facts else { return Ok(vec![]) };
    let policy = &world.config.policy;
    let months = policy.monitoring.removal_months_min;
    let long_enough =
        facts.confirmed_at.is_some_and(|confirmed| plus_months(confirmed.day(), months) <= today);
    let members = facts.members.max(1);
    let above = facts.net_fen.is_some_and(|net| net / members > policy.income.line_fen);
    Ok([
        (RemovalCondition::MonitoredLongEnough, long_enough),
        (RemovalCondition::MeasureDelivered, facts.measures > 0),
        (RemovalCondition::IncomeAboveLine, above),
        (RemovalCondition::HasLabourCapacity, facts.workers > 0),
    ]
    .map(|(condition, is_met)| RemovalCheck { condition, is_met })
    .to_vec())
}

/// The conditions for removing a household's risk.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RemovalConditions {
    /// Each with whether it is met.
    #[oai(validator(max_items = 20))]
    pub conditions: Vec<RemovalCheck>,
    /// Whether all are.
    pub all_met: bool,
}

/// The conditions for the household of a declaration in sight.
pub(super) async fn read(
    view: &View<'_>,
    by: &Grant<ReadMonitoring>,
    id: DeclarationId,
) -> Result<RemovalConditions, DeclarationError> {
    let mut values = params![id];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT h.id FROM declaration d JOIN household h ON h.id = d.household_id \
         WHERE d.id = $1 AND {clause}"
    );
    let household: Option<HouseholdId> = view.sql.value(sql, values).await?;
    let household = household.ok_or(DeclarationError::Missing)?;
    let conditions = conditions(view.sql, view.world, view.today(), household).await?;
    let all_met = conditions.iter().all(|check| check.is_met);
    Ok(RemovalConditions { conditions, all_met })
}

/// Refuses unless every condition is met, and says which are not.
pub(super) async fn check(at: &At<'_>, case: &Case) -> Result<(), DeclarationError> {
    check_household(at, case.household_id).await
}

/// The same for a household whose record has no declaration.
pub(crate) async fn check_household(
    at: &At<'_>,
    household: HouseholdId,
) -> Result<(), DeclarationError> {
    let checks = conditions(at.sql(), at.world, at.today(), household).await?;
    let unmet: Vec<_> =
        checks.iter().filter(|check| !check.is_met).map(|check| check.condition).collect();
    if unmet.is_empty() && !checks.is_empty() {
        return Ok(());
    }
    let words: Vec<_> = unmet.iter().map(|condition| condition.unmet_zh()).collect();
    let codes: Vec<_> = unmet.iter().map(|condition| condition.code()).collect();
    Err(DeclarationError::RiskRemains { unmet_zh: words.join("；"), unmet: codes.join(", ") })
}

/// The same day so many months later, or the last day of a shorter month.
pub(crate) fn plus_months(day: Date, months: u32) -> Date {
    let months = i64::from(months) + i64::from(u8::from(day.month())) - 1;
    let year = day.year() + i32::try_from(months.div_euclid(12)).unwrap_or(0);
    let month = u8::try_from(months.rem_euclid(12) + 1).unwrap_or(1);
    let month = Month::try_from(month).unwrap_or(Month::January);
    let last = month.length(year);
    Date::from_calendar_date(year, month, day.day().min(last)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::plus_months;

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        assert_eq!(plus_months(date!(2026 - 01 - 31), 1), date!(2026 - 02 - 28));
        assert_eq!(plus_months(date!(2026 - 08 - 15), 6), date!(2027 - 02 - 15));
        assert_eq!(plus_months(date!(2026 - 12 - 01), 12), date!(2027 - 12 - 01));
    }
}
