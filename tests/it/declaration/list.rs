//! Every filter of the list, with the total that a figure links to.

use entity::appointment::Role;
use xinju::params;

use super::*;
use crate::town::Town;

async fn total(by: &Actor<'_>, query: &str) -> i64 {
    let path = format!("/declarations?limit=1&include_total=true&{query}");
    by.get(&path).await.ok()["total"].as_i64().unwrap()
}

#[tokio::test]
async fn every_filter_counts_what_it_lists() {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let street = town.staff(Role::StreetOfficer, "site").await;
    let one = declare_kind(&resident, "disaster").await;
    town.clock.advance_ms(86_400_000);
    let two = declare_kind(&resident, "consultation").await;
    let three = declare_kind(&resident, "illness").await;
    let up = serde_json::json!({ "words": "由街道办理。" });
    street.post(&format!("/declarations/{three}/referral"), up).await.ok();
    let mark = "UPDATE declaration SET category = 'sudden', raised_level = 'site' WHERE id = $1";
    town.sql(mark, params![one.parse::<uuid::Uuid>().unwrap()]).await;
    let expected: [(&str, &[&str]); 13] = [
        ("kind=disaster", &[&one]),
        ("track=service", &[&two]),
        ("track=monitoring", &[&three, &one]),
        ("level=site", &[&three]),
        ("level=community", &[&two, &one]),
        ("category=sudden", &[&one]),
        ("category=marginal", &[]),
        ("raised=true", &[&one]),
        ("raised=false", &[&three, &two]),
        ("stopped=true", &[]),
        ("filed_from=2026-03-03", &[&three, &two]),
        ("filed_to=2026-03-02", &[&one]),
        ("filed_from=2026-03-02&filed_to=2026-03-03&track=service", &[&two]),
    ];
    for (query, ids) in expected {
        assert_eq!(list(&street, &format!("?{query}")).await, ids, "{query}");
        assert_eq!(total(&street, query).await, i64::try_from(ids.len()).unwrap(), "{query}");
    }
    street.get("/declarations?filed_from=monday").await.refused(400, "request.parameter");
}
