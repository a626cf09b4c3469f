//! The SQL of declarations and their timelines.

use entity::Moment;
use entity::declaration::{Category, DeclarationKind, DeclarationState, Rating, StopCause};
use entity::declaration_step::{DeclarationAction, StepReason};
use entity::household::HouseholdState;
use entity::id::{AccountId, DeclarationId, HouseholdId, MediaId, NodeId, PersonId, StepId};
use sea_orm::FromQueryResult;

use super::signature::Signature;
use super::stand::{COLUMNS, Stand};
use super::words;
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::{At, Fault, Sql};

/// A household that something is declared for.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) node_id: NodeId,
    pub(super) state: HouseholdState,
    pub(super) head_name: Option<String>,
}

/// The household, if it lies where the caller may declare.
pub(super) async fn home<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    household: HouseholdId,
) -> Result<Option<Home>, Fault> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    let sql = format!(
        "SELECT h.node_id, h.state, p.name AS head_name FROM household h \
         LEFT JOIN person p ON p.id = h.head_id WHERE h.id = $1 AND {clause}"
    );
    at.sql().one(sql, values).await
}

/// The name of a present member of the household.
pub(super) async fn member(
    at: &At<'_>,
    household: HouseholdId,
    person: PersonId,
) -> Result<Option<String>, Fault> {
    at.sql()
        .value(
            "SELECT name FROM person WHERE id = $1 AND household_id = $2 AND state = 'present'",
            params![person, household],
        )
        .await
}

/// A declaration as far as a step needs to know it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Case {
    pub(super) id: DeclarationId,
    pub(super) household_id: HouseholdId,
    pub(super) kind: DeclarationKind,
    pub(super) version: i64,
    pub(super) filed_by: AccountId,
    pub(super) node_id: NodeId,
    pub(super) office_id: NodeId,
    #[sea_orm(nested)]
    pub(super) stand: Stand,
}

impl Case {
    /// Whether it may take the green channel.
    pub(super) fn is_sudden(&self) -> bool {
        matches!(self.kind, DeclarationKind::Disaster | DeclarationKind::Accident)
    }
}

/// The declaration, if it lies where the caller may act.
pub(super) async fn case<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: DeclarationId,
) -> Result<Option<Case>, Fault> {
    seen(at.sql(), by, id).await
}

/// The same for a reading.
pub(super) async fn seen<P: Permission>(
    sql: Sql<'_>,
    by: &Grant<P>,
    id: DeclarationId,
) -> Result<Option<Case>, Fault> {
    let mut values = params![id];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    sql.one(format!("{} WHERE d.id = $1 AND {clause}", case_sql()), values).await
}

/// What a [`Case`] is read from: the table `d`, its household `h`, the node of its desk `o`.
pub(super) fn case_sql() -> String {
    format!(
        "SELECT d.id, d.household_id, d.kind, d.version, d.filed_by, h.node_id, o.id AS office_id, \
         {COLUMNS} FROM declaration d \
         JOIN household h ON h.id = d.household_id \
         JOIN grid_path g ON g.node_id = h.node_id \
         JOIN grid_node o ON o.id = g.ancestor_id AND o.kind = d.level"
    )
}

/// Whether this person is of that household.
pub(super) async fn is_member(
    sql: Sql<'_>,
    household: HouseholdId,
    person: Option<PersonId>,
) -> Result<bool, Fault> {
    let Some(person) = person else { return Ok(false) };
    let found = "SELECT 1 FROM person WHERE id = $1 AND household_id = $2";
    sql.exists(found, params![person, household]).await
}

#[derive(FromQueryResult)]
struct Taken {
    open_slot: i64,
}

/// The lowest free place among the household's open declarations, if one is left.
pub(super) async fn free_slot(
    at: &At<'_>,
    household: HouseholdId,
    limit: u32,
) -> Result<Option<i64>, Fault> {
    let taken: Vec<Taken> = at
        .sql()
        .all(
            "SELECT open_slot FROM declaration \
             WHERE household_id = $1 AND open_slot IS NOT NULL",
            params![household],
        )
        .await?;
    let is_full = taken.len() >= usize::try_from(limit).unwrap_or(usize::MAX);
    let mut slots = 1..=i64::from(limit);
    let free = slots.find(|slot| taken.iter().all(|taken| taken.open_slot != *slot));
    Ok(free.filter(|_| !is_full))
}

