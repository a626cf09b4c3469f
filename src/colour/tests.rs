//! Scoring, whatever the rule and the inputs.

use entity::colour_result::Colour;
use entity::declaration::Category;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::body::{ColourGuard, ColourRuleBody, IndicatorWeight};
use super::indicator::Indicator;
use super::inputs::ColourInputs;
use super::score::score;
use crate::http::Invalid;

fn weights() -> impl Strategy<Value = Vec<IndicatorWeight>> {
    let some = subsequence(Indicator::ALL.to_vec(), 1..=Indicator::ALL.len());
    some.prop_flat_map(|indicators| {
        let count = indicators.len();
        (Just(indicators), prop::collection::vec(1_i64..=100, count)).prop_map(
            |(indicators, weights)| {
                let pairs = indicators.into_iter().zip(weights);
                pairs.map(|(indicator, weight)| IndicatorWeight { indicator, weight }).collect()
            },
        )
    })
}

fn guards() -> impl Strategy<Value = Vec<ColourGuard>> {
    let some = subsequence(Indicator::ALL.to_vec(), 0..=4);
    (some, any::<bool>()).prop_map(|(indicators, red)| {
        let at_least = if red { Colour::Red } else { Colour::Yellow };
        indicators.into_iter().map(|indicator| ColourGuard { indicator, at_least }).collect()
    })
}

fn rules() -> impl Strategy<Value = ColourRuleBody> {
    (weights(), guards(), 1_i64..=200, 1_i64..=200).prop_map(
        |(indicators, guards, yellow_from, more)| ColourRuleBody {
            income_line_fen: 1_000_000,
            elderly_from_years: 60,
            look_back_days: 60,
            indicators,
            yellow_from,
            red_from: yellow_from + more,
            guards,
        },
    )
}

fn households() -> impl Strategy<Value = ColourInputs> {
    let people = (1_i64..=8, 0_i64..=8, 0_i64..=8, 0_i64..=8, 0_i64..=8, 0_i64..=8, 0_i64..=8);
    let income = prop::option::of(-500_000_i64..=3_000_000);
    let category = prop::option::of(prop::sample::select(Category::ALL.to_vec()));
    let cases = (0_i64..=2, 0_i64..=2, 0_i64..=2, 0_i64..=2, 0_i64..=4, 0_i64..=2);
    (people, income, category, cases).prop_map(|(people, net_fen_per_head, category, cases)| {
        let (members, able, available, working, disabled, severe, students) = people;
        let able = able.min(members);
        let available = available.min(able);
        let disabled = disabled.min(members);
        ColourInputs {
            members,
            able,
            available,
            working: working.min(available),
            disabled,
            severely_disabled: severe.min(disabled),
            students: students.min(members),
            elderly: (members - able).min(students),
            net_fen_per_head,
            category,
            open_declarations: cases.0,
            guarantees_at_risk: cases.1,
            guarantees_unmet: cases.2,
            open_clues: cases.3,
            missed_visits: cases.4,
            measures_without_effect: cases.5,
        }
    })
}

/// The same household, worse off in one way.
fn worse(inputs: &ColourInputs, way: usize) -> ColourInputs {
    let mut worse = inputs.clone();
    match way {
        0 => worse.working = 0,
        1 => worse.disabled += 1,
        2 => {
            worse.disabled += 1;
            worse.severely_disabled += 1;
        }
        3 => worse.students += 1,
        4 => worse.net_fen_per_head = worse.net_fen_per_head.map(|net| net - 400_000),
        5 => worse.category = worse.category.or(Some(Category::Marginal)),
        6 => worse.category = Some(Category::Sudden),
        7 => worse.open_declarations += 1,
        8 => worse.guarantees_at_risk += 1,
        9 => worse.guarantees_unmet += 1,
        10 => worse.open_clues += 1,
        11 => worse.missed_visits += 1,
        _ => worse.measures_without_effect += 1,
    }
    worse
}

