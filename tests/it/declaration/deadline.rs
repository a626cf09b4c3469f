//! Deadlines over the spring festival and its make-up workdays.

use entity::Moment;
use entity::appointment::Role;
use time::macros::date;

use super::*;
use crate::town::{START, Town};

const DAY_MS: i64 = 86_400_000;

/// Nine in the morning of a day in Shanghai.
fn morning(day: time::Date) -> Moment {
    Moment::from(day.with_hms(1, 0, 0).unwrap().assume_utc())
}

/// A town on that day.
async fn on(day: time::Date) -> Town {
    let town = Town::start().await;
    town.clock.advance_ms(morning(day).0 - START.0);
    town
}

/// Declares in the morning of `day`, and gives when it must be accepted.
async fn due_after(day: time::Date) -> Value {
    let town = on(day).await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    resident.post("/declarations", hardship()).await.ok()["due_at"].clone()
}

#[tokio::test]
async fn a_deadline_passes_over_the_spring_festival_and_counts_its_make_up_workdays() {
    // The festival of 2026 is from 15 to 23 February; the Saturdays 14 and 28 February are worked.
    assert_eq!(due_after(date!(2026 - 02 - 13)).await, "2026-02-14T16:00:00.000Z");
    assert_eq!(due_after(date!(2026 - 02 - 14)).await, "2026-02-24T16:00:00.000Z");
    assert_eq!(due_after(date!(2026 - 02 - 18)).await, "2026-02-24T16:00:00.000Z");
    assert_eq!(due_after(date!(2026 - 02 - 27)).await, "2026-02-28T16:00:00.000Z");
    assert_eq!(due_after(date!(2026 - 02 - 28)).await, "2026-03-02T16:00:00.000Z");
}

#[tokio::test]
async fn a_pause_over_the_spring_festival_gives_back_only_the_days_that_are_worked() {
    let town = on(date!(2026 - 02 - 12)).await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    let due = accept(&worker, &id).await.ok()["due_at"].clone();
    assert_eq!(due, "2026-02-14T16:00:00.000Z", "Friday, and the Saturday that is worked");
    let pause = ask_pause(&worker, &id).await.id("pause_id");
    decide_pause(&street, &id, &pause, true).await.ok();
    // From Thursday to Wednesday after the festival: the 13th, 14th, 24th and 25th are worked.
    town.clock.advance_ms(13 * DAY_MS);
    let on = step(&worker, &id, "resumption").await.ok();
    assert_eq!(on["due_at"], "2026-02-27T16:00:00.000Z");
}

#[tokio::test]
async fn the_whole_chain_is_twenty_working_days_whatever_holidays_lie_between() {
    for start in [date!(2026 - 04 - 29), date!(2026 - 09 - 23), date!(2026 - 09 - 29)] {
        let town = on(start).await;
        let calendar = &town.app.world.calendar;
        let resident = town.resident(town.household("north/1/u1").await).await;
        let id = declare(&resident).await;
        let seen = read(&resident, &id).await.ok();
        let (mut day, mut left) = (start, 20);
        while left > 0 {
            day = day.next_day().unwrap();
            left -= i32::from(calendar.is_working_day(day));
        }
        let end = morning(day.next_day().unwrap()).plus_ms(-9 * 3_600_000);
        assert_eq!(seen["declaration"]["chain_due_at"], end.to_string(), "{start}");
        assert_eq!(seen["declaration"]["chain_clock"], "on_track");
    }
}

#[tokio::test]
async fn a_chain_that_took_too_long_is_overdue_though_its_step_is_not() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let worker = town.staff(Role::CommunityWorker, "north").await;
    let id = declare(&resident).await;
    town.clock.advance_ms(40 * DAY_MS);
    accept(&worker, &id).await.ok();
    let seen = read(&resident, &id).await.ok();
    assert_eq!(seen["declaration"]["clock"], "on_track");
    assert_eq!(seen["declaration"]["chain_clock"], "overdue");
    refuse(&worker, &id).await.ok();
    let seen = read(&resident, &id).await.ok();
    assert!(seen["declaration"].get("chain_clock").is_none(), "it is decided");
}
