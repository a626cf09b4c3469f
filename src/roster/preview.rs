//! Uploading a roster (预检): it is read and compared with the register, and nothing is changed.

use std::collections::HashSet;
use std::sync::Arc;

use entity::id::{AccountId, BatchId, NodeId};

use super::batch::{self, ImportBatch, ImportCounts, ImportFault};
use super::error::RosterError;
use super::fault::CellFault;
use super::file::{self, Reading};
use super::grid::SiteGrid;
use super::plan::{Compared, PersonPlan, Plan};
use super::register::Register;
use super::store::write_rows;
use crate::app::{App, Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ImportRoster;
use crate::http::Common;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault, Sql};
use crate::text::clean_line;

/// The longest name of a file, in characters; more is cut.
const FILE_NAME_CHARS_MAX: usize = 100;

/// A file that was read and compared, ready to be kept.
#[derive(Debug)]
pub(super) struct Preview {
    pub(super) batch: BatchId,
    site: NodeId,
    file_name: String,
    file_sha256: String,
    parts: Vec<String>,
    counts: ImportCounts,
    faults: Vec<CellFault>,
}

/// Reads a file and compares it with the register of `site`.
pub(super) async fn look(
    app: &Arc<App>,
    site: NodeId,
    file_name: &str,
    bytes: Vec<u8>,
) -> Result<Preview, RosterError> {
    let bytes = Arc::new(bytes);
    let file_sha256 = file::digest(&bytes);
    let reading = file::reading(app, Arc::clone(&bytes)).await?;
    if reading.roster.filled == 0 {
        return Err(RosterError::Empty);
    }
    let (counts, faults) = compare(app, app.db.read(), site, &reading).await?;
    let batch = BatchId(app.world.ids.next(app.clock.now()));
    let parts = file::seal_parts(app, batch, bytes).await?;
    let short: String = file_name.chars().take(FILE_NAME_CHARS_MAX).collect();
    let file_name = clean_line(&short, FILE_NAME_CHARS_MAX).unwrap_or_else(|_| "roster".to_owned());
    Ok(Preview { batch, site, file_name, file_sha256, parts, counts, faults })
}

/// Compares a file with the register: the counts, and every fault and conflict from the top.
pub(super) async fn compare(
    app: &App,
    sql: Sql<'_>,
    site: NodeId,
    reading: &Reading,
) -> Result<(ImportCounts, Vec<CellFault>), RosterError> {
    let Reading { roster, households: file, .. } = reading;
    let grid = SiteGrid::read(sql, site).await?;
    let mut counts = Counting::default();
    let mut faults = roster.faults.clone();
    let bad_rows: HashSet<u32> = faults.iter().map(|fault| fault.row).collect();
    let rows = usize::try_from(app.world.config.import.batch_rows).unwrap_or(usize::MAX);
    for piece in file.pieces(0, rows) {
        let households = file.households.get(piece).unwrap_or_default();
        let register = Register::read(sql, site, households).await?;
        let compared = Compared { register: &register, world: &app.world, site, grid: &grid };
        for household in households {
            let plan = compared.plan(file, household, grid.find(household.way()))?;
            counts.add(household, &plan, &bad_rows);
            faults.extend(plan.conflicts);
        }
    }
    faults.sort_by_key(|fault| (fault.row, fault.column));
    let seen: HashSet<&str> = file.households.iter().map(|one| one.number.as_str()).collect();
    let unseen = roster.incomplete.iter().filter(|number| !seen.contains(number.as_str())).count();
    let parsed: HashSet<u32> = roster.rows.iter().map(|row| row.number).collect();
    let unparsed = roster.filled - parsed.len();
    let counts = counts.result(faults.len(), unparsed, unseen);
    Ok((counts, faults))
}

#[derive(Default)]
struct Counting {
    counts: ImportCounts,
}

impl Counting {
    fn add(
        &mut self,
        household: &super::people::FileHousehold,
        plan: &Plan<'_>,
        faulty: &HashSet<u32>,
    ) {
        let contrary: HashSet<u32> = plan.conflicts.iter().map(|fault| fault.row).collect();
        let counts = &mut self.counts;
        counts.households += 1;
        counts.households_held += i64::from(household.faulty || !contrary.is_empty());
        for (person, what) in household.people.iter().zip(&plan.people) {
            let slot = match what {
                _ if faulty.contains(&person.number) => &mut counts.faulty,
                _ if contrary.contains(&person.number) => &mut counts.in_conflict,
                PersonPlan::New => &mut counts.created,
                PersonPlan::Same(_) if plan.columns.is_empty() => &mut counts.unchanged,
                PersonPlan::Same(_) | PersonPlan::Changed(..) => &mut counts.changed,
            };
            *slot += 1;
        }
    }

