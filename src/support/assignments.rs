//! Who helps a household and who did before, the latest first.

use std::sync::Arc;

use entity::Moment;
use entity::id::{AccountId, HelperId, HouseholdId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::SupportError;
use super::listing::{Listing, Source, Turn};
use crate::app::App;
use crate::auth::permission::ReadMonitoring;
use crate::auth::{Allowed, Grant};
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{Fault, Sql, View};

/// A helper (帮扶联系人) of a household.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct Assignment {
    /// Names the tie.
    pub helper_id: HelperId,
    /// Who is helped.
    pub household_id: HouseholdId,
    /// Who helps.
    pub account_id: AccountId,
    /// The helper's name at the time.
    #[oai(validator(max_length = 100))]
    pub name: String,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub since: Date,
    /// The name of who assigned the helper.
    #[oai(validator(max_length = 100))]
    pub assigned_by_name: String,
    /// When another took over, or nobody; absent for the present helper.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Moment>,
}

const SOURCE: Source = Source {
    name: "household_helpers",
    columns: "t.id AS helper_id, t.household_id, t.account_id, t.name, t.since, \
              b.display_name AS assigned_by_name, t.ended_at",
    tables: "helper t JOIN account b ON b.id = t.assigned_by",
    with_household: false,
    key: "t.id",
};

/// One of them.
pub(super) async fn one(sql: Sql<'_>, id: HelperId) -> Result<Option<Assignment>, Fault> {
    sql.one(format!("{} WHERE t.id = $1", SOURCE.select()), params![id]).await
}

/// Reads a page of a household's helpers; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    household: HouseholdId,
    turn: Turn<'_>,
) -> Result<Page<Assignment>, ApiError> {
    let view = app.view();
    if !is_seen(&view, by, household).await? {
        return Err(SupportError::Missing.into());
    }
    let subject = Subject::new("household", household).household(household);
    app.disclose(by, &by.asked, "support.read", vec![subject]).await?;
    let mut list = Listing::of(SOURCE);
    list.only_if("t.household_id = ?", Some(household));
    list.page(&view, &app.keys, turn, |row: Assignment| row, |line| line.helper_id.0).await
}

/// Whether the household lies where the caller may see what is done for it.
pub(crate) async fn is_seen(
    view: &View<'_>,
    by: &Grant<ReadMonitoring>,
    household: HouseholdId,
) -> Result<bool, Fault> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    view.sql.exists(format!("SELECT 1 FROM household h WHERE h.id = $1 AND {clause}"), values).await
}
