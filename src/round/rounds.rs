//! Rounds as staff list them: how far each came, and until when its phase shall be done.

use entity::Moment;
use entity::id::{NodeId, RoundId};
use entity::monitoring_round::RoundPhase;
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;
use time::Date;

use crate::auth::Grant;
use crate::auth::permission::ReadRounds;
use crate::http::{ApiError, Page};
use crate::params;
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};
use crate::support::listing::{Listing, Source, Turn};
use crate::support::store::listed;

/// A monthly round of a site (月排查、月研判、月调度、月督促).
#[derive(Clone, Debug, Object, Serialize)]
pub struct Round {
    /// Names it.
    pub round_id: RoundId,
    /// The site.
    pub site_id: NodeId,
    /// The site's name.
    #[oai(validator(max_length = 100))]
    pub site_name: String,
    /// The first day of its month.
    #[serde(with = "crate::identity::day")]
    pub month: Date,
    /// How far it came.
    pub phase: RoundPhase,
    /// The same in a word.
    #[oai(validator(max_length = 20))]
    pub phase_word: String,
    /// The last day of the present phase; absent once it is closed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(with = "crate::identity::day::option", skip_serializing_if = "Option::is_none")]
    pub phase_by: Option<Date>,
    /// Whether that day is past.
    pub is_overdue: bool,
    /// The last day of the check (月排查).
    #[serde(with = "crate::identity::day")]
    pub check_by: Date,
    /// The last day of the assessment (月研判).
    #[serde(with = "crate::identity::day")]
    pub assess_by: Date,
    /// The last day of the dispatch (月调度).
    #[serde(with = "crate::identity::day")]
    pub dispatch_by: Date,
    /// The last day of the supervision (月督促).
    #[serde(with = "crate::identity::day")]
    pub supervise_by: Date,
    /// The households that it covers.
    #[oai(validator(minimum(value = "0")))]
    pub household_count: i64,
    /// Who opened it; absent where the service did.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_by_name: Option<String>,
    /// When it was opened.
    pub opened_at: Moment,
    /// When it came to its present phase.
    pub moved_at: Moment,
    /// When it was closed.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Moment>,
    /// Rises when it moves on.
    #[oai(validator(minimum(value = "1")))]
    pub version: i64,
}

#[derive(FromQueryResult)]
struct Row {
    id: RoundId,
    site_id: NodeId,
    site_name: String,
    month: Date,
    phase: RoundPhase,
    check_by: Date,
    assess_by: Date,
    dispatch_by: Date,
    supervise_by: Date,
    household_count: i64,
    opened_by_name: Option<String>,
    opened_at: Moment,
    moved_at: Moment,
    closed_at: Option<Moment>,
    version: i64,
}

/// A phase in a word.
pub(super) const fn word(phase: RoundPhase) -> &'static str {
    match phase {
        RoundPhase::Check => "月排查",
        RoundPhase::Assess => "月研判",
        RoundPhase::Dispatch => "月调度",
        RoundPhase::Supervise => "月督促",
        RoundPhase::Closed => "已办结",
    }
}

impl Row {
    fn shown(self, today: Date) -> Round {
        let phase_by = match self.phase {
            RoundPhase::Check => Some(self.check_by),
            RoundPhase::Assess => Some(self.assess_by),
            RoundPhase::Dispatch => Some(self.dispatch_by),
            RoundPhase::Supervise => Some(self.supervise_by),
            RoundPhase::Closed => None,
        };
        Round {
            round_id: self.id,
            site_id: self.site_id,
            site_name: self.site_name,
            month: self.month,
            phase: self.phase,
            phase_word: word(self.phase).to_owned(),
            phase_by,
            is_overdue: phase_by.is_some_and(|by| by < today),
            check_by: self.check_by,
            assess_by: self.assess_by,
            dispatch_by: self.dispatch_by,
            supervise_by: self.supervise_by,
            household_count: self.household_count,
            opened_by_name: self.opened_by_name,
            opened_at: self.opened_at,
            moved_at: self.moved_at,
            closed_at: self.closed_at,
            version: self.version,
        }
    }
}

const SOURCE: Source = Source {
    name: "monitoring_rounds",
    columns: "t.id, t.site_id, s.name AS site_name, t.month, t.phase, t.check_by, t.assess_by, \
        t.dispatch_by, t.supervise_by, t.household_count, o.display_name AS opened_by_name, \
        t.opened_at, t.moved_at, t.closed_at, t.version",
    tables: "monitoring_round t JOIN grid_node s ON s.id = t.site_id \
        LEFT JOIN account o ON o.id = t.opened_by",
    with_household: false,
    key: "t.id",
};

/// Rounds whose present phase should be done by now; `?` is today.
pub(super) const LATE: &str = "CASE t.phase WHEN 'check' THEN t.check_by \
    WHEN 'assess' THEN t.assess_by WHEN 'dispatch' THEN t.dispatch_by \
    WHEN 'supervise' THEN t.supervise_by END < ?";

/// Which rounds are listed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RoundFilter {
    pub(super) site: Option<NodeId>,
    pub(super) phase: Option<RoundPhase>,
    pub(super) overdue: Option<bool>,
}

/// Lists rounds that cover something of the caller's area, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadRounds>,
    filter: RoundFilter,
    turn: Turn<'_>,
) -> Result<Page<Round>, ApiError> {
    let mut list = Listing::of(SOURCE);
    let clause = covering(by, &mut list.values);
    list.only(clause);
    list.only_if("t.site_id = ?", filter.site);
    list.only_if("t.phase = ?", filter.phase.map(RoundPhase::code));
    let today = view.today();
    match filter.overdue {
        Some(true) => list.only_if(LATE, Some(today)),
        Some(false) => {
            list.only_if(&format!("(t.phase = 'closed' OR NOT {LATE})"), Some(today));
        }
        None => {}
    }
    list.page(view, keys, turn, |row: Row| row.shown(today), |round| round.round_id.0).await
}

/// Rounds of sites below the caller's places, and of the sites in which these lie.
fn covering(by: &Grant<ReadRounds>, values: &mut Vec<Value>) -> String {
    let below = by.clause("t.site_id", None, values);
    let places = listed(values, by.places().nodes.clone());
    format!(
        "({below} OR t.site_id IN (SELECT ancestor_id FROM grid_path WHERE node_id IN ({places})))"
    )
}

/// The round with this id, wherever it lies.
pub(super) async fn one(sql: Sql<'_>, id: RoundId, today: Date) -> Result<Option<Round>, Fault> {
    let row: Option<Row> =
        sql.one(format!("{} WHERE t.id = $1", SOURCE.select()), params![id]).await?;
    Ok(row.map(|row| row.shown(today)))
}

/// The round with this id, if it covers something of the caller's area.
pub(super) async fn seen(
    view: &View<'_>,
    by: &Grant<ReadRounds>,
    id: RoundId,
) -> Result<Option<Round>, Fault> {
    let mut list = Listing::of(SOURCE);
    let clause = covering(by, &mut list.values);
    list.only(clause);
    list.only_if("t.id = ?", Some(id));
    let row: Option<Row> = list.first(view.sql).await?;
    Ok(row.map(|row| row.shown(view.today())))
}
