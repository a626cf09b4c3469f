//! Routes: households.

use std::sync::Arc;

use entity::household::{self, HouseholdState};
use entity::id::{HistoryId, HouseholdId, NodeId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use serde_json::json;

use super::create::{CreateHousehold, HouseholdInput};
use super::draft::PersonInput;
use super::edit::{EditHousehold, HouseholdChange};
use super::find::Known;
use super::head::{ChangeHead, NewHead};
use super::join::JoinHousehold;
use super::leave::{HouseholdDeparture, LeaveHousehold};
use super::line::Row;
use super::list::{HouseholdOrder, Key, Wanted};
use super::merge::{Merge, MergeHousehold};
use super::model::{
    HistoryLine, HouseholdDetail, HouseholdLine, HouseholdsAtDoor, HouseholdsFound,
};
use super::relocate::{NewDwelling, RelocateHousehold};
use super::search::{NumberSearch, Sought};
use super::split::{Split, SplitHousehold};
use super::{HouseholdError, find, history, list, search, show};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditHouseholds, FindHouseholds, ReadHouseholds};
use crate::auth::{Acting, Allowed};
use crate::http::rate::{self, Budget};
use crate::http::{Answer, Body, Common, Created, Cursor, Page, PageLimit, answer};
use crate::store::audit::Subject;

/// Households.
#[derive(Clone, Debug)]
pub struct HouseholdApi(pub Arc<App>);

const LIST: &str = "list_households";
const HISTORY: &str = "list_household_history";

#[OpenApi(tag = "Tag::Households")]
impl HouseholdApi {
    /// List households
    ///
    /// The households of the caller's area with masked names, along the doors or by the head's name.
    /// `query` finds by a member's name or its pinyin initials (`zsm`), by household number, and by door
    /// (`3-2-501`, `3栋2单元501`). ID-card and phone numbers are searched by
    /// `POST /households/searches`.
    #[oai(path = "/households", method = "get", operation_id = "list_households")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter of its own")]
    async fn list_households(
        &self,
        by: Allowed<ReadHouseholds>,
        /// A name, its initials, a household number or a door.
        #[oai(validator(min_length = 1, max_length = 50))]
        query: Query<Option<String>>,
        /// Only at and below this node.
        node_id: Query<Option<NodeId>>,
        /// Only in this state; those present when absent.
        state: Query<Option<HouseholdState>>,
        /// Only this monitoring category's code.
        #[oai(validator(max_length = 40))]
        monitoring: Query<Option<String>>,
        /// Only this colour: `red`, `yellow` or `green`.
        #[oai(validator(max_length = 10))]
        colour: Query<Option<String>>,
        /// In which order; along the doors when absent.
        sort: Query<Option<HouseholdOrder>>,
        /// How many items a page holds, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended; keep the other parameters as they were.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all items.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<HouseholdLine>>> {
        let (view, page, keys) = (self.0.view(), PageLimit::new(limit.0)?, &self.0.keys);
        let order = sort.0.unwrap_or_default();
        let name = format!("{LIST} {order:?}");
        if monitoring.0.as_deref().is_some_and(|code| !list::is_monitoring(code)) {
            return Err(Common::Parameter.into());
        }
        let sought = query.0.as_deref().map(|typed| Sought::read(typed, view.today()));
        let wanted = Wanted {
            sought: sought.transpose()?,
            node: node_id.0,
            state: state.0,
            monitoring: monitoring.0,
            colour: colour.0,
            order,
            after: Cursor::read(keys, &name, cursor.0.as_deref())?,
            limit: page.probe(),
        };
        let count = include_total.0.unwrap_or(false);
        let (rows, total) = list::page(&view, &by, &wanted, count).await?;
        let ends: Vec<Key> = rows.iter().map(|row| Key::of(row, order)).collect();
        let lines: Vec<HouseholdLine> = rows.into_iter().map(Row::masked).collect();
        let mut shown = page.cut(lines, |last| {
            let end = ends.iter().find(|key| key.names(last.household_id));
            Cursor::write(keys, &name, &end)
        })?;
        shown.total = total;
        Ok(Answer::new(&shown)?)
    }

