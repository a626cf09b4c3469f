//! Where the rule says another colour than the household has, and what has to be written for it.

use std::collections::HashMap;

use entity::colour_result::{Colour, ColourResultState};
use entity::id::{AccountId, ColourResultId, ColourRuleId, HouseholdId};
use sea_orm::FromQueryResult;
use time::Date;

use super::gather::{Assessed, assess};
use super::rules::Rule;
use crate::params;
use crate::store::{Fault, Sql};

/// What has to be written for one household.
#[derive(Debug)]
pub(super) struct Difference {
    pub(super) household: HouseholdId,
    /// The colour that it had when it was assessed.
    pub(super) before: Colour,
    /// A proposal of the rule that does not hold any more.
    pub(super) supersedes: Option<ColourResultId>,
    /// What to propose.
    pub(super) proposes: Option<Proposal>,
}

/// A colour to propose.
#[derive(Debug)]
pub(super) struct Proposal {
    pub(super) colour: Colour,
    pub(super) score: i64,
    pub(super) inputs: String,
    pub(super) sentence: String,
}

/// A result that an assessment is compared with.
#[derive(FromQueryResult)]
struct Known {
    id: ColourResultId,
    household_id: HouseholdId,
    rule_id: ColourRuleId,
    state: ColourResultState,
    colour_before: Colour,
    colour: Colour,
    inputs: String,
    proposed_by: Option<AccountId>,
}

impl Known {
    /// Whether it says the same, for the same reasons.
    fn says(&self, rule: &Rule, before: Colour, wanted: &Proposal) -> bool {
        self.rule_id == rule.id
            && self.colour_before == before
            && self.colour == wanted.colour
            && self.inputs == wanted.inputs
    }
}

/// All differences in the rule's county.
///
/// What an officer proposed waits for its decision and is left alone. What was rejected is proposed
/// again only when the inputs, the rule or the colour changed since.
pub(super) async fn find(sql: Sql<'_>, today: Date, rule: &Rule) -> Result<Vec<Difference>, Fault> {
    let known = latest(sql, rule).await?;
    let mut found = Vec::new();
    for assessed in assess(sql, today, rule, None).await? {
        found.extend(compare(rule, &assessed, known.get(&assessed.household))?);
    }
    Ok(found)
}

fn compare(
    rule: &Rule,
    assessed: &Assessed,
    known: Option<&Known>,
) -> Result<Option<Difference>, Fault> {
    let open = known.filter(|known| known.state == ColourResultState::Proposed);
    if open.is_some_and(|open| open.proposed_by.is_some()) {
        return Ok(None);
    }
    let (household, before) = (assessed.household, assessed.before);
    let supersedes = open.map(|open| open.id);
    if assessed.scored.colour == before {
        let lapsed = supersedes.is_some();
        return Ok(lapsed.then_some(Difference { household, before, supersedes, proposes: None }));
    }
    let wanted = Proposal::of(assessed)?;
    if known.is_some_and(|known| known.says(rule, before, &wanted)) {
        return Ok(None);
    }
    Ok(Some(Difference { household, before, supersedes, proposes: Some(wanted) }))
}

impl Proposal {
    /// What the rule proposes.
    pub(super) fn of(assessed: &Assessed) -> Result<Self, Fault> {
        Ok(Self {
            colour: assessed.scored.colour,
            score: assessed.scored.score,
            inputs: assessed.inputs.text()?,
            sentence: assessed.scored.sentence(),
        })
    }
}

/// The open result of each household of the county or, where none is open, the one that was decided
/// last.
async fn latest(sql: Sql<'_>, rule: &Rule) -> Result<HashMap<HouseholdId, Known>, Fault> {
    let rows: Vec<Known> = sql
        .all(
            "SELECT r.id, r.household_id, r.rule_id, r.state, r.colour_before, r.colour, r.inputs, \
             r.proposed_by FROM colour_result r JOIN household h ON h.id = r.household_id \
             WHERE h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1) \
             AND r.state <> 'superseded' AND NOT EXISTS (SELECT 1 FROM colour_result n \
               WHERE n.household_id = r.household_id AND n.id > r.id AND n.state <> 'superseded')",
            params![rule.node_id],
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.household_id, row)).collect())
}
