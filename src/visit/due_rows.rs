//! The questions behind a building's list: who lives there, and what is due at their doors. Each is asked
//! once for the whole building.

use std::collections::HashMap;
use std::sync::Arc;

use entity::Moment;
use entity::colour_result::Colour;
use entity::declaration::DeclarationKind;
use entity::grid_node::NodeKind;
use entity::id::{ClueId, DeclarationId, HouseholdId, NodeId, PostingId};
use entity::visit_task::Cadence;
use sea_orm::{FromQueryResult, Value};
use time::{Date, Duration};

use super::due::{DueClue, DueDeclaration, DueJob, DueVisit};
use super::tasks::word;
use crate::auth::Grant;
use crate::auth::permission::{HandleClues, ReadVisits};
use crate::params;
use crate::store::{Fault, View};

/// A household of the building.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) id: HouseholdId,
    pub(super) number: String,
    pub(super) room: String,
    pub(super) colour: Colour,
    pub(super) path: String,
    pub(super) kind: NodeKind,
    pub(super) unit_name: String,
    pub(super) pictogram: Option<String>,
    pub(super) head_name: Option<String>,
    pub(super) members: i64,
}

/// Of the household `h`: lives at or below the building `$1`.
const HERE: &str = "h.state = 'present' \
    AND h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1)";

/// What is due at one door.
#[derive(Debug, Default)]
pub(super) struct Due {
    pub(super) visits: Vec<DueVisit>,
    pub(super) jobs: Vec<DueJob>,
    pub(super) declarations: Vec<DueDeclaration>,
    pub(super) clues: Vec<DueClue>,
    pub(super) missed: i64,
    pub(super) is_overdue: bool,
}

/// What is due at each door.
pub(super) type Dues = HashMap<HouseholdId, Due>;

/// Who lives in the building.
pub(super) async fn homes(view: &View<'_>, building: NodeId) -> Result<Vec<Home>, Fault> {
    let sql = format!(
        "SELECT h.id, h.number, h.room, h.colour, n.path, n.kind, n.name AS unit_name, \
         n.pictogram, head.name AS head_name, (SELECT COUNT(*) FROM person m \
           WHERE m.household_id = h.id AND m.state = 'present') AS members \
         FROM household h JOIN grid_node n ON n.id = h.node_id \
         LEFT JOIN person head ON head.id = h.head_id WHERE {HERE}"
    );
    view.sql.all(sql, params![building]).await
}

/// What is due in the building, as far as the caller may see it.
pub(super) async fn dues(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    building: NodeId,
) -> Result<Dues, Fault> {
    let mut dues = Dues::new();
    visits(view, building, &mut dues).await?;
    missed(view, building, &mut dues).await?;
    jobs(view, building, &mut dues).await?;
    declarations(view, building, &mut dues).await?;
    clues(view, by, building, &mut dues).await?;
    Ok(dues)
}

async fn visits(view: &View<'_>, building: NodeId, dues: &mut Dues) -> Result<(), Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: HouseholdId,
        cadence: Cadence,
        due_on: Date,
        declaration_id: Option<DeclarationId>,
    }
    let sql = format!(
        "SELECT t.household_id, t.cadence, t.due_on, t.declaration_id FROM visit_task t \
         JOIN household h ON h.id = t.household_id \
         WHERE {HERE} AND t.state = 'open' AND t.starts_on <= $2 ORDER BY t.due_on, t.cadence"
    );
    let rows: Vec<Row> = view.sql.all(sql, params![building, view.today()]).await?;
    for row in rows {
        let due = dues.entry(row.household_id).or_default();
        due.is_overdue |= row.due_on < view.today();
        due.visits.push(DueVisit {
            cadence: row.cadence,
            cadence_word: word(row.cadence).to_owned(),
            due_on: row.due_on,
            declaration_id: row.declaration_id,
        });
    }
    Ok(())
}

