//! The rule that comes with the service, until a county adopts its own.

use entity::colour_result::Colour;
use entity::id::{ColourRuleId, NodeId};

use super::body::{ColourGuard, ColourRuleBody, IndicatorWeight};
use super::indicator::Indicator;
use super::rules::{self, Rule};
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

const NAME: &str = "红黄绿默认规则";
const SOURCE: &str =
    "关于健全防止返贫动态监测和帮扶机制的指导意见（2021年）；安置区红黄绿分级走访做法";

/// The default body, with the policy's screening line.
pub(super) fn body(income_line_fen: i64) -> ColourRuleBody {
    let weights = [
        (Indicator::IncomeBelowLine, 20),
        (Indicator::IncomeBelowHalf, 20),
        (Indicator::IncomeUnknown, 5),
        (Indicator::NoLabour, 25),
        (Indicator::ZeroEmployment, 20),
        (Indicator::Disability, 5),
        (Indicator::SevereDisability, 15),
        (Indicator::TwoStudents, 5),
        (Indicator::ElderlyAlone, 10),
        (Indicator::OpenDeclaration, 10),
        (Indicator::Monitored, 30),
        (Indicator::SuddenHardship, 20),
        (Indicator::GuaranteeAtRisk, 10),
        (Indicator::GuaranteeUnmet, 20),
        (Indicator::OpenClue, 10),
        (Indicator::MissedVisits, 5),
        (Indicator::MeasureWithoutEffect, 10),
    ];
    let guards = [Indicator::Monitored, Indicator::SuddenHardship, Indicator::GuaranteeUnmet];
    ColourRuleBody {
        income_line_fen,
        elderly_from_years: 60,
        look_back_days: 60,
        indicators: weights
            .map(|(indicator, weight)| IndicatorWeight { indicator, weight })
            .to_vec(),
        yellow_from: 30,
        red_from: 60,
        guards: guards
            .map(|indicator| ColourGuard { indicator, at_least: Colour::Yellow })
            .to_vec(),
    }
}

/// The county's adopted rule; the default is adopted where it has none.
pub(super) async fn adopted(at: &At<'_>, county: NodeId) -> Result<Rule, Fault> {
    if let Some(rule) = rules::adopted(at.sql(), county).await? {
        return Ok(rule);
    }
    let id = at.id::<ColourRuleId>();
    let body = body(at.world.config.policy.income.line_fen).text()?;
    let rows = at
        .execute(
            "INSERT INTO colour_rule (id, node_id, number, name, state, body, source, adopted_at, \
             created_at, updated_at) VALUES ($1, $2, 1, $3, 'adopted', $4, $5, $6, $6, $6) \
             ON CONFLICT DO NOTHING",
            params![id, county, NAME, body, SOURCE, at.now],
        )
        .await?;
    if rows > 0 {
        let subject = Subject::new("colour_rule", id).node(county);
        audit::record(at, Actor::SYSTEM, "colour.adopt", &[subject]).await?;
    }
    let rule = rules::adopted(at.sql(), county).await?;
    rule.ok_or_else(|| Fault::Damaged("a county has rules and none is adopted".to_owned()))
}