    fn result(self, faults: usize, unparsed: usize, unseen: usize) -> ImportCounts {
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let mut counts = self.counts;
        counts.faulty += number(unparsed);
        counts.households += number(unseen);
        counts.households_held += number(unseen);
        counts.faults = number(faults);
        counts.rows =
            counts.created + counts.changed + counts.unchanged + counts.in_conflict + counts.faulty;
        counts
    }
}

/// Keeps what was read, so that it can be applied.
#[derive(Debug)]
pub(super) struct CreateImport(pub(super) Preview);

impl Command for CreateImport {
    type Needs = ImportRoster;
    type Shows = ImportBatch;
    type Error = RosterError;
    const ACTION: &'static str = "roster.preview";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ImportRoster>,
    ) -> Result<Deed<ImportBatch>, RosterError> {
        check_site(at.sql(), by, self.0.site).await?;
        let site = self.0.site;
        let batch = keep(at, self.0, Some(by.caller().account)).await?;
        let subject = Subject::new("import", batch.batch_id).node(site);
        Ok(Deed::new(batch, subject).version(1))
    }
}

/// Refuses what isn't a site in the caller's area.
pub(super) async fn check_site(
    sql: Sql<'_>,
    by: &Grant<ImportRoster>,
    site: NodeId,
) -> Result<(), RosterError> {
    let is_site = sql
        .exists(
            "SELECT 1 FROM grid_node WHERE id = $1 AND kind = 'site' AND retired_at IS NULL",
            params![site],
        )
        .await?;
    if is_site && by.covers(sql, site).await? { Ok(()) } else { Err(RosterError::Missing) }
}

/// Writes the import, its file and its faults.
pub(super) async fn keep(
    at: &At<'_>,
    preview: Preview,
    by: Option<AccountId>,
) -> Result<ImportBatch, RosterError> {
    let Preview { batch, site, file_name, file_sha256, parts, counts, faults } = preview;
    at.execute(
        "INSERT INTO import_batch (id, site_id, state, file_name, file_sha256, row_count, \
         new_count, changed_count, unchanged_count, conflict_count, faulty_count, fault_count, \
         household_count, held_count, total, created_by, created_at, touched_at) \
         VALUES ($1, $2, 'previewed', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         $16, $16)",
        params![
            batch,
            site,
            file_name,
            file_sha256,
            counts.rows,
            counts.created,
            counts.changed,
            counts.unchanged,
            counts.in_conflict,
            counts.faulty,
            counts.faults,
            counts.households,
            counts.households_held,
            counts.households,
            by,
            at.now
        ],
    )
    .await?;
    file::keep(at, batch, parts).await?;
    let listed = usize::try_from(at.world.config.import.errors_max).unwrap_or(usize::MAX);
    let faults: Vec<ImportFault> = faults.iter().take(listed).map(ImportFault::from).collect();
    keep_faults(at, batch, &faults).await?;
    let row =
        batch::row(at.sql(), batch).await?.ok_or(Common::Internal).map_err(|_| Fault::Panicked)?;
    Ok(ImportBatch { errors: Some(faults), ..row.into() })
}

async fn keep_faults(at: &At<'_>, batch: BatchId, faults: &[ImportFault]) -> Result<(), Fault> {
    let rows = (0_i64..).zip(faults).map(|(seq, fault)| {
        [
            batch.into(),
            seq.into(),
            fault.row.into(),
            fault.column.clone().into(),
            fault.column_key.clone().into(),
            fault.code.clone().into(),
            fault.message_zh.clone().into(),
            fault.message_en.clone().into(),
        ]
    });
    write_rows(
        at,
        "INSERT INTO import_fault (batch_id, seq, row_number, letter, column_key, code, \
         message_zh, message_en)",
        "",
        rows.collect(),
    )
    .await
}

impl From<&CellFault> for ImportFault {
    fn from(fault: &CellFault) -> Self {
        Self {
            row: i64::from(fault.row),
            column: fault.letter(),
            column_key: fault.column_key().to_owned(),
            code: fault.code().to_owned(),
            message_zh: fault.message_zh(),
            message_en: fault.message_en(),
        }
    }
}
