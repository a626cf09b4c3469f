//! Voiding an item (作废): it stays on record and counts no more.

use entity::id::{HouseholdId, IncomeItemId};
use poem_openapi::Object;
use serde::Deserialize;

use super::items::{self, IncomeItem};
use super::{IncomeError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditIncome;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest reason, in characters.
const REASON_CHARS_MAX: usize = 200;

/// Why an item counts no more.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ItemVoiding {
    /// The reason in plain words; the household reads it.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Voids an item.
#[derive(Debug)]
pub(super) struct VoidItem {
    pub(super) item: IncomeItemId,
    pub(super) voiding: ItemVoiding,
}

impl Command for VoidItem {
    type Needs = EditIncome;
    type Shows = IncomeItem;
    type Error = IncomeError;
    const ACTION: &'static str = "income.void";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditIncome>,
    ) -> Result<Deed<IncomeItem>, IncomeError> {
        let household: Option<HouseholdId> = at
            .sql()
            .value("SELECT household_id FROM income_item WHERE id = $1", params![self.item])
            .await?;
        let home = store::home(at, by, household.ok_or(IncomeError::Missing)?).await?;
        let mut invalid = Invalid::default();
        let reason = &self.voiding.reason;
        let reason = words::line(&mut invalid, "/reason", reason, REASON_CHARS_MAX);
        invalid.check()?;
        let rows = at
            .execute(
                "UPDATE income_item SET voided_at = $2, voided_by = $3, void_reason = $4 \
                 WHERE id = $1 AND voided_at IS NULL",
                params![self.item, at.now, by.caller().account, reason.unwrap_or_default()],
            )
            .await?;
        if rows == 0 {
            return Err(IncomeError::AlreadyVoid);
        }
        let shows = items::one(at.sql(), self.item).await?.ok_or(IncomeError::Missing)?;
        let subject = Subject::new("income_item", self.item).household(home.id).node(home.node_id);
        Ok(Deed::new(shows, subject))
    }
}
