//! Return visits (回访): some working days after a declaration was answered or closed, somebody asks at the
//! door whether it helped.
//!
//! A return visit counts from the day after the answer, so that one visit serves all answers of a day.

use entity::Moment;
use sea_orm::Value;
use time::{Date, Duration};

use crate::params;
use crate::store::{At, Fault};

/// A day on which declarations were answered, and when their return visits are due.
struct Answered {
    on: Date,
    starts_on: Date,
    due_on: Date,
}

/// Makes the return visits that are due today or later, and says how many there are more.
pub(super) async fn make(at: &At<'_>) -> Result<u64, Fault> {
    let mut values = Vec::new();
    let days: Vec<_> = days(at).iter().map(|day| day.row(&mut values)).collect();
    let sql = format!(
        "WITH answered (begins_at, ends_at, starts_on, due_on) AS (VALUES {}) \
         INSERT INTO visit_task (household_id, cadence, starts_on, due_on, state, colour, \
           declaration_id) \
         SELECT d.household_id, 'return', a.starts_on, a.due_on, 'open', h.colour, d.id \
         FROM answered a JOIN declaration d ON d.stepped_at >= a.begins_at \
           AND d.stepped_at < a.ends_at AND d.state IN ('answered', 'closed') \
         JOIN household h ON h.id = d.household_id AND h.state = 'present' \
         WHERE NOT EXISTS (SELECT 1 FROM visit_task t WHERE t.declaration_id = d.id) \
         ON CONFLICT (household_id, starts_on, cadence) DO NOTHING",
        days.join(", ")
    );
    at.execute(sql, values).await
}

/// The days whose return visits are not over yet; there is always one, today.
fn days(at: &At<'_>) -> Vec<Answered> {
    let within = at.world.config.policy.visits.return_working_days;
    let within = u16::try_from(within).unwrap_or(u16::MAX);
    let mut days = Vec::new();
    let mut on = at.today();
    loop {
        let due_on = at.world.calendar.add_working_days(on, within);
        if due_on < at.today() {
            return days;
        }
        let starts_on = on.saturating_add(Duration::DAY);
        days.push(Answered { on, starts_on, due_on: due_on.max(starts_on) });
        let Some(before) = on.previous_day() else { return days };
        on = before;
    }
}

impl Answered {
    fn row(&self, values: &mut Vec<Value>) -> String {
        let first = values.len() + 1;
        values.extend(params![
            Moment::begin_of(self.on),
            Moment::end_of(self.on),
            self.starts_on,
            self.due_on
        ]);
        format!("({})", crate::store::sql::placeholders(first, 4))
    }
}
