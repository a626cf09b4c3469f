//! Undoing an import (撤销导入), while nothing depends on it: what it created goes, what it changed
//! becomes what it was. Backwards, in short steps, like the import itself.

use std::collections::HashMap;
use std::sync::Arc;

use entity::id::BatchId;
use entity::import_batch::{ImportState, Model};
use entity::import_change::{self, ChangeKind};
use entity::{household, person};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::batch::{self, ImportBatch};
use super::error::RosterError;
use super::keepsake::{self, HouseholdBefore, PersonBefore};
use super::store::{self, marks, put_households, put_persons, remove, tables_with};
use crate::app::{App, Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ImportRoster;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// How many names a refusal lists.
const NAMES_MAX: usize = 10;

/// Takes the undoing of an import on; [`run`] does the work.
#[derive(Debug)]
pub(super) struct UndoImport(pub(super) BatchId);

impl Command for UndoImport {
    type Needs = ImportRoster;
    type Shows = ImportBatch;
    type Error = RosterError;
    const ACTION: &'static str = "roster.undo";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ImportRoster>,
    ) -> Result<Deed<ImportBatch>, RosterError> {
        let found = by.within::<entity::import_batch::Entity>(at, self.0).await?;
        let row = found.ok_or(RosterError::Missing)?.into_row();
        if !matches!(row.state, ImportState::Applied | ImportState::Failed) {
            return Err(RosterError::WrongState { state: row.state.code() });
        }
        check_kept(at, &row).await?;
        check_depended(at, self.0).await?;
        let begun = at
            .execute(
                "UPDATE import_batch SET state = 'undoing', done = 0, total = (SELECT COUNT(*) \
                 FROM import_change WHERE batch_id = $1), problem = NULL, touched_at = $2, \
                 version = version + 1 WHERE id = $1 AND state IN ('applied', 'failed') \
                 AND NOT EXISTS (SELECT 1 FROM import_batch other WHERE other.site_id = $3 \
                 AND other.state IN ('applying', 'undoing'))",
                params![self.0, at.now, row.site_id],
            )
            .await;
        match begun {
            Ok(0) => return Err(RosterError::Running),
            Err(fault) if fault.is_duplicate() => return Err(RosterError::Running),
            other => other?,
        };
        let row = batch::row(at.sql(), self.0).await?.ok_or(RosterError::Missing)?;
        let (version, site) = (row.version, row.site_id);
        let subject = Subject::new("import", self.0).node(site);
        Ok(Deed::new(row.into(), subject).version(version))
    }
}

/// Refuses when what undoing takes was cleared away; see [`forget`].
async fn check_kept(at: &At<'_>, row: &Model) -> Result<(), RosterError> {
    let kept = at
        .sql()
        .exists("SELECT 1 FROM import_file WHERE batch_id = $1 LIMIT 1", params![row.id])
        .await?;
    if kept { Ok(()) } else { Err(RosterError::TooOld) }
}

/// Refuses when something depends on what the import created, or was changed since.
async fn check_depended(at: &At<'_>, batch: BatchId) -> Result<(), RosterError> {
    at.allow_long().await?;
    let mut names = edited(at, batch, 0).await?;
    for (kind, column, label, passed) in [
        ("household", "household_id", "r.number", &["person", "household_history", "audit"][..]),
        ("person", "person_id", "", &["household_history"][..]),
        ("node", "node_id", "r.name", &["grid_path", "audit", "household"][..]),
    ] {
        for table in tables_with(at.sql(), column).await? {
            if !passed.contains(&table.as_str()) {
                names.extend(users(at, batch, kind, &table, column, label).await?);
            }
        }
    }
    names.extend(strangers(at, batch).await?);
    names.sort_unstable();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
    names.truncate(NAMES_MAX);
    Err(RosterError::Depended { count, names: names.join("、") })
}

