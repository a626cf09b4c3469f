//! A step that ran out goes up a level at a time, once to each.

use entity::appointment::Role;
use serde_json::Value;
use xinju::params;

use super::*;
use crate::chain::{self, Desks};
use crate::declaration::{accept, ask_pause, decide_pause, declare};
use crate::support::told;

/// A declaration of Monday that nobody accepted by Tuesday.
async fn overdue(town: &Town) -> (Actor<'_>, Desks<'_>, String) {
    let resident = town.resident(town.household("north/1/u1").await).await;
    let desks = Desks::gather(town).await;
    let id = declare(&resident).await;
    wait(town, 2);
    (resident, desks, id)
}

#[tokio::test]
async fn an_overdue_step_goes_up_a_level_at_a_time_until_the_county_knows() {
    let town = Town::start().await;
    let (resident, desks, _) = overdue(&town).await;
    tick(&town).await;
    assert_eq!(ways(&town).await, [way("community", "site")]);
    let street = desks.street.account.unwrap();
    let first = "有 1 件申报没有按时受理，已转到您这里督办，请尽快过问。";
    assert_eq!(told(&town, street, "declaration").await, [first]);
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(hops(&town).await.len(), 1, "the street has all of Thursday");
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(ways(&town).await[1..], [way("community", "county")]);
    for _ in 0..5 {
        wait(&town, 1);
        tick(&town).await;
    }
    assert_eq!(hops(&town).await.len(), 2, "nobody is above the county");
    let county = desks.county.account.unwrap();
    assert_eq!(times_told(&town, county, SEE_TO_IT).await, 1);
    let household = heard(&resident).await;
    assert_eq!(household.iter().filter(|title| *title == RAISED).count(), 1);
}

#[tokio::test]
async fn a_step_that_is_taken_ends_it_and_the_next_one_begins_at_the_desk() {
    let town = Town::start().await;
    let (resident, desks, id) = overdue(&town).await;
    tick(&town).await;
    let listed = "/declarations?raised=true&include_total=true";
    assert_eq!(desks.street.get(listed).await.ok()["total"], 1);
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    accept(&worker, &id).await.ok();
    assert_eq!(desks.street.get(listed).await.ok()["total"], 0);
    // Accepted on Wednesday, to be verified by Friday.
    wait(&town, 2);
    tick(&town).await;
    assert_eq!(hops(&town).await.len(), 1);
    wait(&town, 3);
    tick(&town).await;
    assert_eq!(ways(&town).await, [way("community", "site"), way("community", "site")]);
    let log = resident.get("/me/household/access-log").await.ok();
    let told = log["items"].as_array().unwrap().iter();
    let raised = told.filter(|line| line["action"] == "declaration.raise");
    assert_eq!(raised.count(), 2, "{log:#}");
}

#[tokio::test]
async fn what_a_phone_read_before_the_hop_can_still_be_sent() {
    let town = Town::start().await;
    let (_, desks, id) = overdue(&town).await;
    let version = |seen: Value| seen["version"].clone();
    let before = version(chain::stands(&desks.worker, &id).await);
    tick(&town).await;
    let after = chain::stands(&desks.worker, &id).await;
    assert_eq!(after["raised_level"], "site");
    assert_eq!(version(after), before);
    accept(&desks.worker, &id).await.ok();
    assert!(chain::stands(&desks.worker, &id).await.get("raised_level").is_none());
}

#[tokio::test]
async fn a_pause_that_is_asked_for_keeps_what_was_raised_and_one_that_holds_stops_the_clock() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let desks = Desks::gather(&town).await;
    let id = declare(&resident).await;
    accept(&desks.worker, &id).await.ok();
    let pause = ask_pause(&desks.worker, &id).await.id("pause_id");
    decide_pause(&desks.street, &id, &pause, true).await.ok();
    wait(&town, 21);
    tick(&town).await;
    assert!(hops(&town).await.is_empty());
}