    /// Create a household
    ///
    /// Registers a household with its members. All wrong fields are named at once; an ID-card number
    /// that belongs to somebody present is refused.
    #[oai(path = "/households", method = "post", operation_id = "create_household")]
    async fn create_household(
        &self,
        by: Acting<EditHouseholds>,
        body: Body<HouseholdInput>,
    ) -> Result<Created<HouseholdDetail>> {
        Ok(self.0.perform(&by, CreateHousehold(body.0)).await?.into())
    }

    /// Search households by a personal number
    ///
    /// Finds the household of an ID-card or phone number, which is a body because addresses are logged.
    /// Full-width digits and blanks don't matter. Each search is written down, and the households found
    /// see it in their access log. An account has a small number of searches in a window; more are
    /// answered 429.
    #[oai(path = "/households/searches", method = "post", operation_id = "search_households")]
    async fn search_households(
        &self,
        by: Allowed<ReadHouseholds>,
        body: Body<NumberSearch>,
    ) -> Result<Answer<HouseholdsFound>> {
        rate::spend(&self.0, Budget::Searches, by.caller().account).await?;
        let found = search::by_number(&self.0.view(), &by, &body.0).await?;
        let facts = json!({ "by": found.kind, "found": found.rows.len() });
        let mut about = vec![Subject::kind("household_search").facts(facts)];
        let named = found.households().into_iter();
        about.extend(named.map(|id| Subject::new("household", id).household(id)));
        self.0.disclose(&by, &by.asked, "household.search", about).await?;
        let items = found.rows.into_iter().map(Row::masked).collect();
        Ok(Answer::new(&HouseholdsFound { items })?)
    }

    /// Find a household at its door
    ///
    /// For volunteers and shopkeepers: a household number or a door gives the household's id, the masked
    /// name of its head, its door and the pictures on it, nothing more.
    #[oai(path = "/households/find", method = "get", operation_id = "find_households")]
    async fn find_households(
        &self,
        by: Allowed<FindHouseholds>,
        /// The household number.
        #[oai(validator(min_length = 1, max_length = 40))]
        number: Query<Option<String>>,
        /// The door, such as `3-2-501`; one of number and door is needed.
        #[oai(validator(min_length = 1, max_length = 50))]
        door: Query<Option<String>>,
        /// Only at and below this node.
        node_id: Query<Option<NodeId>>,
    ) -> Result<Answer<HouseholdsAtDoor>> {
        let known = Known { number: number.0, door: door.0, node: node_id.0 };
        Ok(Answer::new(&find::at(&self.0.view(), &by, &known).await?)?)
    }

    /// Get a household
    ///
    /// One household with its members, masked. The household reads in its access log who looked.
    #[oai(path = "/households/:household_id", method = "get", operation_id = "get_household")]
    async fn get_household(
        &self,
        by: Allowed<ReadHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
    ) -> Result<Answer<HouseholdDetail>> {
        self.look(&by, household_id.0, "household.read").await?;
        let detail = show::detail(&self.0.view(), household_id.0).await?;
        Ok(Answer::version(&detail, detail.household.version)?)
    }

