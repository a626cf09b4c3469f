//! Applying an import (导入): written by the server in short steps, each in a transaction of its own, so
//! that others can write between them and a crash loses nothing: whoever comes next goes on where
//! the last step ended.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use entity::id::{AccountId, BatchId, NodeId, PersonId};
use entity::import_batch::{ImportState, Model};
use serde_json::json;

use super::batch::{self, ImportBatch};
use super::changes::{Prepared, Step};
use super::error::RosterError;
use super::file::{self, Reading};
use super::grid::{self, SiteGrid};
use super::people::FileHousehold;
use super::person::Seals;
use super::{preview, store, undo};
use crate::app::{App, Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ImportRoster;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// A batch whose last step is older than this was left by whoever worked on it.
const LEFT_AFTER_MS: i64 = 15_000;

/// Takes an import on; [`run`] does the work.
#[derive(Debug)]
pub(super) struct ApplyImport {
    pub(super) batch: BatchId,
    pub(super) skip_faulty: bool,
}

impl Command for ApplyImport {
    type Needs = ImportRoster;
    type Shows = ImportBatch;
    type Error = RosterError;
    const ACTION: &'static str = "roster.apply";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ImportRoster>,
    ) -> Result<Deed<ImportBatch>, RosterError> {
        let found = by.within::<entity::import_batch::Entity>(at, self.batch).await?;
        let row = found.ok_or(RosterError::Missing)?.into_row();
        let row = begin(at, row, self.skip_faulty).await?;
        let (version, site) = (row.version, row.site_id);
        let subject = Subject::new("import", self.batch).node(site);
        Ok(Deed::new(row.into(), subject).version(version))
    }
}

/// Puts an import into the state in which steps are done.
async fn begin(at: &At<'_>, row: Model, skip_faulty: bool) -> Result<Model, RosterError> {
    if row.state != ImportState::Previewed {
        return Err(RosterError::WrongState { state: row.state.code() });
    }
    if row.fault_count > 0 && !skip_faulty {
        return Err(RosterError::Faulty { count: row.fault_count });
    }
    let begun = at
        .execute(
            "UPDATE import_batch SET state = 'applying', skip_faulty = $2, done = 0, \
             touched_at = $3, version = version + 1 WHERE id = $1 AND state = 'previewed' \
             AND NOT EXISTS (SELECT 1 FROM import_batch other WHERE other.site_id = $4 \
             AND other.state IN ('applying', 'undoing'))",
            params![row.id, skip_faulty, at.now, row.site_id],
        )
        .await;
    match begun {
        Ok(0) => Err(RosterError::Running),
        Err(fault) if fault.is_duplicate() => Err(RosterError::Running),
        Err(fault) => Err(fault.into()),
        Ok(_) => batch::row(at.sql(), row.id).await?.ok_or(RosterError::Missing),
    }
}

/// Imports a file without a request: for the command line and the demonstration site.
///
/// A file with faults is kept as a preview and not applied; its state says so.
///
/// # Errors
/// A [`RosterError`] when the file can't be read, another import of the site is under way, or the
/// database fails.
pub async fn import_file(
    app: &Arc<App>,
    site: NodeId,
    file_name: &str,
    bytes: Vec<u8>,
    by: Option<AccountId>,
    progress: impl Fn(i64, i64) + Send + Sync,
) -> Result<ImportBatch, RosterError> {
    let preview = preview::look(app, site, file_name, bytes).await?;
    let id = preview.batch;
    let kept = app
        .work(move |at| {
            Box::pin(async move {
                let batch = preview::keep(at, preview, by).await?;
                record(at, by, "roster.preview", id, site).await?;
                if batch.counts.faults == 0 {
                    let row = batch::row(at.sql(), id).await?.ok_or(RosterError::Missing)?;
                    begin(at, row, false).await?;
                    record(at, by, "roster.apply", id, site).await?;
                }
                Ok::<_, RosterError>(batch)
            })
        })
        .await?;
    if kept.counts.faults > 0 {
        return Ok(kept);
    }
    let _running = Running::new(id);
    run(app, id, &progress).await?;
    let row = batch::row(app.db.read(), id).await?;
    Ok(row.ok_or(RosterError::Missing)?.into())
}

