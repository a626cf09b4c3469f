//! Records of monitoring as officers see them: the list, and one.

use std::sync::Arc;

use entity::Moment;
use entity::declaration::{Category, RiskKind};
use entity::id::{DeclarationId, HouseholdId, NodeId, RecordId};
use entity::monitoring_record::RecordSource;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::MonitoringError;
use super::record::WORDS;
use crate::app::App;
use crate::auth::permission::ReadMonitoring;
use crate::auth::{Allowed, Grant};
use crate::declaration::removal::{self, RemovalCheck};
use crate::http::{ApiError, Page};
use crate::store::audit::Subject;
use crate::store::keys::Keys;
use crate::store::{Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::plans::BELOW;
use crate::support::whose::Whose;

entity::codes! {
    /// How a record stands.
    pub enum RecordStatus {
        /// The household is monitored and supported (监测帮扶中).
        Open = "open",
        /// The risk is removed, and the household still watched (跟踪观察).
        Watched = "watched",
        /// The risk is removed and the watch is over (已退出).
        Removed = "removed",
    }
}

/// The record of a household under monitoring (监测对象).
#[derive(Clone, Debug, Object, Serialize)]
pub struct MonitoringRecord {
    /// Names it.
    pub record_id: RecordId,
    /// Whose it is.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// The declaration that was confirmed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub declaration_id: Option<DeclarationId>,
    /// Where it comes from.
    pub source: RecordSource,
    /// The category.
    pub category: Category,
    /// The main risk.
    pub kind: RiskKind,
    /// How it stands.
    pub status: RecordStatus,
    /// The household's helper.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub helper_name: Option<String>,
    /// Whether the household has an open plan.
    pub has_plan: bool,
    /// When it was confirmed, or first known.
    pub confirmed_at: Moment,
    /// When the risk was removed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removed_at: Option<Moment>,
    /// The day until which the household is watched.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::identity::day::option")]
    pub watch_until: Option<Date>,
    /// Rises with every change.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

/// A record with what its removal asks for.
#[derive(Clone, Debug, Object, Serialize)]
pub struct MonitoringRecordDetail {
    /// The record.
    pub record: MonitoringRecord,
    /// The conditions for removing the risk, each with whether it is met; none once it is removed.
    #[oai(validator(max_items = 20))]
    pub removal_conditions: Vec<RemovalCheck>,
    /// Why the risk counted as removed.
    #[oai(skip_serializing_if_is_none, validator(max_length = 1000))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub removal_words: Option<String>,
}

#[derive(FromQueryResult)]
struct Row {
    id: RecordId,
    #[sea_orm(nested)]
    whose: Whose,
    declaration_id: Option<DeclarationId>,
    source: RecordSource,
    category: Category,
    kind: RiskKind,
    helper_name: Option<String>,
    has_plan: bool,
    confirmed_at: Moment,
    removed_at: Option<Moment>,
    removal_words_sealed: Option<String>,
    watch_until: Option<Date>,
    version: i64,
}

impl Row {
    fn shown(&self, today: Date) -> MonitoringRecord {
        let status = match self.watch_until {
            None => RecordStatus::Open,
            Some(until) if until > today => RecordStatus::Watched,
            Some(_) => RecordStatus::Removed,
        };
        MonitoringRecord {
            record_id: self.id,
            household_id: self.whose.household_id,
            household_number: self.whose.household_number.clone(),
            head_name: self.whose.head_masked(),
            door: self.whose.door(),
            declaration_id: self.declaration_id,
            source: self.source,
            category: self.category,
            kind: self.kind,
            status,
            helper_name: self.helper_name.clone(),
            has_plan: self.has_plan,
            confirmed_at: self.confirmed_at,
            removed_at: self.removed_at,
            watch_until: self.watch_until,
            version: self.version,
        }
    }
}

const SOURCE: Source = Source {
    name: "monitoring_records",
    columns: "t.id, t.declaration_id, t.source, t.category, t.kind, t.confirmed_at, t.removed_at, \
        t.removal_words_sealed, t.watch_until, t.version, \
        (SELECT b.name FROM helper b WHERE b.household_id = h.id AND b.ended_at IS NULL) \
          AS helper_name, \
        EXISTS (SELECT 1 FROM support_plan s WHERE s.household_id = h.id AND s.closed_at IS NULL) \
          AS has_plan",
    tables: "monitoring_record t JOIN household h ON h.id = t.household_id",
    with_household: true,
    key: "t.id",
};

/// What of the records is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RecordFilter {
    pub(super) status: Option<RecordStatus>,
    pub(super) category: Option<Category>,
    pub(super) node: Option<NodeId>,
    pub(super) confirmed_from: Option<Moment>,
    pub(super) confirmed_before: Option<Moment>,
    pub(super) removed_from: Option<Moment>,
    pub(super) removed_before: Option<Moment>,
}

/// Lists records of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadMonitoring>,
    filter: RecordFilter,
    turn: Turn<'_>,
) -> Result<Page<MonitoringRecord>, ApiError> {
    let today = view.today();
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    match filter.status {
        Some(RecordStatus::Open) => list.only("t.removed_at IS NULL"),
        Some(RecordStatus::Watched) => list.only_if("t.watch_until > ?", Some(today)),
        Some(RecordStatus::Removed) => list.only_if("t.watch_until <= ?", Some(today)),
        None => {}
    }
    list.only_if("t.category = ?", filter.category.map(Category::code));
    list.only_if(BELOW, filter.node);
    list.only_if("t.confirmed_at >= ?", filter.confirmed_from);
    list.only_if("t.confirmed_at < ?", filter.confirmed_before);
    list.only_if("t.removed_at >= ?", filter.removed_from);
    list.only_if("t.removed_at < ?", filter.removed_before);
    list.page(view, keys, turn, |row: Row| row.shown(today), |record| record.record_id.0).await
}

/// Reads one; staff who do are written down.
pub(super) async fn read(
    app: &Arc<App>,
    by: &Allowed<ReadMonitoring>,
    id: RecordId,
) -> Result<MonitoringRecordDetail, ApiError> {
    let view = app.view();
    let mut list = Listing::of(SOURCE);
    let clause = by.clause("h.node_id", None, &mut list.values);
    list.only(clause);
    list.only_if("t.id = ?", Some(id));
    let row: Option<Row> = list.first(view.sql).await?;
    let row = row.ok_or(MonitoringError::Missing)?;
    let household = row.whose.household_id;
    let subject = Subject::new("monitoring_record", id).household(household);
    app.disclose(by, &by.asked, "monitoring.read", vec![subject]).await?;
    let mut removal_conditions = Vec::new();
    if row.removed_at.is_none() {
        let (sql, today): (Sql<'_>, Date) = (view.sql, view.today());
        removal_conditions = removal::conditions(sql, view.world, today, household).await?;
    }
    let words = row.removal_words_sealed.clone();
    Ok(MonitoringRecordDetail {
        record: row.shown(view.today()),
        removal_conditions,
        removal_words: WORDS.open(view.world, id.0, words)?.filter(|words| !words.is_empty()),
    })
}