    /// Edit a household
    ///
    /// Changes room, origin, helper or monitoring category; `If-Match` names the version that was read.
    /// An empty text clears a field that may be empty.
    #[oai(path = "/households/:household_id", method = "patch", operation_id = "edit_household")]
    async fn edit_household(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        /// The ETag that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<HouseholdChange>,
    ) -> Result<Answer<HouseholdDetail>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let command = EditHousehold { household: household_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Add a member
    ///
    /// Registers a new member of a household: a birth, a marriage, somebody left out.
    #[oai(path = "/households/:household_id/members", method = "post", operation_id = "add_member")]
    async fn add_member(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        body: Body<PersonInput>,
    ) -> Result<Created<HouseholdDetail>> {
        let command = JoinHousehold { household: household_id.0, person: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Split a household
    ///
    /// Members become a household of their own with a new number and dwelling. Gives the new household.
    /// **All phones of the old household are signed out and its open codes end**: those who stay and
    /// those who go each sign in again with a new card.
    #[oai(
        path = "/households/:household_id/split",
        method = "post",
        operation_id = "split_household"
    )]
    async fn split_household(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        body: Body<Split>,
    ) -> Result<Created<HouseholdDetail>> {
        let command = SplitHousehold { household: household_id.0, split: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Merge a household into another
    ///
    /// All members join another household of the caller's area. Gives the household that took them in.
    /// The phones of the household that ends are signed out, its account and its open codes end; its
    /// members use the card of the household that took them in.
    #[oai(
        path = "/households/:household_id/merge",
        method = "post",
        operation_id = "merge_household"
    )]
    async fn merge_household(
        &self,
        by: Acting<EditHouseholds>,
        /// The household that ends.
        household_id: Path<HouseholdId>,
        body: Body<Merge>,
    ) -> Result<Answer<HouseholdDetail>> {
        let command = MergeHousehold { household: household_id.0, merge: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Move a household
    ///
    /// The household moves behind another door of its site.
    #[oai(
        path = "/households/:household_id/relocation",
        method = "post",
        operation_id = "relocate_household"
    )]
    async fn relocate_household(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        body: Body<NewDwelling>,
    ) -> Result<Answer<HouseholdDetail>> {
        let command = RelocateHousehold { household: household_id.0, to: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Let a household leave
    ///
    /// The whole household leaves the site; its phones are signed out, its account and its open codes
    /// end.
    #[oai(
        path = "/households/:household_id/departure",
        method = "post",
        operation_id = "depart_household"
    )]
    async fn depart_household(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        body: Body<HouseholdDeparture>,
    ) -> Result<Answer<HouseholdDetail>> {
        let command = LeaveHousehold { household: household_id.0, departure: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Change the head of a household
    ///
    /// Makes a present member the head; relations to the new head can be told anew.
    #[oai(
        path = "/households/:household_id/head",
        method = "post",
        operation_id = "change_household_head"
    )]
    async fn change_household_head(
        &self,
        by: Acting<EditHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        body: Body<NewHead>,
    ) -> Result<Answer<HouseholdDetail>> {
        let command = ChangeHead { household: household_id.0, head: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// List a household's history
    ///
    /// Who joined, left, split, merged or moved; the latest first.
    #[oai(
        path = "/households/:household_id/history",
        method = "get",
        operation_id = "list_household_history"
    )]
    async fn list_household_history(
        &self,
        by: Allowed<ReadHouseholds>,
        /// Which household.
        household_id: Path<HouseholdId>,
        /// How many items a page holds, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<HistoryLine>>> {
        let (page, keys) = (PageLimit::new(limit.0)?, &self.0.keys);
        let before: Option<HistoryId> = Cursor::read(keys, HISTORY, cursor.0.as_deref())?;
        self.look(&by, household_id.0, "household.history").await?;
        let view = self.0.view();
        let lines = history::page(&view, household_id.0, before, page.probe()).await?;
        let shown = page.cut(lines, |last| Cursor::write(keys, HISTORY, &last.history_id))?;
        Ok(Answer::new(&shown)?)
    }
}

impl HouseholdApi {
    /// Checks that the household is in the caller's area and writes down that it was looked at.
    async fn look(
        &self,
        by: &Allowed<ReadHouseholds>,
        household: HouseholdId,
        action: &'static str,
    ) -> Result<(), crate::http::ApiError> {
        let view = self.0.view();
        let home = by.seen::<household::Entity>(&view, household).await?;
        let home = home.ok_or(HouseholdError::Missing)?;
        let subject = Subject::new("household", household).household(household).node(home.node_id);
        self.0.disclose(by, &by.asked, action, vec![subject]).await
    }
}
