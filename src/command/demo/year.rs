//! The year before the demonstration begins: what officers, building heads and households did, day by
//! day, under a clock that is moved through it.
//!
//! Declarations, meetings, notices, measures and what the monthly rounds find go through the API like
//! anybody's, and the worker does its scheduled works. Incomes and visits come by the thousand, so they
//! are written as sets.

mod cases;
mod colours;
mod course;
mod doors;
mod incomes;
mod people;
mod rounds;
mod visits;

use std::sync::Arc;

use entity::Moment;
use entity::id::NodeId;
use indicatif::ProgressBar;
use poem::Response;
use poem::endpoint::BoxEndpoint;
use time::{Date, Duration, Weekday};

use self::cases::Cases;
use self::doors::Doors;
use self::people::Cast;
use crate::app::App;
use crate::command::Failure;
use crate::demo::people::ROSTER_DAY;
use crate::demo::random::Random;
use crate::worker::Worker;

/// Days that are lived before today, at most.
const DAYS: i64 = 365;
/// When people begin to work, in hours after midnight in Shanghai.
const MORNING_HOURS: i64 = 9;
/// When they write down whom they visited.
const EVENING_HOURS: i64 = 18;
const SHANGHAI_HOURS: i64 = 8;

/// What the year is lived with.
pub(super) struct Year<'e> {
    app: &'e Arc<App>,
    site: NodeId,
    cast: Cast<'e>,
    doors: Doors,
    random: Random,
    /// For visits and rounds, so that the declarations are the same with them and without.
    walks: Random,
}

/// When the year begins: nobody is registered before the day of the roster.
pub(super) fn first(today: Moment) -> Moment {
    let year_ago = today.day() - Duration::days(DAYS);
    morning(year_ago.max(ROSTER_DAY))
}

/// Lives the year up to `until`.
pub(super) async fn live(
    app: &Arc<App>,
    endpoint: &BoxEndpoint<'static, Response>,
    site: NodeId,
    seed: u64,
    until: Moment,
    bar: &ProgressBar,
) -> Result<(), Failure> {
    let cast = Cast::gather(app, endpoint, site).await?;
    let doors = Doors::assign(app, site).await?;
    let (random, walks) = (Random::new(seed ^ 0x5eed), Random::new(seed ^ 0x3a1c));
    let mut year = Year { app, site, cast, doors, random, walks };
    incomes::write(app, site, app.clock.now().day().year()).await?;
    let mut cases = Cases::imagine(&mut year, until).await?;
    let worker = Worker::new(Arc::clone(app));
    let mut day = app.clock.now().day();
    bar.set_length(u64::try_from((until.day() - day).whole_days()).unwrap_or(0));
    while morning(day) < until {
        set(app, morning(day));
        if day.weekday() == Weekday::Monday || day.day() == 1 {
            worker.turn().await?;
            colours::confirm(&year).await?;
        }
        if app.world.calendar.is_working_day(day) {
            cases.act(&mut year, day).await?;
        }
        if evening(day) < until {
            set(app, evening(day));
            visits::make(&mut year, day).await?;
            rounds::act(&mut year, day).await?;
        }
        bar.inc(1);
        day += Duration::DAY;
    }
    set(app, until);
    incomes::write(app, site, until.day().year()).await?;
    worker.turn().await?;
    Ok(())
}

/// When people begin to work on `day`.
fn morning(day: Date) -> Moment {
    hour(day, MORNING_HOURS)
}

/// When people write down what they did on `day`.
fn evening(day: Date) -> Moment {
    hour(day, EVENING_HOURS)
}

fn hour(day: Date, hours: i64) -> Moment {
    let midnight = day.midnight().assume_utc() - Duration::hours(SHANGHAI_HOURS);
    Moment::from(midnight + Duration::hours(hours))
}

/// Moves the clock on to `time`; it never goes back.
fn set(app: &App, time: Moment) {
    let ahead = time.0.saturating_sub(app.clock.now().0);
    app.clock.advance_ms(ahead.max(0));
}
