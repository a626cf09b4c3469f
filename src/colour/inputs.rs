//! What a rule is applied to: codes and numbers of one household, kept with the result.

use entity::declaration::Category;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use crate::store::Fault;

/// What a rule was applied to; no name, no day, no number of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Object, Serialize, Deserialize)]
pub struct ColourInputs {
    /// Present members.
    #[oai(validator(minimum(value = "0")))]
    pub members: i64,
    /// Members with labour capacity.
    #[oai(validator(minimum(value = "0")))]
    pub able: i64,
    /// Those of them who neither go to school nor are retired.
    #[oai(validator(minimum(value = "0")))]
    pub available: i64,
    /// Members in work.
    #[oai(validator(minimum(value = "0")))]
    pub working: i64,
    /// Members with a disability.
    #[oai(validator(minimum(value = "0")))]
    pub disabled: i64,
    /// Members with one of the first or second degree.
    #[oai(validator(minimum(value = "0")))]
    pub severely_disabled: i64,
    /// Members who go to school.
    #[oai(validator(minimum(value = "0")))]
    pub students: i64,
    /// Members of the rule's age or older.
    #[oai(validator(minimum(value = "0")))]
    pub elderly: i64,
    /// Last year's net income per head in fen, rounded down; absent where the ledger has no item.
    #[oai(skip_serializing_if_is_none)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub net_fen_per_head: Option<i64>,
    /// The category for which the household is monitored.
    #[oai(skip_serializing_if_is_none)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Open declarations of hardship.
    #[oai(validator(minimum(value = "0")))]
    pub open_declarations: i64,
    /// Guarantees that the latest verification of an open case found at risk.
    #[oai(validator(minimum(value = "0")))]
    pub guarantees_at_risk: i64,
    /// Guarantees that it found unmet.
    #[oai(validator(minimum(value = "0")))]
    pub guarantees_unmet: i64,
    /// Open clues from departments.
    #[oai(validator(minimum(value = "0")))]
    pub open_clues: i64,
    /// Visits that were missed in the rule's days.
    #[oai(validator(minimum(value = "0")))]
    pub missed_visits: i64,
    /// Measures that were found without effect in the rule's days.
    #[oai(validator(minimum(value = "0")))]
    pub measures_without_effect: i64,
}

impl ColourInputs {
    /// The text under which they are kept; the same inputs are the same text.
    pub(super) fn text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|fault| Fault::Damaged(fault.to_string()))
    }

    /// The inputs that were kept.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|fault| Fault::Damaged(format!("inputs: {fault}")))
    }
}
