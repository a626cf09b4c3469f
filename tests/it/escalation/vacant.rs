//! Vacant posts are passed over, and nothing is lost where all of them are.

use entity::appointment::Role;

use super::*;
use crate::declaration::declare;

async fn declared<'t>(town: &'t Town, door: &str) -> Actor<'t> {
    let resident = town.resident(town.household(door).await).await;
    declare(&resident).await;
    resident
}

#[tokio::test]
async fn where_the_street_has_nobody_the_county_hears() {
    let town = Town::start().await;
    town.staff(Role::CommunityWorker, "north").await;
    let county = town.staff(Role::CountyOfficer, "").await;
    declared(&town, "north/1/u1").await;
    wait(&town, 2);
    tick(&town).await;
    let all = hops(&town).await;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].way(), all[0].skipped_levels.as_str()), (("community", "county"), "site"));
    assert_eq!((all[0].told, times_told(&town, county.account.unwrap(), SEE_TO_IT).await), (1, 1));
}

#[tokio::test]
async fn a_vacant_desk_has_its_time_and_the_street_is_told_on_the_last_day_and_after_it() {
    let town = Town::start().await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    declared(&town, "north/1/u1").await;
    tick(&town).await;
    assert!(hops(&town).await.is_empty());
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(times_told(&town, street.account.unwrap(), TODAY).await, 1);
    wait(&town, 1);
    tick(&town).await;
    assert_eq!(ways(&town).await, [way("community", "site")]);
    assert_eq!(times_told(&town, street.account.unwrap(), SEE_TO_IT).await, 1);
}

#[tokio::test]
async fn where_nobody_holds_any_post_it_stands_in_the_name_of_the_county() {
    let town = Town::start().await;
    let resident = declared(&town, "north/1/u1").await;
    for _ in 0..6 {
        wait(&town, 1);
        tick(&town).await;
    }
    let all = hops(&town).await;
    assert_eq!(all.len(), 1);
    assert_eq!((all[0].way(), all[0].told), (("community", "county"), 0));
    assert_eq!(all[0].skipped_levels, "site,county");
    assert_eq!(heard(&resident).await.last().unwrap(), RAISED);
}

#[tokio::test]
async fn all_holders_of_a_post_are_told_and_nobody_of_another_street() {
    let town = Town::start().await;
    let two = [
        town.staff(Role::StreetOfficer, "site").await,
        town.staff(Role::StreetOfficer, "site").await,
    ];
    let other = town.staff(Role::StreetOfficer, "other").await;
    declared(&town, "north/1/u1").await;
    declared(&town, "north/1/u2").await;
    wait(&town, 2);
    tick(&town).await;
    for officer in &two {
        let account = officer.account.unwrap();
        assert_eq!(times_told(&town, account, SEE_TO_IT).await, 1, "one message of both");
    }
    assert_eq!(times_told(&town, other.account.unwrap(), SEE_TO_IT).await, 0);
    assert!(hops(&town).await.iter().all(|hop| hop.told == 2));
}
