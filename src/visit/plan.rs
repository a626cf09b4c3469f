//! Making the tasks: every hour, and harmless when it is done again. A household gets the task of the
//! period that today lies in as soon as its last one is over; one that was visited in that period already
//! gets it as done. Days on which the service stood still are not asked for afterwards.

use std::sync::Arc;

use entity::colour_result::Colour;
use entity::{Moment, visit_task::Cadence};
use sea_orm::Value;
use time::Date;

use super::period::{Period, cadence};
use super::{returns, sweep};
use crate::app::App;
use crate::config::VisitPolicy;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// Makes the tasks of one colour: the colour, its cadence, the first and the last day of the period, and
/// the moments at which these days begin and end.
pub const STATEMENT: &str = "INSERT INTO visit_task (household_id, cadence, starts_on, due_on, state, \
    colour, visit_id) SELECT h.id, $2, $3, $4, CASE WHEN v.id IS NULL THEN 'open' ELSE 'done' END, \
    h.colour, v.id FROM household h LEFT JOIN visit v ON v.id = (SELECT x.id FROM visit x \
      WHERE x.household_id = h.id AND x.visited_at >= $5 AND x.visited_at < $6 \
      AND x.outcome <> 'not_home' ORDER BY x.visited_at, x.id LIMIT 1) \
    WHERE h.state = 'present' AND h.colour = $1 AND NOT EXISTS (SELECT 1 FROM visit_task t \
      WHERE t.household_id = h.id AND t.state = 'open' AND t.cadence <> 'return') \
    AND NOT EXISTS (SELECT 1 FROM visit_task d WHERE d.household_id = h.id \
      AND d.starts_on = $3 AND d.cadence = $2 AND d.state <> 'void') \
    ON CONFLICT (household_id, starts_on, cadence) DO UPDATE SET state = excluded.state, \
      due_on = excluded.due_on, colour = excluded.colour, visit_id = excluded.visit_id \
      WHERE visit_task.state = 'void'";

/// The values of [`STATEMENT`] for households of this colour on this day.
pub fn values(colour: Colour, day: Date, policy: &VisitPolicy) -> Vec<Value> {
    let period = Period::of(colour, day, policy);
    let asked: Cadence = cadence(colour);
    params![
        colour.code(),
        asked.code(),
        period.starts_on,
        period.due_on,
        Moment::begin_of(period.starts_on),
        Moment::end_of(period.due_on)
    ]
}

/// Makes the tasks that are due, for the worker.
pub(crate) fn plan(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        app.work(|at| Box::pin(make(at))).await?;
        Ok(Progress::Done)
    })
}

/// Makes the tasks of today, and says how many there are more.
pub(crate) async fn make(at: &At<'_>) -> Result<u64, Fault> {
    at.allow_long().await?;
    let missed = sweep::sweep(at).await?;
    let replaced = sweep::replace(at).await?;
    let mut made = 0;
    for colour in [Colour::Red, Colour::Yellow, Colour::Green] {
        let values = values(colour, at.today(), &at.world.config.policy.visits);
        made += at.execute(STATEMENT, values).await?;
    }
    let returns = returns::make(at).await?;
    if missed + replaced + made + returns > 0 {
        let facts = serde_json::json!({
            "made": made, "returns": returns, "replaced": replaced, "missed": missed,
        });
        let subject = Subject::kind("visit_tasks").facts(facts);
        audit::record(at, Actor::SYSTEM, "visit.plan", &[subject]).await?;
    }
    Ok(made + returns)
}
