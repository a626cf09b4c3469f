//! Editing a measure that is still planned.

use entity::id::{AccountId, MeasureId};
use entity::measure::{self, MeasureKind, MeasureState};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::measures::{self, Measure};
use super::plan_measure::{check_due, check_responsible, description};
use super::{SupportError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::Invalid;
use crate::identity::day;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What to change of a planned measure; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct MeasureEdit {
    /// What is given.
    pub kind: Option<MeasureKind>,
    /// The same in plain words; the household reads them.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub description: Option<String>,
    /// The last day on which it is in time, today or later.
    #[serde(default, with = "day::option")]
    pub due_on: Option<Date>,
    /// Its worth in fen.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub amount_fen: Option<i64>,
    /// Who sees to it: staff whose post covers the household.
    pub responsible_id: Option<AccountId>,
}

/// Edits the version of a measure that the caller read.
#[derive(Debug)]
pub(super) struct EditMeasure {
    pub(super) measure: MeasureId,
    pub(super) version: i64,
    pub(super) change: MeasureEdit,
}

impl Command for EditMeasure {
    type Needs = EditMeasures;
    type Shows = Measure;
    type Error = SupportError;
    const ACTION: &'static str = "measure.edit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Measure>, SupportError> {
        let household = store::household_of(at, "measure", self.measure).await?;
        let home = store::home(at, by, household).await?;
        let before: Option<measure::Model> =
            at.sql().one("SELECT * FROM measure WHERE id = $1", params![self.measure]).await?;
        let before = before.ok_or(SupportError::Missing)?;
        let after = self.wanted(at, &home, &before).await?;
        let fields = differing(&before, &after);
        if before.version != self.version {
            return Err(SupportError::Stale(fields));
        }
        if before.state != MeasureState::Planned {
            return Err(SupportError::NotPlanned);
        }
        if !write(at, &after).await? {
            return Err(SupportError::Stale(fields));
        }
        let shows = measures::one(at.sql(), before.id, at.today()).await?;
        let shows = shows.ok_or(SupportError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("measure", before.id).household(home.id).node(home.node_id);
        let subject = subject.facts(serde_json::json!({ "fields": fields }));
        Ok(Deed::new(shows, subject).version(version))
    }
}

impl EditMeasure {
    /// The measure as it shall be.
    async fn wanted(
        &self,
        at: &At<'_>,
        home: &store::Home,
        before: &measure::Model,
    ) -> Result<measure::Model, SupportError> {
        let (change, mut after) = (&self.change, before.clone());
        let mut invalid = Invalid::default();
        if let Some(raw) = &change.description {
            after.description = description(&mut invalid, raw).unwrap_or_default();
        }
        if let Some(due_on) = change.due_on {
            check_due(&mut invalid, due_on, at.today());
            after.due_on = due_on;
        }
        if let Some(account) = change.responsible_id {
            check_responsible(at, &mut invalid, account, home).await?;
            after.responsible_id = Some(account);
        }
        after.kind = change.kind.unwrap_or(after.kind);
        after.amount_fen = change.amount_fen.or(after.amount_fen);
        invalid.check()?;
        Ok(after)
    }
}

async fn write(at: &At<'_>, after: &measure::Model) -> Result<bool, SupportError> {
    let rows = at
        .execute(
            "UPDATE measure SET kind = $3, description = $4, due_on = $5, amount_fen = $6, \
             responsible_id = $7, updated_at = $8, version = version + 1 \
             WHERE id = $1 AND version = $2 AND state = 'planned'",
            params![
                after.id,
                after.version,
                after.kind.code(),
                after.description.clone(),
                after.due_on,
                after.amount_fen,
                after.responsible_id,
                at.now
            ],
        )
        .await?;
    Ok(rows == 1)
}

fn differing(before: &measure::Model, after: &measure::Model) -> Vec<&'static str> {
    let pairs = [
        ("kind", before.kind != after.kind),
        ("description", before.description != after.description),
        ("due_on", before.due_on != after.due_on),
        ("amount_fen", before.amount_fen != after.amount_fen),
        ("responsible_id", before.responsible_id != after.responsible_id),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