/// The names of created rows that rows of `table` refer to.
async fn users(
    at: &At<'_>,
    batch: BatchId,
    kind: &str,
    table: &str,
    column: &str,
    label: &str,
) -> Result<Vec<String>, Fault> {
    let (label, join) = match kind {
        "person" => (
            "h.number",
            "JOIN person r ON r.id = c.row_id JOIN household h ON h.id = r.household_id",
        ),
        "node" => (label, "JOIN grid_node r ON r.id = c.row_id"),
        _ => (label, "JOIN household r ON r.id = c.row_id"),
    };
    let text = format!(
        "SELECT DISTINCT {label} FROM import_change c {join} WHERE c.batch_id = $1 \
         AND c.kind = $2 AND c.before_sealed IS NULL \
         AND r.id IN (SELECT t.{column} FROM {table} t)"
    );
    first_column(at, text, params![batch, kind]).await
}

/// The names of rows that the import wrote, from the change `first` on, and somebody changed since.
async fn edited(at: &At<'_>, batch: BatchId, first: i64) -> Result<Vec<String>, Fault> {
    let text = "SELECT h.number FROM import_change c JOIN household h ON h.id = c.row_id \
         WHERE c.batch_id = $1 AND c.seq >= $2 AND c.kind = 'household' AND h.version <> c.version_after \
         UNION SELECT h.number FROM import_change c JOIN person p ON p.id = c.row_id \
         JOIN household h ON h.id = p.household_id \
         WHERE c.batch_id = $1 AND c.seq >= $2 AND c.kind = 'person' AND p.version <> c.version_after \
         UNION SELECT n.name FROM import_change c JOIN grid_node n ON n.id = c.row_id \
         WHERE c.batch_id = $1 AND c.seq >= $2 AND c.kind = 'node' AND n.version <> c.version_after";
    first_column(at, text.to_owned(), params![batch, first]).await
}

/// The names of created nodes below which others put households or nodes.
async fn strangers(at: &At<'_>, batch: BatchId) -> Result<Vec<String>, Fault> {
    // As a set and not row by row: an import is as long as the register.
    let ours = |table: &str| {
        format!("{table}.id NOT IN (SELECT row_id FROM import_change WHERE batch_id = $1)")
    };
    let text = format!(
        "SELECT n.name FROM import_change c JOIN grid_node n ON n.id = c.row_id \
         JOIN household h ON h.node_id = n.id \
         WHERE c.batch_id = $1 AND c.kind = 'node' AND {} \
         UNION SELECT n.name FROM import_change c JOIN grid_node n ON n.id = c.row_id \
         JOIN grid_node b ON b.parent_id = n.id \
         WHERE c.batch_id = $1 AND c.kind = 'node' AND {}",
        ours("h"),
        ours("b")
    );
    first_column(at, text, params![batch]).await
}

async fn first_column(at: &At<'_>, text: String, values: Vec<Value>) -> Result<Vec<String>, Fault> {
    let rows = at.sql().rows(text, values).await?;
    let names = rows.iter().map(|row| row.try_get_by_index::<String>(0));
    names.collect::<Result<_, _>>().map_err(Fault::Database)
}

/// Does the steps of an undoing, from where they stand.
pub(super) async fn run(app: &Arc<App>, batch: BatchId) -> Result<(), RosterError> {
    loop {
        let left = app.work(move |at| Box::pin(async move { step(at, batch).await })).await;
        match left {
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(RosterError::Depended { .. }) => return stop(app, batch).await,
            Err(RosterError::Fault(Fault::Database(error))) if is_referred(&error) => {
                return stop(app, batch).await;
            }
            Err(error) => return Err(error),
        }
    }
}

/// Whether a row couldn't go because another one refers to it.
fn is_referred(error: &sea_orm::DbErr) -> bool {
    matches!(error.sql_err(), Some(sea_orm::SqlErr::ForeignKeyConstraintViolation(_)))
}

/// Stops an undoing that can't go on: somebody changed or used a row while it was under way.
async fn stop(app: &Arc<App>, batch: BatchId) -> Result<(), RosterError> {
    app.work(move |at| {
        Box::pin(async move {
            at.execute(
                "UPDATE import_batch SET state = 'failed', problem = 'roster.depended', \
                 touched_at = $2, version = version + 1 WHERE id = $1 AND state = 'undoing'",
                params![batch, at.now],
            )
            .await?;
            Ok::<_, RosterError>(())
        })
    })
    .await
}

