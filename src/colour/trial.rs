//! Trying a version of the rule (试算): who would have another colour by it. Nothing is written.

use std::collections::BTreeMap;

use entity::colour_result::{Colour, ColourShape};
use entity::id::{ColourRuleId, HouseholdId};
use poem_openapi::Object;
use serde::Serialize;

use super::gather::{Assessed, assess};
use super::rules;
use crate::app::App;
use crate::auth::Grant;
use crate::auth::permission::EditColourRules;
use crate::http::{ApiError, Cursor};
use crate::store::{Fault, View};
use crate::support::listing::Turn;
use crate::support::store::listed;
use crate::support::whose::{self, Whose};

const LIST: &str = "colour_trial";

/// Who would have another colour.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourTrial {
    /// The version that was tried.
    pub rule_id: ColourRuleId,
    /// All households of the county.
    #[oai(validator(minimum(value = "0")))]
    pub households: i64,
    /// Those that would keep their colour.
    #[oai(validator(minimum(value = "0")))]
    pub unchanged: i64,
    /// How many would change, by colour; with `unchanged` they add up to all.
    #[oai(validator(max_items = 6))]
    pub moves: Vec<ColourMove>,
    /// A page of those who would, in the order of their entry into the register.
    #[oai(validator(max_items = 100))]
    pub items: Vec<ColourTrialLine>,
    /// Hand this back as `cursor` to get the next page; absent on the last one.
    #[oai(skip_serializing_if_is_none, validator(max_length = 500))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// How many households would go from one colour to another.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourMove {
    /// The colour that they have.
    pub from: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub from_word: String,
    /// The colour that they would have.
    pub to: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub to_word: String,
    /// How many.
    #[oai(validator(minimum(value = "1")))]
    pub count: i64,
}

/// A household that would have another colour.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ColourTrialLine {
    /// The household.
    pub household_id: HouseholdId,
    /// Its number.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The colour that it has.
    pub colour_before: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_before_word: String,
    /// The shape for it.
    pub colour_before_shape: ColourShape,
    /// The colour that it would have.
    pub colour: Colour,
    /// The word for it.
    #[oai(validator(max_length = 4))]
    pub colour_word: String,
    /// The shape for it.
    pub colour_shape: ColourShape,
    /// Its points.
    #[oai(validator(minimum(value = "0")))]
    pub score: i64,
    /// Why, in one sentence.
    #[oai(validator(max_length = 300))]
    pub sentence: String,
}

/// Tries a version against all households of its county.
pub(super) async fn run(
    app: &App,
    by: &Grant<EditColourRules>,
    id: ColourRuleId,
    turn: Turn<'_>,
) -> Result<ColourTrial, ApiError> {
    let view = app.long_view();
    let rule = rules::within(view.sql, by, id).await?.into();
    let all = assess(view.sql, view.today(), &rule, None).await?;
    let households = count(all.len());
    let changing: Vec<_> = all.into_iter().filter(|one| one.scored.colour != one.before).collect();
    let unchanged = households - count(changing.len());
    let moves = moves(&changing);
    let after = Cursor::read::<HouseholdId>(&app.keys, LIST, turn.cursor)?;
    let probe = usize::try_from(turn.limit.probe()).unwrap_or(usize::MAX);
    let page: Vec<_> = changing
        .into_iter()
        .filter(|one| after.is_none_or(|after| one.household > after))
        .take(probe)
        .collect();
    let lines = named(&view, page).await?;
    let page = turn.limit.cut(lines, |last| Cursor::write(&app.keys, LIST, &last.household_id))?;
    Ok(ColourTrial {
        rule_id: id,
        households,
        unchanged,
        moves,
        items: page.items,
        next_cursor: page.next_cursor,
    })
}

fn count(items: usize) -> i64 {
    i64::try_from(items).unwrap_or(i64::MAX)
}

fn moves(changing: &[Assessed]) -> Vec<ColourMove> {
    let mut counts: BTreeMap<(Colour, Colour), i64> = BTreeMap::new();
    for one in changing {
        *counts.entry((one.before, one.scored.colour)).or_default() += 1;
    }
    let shown = |((from, to), count): ((Colour, Colour), i64)| ColourMove {
        from,
        from_word: from.word().to_owned(),
        to,
        to_word: to.word().to_owned(),
        count,
    };
    counts.into_iter().map(shown).collect()
}

/// The households with their numbers and doors, in the same order.
async fn named(view: &View<'_>, page: Vec<Assessed>) -> Result<Vec<ColourTrialLine>, Fault> {
    if page.is_empty() {
        return Ok(vec![]);
    }
    let mut values = Vec::new();
    let ids = listed(&mut values, page.iter().map(|one| one.household).collect());
    let sql = format!(
        "SELECT {} FROM household h {} WHERE h.id IN ({ids})",
        whose::COLUMNS,
        whose::TABLES
    );
    let names: Vec<Whose> = view.sql.all(sql, values).await?;
    let line = |one: Assessed| {
        let whose = names.iter().find(|whose| whose.household_id == one.household)?;
        Some(ColourTrialLine {
            household_id: one.household,
            household_number: whose.household_number.clone(),
            head_name: whose.head_masked(),
            door: whose.door(),
            colour_before: one.before,
            colour_before_word: one.before.word().to_owned(),
            colour_before_shape: one.before.shape(),
            colour: one.scored.colour,
            colour_word: one.scored.colour.word().to_owned(),
            colour_shape: one.scored.colour.shape(),
            score: one.scored.score,
            sentence: one.scored.sentence(),
        })
    };
    Ok(page.into_iter().filter_map(line).collect())
}