async fn record(
    at: &At<'_>,
    by: Option<AccountId>,
    action: &str,
    batch: BatchId,
    site: NodeId,
) -> Result<(), Fault> {
    let actor = Actor { account: by, trace: None };
    audit::record(at, actor, action, &[Subject::new("import", batch).node(site)]).await
}

/// Does the steps of an import that is being applied, from where they stand.
pub(super) async fn run(
    app: &Arc<App>,
    batch: BatchId,
    progress: &(dyn Fn(i64, i64) + Send + Sync),
) -> Result<(), RosterError> {
    let Some(row) = batch::row(app.db.read(), batch).await? else { return Ok(()) };
    if row.state != ImportState::Applying {
        return Ok(());
    }
    let bytes = file::open(app, batch).await?;
    let reading = file::reading(app, bytes).await?;
    match steps(app, &row, reading, progress).await {
        Err(RosterError::Fault(fault)) => Err(fault.into()),
        Err(refusal) => stop(app, &row, refusal).await,
        Ok(true) => finish(app, &row).await,
        Ok(false) => Ok(()),
    }
}

/// Does step after step; `false` when somebody else goes on with it.
async fn steps(
    app: &Arc<App>,
    row: &Model,
    reading: Reading,
    progress: &(dyn Fn(i64, i64) + Send + Sync),
) -> Result<bool, RosterError> {
    let first = usize::try_from(row.done).unwrap_or(0);
    let reading = Arc::new(reading);
    let grid = Arc::new(complete_grid(app, row, &reading).await?);
    let rows = usize::try_from(app.world.config.import.batch_rows).unwrap_or(usize::MAX);
    let file = &reading.households;
    let total = i64::try_from(file.households.len()).unwrap_or(i64::MAX);
    progress(row.done, total);
    for piece in file.pieces(first, rows) {
        let households = file.households.get(piece.clone()).unwrap_or_default();
        let prepared = prepare(app, households.to_vec()).await?;
        let (from, to) = (step_number(piece.start), step_number(piece.end));
        let (row, reading, grid) = (row.clone(), Arc::clone(&reading), Arc::clone(&grid));
        let went_on: bool = app
            .work(move |at| {
                Box::pin(async move {
                    if !advance(at, row.id, from, to, total).await? {
                        return Ok(false);
                    }
                    let file = &reading.households;
                    let households = file.households.get(piece).unwrap_or_default();
                    let step = Step {
                        batch: row.id,
                        site: row.site_id,
                        by: row.created_by,
                        skip_faulty: row.skip_faulty,
                        file,
                        households,
                        prepared: &prepared,
                        grid: &grid,
                    };
                    step.write(at).await?;
                    Ok::<_, RosterError>(true)
                })
            })
            .await?;
        if !went_on {
            return Ok(false);
        }
        progress(to, total);
    }
    Ok(true)
}

fn step_number(place: usize) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

/// Marks a step as done, in its own transaction; `false` when it isn't the next one any more.
async fn advance(
    at: &At<'_>,
    batch: BatchId,
    from: i64,
    to: i64,
    total: i64,
) -> Result<bool, Fault> {
    let rows = at
        .execute(
            "UPDATE import_batch SET done = $3, total = $4, touched_at = $5 \
             WHERE id = $1 AND state = 'applying' AND done = $2",
            params![batch, from, to, total, at.now],
        )
        .await?;
    Ok(rows == 1)
}

/// Adds the nodes that the file's households need and the grid doesn't have.
async fn complete_grid(
    app: &Arc<App>,
    row: &Model,
    reading: &Arc<Reading>,
) -> Result<SiteGrid, Fault> {
    let (batch, site, reading) = (row.id, row.site_id, Arc::clone(reading));
    app.work(move |at| {
        Box::pin(async move {
            let sound = reading.households.households.iter().filter(|household| !household.faulty);
            let (grid, added) = grid::complete(at, site, sound.map(FileHousehold::way)).await?;
            store::put_changes(at, batch, added).await?;
            Ok::<_, Fault>(grid)
        })
    })
    .await
}