proptest! {
    #[test]
    fn who_is_worse_off_never_gets_a_better_colour(
        rule in rules(), inputs in households(), way in 0_usize..13,
    ) {
        let (before, after) = (score(&rule, &inputs), score(&rule, &worse(&inputs, way)));
        prop_assert!(after.colour >= before.colour, "{before:?} then {after:?}");
        prop_assert!(after.score >= before.score);
    }

    #[test]
    fn guards_hold_whatever_the_points(rule in rules(), inputs in households()) {
        let scored = score(&rule, &inputs);
        for guard in rule.guards.iter().filter(|guard| guard.indicator.holds(&rule, &inputs)) {
            prop_assert!(scored.colour >= guard.at_least);
        }
        if let Some(raised_by) = scored.raised_by {
            prop_assert!(scored.sentence().contains(raised_by.phrase()));
        }
    }

    #[test]
    fn the_sentence_names_the_heaviest_reasons_points_and_colour(
        rule in rules(), inputs in households(),
    ) {
        let scored = score(&rule, &inputs);
        let sentence = scored.sentence();
        for reason in scored.reasons.iter().take(3) {
            prop_assert!(sentence.contains(reason.phrase()), "{}", sentence);
        }
        prop_assert!(sentence.contains(scored.colour.word()), "{}", sentence);
        prop_assert!(sentence.contains(&scored.score.to_string()), "{}", sentence);
        prop_assert!(sentence.chars().count() <= 250, "{}", sentence);
        let weight = |indicator| {
            let found = rule.indicators.iter().find(|weighed| weighed.indicator == indicator);
            found.unwrap().weight
        };
        prop_assert!(scored.reasons.is_sorted_by_key(|reason| -weight(*reason)));
    }

    #[test]
    fn a_result_can_be_had_again_from_what_was_kept(rule in rules(), inputs in households()) {
        let kept_rule = ColourRuleBody::read(&rule.text().unwrap()).unwrap();
        let kept = ColourInputs::read(&inputs.text().unwrap()).unwrap();
        prop_assert_eq!(score(&kept_rule, &kept), score(&rule, &inputs));
        prop_assert_eq!(kept.text().unwrap(), inputs.text().unwrap());
    }
}

#[test]
fn by_the_rule_that_comes_with_the_service_losing_the_last_labour_is_worse() {
    let (able, none) = (Indicator::ZeroEmployment, Indicator::NoLabour);
    let rule = super::seed::body(1_000_000);
    let weight =
        |wanted| rule.indicators.iter().find(|weighed| weighed.indicator == wanted).unwrap().weight;
    assert!(weight(none) >= weight(able));
    let mut invalid = Invalid::default();
    rule.check(&mut invalid);
    assert!(invalid.0.is_empty(), "{invalid:?}");
    let all = rule.indicators.len();
    assert_eq!(all, Indicator::ALL.len(), "the default rule passes over an indicator");
}

#[test]
fn a_household_without_any_trouble_is_green() {
    let inputs = ColourInputs {
        members: 3,
        able: 2,
        available: 2,
        working: 2,
        net_fen_per_head: Some(1_500_000),
        ..ColourInputs::default()
    };
    let scored = score(&super::seed::body(1_000_000), &inputs);
    assert_eq!((scored.colour, scored.score), (Colour::Green, 0));
    assert_eq!(scored.sentence(), "得 0 分：没有发现风险指标，建议定为绿色。");
}

#[test]
fn what_makes_a_rule_senseless_is_named_all_at_once() {
    let twice = IndicatorWeight { indicator: Indicator::NoLabour, weight: 10 };
    let guard = ColourGuard { indicator: Indicator::Monitored, at_least: Colour::Green };
    let rule = ColourRuleBody {
        indicators: vec![twice, twice],
        yellow_from: 90,
        red_from: 80,
        guards: vec![guard, guard],
        ..super::seed::body(1_000_000)
    };
    let mut invalid = Invalid::default();
    rule.check(&mut invalid);
    let pointers: Vec<_> = invalid.0.iter().map(|error| error.pointer.as_str()).collect();
    assert_eq!(
        pointers,
        [
            "/body/indicators/1/indicator",
            "/body/guards/0/at_least",
            "/body/guards/1/indicator",
            "/body/guards/1/at_least",
            "/body/red_from",
            "/body/red_from",
        ]
    );
}
