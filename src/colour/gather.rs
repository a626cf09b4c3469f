//! Reading the inputs of all households of a county at once, or of one, in one statement.

use entity::colour_result::Colour;
use entity::declaration::Category;
use entity::id::HouseholdId;
use sea_orm::FromQueryResult;
use time::{Date, Duration};

use super::inputs::ColourInputs;
use super::rules::Rule;
use super::score::{Scored, score};
use crate::params;
use crate::store::{Fault, Sql};
use crate::support::store::morning;

/// A household with what the rule makes of it.
#[derive(Clone, Debug)]
pub(super) struct Assessed {
    pub(super) household: HouseholdId,
    /// The colour that it has.
    pub(super) before: Colour,
    pub(super) inputs: ColourInputs,
    pub(super) scored: Scored,
}

#[derive(FromQueryResult)]
struct Row {
    id: HouseholdId,
    colour: Colour,
    monitoring: String,
    members: i64,
    able: i64,
    available: i64,
    working: i64,
    disabled: i64,
    severely_disabled: i64,
    students: i64,
    elderly: i64,
    net_fen: Option<i64>,
    open_declarations: i64,
    guarantees_at_risk: i64,
    guarantees_unmet: i64,
    open_clues: i64,
    missed_visits: i64,
    measures_without_effect: i64,
}

/// Applies a rule to the present households of its county, or to one of them, in the order of ids.
pub(super) async fn assess(
    sql: Sql<'_>,
    today: Date,
    rule: &Rule,
    one: Option<HouseholdId>,
) -> Result<Vec<Assessed>, Fault> {
    let since = today.saturating_sub(Duration::days(rule.body.look_back_days));
    let mut values = params![
        rule.node_id,
        years_before(today, rule.body.elderly_from_years),
        i64::from(today.year()) - 1,
        since,
        morning(since)
    ];
    let mut only = "";
    if let Some(household) = one {
        values.push(household.into());
        only = " AND h.id = $6";
    }
    let rows: Vec<Row> = sql.all(statement(only), values).await?;
    Ok(rows.into_iter().map(|row| row.assessed(rule)).collect())
}

impl Row {
    fn assessed(self, rule: &Rule) -> Assessed {
        let heads = self.members.max(1);
        let inputs = ColourInputs {
            members: self.members,
            able: self.able,
            available: self.available,
            working: self.working,
            disabled: self.disabled,
            severely_disabled: self.severely_disabled,
            students: self.students,
            elderly: self.elderly,
            net_fen_per_head: self.net_fen.map(|net| net.div_euclid(heads)),
            category: Category::from_code(&self.monitoring),
            open_declarations: self.open_declarations,
            guarantees_at_risk: self.guarantees_at_risk,
            guarantees_unmet: self.guarantees_unmet,
            open_clues: self.open_clues,
            missed_visits: self.missed_visits,
            measures_without_effect: self.measures_without_effect,
        };
        let scored = score(&rule.body, &inputs);
        Assessed { household: self.id, before: self.colour, inputs, scored }
    }
}

/// The day on which somebody was born who is so many years old today.
fn years_before(today: Date, years: i64) -> Date {
    let year = today.year() - i32::try_from(years).unwrap_or(0);
    today.replace_year(year).unwrap_or_else(|_| today.saturating_sub(Duration::days(365 * years)))
}

/// How many rows hold `condition`, as a whole number on both databases.
fn how_many(condition: &str) -> String {
    format!("CAST(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END) AS bigint)")
}

/// What of the verification `x` is in this state.
fn guarantees(state: &str) -> String {
    let columns = ["food_clothing", "schooling", "medicine", "housing", "water"];
    let one = |column: &str| format!("(CASE WHEN x.{column} = '{state}' THEN 1 ELSE 0 END)");
    format!("CAST({} AS bigint)", columns.map(one).join(" + "))
}

