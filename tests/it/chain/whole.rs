//! The whole chain, and that nobody gets ahead of it.

use serde_json::json;
use xinju::params;

use super::*;
use crate::declaration::refuse;
use crate::support::{deliver, plan};

#[tokio::test]
async fn a_hardship_goes_from_the_door_to_the_county_and_the_risk_is_removed() {
    let town = Town::start().await;
    let (household, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let (id, notice) = desks.published(&resident).await;
    let now = stands(&desks.worker, &id).await;
    assert_eq!((&now["state"], &now["category"]), (&json!("in_notice"), &json!("marginal")));
    // Five working days from Monday end with Friday; the street has three more, over the weekend.
    let hangs = resident.get(&format!("/public-notices/{notice}")).await.ok();
    assert_eq!(hangs["entries"][0]["ends_at"], "2026-03-06T16:00:00.000Z");
    assert_eq!(now["due_at"], "2026-03-11T16:00:00.000Z");

    street_review(&desks.street, &id).await.refused(409, "declaration.notice_hangs");
    town.clock.advance_ms(5 * DAY_MS);
    let reviewed = street_review(&desks.street, &id).await.ok();
    assert_eq!(
        (&reviewed["state"], &reviewed["level"]),
        (&json!("street_reviewed"), &json!("county"))
    );
    let confirmed = confirm(&desks.county, &id).await.ok();
    assert_eq!(confirmed["state"], "supporting");
    let record = desks.worker.get("/monitoring-records?status=open&include_total=true").await.ok();
    assert_eq!(
        (&record["total"], &record["items"][0]["category"]),
        (&json!(1), &json!("marginal"))
    );
    let shown = desks.worker.get(&format!("/households/{household}")).await.ok();
    assert_eq!(shown["household"]["monitoring"], "marginal", "{shown:#}");

    let refused = remove_risk(&desks.county, &id).await;
    refused.refused(409, "declaration.risk_remains");
    let detail = refused.body["detail"].as_str().unwrap();
    assert!(detail.contains("监测时间未满") && !detail.contains("没有劳动能力"), "{detail}");
    let measure = plan(&desks.worker, household).await;
    deliver(&desks.worker, &measure).await.ok();
    earn(&town, household, 2_600_000).await;
    town.clock.advance_ms(184 * DAY_MS);
    let removed = remove_risk(&desks.county, &id).await.ok();
    assert_eq!(removed["state"], "risk_removed");
    let watched = desks.worker.get("/monitoring-records?status=watched").await.ok();
    assert_eq!(watched["items"][0]["watch_until"], "2027-09-07");
    let record = watched["items"][0]["record_id"].as_str().unwrap();
    let record = desks.worker.get(&format!("/monitoring-records/{record}")).await.ok();
    assert_eq!(record["removal_words"], "收入稳定，困难已经解决。");
    assert!(record["removal_conditions"].as_array().unwrap().is_empty());
    let report = xinju::store::verify::prove(town.app.db.read(), None).await.unwrap();
    assert!(report.faults.is_empty(), "{:#?}", report.faults);
}

/// An income of this year, past the API.
pub(super) async fn earn(town: &Town, household: HouseholdId, fen: i64) {
    let recorder = town.staff(Role::CommunityWorker, "north").await;
    town.sql(
        "INSERT INTO income_item (id, household_id, year, kind, amount_fen, source, recorded_by, \
         created_at) VALUES ($1, $2, 2026, 'wage', $3, 'visit', $4, $5)",
        params![town.id(), household, fen, recorder.account.unwrap(), town.clock.now()],
    )
    .await;
}

#[tokio::test]
async fn no_step_is_taken_ahead_of_the_one_before() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = declare(&resident).await;
    let meeting = meet(&desks.worker).await;
    verify(&desks.worker, &id).await.refused(409, "declaration.not_now");
    accept(&desks.worker, &id).await.ok();
    vote(&desks.worker, &id, &meeting, [8, 0, 0]).await.refused(409, "declaration.not_now");
    publish(&desks.worker, &[&id]).await.refused(409, "declaration.not_now");
    street_review(&desks.street, &id).await.refused(409, "declaration.not_now");
    confirm(&desks.county, &id).await.refused(409, "declaration.not_now");
    remove_risk(&desks.county, &id).await.refused(409, "declaration.not_now");
    assert_eq!(stands(&desks.worker, &id).await["state"], "accepted");
    assert_eq!(town.count("review_vote").await + town.count("public_notice").await, 0);
}

#[tokio::test]
async fn it_can_be_refused_at_every_step_and_by_whoever_has_it() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    for steps in 0..4 {
        let (_, resident) = home(&town, "north/1/u1").await;
        let id = match steps {
            0 => declare(&resident).await,
            1 => desks.verified(&resident).await,
            2 => desks.reviewed(&resident).await,
            _ => {
                let (id, _) = desks.published(&resident).await;
                town.clock.advance_ms(7 * DAY_MS);
                street_review(&desks.street, &id).await.ok();
                refuse(&desks.worker, &id).await.refused(409, "declaration.other_desk");
                refuse(&desks.county, &id).await.ok();
                continue;
            }
        };
        refuse(&desks.worker, &id).await.ok();
        assert_eq!(stands(&resident, &id).await["state"], "refused");
    }
}

#[tokio::test]
async fn of_two_county_officers_one_confirms_and_a_household_has_one_record() {
    let town = Town::start().await;
    let (_, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let other = town.staff(Role::CountyOfficer, "").await;
    let (first, _) = desks.published(&resident).await;
    let (second, _) = desks.published(&resident).await;
    town.clock.advance_ms(7 * DAY_MS);
    street_review(&desks.street, &first).await.ok();
    street_review(&desks.street, &second).await.ok();
    let (one, two) = tokio::join!(confirm(&desks.county, &first), confirm(&other, &first));
    let mut seen = [one.status, two.status];
    seen.sort_unstable();
    assert_eq!(seen, [200, 409]);
    confirm(&other, &second).await.refused(409, "declaration.monitored_already");
    assert_eq!(stands(&other, &second).await["state"], "street_reviewed");
    assert_eq!(town.count("monitoring_record").await, 1);
}

#[tokio::test]
async fn who_belongs_to_the_household_takes_no_step_of_the_chain() {
    let town = Town::start().await;
    let (household, resident) = home(&town, "north/1/u1").await;
    let desks = Desks::gather(&town).await;
    let id = declare(&resident).await;
    accept(&desks.worker, &id).await.ok();
    let cousin = town.staff(Role::CommunityWorker, "north").await;
    town.sql(
        "UPDATE account SET household_id = $1, version = version + 1 WHERE id = $2",
        params![household, cousin.account.unwrap()],
    )
    .await;
    verify(&cousin, &id).await.refused(403, "declaration.own_case");
    verify(&desks.worker, &id).await.ok();
    let meeting = meet(&cousin).await;
    vote(&cousin, &id, &meeting, [8, 0, 0]).await.refused(403, "declaration.own_case");
}
