//! What clients see of points: rules, transfers, statements.

use entity::Moment;
use entity::id::{HouseholdId, NodeId, RuleId, TransferId};
use entity::point_rule_version::Evidence;
use entity::point_transfer::TransferKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::words::day;

/// A rule by which points are credited, with the terms of the version in force.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct PointRule {
    /// The rule.
    pub rule_id: RuleId,
    /// The community that adopted it.
    pub node_id: NodeId,
    /// The version in force; a change makes a new one and keeps the old.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
    /// What is rewarded.
    #[oai(validator(max_length = 40))]
    pub name: String,
    /// Points for one time.
    #[oai(validator(minimum(value = "1"), maximum(value = "100000")))]
    pub points: i64,
    /// What one time is: an hour, a visit.
    #[oai(validator(max_length = 10))]
    pub unit: String,
    /// Points that a household can get by it in a day.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_day_max: Option<i64>,
    /// Points that a household can get by it in a month.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household_month_max: Option<i64>,
    /// What a credit must bring.
    pub evidence: Evidence,
    /// The day of the meeting that adopted this version.
    #[serde(with = "day")]
    pub adopted_on: time::Date,
    /// Votes for it.
    #[oai(validator(minimum(value = "0")))]
    pub votes_for: i64,
    /// Votes against it.
    #[oai(validator(minimum(value = "0")))]
    pub votes_against: i64,
    /// When it was ended, if it was.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
}

/// A transfer of points, seen from its household.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct PointTransfer {
    /// The transfer.
    pub transfer_id: TransferId,
    /// What it is.
    pub kind: TransferKind,
    /// The household whose points it moved.
    pub household_id: HouseholdId,
    /// Points in; below 0 points out.
    pub amount: i64,
    /// The household's balance right after it.
    #[oai(validator(minimum(value = "0")))]
    pub balance_after: i64,
    /// The rule of a credit.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<RuleId>,
    /// The version of that rule.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_version: Option<i64>,
    /// The name of that rule.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_name: Option<String>,
    /// How many times the rule was counted.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub times: Option<i64>,
    /// The transfer that this one takes back.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverses: Option<TransferId>,
    /// The reversal that took this one back; absent in the reply to the transfer itself.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reversed_by: Option<TransferId>,
    /// What was done, what was redeemed, or why it was reversed.
    #[oai(skip_serializing_if_is_none, validator(max_length = 200))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When.
    pub at: Moment,
}

/// A household's points: the balance and the statement, newest first.
#[derive(Clone, Debug, Object, Serialize)]
pub struct PointStatement {
    /// The household.
    pub household_id: HouseholdId,
    /// Points now.
    #[oai(validator(minimum(value = "0")))]
    pub balance: i64,
    /// Transfers, newest first.
    #[oai(validator(max_items = 100))]
    pub items: Vec<PointTransfer>,
    /// Hand this back as `cursor` to get earlier transfers; absent on the last page.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}
