//! What is overdue goes up, until the county knows, and an alarm is raised when the clock stands still.

mod calendar;
mod digest;
mod listing;
mod many;
mod raising;
mod vacant;
mod watching;
mod year;

use entity::Moment;
use entity::declaration::DeskLevel;
use entity::declaration_hop::HopCause;
use entity::id::{AccountId, DeclarationId, HopId};
use sea_orm::FromQueryResult;
use time::Date;
use xinju::params;

use crate::support::work;
use crate::town::{Actor, START, Town};

/// One day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// A hop as it lies in the database.
#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Hop {
    pub(crate) id: HopId,
    pub(crate) declaration_id: DeclarationId,
    cause: HopCause,
    from_level: DeskLevel,
    to_level: DeskLevel,
    skipped_levels: String,
    told: i64,
    at: Moment,
}

impl Hop {
    /// From where to where.
    fn way(&self) -> (&str, &str) {
        (self.from_level.code(), self.to_level.code())
    }
}

/// Lets the clock look for what is overdue.
pub(crate) async fn tick(town: &Town) {
    work(town, "declarations.clock").await;
}

/// The declaration of this id.
pub(crate) fn named(id: &str) -> DeclarationId {
    DeclarationId(id.parse().unwrap())
}

/// All hops, the oldest first.
pub(crate) async fn hops(town: &Town) -> Vec<Hop> {
    let columns = "id, declaration_id, cause, from_level, to_level, skipped_levels, told, at";
    town.rows(&format!("SELECT {columns} FROM declaration_hop ORDER BY id"), vec![]).await
}

/// The ways of all hops, the oldest first.
async fn ways(town: &Town) -> Vec<(String, String)> {
    let owned = |hop: &Hop| (hop.way().0.to_owned(), hop.way().1.to_owned());
    hops(town).await.iter().map(owned).collect()
}

/// A way as [`ways`] gives it.
fn way(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

/// Some days later.
fn wait(town: &Town, days: i64) {
    town.clock.advance_ms(DAY_MS * days);
}

/// Moves the clock to an hour of a day in Shanghai.
fn set(town: &Town, day: Date, hour: u8) {
    let utc = day.with_hms(hour, 0, 0).unwrap().assume_utc();
    let then = Moment::from(utc).plus_ms(-8 * 3_600_000);
    town.clock.advance_ms(then.0 - town.clock.now().0);
}

/// How often an account was told under this title.
async fn times_told(town: &Town, account: AccountId, title: &str) -> usize {
    #[derive(FromQueryResult)]
    struct Row {
        n: i64,
    }
    let sql = "SELECT COUNT(*) AS n FROM staff_message WHERE account_id = $1 AND title = $2";
    let rows: Vec<Row> = town.rows(sql, params![account, title]).await;
    usize::try_from(rows[0].n).unwrap()
}

/// What a household was told, the oldest first.
async fn heard(resident: &Actor<'_>) -> Vec<String> {
    let fresh = resident.town.sign_in(resident.account.unwrap()).await;
    let page = fresh.get("/me/inbox?kind=declaration&limit=100").await.ok();
    let items = page["items"].as_array().unwrap().iter().rev();
    items.map(|item| item["title"].as_str().unwrap().to_owned()).collect()
}

/// The titles under which staff hear of what is late.
const SEE_TO_IT: &str = "申报超期，请督办";
const OWN_DESK: &str = "申报超期，请尽快办理";
const CHAIN: &str = "申报全流程超期";
const TODAY: &str = "今天到期的申报";
/// The title under which a household hears of it.
const RAISED: &str = "您的申报已转请上一级督办";

#[test]
fn the_stories_begin_on_a_monday_at_nine() {
    let now = START.utc().to_offset(time::macros::offset!(+8));
    assert_eq!((now.weekday(), now.hour()), (time::Weekday::Monday, 9));
}