/// Undoes the last changes that are left; `false` when it was the last step.
async fn step(at: &At<'_>, batch: BatchId) -> Result<bool, RosterError> {
    // Whoever comes second waits here and then finds fewer changes left.
    let running = at
        .execute(
            "UPDATE import_batch SET touched_at = $2 WHERE id = $1 AND state = 'undoing'",
            params![batch, at.now],
        )
        .await?;
    if running == 0 {
        return Ok(false);
    }
    let row = batch::row(at.sql(), batch).await?.ok_or(RosterError::Missing)?;
    let changes: Vec<import_change::Model> = at
        .sql()
        .all(
            "SELECT * FROM import_change WHERE batch_id = $1 ORDER BY seq DESC LIMIT $2",
            params![batch, i64::from(at.world.config.import.batch_rows)],
        )
        .await?;
    let Some(last) = changes.last().map(|change| change.seq) else {
        finish(at, &row).await?;
        return Ok(false);
    };
    let names = edited(at, batch, last).await?;
    if !names.is_empty() {
        let count = i64::try_from(names.len()).unwrap_or(i64::MAX);
        return Err(RosterError::Depended { count, names: names.join("、") });
    }
    let count = i64::try_from(changes.len()).unwrap_or(i64::MAX);
    take_back(at, &row, changes).await?;
    at.execute("DELETE FROM import_change WHERE batch_id = $1 AND seq >= $2", params![batch, last])
        .await?;
    at.execute("UPDATE import_batch SET done = done + $2 WHERE id = $1", params![batch, count])
        .await?;
    Ok(true)
}

async fn finish(at: &At<'_>, row: &Model) -> Result<(), Fault> {
    at.execute(
        "UPDATE import_batch SET state = 'undone', undone_at = $2, version = version + 1 \
         WHERE id = $1",
        params![row.id, at.now],
    )
    .await?;
    let actor = Actor { account: row.created_by, trace: None };
    let subject = Subject::new("import", row.id).node(row.site_id);
    audit::record(at, actor, "roster.undone", &[subject]).await
}

async fn take_back(
    at: &At<'_>,
    batch: &Model,
    changes: Vec<import_change::Model>,
) -> Result<(), Fault> {
    let mut created: HashMap<ChangeKind, Vec<Uuid>> = HashMap::new();
    let (mut households, mut persons) = (Vec::new(), Vec::new());
    for change in changes {
        match (change.before_sealed, change.kind) {
            (None, kind) => created.entry(kind).or_default().push(change.row_id),
            (Some(before), ChangeKind::Household) => households.push((change.row_id, before)),
            (Some(before), _) => persons.push((change.row_id, before)),
        }
    }
    let of = |kind| created.get(&kind).map_or(&[][..], Vec::as_slice);
    restore_persons(at, batch.id, persons).await?;
    remove(at, "household_history", "person_id", of(ChangeKind::Person)).await?;
    remove(at, "person", "id", of(ChangeKind::Person)).await?;
    restore_households(at, batch, households).await?;
    remove(at, "household_history", "household_id", of(ChangeKind::Household)).await?;
    remove(at, "household", "id", of(ChangeKind::Household)).await?;
    remove(at, "grid_path", "node_id", of(ChangeKind::Node)).await?;
    // Changes come newest first, so a unit goes before its building.
    for node in of(ChangeKind::Node) {
        remove(at, "grid_node", "id", &[*node]).await?;
    }
    Ok(())
}

async fn current<T: FromQueryResult>(
    at: &At<'_>,
    table: &'static str,
    rows: &[(Uuid, String)],
) -> Result<Vec<T>, Fault> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let list = marks(at.sql().backend(), 1, rows.len());
    let ids = rows.iter().map(|(id, _)| Value::from(*id)).collect();
    at.sql().all(format!("SELECT * FROM {table} WHERE id IN ({list})"), ids).await
}

