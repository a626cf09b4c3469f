//! Scoring: the same rule and the same inputs always give the same colour and the same sentence.

use entity::colour_result::Colour;

use super::body::ColourRuleBody;
use super::indicator::Indicator;
use super::inputs::ColourInputs;

/// How many reasons a sentence names.
const REASONS: usize = 3;

/// What a rule makes of a household's inputs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The sum of the weights of what holds.
    pub score: i64,
    /// The colour, after the guards.
    pub colour: Colour,
    /// What holds, the heaviest first.
    pub reasons: Vec<Indicator>,
    /// The guard that raised the colour above what the points give.
    pub raised_by: Option<Indicator>,
}

/// Applies a rule to inputs.
pub fn score(rule: &ColourRuleBody, inputs: &ColourInputs) -> Scored {
    let mut held: Vec<_> = rule
        .indicators
        .iter()
        .filter(|weighed| weighed.indicator.holds(rule, inputs))
        .copied()
        .collect();
    held.sort_by_key(|weighed| (std::cmp::Reverse(weighed.weight), weighed.indicator));
    let score = held.iter().map(|weighed| weighed.weight).sum();
    let by_points = match score {
        points if points >= rule.red_from => Colour::Red,
        points if points >= rule.yellow_from => Colour::Yellow,
        _ => Colour::Green,
    };
    let guards = rule.guards.iter().filter(|guard| guard.indicator.holds(rule, inputs));
    let strictest = guards.max_by_key(|guard| (guard.at_least, std::cmp::Reverse(guard.indicator)));
    let raising = strictest.filter(|guard| guard.at_least > by_points);
    Scored {
        score,
        colour: raising.map_or(by_points, |guard| guard.at_least),
        reasons: held.into_iter().map(|weighed| weighed.indicator).collect(),
        raised_by: raising.map(|guard| guard.indicator),
    }
}

impl Scored {
    /// Why, in one plain sentence that names the heaviest reasons.
    pub fn sentence(&self) -> String {
        let named: Vec<_> =
            self.reasons.iter().take(REASONS).map(|reason| reason.phrase()).collect();
        let more = if self.reasons.len() > REASONS {
            format!("等 {} 项", self.reasons.len())
        } else {
            String::new()
        };
        let why = if named.is_empty() {
            "没有发现风险指标".to_owned()
        } else {
            format!("{}{more}", named.join("、"))
        };
        let guard = self.raised_by.map(|guard| format!("，因{}不低于这一档", guard.phrase()));
        let word = self.colour.word();
        format!("得 {} 分：{why}，建议定为{word}色{}。", self.score, guard.unwrap_or_default())
    }
}
