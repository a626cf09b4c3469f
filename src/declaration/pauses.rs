//! Pauses of a declaration's clock (中止): the rows that ask for them and say what was decided.

use entity::Moment;
use entity::declaration_step::StepReason;
use entity::id::{AccountId, DeclarationId, PauseId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;

use super::words::{self, PAUSE};
use crate::params;
use crate::store::{At, Fault, View};

/// A pause that waits for its decision, or that runs.
#[derive(Clone, Debug, Object, Serialize)]
pub struct OpenPause {
    /// Names it.
    pub pause_id: PauseId,
    /// Why the clock is to stand still.
    pub reason_code: StepReason,
    /// The same in plain words.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// When it was asked for.
    pub requested_at: Moment,
    /// Whether it was approved and runs; otherwise it waits for a decision.
    pub is_running: bool,
}

/// A pause as far as its decision needs to know it.
#[derive(Debug, FromQueryResult)]
pub(super) struct Asked {
    pub(super) id: PauseId,
    pub(super) requested_by: AccountId,
    pub(super) reason_code: StepReason,
    pub(super) words_sealed: String,
    pub(super) decided_at: Option<Moment>,
}

/// The pause of this declaration.
pub(super) async fn find(
    at: &At<'_>,
    declaration: DeclarationId,
    pause: PauseId,
) -> Result<Option<Asked>, Fault> {
    at.sql()
        .one(
            "SELECT id, requested_by, reason_code, words_sealed, decided_at \
             FROM declaration_pause WHERE id = $1 AND declaration_id = $2",
            params![pause, declaration],
        )
        .await
}

/// Asks for a pause; the index on open ones refuses a second.
pub(super) async fn ask(
    at: &At<'_>,
    declaration: DeclarationId,
    by: AccountId,
    reason: StepReason,
    plain: &str,
) -> Result<PauseId, Fault> {
    let id = at.id::<PauseId>();
    let sealed = words::seal(at.world, PAUSE, id.0, Some(plain))?;
    at.execute(
        "INSERT INTO declaration_pause (id, declaration_id, requested_by, reason_code, \
         words_sealed, requested_at) VALUES ($1, $2, $3, $4, $5, $6)",
        params![id, declaration, by, reason.code(), sealed, at.now],
    )
    .await?;
    Ok(id)
}

/// Writes the decision down; `false` when another was first.
pub(super) async fn decide(
    at: &At<'_>,
    pause: PauseId,
    by: AccountId,
    is_approved: bool,
    plain: &str,
) -> Result<bool, Fault> {
    let sealed = words::seal(at.world, words::PAUSE_DECISION, pause.0, Some(plain))?;
    let rows = at
        .execute(
            "UPDATE declaration_pause SET decided_by = $1, is_approved = $2, decided_at = $3, \
             decision_sealed = $4 WHERE id = $5 AND decided_at IS NULL",
            params![by, is_approved, at.now, sealed, pause],
        )
        .await?;
    Ok(rows == 1)
}

/// The pause that runs is over.
pub(super) async fn end(at: &At<'_>, declaration: DeclarationId) -> Result<(), Fault> {
    at.execute(
        "UPDATE declaration_pause SET ended_at = $1 \
         WHERE declaration_id = $2 AND is_approved AND ended_at IS NULL",
        params![at.now, declaration],
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    id: PauseId,
    requested_by: AccountId,
    reason_code: StepReason,
    words_sealed: Option<String>,
    requested_at: Moment,
    is_running: bool,
}

/// The pauses of this declaration that wait or run, each with who asked for it.
pub(super) async fn open(
    view: &View<'_>,
    declaration: DeclarationId,
) -> Result<Vec<(AccountId, OpenPause)>, Fault> {
    let rows: Vec<Row> = view
        .sql
        .all(
            "SELECT id, requested_by, reason_code, words_sealed, requested_at, \
             (decided_at IS NOT NULL) AS is_running FROM declaration_pause \
             WHERE declaration_id = $1 AND (decided_at IS NULL OR (is_approved AND ended_at IS NULL)) \
             ORDER BY id",
            params![declaration],
        )
        .await?;
    let shown = |row: Row| {
        let words = words::open(view.world, PAUSE, row.id.0, row.words_sealed)?;
        let pause = OpenPause {
            pause_id: row.id,
            reason_code: row.reason_code,
            words,
            requested_at: row.requested_at,
            is_running: row.is_running,
        };
        Ok((row.requested_by, pause))
    };
    rows.into_iter().map(shown).collect()
}
