//! All of 2026, day by day: each hop on the day that a calendar made by hand says, and no other.

use std::collections::{BTreeMap, BTreeSet};

use entity::appointment::Role;
use time::Date;

use super::calendar::{after, day, year};
use super::*;
use crate::declaration::{accept, answer, declare};

/// Before and on holidays, on weekends that are worked, and on plain days.
const FILED: &[(u8, u8)] = &[
    (1, 1),
    (1, 4),
    (1, 30),
    (2, 13),
    (2, 14),
    (2, 18),
    (2, 28),
    (4, 3),
    (4, 30),
    (5, 9),
    (6, 18),
    (9, 20),
    (9, 24),
    (9, 30),
    (10, 10),
    (11, 2),
];

/// Of a community whose desk and street are vacant.
const FILED_FAR: &[(u8, u8)] = &[(2, 13), (9, 30), (10, 10)];

type Line = (Date, DeclarationId, HopCause, &'static str, &'static str);

/// A year in which nobody acts.
#[derive(Default)]
struct Book {
    lines: BTreeSet<Line>,
    today: BTreeSet<Date>,
    today_far: BTreeSet<Date>,
}

impl Book {
    /// What is to happen with a declaration of the community that has its desk and its street.
    fn file(&mut self, id: DeclarationId, filed: Date) {
        let due = after(filed, 1);
        let site = after(due, 1);
        let chain = after(after(filed, 20), 1);
        self.today.insert(due);
        self.lines.extend([
            (site, id, HopCause::Step, "site", ""),
            (after(site, 2), id, HopCause::Step, "county", ""),
            (chain, id, HopCause::Chain, "site", ""),
            (chain, id, HopCause::Chain, "county", ""),
        ]);
    }

    /// The same where the desk and the street are vacant.
    fn file_far(&mut self, id: DeclarationId, filed: Date) {
        let due = after(filed, 1);
        self.today_far.insert(due);
        self.lines.extend([
            (after(due, 1), id, HopCause::Step, "county", "site"),
            (after(after(filed, 20), 1), id, HopCause::Chain, "county", "site"),
        ]);
    }

    /// On how many days a level hears of this.
    fn days(&self, cause: HopCause, to: &str) -> usize {
        let of = |line: &&Line| line.2 == cause && line.3 == to;
        self.lines.iter().filter(of).map(|line| line.0).collect::<BTreeSet<_>>().len()
    }
}

/// What happened, as the book has it.
async fn happened(town: &Town) -> BTreeSet<Line> {
    let line = |hop: Hop| {
        let skipped = if hop.skipped_levels.is_empty() { "" } else { "site" };
        (hop.at.day(), hop.declaration_id, hop.cause, hop.to_level.code(), skipped)
    };
    hops(town).await.into_iter().map(line).collect()
}

/// Somebody behind this door declares; gives who and what.
async fn filed<'t>(town: &'t Town, door: &str) -> (Actor<'t>, DeclarationId) {
    let resident = town.resident(town.household(door).await).await;
    let id = declare(&resident).await;
    (resident, named(&id))
}

#[tokio::test]
async fn a_year_in_which_nobody_acts_goes_up_on_the_days_of_the_calendar_and_no_other() {
    let town = Town::start().await;
    set(&town, day(1, 1), 9);
    let worker = town.staff(Role::CommunityWorker, "north").await.account.unwrap();
    let street = town.staff(Role::StreetOfficer, "site").await.account.unwrap();
    let county = town.staff(Role::CountyOfficer, "").await.account.unwrap();
    let (mut book, mut residents) = (Book::default(), Vec::new());
    for now in year() {
        set(&town, now, 9);
        let date = (u8::from(now.month()), now.day());
        if FILED.contains(&date) {
            let (resident, id) = filed(&town, "north/1/u1").await;
            book.file(id, now);
            residents.push(resident);
        }
        if FILED_FAR.contains(&date) {
            let (resident, id) = filed(&town, "far/1/u1").await;
            book.file_far(id, now);
            residents.push(resident);
        }
        tick(&town).await;
        if now.ordinal() % 5 == 0 {
            tick(&town).await;
        }
    }
    let seen = happened(&town).await;
    let missing: Vec<_> = book.lines.difference(&seen).collect();
    let extra: Vec<_> = seen.difference(&book.lines).collect();
    assert!(missing.is_empty() && extra.is_empty(), "missing {missing:#?}, extra {extra:#?}");
    let told = [
        (street, SEE_TO_IT, book.days(HopCause::Step, "site")),
        (street, CHAIN, book.days(HopCause::Chain, "site")),
        (street, TODAY, 0),
        (county, SEE_TO_IT, book.days(HopCause::Step, "county")),
        (county, CHAIN, book.days(HopCause::Chain, "county")),
        (county, TODAY, book.today_far.len()),
        (worker, TODAY, book.today.len()),
        (worker, SEE_TO_IT, 0),
    ];
    for (account, title, times) in told {
        assert_eq!(times_told(&town, account, title).await, times, "{title}");
    }
    for resident in &residents {
        let titles = heard(resident).await;
        assert_eq!(titles.iter().filter(|title| *title == RAISED).count(), 1, "{titles:?}");
    }
}

#[tokio::test]
async fn a_year_in_which_each_step_is_taken_on_its_last_day_raises_nothing() {
    let town = Town::start().await;
    set(&town, day(1, 1), 9);
    let worker = town.staff(Role::CommunityWorker, "north").await.account.unwrap();
    town.staff(Role::StreetOfficer, "site").await;
    town.staff(Role::CountyOfficer, "").await;
    let mut due: BTreeMap<Date, Vec<(DeclarationId, bool)>> = BTreeMap::new();
    for now in year() {
        set(&town, now, 9);
        if FILED.contains(&(u8::from(now.month()), now.day())) {
            let (_, id) = filed(&town, "north/1/u1").await;
            due.entry(after(now, 1)).or_default().push((id, false));
        }
        tick(&town).await;
        set(&town, now, 17);
        let fresh = town.sign_in(worker).await;
        for (id, is_accepted) in due.get(&now).cloned().unwrap_or_default() {
            if is_accepted {
                answer(&fresh, &id.to_string()).await.ok();
            } else {
                accept(&fresh, &id.to_string()).await.ok();
                due.entry(after(now, 2)).or_default().push((id, true));
            }
        }
    }
    assert!(hops(&town).await.is_empty());
    assert_eq!(times_told(&town, worker, TODAY).await, due.len());
    let answered = town.count("declaration WHERE state = 'answered'").await;
    assert_eq!(usize::try_from(answered).unwrap(), FILED.len());
}
