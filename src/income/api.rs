//! Routes: the income ledger and the screening ledger.

use std::sync::Arc;

use entity::id::{HouseholdId, IncomeItemId, LedgerBatchId, NodeId};
use entity::income_item::IncomeKind;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::items::{self, IncomeItem, ItemFilter};
use super::own::{self, OwnIncome};
use super::record::{NewIncomeItem, RecordIncome, RecordedIncomeItem};
use super::screening::{self, Missing, ScreenedHousehold, ScreeningFilter};
use super::sheet::{self, IncomeSheet};
use super::void::{ItemVoiding, VoidItem};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditIncome, ReadIncome, SeeOwnHousehold};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Created, Page};
use crate::support::listing::Turn;

/// The income ledger and the screening ledger (收入台账、筛查台账).
#[derive(Clone, Debug)]
pub struct IncomeApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Income")]
impl IncomeApi {
    /// Record income
    ///
    /// Writes an item into a household's ledger. The answer names items that say the same, as a hint; one
    /// that is wrong is voided and the right one written beside it.
    #[oai(path = "/income-items", method = "post", operation_id = "record_income")]
    async fn record_income(
        &self,
        by: Acting<EditIncome>,
        body: Body<NewIncomeItem>,
    ) -> Result<Created<RecordedIncomeItem>> {
        Ok(self.0.perform(&by, RecordIncome(body.0)).await?.into())
    }

    /// Void an income item
    ///
    /// Once; it stays on record and counts no more.
    #[oai(path = "/income-items/:item_id/void", method = "post", operation_id = "void_income_item")]
    async fn void_income_item(
        &self,
        by: Acting<EditIncome>,
        /// The item.
        item_id: Path<IncomeItemId>,
        body: Body<ItemVoiding>,
    ) -> Result<Answer<IncomeItem>> {
        let deed = VoidItem { item: item_id.0, voiding: body.0 };
        Ok(self.0.perform(&by, deed).await?.into())
    }

    /// List income items
    ///
    /// Those of one's own area, the newest first; names are masked, and notes stand on the household's
    /// sheet.
    #[oai(path = "/income-items", method = "get", operation_id = "list_income_items")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_income_items(
        &self,
        by: Allowed<ReadIncome>,
        /// Only of this household.
        household_id: Query<Option<HouseholdId>>,
        /// Only of this year.
        #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
        year: Query<Option<i64>>,
        /// Only of this kind.
        kind: Query<Option<IncomeKind>>,
        /// Only of households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// Only voided ones, or only those that count.
        voided: Query<Option<bool>>,
        /// Only those that this import brought.
        import_id: Query<Option<LedgerBatchId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<IncomeItem>>> {
        let filter = ItemFilter {
            household: household_id.0,
            year: year.0,
            kind: kind.0,
            node: node_id.0,
            voided: voided.0,
            batch: import_id.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = items::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }

    /// Get a household's income of a year
    ///
    /// Its items, the sums by kind, what is left, and what is left per head, beside the year before and the
    /// screening line. The household sees who looked.
    #[oai(
        path = "/households/:household_id/income",
        method = "get",
        operation_id = "get_household_income"
    )]
    async fn get_household_income(
        &self,
        by: Allowed<ReadIncome>,
        /// The household.
        household_id: Path<HouseholdId>,
        /// The year; this one when left out.
        #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
        year: Query<Option<i64>>,
    ) -> Result<Answer<IncomeSheet>> {
        Ok(Answer::new(&sheet::read(&self.0, &by, household_id.0, year.0).await?)?)
    }

    /// Get my household's income
    ///
    /// All that is on record about one's own household for a year, in plain words and with names in full.
    #[oai(path = "/me/income", method = "get", operation_id = "get_my_income")]
    async fn get_my_income(
        &self,
        by: Allowed<SeeOwnHousehold>,
        /// The year; this one when left out.
        #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
        year: Query<Option<i64>>,
    ) -> Result<Answer<OwnIncome>> {
        Ok(Answer::new(&own::read(&self.0.view(), &by, year.0).await?)?)
    }

    /// List the screening ledger
    ///
    /// Households below the screening line per head, those first who have neither a helper nor a plan, then
    /// the poorer ones. With `recorded=false` those without any item of the year instead: nothing on record
    /// is not an income of zero.
    #[oai(path = "/income-screening", method = "get", operation_id = "list_income_screening")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter")]
    async fn list_income_screening(
        &self,
        by: Allowed<ReadIncome>,
        /// The year; this one when left out.
        #[oai(validator(minimum(value = "2000"), maximum(value = "2200")))]
        year: Query<Option<i64>>,
        /// Only those who lack a helper, a plan, either, or both.
        missing: Query<Option<Missing>>,
        /// Whether anything is on record for the year; yes when left out.
        recorded: Query<Option<bool>>,
        /// Only households at or below this node.
        node_id: Query<Option<NodeId>>,
        /// How many a page holds, 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// The `next_cursor` of the page before.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all that match.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<ScreenedHousehold>>> {
        let filter = ScreeningFilter {
            year: year.0,
            missing: missing.0,
            recorded: recorded.0,
            node: node_id.0,
        };
        let turn = Turn::new(limit.0, cursor.0.as_deref(), include_total.0)?;
        let page = screening::list(&self.0.view(), &self.0.keys, &by, filter, turn).await?;
        Ok(Answer::new(&page)?)
    }
}