#[tokio::test]
async fn nothing_goes_up_at_night_or_on_a_holiday() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    Desks::gather(&town).await;
    set(&town, time::macros::date!(2026 - 03 - 05), 9);
    declare(&resident).await;
    // Friday's end; the weekend and the night before Monday eight o'clock are quiet.
    for (day, hour) in [(7, 9), (8, 9), (9, 7)] {
        set(&town, Date::from_calendar_date(2026, time::Month::March, day).unwrap(), hour);
        tick(&town).await;
        assert!(hops(&town).await.is_empty(), "{day} at {hour}");
    }
    set(&town, time::macros::date!(2026 - 03 - 09), 8);
    tick(&town).await;
    assert_eq!(hops(&town).await.len(), 1);
}

#[tokio::test]
async fn a_clock_that_stood_still_for_days_raises_once_and_not_once_for_each_day() {
    let town = Town::start().await;
    let (_, desks, _) = overdue(&town).await;
    wait(&town, 12);
    tick(&town).await;
    tick(&town).await;
    assert_eq!(ways(&town).await, [way("community", "site")], "the street gets its time");
    assert_eq!(times_told(&town, desks.street.account.unwrap(), SEE_TO_IT).await, 1);
    assert_eq!(times_told(&town, desks.county.account.unwrap(), SEE_TO_IT).await, 0);
    wait(&town, 2);
    tick(&town).await;
    assert_eq!(ways(&town).await[1..], [way("community", "county")]);
}

#[tokio::test]
async fn a_notice_that_nobody_reviewed_goes_from_the_street_to_the_county() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    let (_, resident) = chain::home(&town, "north/1/u1").await;
    desks.published(&resident).await;
    let mut days = 0;
    while hops(&town).await.is_empty() {
        wait(&town, 1);
        tick(&town).await;
        days += 1;
        assert!(days < 40, "nobody heard of it");
    }
    assert_eq!(ways(&town).await, [way("site", "county")]);
    assert_eq!(times_told(&town, desks.street.account.unwrap(), SEE_TO_IT).await, 0);
}

#[tokio::test]
async fn what_is_late_at_the_county_is_told_to_the_county_once() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let county = town.staff(Role::CountyOfficer, "").await;
    let id = declare(&resident).await;
    town.sql("UPDATE declaration SET level = 'county' WHERE id = $1", params![named(&id)]).await;
    for _ in 0..8 {
        wait(&town, 1);
        tick(&town).await;
    }
    assert_eq!(ways(&town).await, [way("county", "county")]);
    assert_eq!(times_told(&town, county.account.unwrap(), OWN_DESK).await, 1);
    assert_eq!(heard(&resident).await.last().unwrap(), "您的申报正在催办");
}

#[tokio::test]
async fn the_whole_chain_is_told_once_to_the_site_and_to_the_county() {
    let town = Town::start().await;
    let (resident, desks, id) = overdue(&town).await;
    let worker = town.sign_in(desks.worker.account.unwrap()).await;
    accept(&worker, &id).await.ok();
    // Whatever the steps do, the twenty working days of the chain end on 30 March.
    town.sql("UPDATE declaration SET due_at = due_at + $1", params![DAY_MS * 60]).await;
    for day in 25..=31 {
        set(&town, Date::from_calendar_date(2026, time::Month::March, day).unwrap(), 9);
        tick(&town).await;
        let expected = if day == 31 { 2 } else { 0 };
        assert_eq!(hops(&town).await.len(), expected, "{day}");
    }
    wait(&town, 1);
    tick(&town).await;
    let all = hops(&town).await;
    assert_eq!(all.len(), 2);
    assert!(all.iter().all(|hop| hop.cause == HopCause::Chain && hop.told == 1));
    for who in [&desks.street, &desks.county] {
        assert_eq!(times_told(&town, who.account.unwrap(), CHAIN).await, 1);
    }
    assert!(!heard(&resident).await.iter().any(|title| title == RAISED));
}
