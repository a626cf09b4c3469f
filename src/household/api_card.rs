//! Routes: household cards and one's own household.

use std::sync::Arc;

use entity::id::{AuditId, HouseholdId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};

use super::model::{AccessLine, CardSheets, OwnHousehold};
use super::{access_log, own, print};
use crate::api::Tag;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::{PrintCards, SeeOwnHousehold};
use crate::http::svg::Svg;
use crate::http::{Answer, Cursor, OrConflict, Page, PageLimit};

/// Household cards and one's own household.
#[derive(Clone, Debug)]
pub struct CardApi(pub Arc<App>);

const LOG: &str = "list_access_log";

#[OpenApi(tag = "Tag::Households")]
impl CardApi {
    /// Print a household card
    ///
    /// A card as SVG: the pictures of building and unit, the masked name, and a one-time activation
    /// code as QR code and to type. **Every call prints a new code and voids the one before**, so don't
    /// fetch it again; it is written down and never cached. With `end_sessions=true` all phones of the
    /// household are signed out first, as when a phone is lost or a card was in wrong hands; the new
    /// card signs them in again.
    #[oai(
        path = "/households/:household_id/card",
        method = "get",
        operation_id = "print_household_card"
    )]
    async fn print_household_card(
        &self,
        by: Allowed<PrintCards>,
        /// Which household.
        household_id: Path<HouseholdId>,
        /// Whether to sign out all phones of the household; they stay signed in when it is left out.
        end_sessions: Query<Option<bool>>,
    ) -> Result<OrConflict<Svg>> {
        let (household, ends) = (household_id.0, end_sessions.0.unwrap_or(false));
        let card = self
            .0
            .issue(&by, &by.asked, "card.print", move |at, by| {
                Box::pin(async move { Ok(print::one(at, by, household, ends).await?) })
            })
            .await?;
        Ok(OrConflict(Svg(card)))
    }

    /// Print the cards of a building
    ///
    /// The cards of all households at and below a node on A4 pages of eight. **Every call prints new
    /// codes and voids those before.** A node with more households than `export.cards_max` is refused.
    #[oai(
        path = "/grid/nodes/:node_id/cards",
        method = "get",
        operation_id = "print_household_cards"
    )]
    async fn print_household_cards(
        &self,
        by: Allowed<PrintCards>,
        /// Which unit, building or other node.
        node_id: Path<NodeId>,
    ) -> Result<OrConflict<Answer<CardSheets>>> {
        let node = node_id.0;
        let sheets = self
            .0
            .issue(&by, &by.asked, "card.print", move |at, by| {
                Box::pin(async move { Ok(print::sheet(at, by, node).await?) })
            })
            .await?;
        Ok(OrConflict(Answer::new(&sheets)?))
    }

    /// Get my household
    ///
    /// Everything that is stored about the caller's own household, unmasked.
    #[oai(path = "/me/household", method = "get", operation_id = "get_my_household")]
    async fn get_my_household(&self, by: Allowed<SeeOwnHousehold>) -> Result<Answer<OwnHousehold>> {
        let own = own::read(&self.0.view(), &by).await?;
        Ok(Answer::version(&own, own.household.version)?)
    }

    /// List who read about my household
    ///
    /// Who of the staff looked at or changed what is stored about the household, when, in which office
    /// and for which reason; the latest first.
    #[oai(path = "/me/household/access-log", method = "get", operation_id = "list_my_access_log")]
    async fn list_my_access_log(
        &self,
        by: Allowed<SeeOwnHousehold>,
        /// How many items a page holds, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<AccessLine>>> {
        let page = PageLimit::new(limit.0)?;
        let keys = &self.0.keys;
        let before: Option<AuditId> = Cursor::read(keys, LOG, cursor.0.as_deref())?;
        let lines = access_log::page(&self.0.view(), &by, before, page.probe()).await?;
        let shown = page.cut(lines, |last| Cursor::write(keys, LOG, &last.entry_id))?;
        Ok(Answer::new(&shown)?)
    }
}