/// Seals the numbers of people whom the register may not have, away from the writer.
async fn prepare(app: &Arc<App>, households: Vec<FileHousehold>) -> Result<Prepared, Fault> {
    let app = Arc::clone(app);
    let task = tokio::task::spawn_blocking(move || {
        let people = households.iter().flat_map(|household| &household.people);
        let sealed = people.map(|person| {
            let id = PersonId(app.world.ids.next(app.clock.now()));
            let seals = Seals::of(&person.row, id, &app.world)?;
            Ok((person.number, (id, seals)))
        });
        sealed.collect::<Result<HashMap<_, _>, Fault>>()
    });
    task.await.map_err(|_| Fault::Panicked)?
}

async fn finish(app: &Arc<App>, row: &Model) -> Result<(), RosterError> {
    let row = row.clone();
    app.work(move |at| {
        Box::pin(async move {
            let finished = at
                .execute(
                    "UPDATE import_batch SET state = 'applied', applied_at = $2, \
                     touched_at = $2, version = version + 1 WHERE id = $1 AND state = 'applying'",
                    params![row.id, at.now],
                )
                .await?;
            if finished == 1 {
                let changes: Option<i64> = at
                    .sql()
                    .value(
                        "SELECT COUNT(*) FROM import_change WHERE batch_id = $1",
                        params![row.id],
                    )
                    .await?;
                let subject = Subject::new("import", row.id).node(row.site_id);
                let subject = subject.facts(json!({ "changes": changes }));
                let actor = Actor { account: row.created_by, trace: None };
                audit::record(at, actor, "roster.applied", &[subject]).await?;
            }
            Ok::<_, RosterError>(())
        })
    })
    .await
}

/// Stops an import that can't go on: the register was changed meanwhile so that the file contradicts it.
async fn stop(app: &Arc<App>, row: &Model, refusal: RosterError) -> Result<(), RosterError> {
    let id = row.id;
    let problem = crate::http::ApiError::from(refusal).entry.code;
    tracing::warn!(%id, problem, "an import stopped half-way");
    app.work(move |at| {
        Box::pin(async move {
            at.execute(
                "UPDATE import_batch SET state = 'failed', problem = $2, touched_at = $3, \
                 version = version + 1 WHERE id = $1 AND state = 'applying'",
                params![id, problem, at.now],
            )
            .await?;
            Ok::<_, RosterError>(())
        })
    })
    .await
}

/// Goes on with imports that were left half-way, by a crash or by a node that is gone.
///
/// # Errors
/// A [`Fault`] when the database fails; what is left goes on at the next call.
pub(crate) async fn resume(app: &Arc<App>) -> Result<(), Fault> {
    let left: Vec<Model> = app
        .db
        .read()
        .all(
            "SELECT * FROM import_batch WHERE state IN ('applying', 'undoing') ORDER BY id",
            vec![],
        )
        .await?;
    // A SQLite file belongs to one process, so what isn't worked on here is worked on nowhere.
    let is_alone = app.db.file().is_some();
    let before = app.clock.now().plus_ms(-LEFT_AFTER_MS);
    for row in left {
        let is_left = is_alone || row.touched_at <= before;
        if is_left && !RUNNING.lock().unwrap_or_else(PoisonError::into_inner).contains(&row.id) {
            go_on(app, row.id, row.state).await;
        }
    }
    Ok(())
}

/// The imports that this process works on.
static RUNNING: Mutex<BTreeSet<BatchId>> = Mutex::new(BTreeSet::new());

/// Says that this process works on an import, for as long as it is kept.
struct Running(BatchId);

impl Running {
    fn new(batch: BatchId) -> Self {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).insert(batch);
        Self(batch)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Sets the work on an import off, beside the request that asked for it.
pub(super) fn set_off(app: &Arc<App>, batch: BatchId, is_fresh: bool) {
    if is_fresh {
        let app = Arc::clone(app);
        tokio::spawn(async move {
            if let Ok(Some(row)) = batch::row(app.db.read(), batch).await {
                go_on(&app, batch, row.state).await;
            }
        });
    }
}

/// Does the steps of one import, and logs what goes wrong: the next call of [`resume`] tries again.
pub(super) async fn go_on(app: &Arc<App>, batch: BatchId, state: ImportState) {
    let _running = Running::new(batch);
    let done = match state {
        ImportState::Undoing => undo::run(app, batch).await,
        _ => run(app, batch, &|_, _| {}).await,
    };
    if let Err(error) = done {
        tracing::error!(%batch, %error, "an import did not get to its end; it is tried again");
    }
}