/// `$1` the county, `$2` born before, `$3` the year of the income, `$4` and `$5` the first day that
/// counts, as a day and as a moment.
fn statement(only: &str) -> String {
    let people = people();
    let (at_risk, unmet) = (guarantees("at_risk"), guarantees("unmet"));
    let counts = [
        ("cases", "declaration", "x.open_slot IS NOT NULL AND x.track = 'monitoring'"),
        ("clues", "clue", "x.state = 'open'"),
        ("misses", "visit_task", "x.missed_at IS NOT NULL AND x.due_on >= $4"),
        ("vain", "measure", "x.effect = 'no_effect' AND x.effect_at >= $5"),
    ]
    .map(|(name, table, condition)| {
        format!(
            "LEFT JOIN (SELECT x.household_id, COUNT(*) AS rows_found FROM {table} x \
             WHERE {condition} AND x.household_id IN (SELECT id FROM area) \
             GROUP BY x.household_id) {name} ON {name}.household_id = a.id"
        )
    })
    .join(" ");
    format!(
        "WITH area AS (SELECT h.id, h.colour, h.monitoring FROM household h \
           WHERE h.state = 'present' AND h.node_id IN \
             (SELECT node_id FROM grid_path WHERE ancestor_id = $1){only}) \
         SELECT a.id, a.colour, a.monitoring, COALESCE(p.members, 0) AS members, \
           COALESCE(p.able, 0) AS able, COALESCE(p.available, 0) AS available, \
           COALESCE(p.working, 0) AS working, COALESCE(p.disabled, 0) AS disabled, \
           COALESCE(p.severely_disabled, 0) AS severely_disabled, \
           COALESCE(p.students, 0) AS students, COALESCE(p.elderly, 0) AS elderly, \
           i.net_fen, COALESCE(cases.rows_found, 0) AS open_declarations, \
           COALESCE(v.at_risk, 0) AS guarantees_at_risk, \
           COALESCE(v.unmet, 0) AS guarantees_unmet, \
           COALESCE(clues.rows_found, 0) AS open_clues, \
           COALESCE(misses.rows_found, 0) AS missed_visits, \
           COALESCE(vain.rows_found, 0) AS measures_without_effect \
         FROM area a LEFT JOIN ({people}) p ON p.household_id = a.id \
         LEFT JOIN (SELECT x.household_id, CAST(SUM(CASE WHEN x.kind IN ('business_cost', \
             'necessary_cost') THEN -x.amount_fen ELSE x.amount_fen END) AS bigint) AS net_fen \
           FROM income_item x WHERE x.voided_at IS NULL AND x.year = $3 \
             AND x.household_id IN (SELECT id FROM area) GROUP BY x.household_id) i \
           ON i.household_id = a.id \
         LEFT JOIN (SELECT x.household_id, {at_risk} AS at_risk, {unmet} AS unmet \
           FROM declaration_verification x JOIN declaration d ON d.id = x.declaration_id \
           WHERE {GOES_ON} AND NOT EXISTS (SELECT 1 FROM declaration_verification y \
             JOIN declaration d ON d.id = y.declaration_id \
             WHERE y.household_id = x.household_id AND y.id > x.id AND {GOES_ON})) v \
           ON v.household_id = a.id {counts} ORDER BY a.id"
    )
}

/// A declaration `d` that is not over.
const GOES_ON: &str = "d.state NOT IN ('risk_removed', 'refused', 'withdrawn', 'closed')";

/// What the register knows of the members, by household.
fn people() -> String {
    let able = "x.labour_capacity <> 'none'";
    let known = [
        ("able", able.to_owned()),
        ("available", format!("{able} AND x.employment NOT IN ('student', 'retired')")),
        ("working", "x.employment = 'employed'".to_owned()),
        ("disabled", "x.disability IS NOT NULL AND x.disability <> 'none'".to_owned()),
        (
            "severely_disabled",
            "substr(x.disability, length(x.disability) - 1, 2) IN ('_1', '_2')".to_owned(),
        ),
        ("students", "x.employment = 'student'".to_owned()),
        ("elderly", "x.birth_date <= $2".to_owned()),
    ];
    let sums = known.map(|(name, condition)| format!("{} AS {name}", how_many(&condition)));
    format!(
        "SELECT x.household_id, COUNT(*) AS members, {} FROM person x \
         WHERE x.state = 'present' AND x.household_id IN (SELECT id FROM area) \
         GROUP BY x.household_id",
        sums.join(", ")
    )
}