/// Moves a declaration on; `false` when somebody else moved it first.
pub(super) async fn advance(at: &At<'_>, case: &Case, to: Stand) -> Result<bool, Fault> {
    let open = super::workflow::is_open;
    let before = case.stand.state;
    let slot = match (open(before), open(to.state)) {
        (true, true) => "open_slot",
        (false, true) => {
            "(SELECT COALESCE(MAX(o.open_slot), 0) + 1 FROM declaration o \
              WHERE o.household_id = declaration.household_id)"
        }
        (_, false) => "NULL",
    };
    // An overdue step is raised without a new version, so what stands there is kept, not written back.
    let moved = to.state != before || to.level != case.stand.level;
    let raised = if moved { "NULL" } else { "raised_level" };
    let rows = at
        .execute(
            format!(
                "UPDATE declaration SET state = $1, level = $2, rating = $3, submitted_at = $4, \
                 due_at = $5, track = $6, category = $7, stepped_at = $8, chain_due_at = $9, \
                 stopped_at = $10, stopped_for = $11, held_due_at = $12, is_green = $13, \
                 has_appealed = $14, raised_level = {raised}, \
                 open_slot = {slot}, updated_at = $15, version = version + 1 \
                 WHERE id = $16 AND state = $17 AND version = $18"
            ),
            params![
                to.state.code(),
                to.level.code(),
                to.rating.map(Rating::code),
                to.submitted_at,
                to.due_at,
                to.track.code(),
                to.category.map(Category::code),
                to.stepped_at,
                to.chain_due_at,
                to.stopped_at,
                to.stopped_for.map(StopCause::code),
                to.held_due_at,
                to.is_green,
                to.has_appealed,
                at.now,
                case.id,
                before.code(),
                case.version
            ],
        )
        .await?;
    Ok(rows == 1)
}

/// A step on its way into the timeline.
#[derive(Debug)]
pub(super) struct NewStep<'a> {
    pub(super) declaration: DeclarationId,
    pub(super) number: i64,
    pub(super) from: Option<DeclarationState>,
    pub(super) to: Stand,
    pub(super) action: DeclarationAction,
    pub(super) by: &'a Signature,
    pub(super) reason: Option<StepReason>,
    pub(super) words: Option<&'a str>,
}

/// Writes a step into the timeline.
pub(super) async fn note(at: &At<'_>, step: NewStep<'_>) -> Result<(), Fault> {
    let id = at.id::<StepId>();
    let sealed = words::seal(at.world, words::STEP, id.0, step.words)?;
    at.execute(
        "INSERT INTO declaration_step (id, declaration_id, number, from_state, to_state, action, \
         level, actor_id, actor_name, actor_role, reason_code, words_sealed, due_at, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        params![
            id,
            step.declaration,
            step.number,
            step.from.map(DeclarationState::code),
            step.to.state.code(),
            step.action.code(),
            step.to.level.code(),
            step.by.account,
            step.by.name.clone(),
            step.by.role.code(),
            step.reason.map(StepReason::code),
            sealed,
            step.to.due_at,
            at.now
        ],
    )
    .await?;
    Ok(())
}

/// The day on which it was filed.
pub(super) async fn filed_on(at: &At<'_>, id: DeclarationId) -> Result<time::Date, Fault> {
    let sql = "SELECT created_at FROM declaration WHERE id = $1";
    let filed: Option<Moment> = at.sql().value(sql, params![id]).await?;
    Ok(filed.unwrap_or(at.now).day())
}

/// Whether all of these are photos.
pub(super) async fn are_photos(at: &At<'_>, media: &[MediaId]) -> Result<bool, Fault> {
    let values = media.iter().map(|id| sea_orm::Value::from(*id)).collect();
    let list = crate::store::sql::placeholders(1, media.len());
    let sql = format!("SELECT 1 FROM media WHERE id IN ({list}) AND duration_ms IS NOT NULL");
    Ok(!at.sql().exists(sql, values).await?)
}