/// What was missed counts as long as nobody was there since, and as long as it can be written down that
/// somebody was there in time.
async fn missed(view: &View<'_>, building: NodeId, dues: &mut Dues) -> Result<(), Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: HouseholdId,
        missed: i64,
    }
    let late_days = i64::from(view.world.config.policy.visits.late_days_max);
    let since = view.today().saturating_sub(Duration::days(late_days));
    let sql = format!(
        "SELECT t.household_id, COUNT(*) AS missed FROM visit_task t \
         JOIN household h ON h.id = t.household_id \
         WHERE {HERE} AND t.state = 'missed' AND t.due_on >= $2 AND NOT EXISTS \
         (SELECT 1 FROM visit v WHERE v.household_id = t.household_id \
          AND v.outcome <> 'not_home' AND v.visited_at > t.missed_at) GROUP BY t.household_id"
    );
    let rows: Vec<Row> = view.sql.all(sql, params![building, since]).await?;
    for row in rows {
        let due = dues.entry(row.household_id).or_default();
        due.missed = row.missed;
        due.is_overdue = true;
    }
    Ok(())
}

async fn jobs(view: &View<'_>, building: NodeId, dues: &mut Dues) -> Result<(), Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: HouseholdId,
        id: PostingId,
        title: String,
        apply_by: Date,
    }
    let sql = format!(
        "SELECT d.household_id, p.id, p.title, p.apply_by FROM household h \
         JOIN delivery d ON d.household_id = h.id AND d.state = 'waiting' \
         JOIN job_posting p ON p.id = d.push_id AND p.state = 'published' AND p.apply_by >= $2 \
         WHERE {HERE} ORDER BY p.apply_by, p.id"
    );
    let rows: Vec<Row> = view.sql.all(sql, params![building, view.today()]).await?;
    for row in rows {
        let job = DueJob { posting_id: row.id, title: row.title, apply_by: row.apply_by };
        dues.entry(row.household_id).or_default().jobs.push(job);
    }
    Ok(())
}

async fn declarations(view: &View<'_>, building: NodeId, dues: &mut Dues) -> Result<(), Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: HouseholdId,
        id: DeclarationId,
        kind: DeclarationKind,
        due_at: Option<Moment>,
    }
    let sql = format!(
        "SELECT d.household_id, d.id, d.kind, d.due_at FROM declaration d \
         JOIN household h ON h.id = d.household_id WHERE {HERE} \
         AND d.state = 'accepted' AND d.track = 'monitoring' ORDER BY d.due_at, d.id"
    );
    let rows: Vec<Row> = view.sql.all(sql, params![building]).await?;
    for row in rows {
        let is_overdue = row.due_at.is_some_and(|due_at| due_at <= view.now);
        let due = dues.entry(row.household_id).or_default();
        due.is_overdue |= is_overdue;
        due.declarations.push(DueDeclaration {
            declaration_id: row.id,
            kind: row.kind,
            due_at: row.due_at,
            is_overdue,
        });
    }
    Ok(())
}

/// Clues are shown to those alone who handle them where the household lives.
async fn clues(
    view: &View<'_>,
    by: &Grant<ReadVisits>,
    building: NodeId,
    dues: &mut Dues,
) -> Result<(), Fault> {
    #[derive(FromQueryResult)]
    struct Row {
        household_id: HouseholdId,
        id: ClueId,
        due_at: Option<Moment>,
    }
    let caller = Arc::new(by.caller().clone());
    let Some(handlers) = Grant::<HandleClues>::of(caller, view.today()) else { return Ok(()) };
    let mut values: Vec<Value> = params![building];
    let clause = handlers.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT c.household_id, c.id, c.due_at FROM clue c \
         JOIN household h ON h.id = c.household_id \
         WHERE {HERE} AND c.state = 'open' AND {clause} ORDER BY c.due_at, c.id"
    );
    let rows: Vec<Row> = view.sql.all(sql, values).await?;
    for row in rows {
        let is_overdue = row.due_at.is_some_and(|due_at| due_at <= view.now);
        let due = dues.entry(row.household_id).or_default();
        due.is_overdue |= is_overdue;
        due.clues.push(DueClue { clue_id: row.id, due_at: row.due_at, is_overdue });
    }
    Ok(())
}
