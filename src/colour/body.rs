//! What a rule says: indicators with weights, thresholds, guards, and the numbers that they rest on.

use std::collections::BTreeSet;

use entity::colour_result::Colour;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::indicator::Indicator;
use crate::http::{Common, FieldError, Invalid};
use crate::store::Fault;

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourRuleBody {
    /// Net income of a year per head, in fen, below which a household counts as poor.
    #[oai(validator(minimum(value = "100000"), maximum(value = "10000000")))]
    pub income_line_fen: i64,
    /// The age in years from which a member counts as elderly.
    #[oai(validator(minimum(value = "50"), maximum(value = "90")))]
    pub elderly_from_years: i64,
    /// For so many days back missed visits and measures without effect count.
    #[oai(validator(minimum(value = "7"), maximum(value = "366")))]
    pub look_back_days: i64,
    /// What counts, and how much; each at most once.
    #[oai(validator(min_items = 1, max_items = 30))]
    pub indicators: Vec<IndicatorWeight>,
    /// The points from which a household is yellow.
    #[oai(validator(minimum(value = "1"), maximum(value = "1000")))]
    pub yellow_from: i64,
    /// The points from which it is red; more than for yellow.
    #[oai(validator(minimum(value = "2"), maximum(value = "1000")))]
    pub red_from: i64,
    /// Below what the colour does not fall, whatever the points; each indicator at most once.
    #[oai(validator(max_items = 30))]
    pub guards: Vec<ColourGuard>,
}

/// How much an indicator counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct IndicatorWeight {
    /// Which.
    pub indicator: Indicator,
    /// Its points.
    #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
    pub weight: i64,
}

/// Where an indicator holds, the colour is at least this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourGuard {
    /// Which.
    pub indicator: Indicator,
    /// Yellow or red.
    pub at_least: Colour,
}

impl ColourRuleBody {
    /// Notes all that makes the rule senseless: doubles, thresholds in the wrong order or out of reach,
    /// a guard that guards nothing.
    pub(super) fn check(&self, invalid: &mut Invalid) {
        let mut seen = BTreeSet::new();
        for (place, weighed) in self.indicators.iter().enumerate() {
            if !seen.insert(weighed.indicator) {
                twice(invalid, format!("/body/indicators/{place}/indicator"));
            }
        }
        let mut guarded = BTreeSet::new();
        for (place, guard) in self.guards.iter().enumerate() {
            if !guarded.insert(guard.indicator) {
                twice(invalid, format!("/body/guards/{place}/indicator"));
            }
            if guard.at_least == Colour::Green {
                let gaps = vec![("allowed", "yellow, red".to_owned())];
                let pointer = format!("/body/guards/{place}/at_least");
                invalid.0.push(FieldError { pointer, entry: Common::FieldChoice.entry(), gaps });
            }
        }
        if self.red_from <= self.yellow_from {
            let least = self.yellow_from.saturating_add(1);
            invalid.beyond("/body/red_from", Common::FieldTooSmall.entry(), least);
        }
        let most: i64 = self.indicators.iter().map(|weighed| weighed.weight).sum();
        if self.red_from > most {
            invalid.beyond("/body/red_from", Common::FieldTooLarge.entry(), most);
        }
    }

    /// The text under which it is kept.
    pub(super) fn text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|fault| Fault::Damaged(fault.to_string()))
    }

    /// The body that was kept.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(|fault| Fault::Damaged(format!("rule: {fault}")))
    }
}

fn twice(invalid: &mut Invalid, pointer: String) {
    let gaps = vec![("expected", "each indicator once".to_owned())];
    invalid.0.push(FieldError { pointer, entry: Common::FieldForm.entry(), gaps });
}