async fn restore_persons(
    at: &At<'_>,
    batch: BatchId,
    rows: Vec<(Uuid, String)>,
) -> Result<(), Fault> {
    let mut persons: Vec<person::Model> = current(at, "person", &rows).await?;
    let before: HashMap<Uuid, String> = rows.into_iter().collect();
    let mut restored = Vec::new();
    for row in &mut persons {
        let Some(sealed) = before.get(&row.id.0) else { continue };
        let was: PersonBefore = keepsake::open(&at.world.seal, row.id.0, sealed.clone())?;
        restored.push((row.id.0, was.version));
        was.restore(row);
        row.version += 1;
        row.updated_at = at.now;
    }
    put_persons(at, persons).await?;
    hand_back(at, batch, "person", restored).await
}

async fn restore_households(
    at: &At<'_>,
    batch: &Model,
    rows: Vec<(Uuid, String)>,
) -> Result<(), Fault> {
    let mut households: Vec<household::Model> = current(at, "household", &rows).await?;
    let before: HashMap<Uuid, String> = rows.into_iter().collect();
    let (mut history, mut restored) = (Vec::new(), Vec::new());
    for row in &mut households {
        let Some(sealed) = before.get(&row.id.0) else { continue };
        let was: HouseholdBefore = keepsake::open(&at.world.seal, row.id.0, sealed.clone())?;
        restored.push((row.id.0, was.version));
        was.restore(row);
        // The version goes on rising, so that nobody who read the import's values takes them for these.
        row.version += 1;
        row.updated_at = at.now;
        history.push(entity::household_history::Model {
            id: at.id(),
            household_id: row.id,
            event: "edited".to_owned(),
            other_id: None,
            person_id: None,
            from_place: None,
            to_place: None,
            fields: Some("import_undone".to_owned()),
            actor_id: batch.created_by,
            at: at.now,
        });
    }
    put_households(at, households).await?;
    hand_back(at, batch.id, "household", restored).await?;
    store::put_history(at, history).await
}

/// Hands restored rows back to the import that wrote them before: they are what it left again, so it can still be
/// undone, unless somebody edited them between the two.
async fn hand_back(
    at: &At<'_>,
    batch: BatchId,
    table: &'static str,
    restored: Vec<(Uuid, i64)>,
) -> Result<(), Fault> {
    if restored.is_empty() {
        return Ok(());
    }
    let backend = at.sql().backend();
    let mut values = params![batch];
    let mut pairs = Vec::new();
    for (row, version) in restored {
        pairs.push(format!("({})", marks(backend, values.len() + 1, 2)));
        values.extend(params![row, version]);
    }
    let text = format!(
        "UPDATE import_change SET version_after = \
         (SELECT r.version FROM {table} r WHERE r.id = import_change.row_id) \
         WHERE batch_id <> {} AND kind = '{table}' AND (row_id, version_after) IN (VALUES {})",
        marks(backend, 1, 1),
        pairs.join(", ")
    );
    at.execute(text, values).await?;
    Ok(())
}

/// Clears away files, and what undoing takes, of imports older than `import.keep_days`.
///
/// # Errors
/// A [`Fault`] when the database fails.
pub(crate) async fn forget(app: &Arc<App>) -> Result<u64, Fault> {
    let days = i64::from(app.world.config.import.keep_days);
    let before = app.clock.now().plus_ms(-days * 86_400_000);
    app.work(move |at| {
        Box::pin(async move {
            at.allow_long().await?;
            let old = "batch_id IN (SELECT id FROM import_batch WHERE created_at < $1 \
                       AND state NOT IN ('applying', 'undoing'))";
            let mut cleared = 0;
            for table in ["import_file", "import_change", "import_fault"] {
                let text = format!("DELETE FROM {table} WHERE {old}");
                cleared += at.execute(text, params![before]).await?;
            }
            Ok::<_, Fault>(cleared)
        })
    })
    .await
}
