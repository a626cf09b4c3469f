//! The chain of monitoring: household visit, review meeting, public notice, street, county, removed risk.

mod meeting;
mod notice;
mod objection;
mod records;
mod verification;
mod whole;

use entity::appointment::Role;
use entity::id::HouseholdId;
use serde_json::{Value, json};

use crate::declaration::{accept, declare};
use crate::media::{photo, upload};
use crate::town::{Actor, Said, Town};

/// One day, in milliseconds.
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Those who carry a case.
pub(crate) struct Desks<'t> {
    pub(crate) worker: Actor<'t>,
    pub(crate) street: Actor<'t>,
    pub(crate) county: Actor<'t>,
}

impl<'t> Desks<'t> {
    pub(crate) async fn gather(town: &'t Town) -> Self {
        Self {
            worker: town.staff(Role::CommunityWorker, "north").await,
            street: town.staff(Role::StreetOfficer, "site").await,
            county: town.staff(Role::CountyOfficer, "").await,
        }
    }

    /// A declaration of this household that was verified.
    pub(crate) async fn verified(&self, resident: &Actor<'_>) -> String {
        let id = declare(resident).await;
        accept(&self.worker, &id).await.ok();
        verify(&self.worker, &id).await.ok();
        id
    }

    /// The same after a review meeting.
    pub(crate) async fn reviewed(&self, resident: &Actor<'_>) -> String {
        let id = self.verified(resident).await;
        let meeting = meet(&self.worker).await;
        vote(&self.worker, &id, &meeting, [8, 1, 1]).await.ok();
        id
    }

    /// The same in public notice; gives the notice too.
    pub(crate) async fn published(&self, resident: &Actor<'_>) -> (String, String) {
        let id = self.reviewed(resident).await;
        let notice = publish(&self.worker, &[&id]).await;
        assert_eq!(notice.status, 201, "{:#}", notice.body);
        (id, notice.id("notice_id"))
    }

    /// The same confirmed by the county.
    pub(crate) async fn supported(&self, town: &Town, resident: &Actor<'_>) -> String {
        let (id, _) = self.published(resident).await;
        town.clock.advance_ms(7 * DAY_MS);
        street_review(&self.street, &id).await.ok();
        confirm(&self.county, &id).await.ok();
        id
    }
}

/// What was seen at a household.
pub(crate) fn seen(town: &Town, authorisation: &str) -> Value {
    json!({
        "visited_on": town.clock.now().day().to_string(), "companion_name": "李志愿", "food_clothing": "met",
        "schooling": "met", "medicine": "at_risk", "housing": "met", "water": "met",
        "income_year": 2025, "income_fen_per_head": 780_000, "burden_fen": 2_300_000,
        "findings": "票据已看过，家里确实借了钱。", "authorisation_media_ids": [authorisation],
    })
}

/// Verifies at the household.
pub(crate) async fn verify(by: &Actor<'_>, id: &str) -> Said {
    let paper = upload(by, "image/jpeg", photo()).await.id("media_id");
    by.post(&format!("/declarations/{id}/verification"), seen(by.town, &paper)).await
}

/// A meeting of ten in the north.
pub(crate) fn ten(town: &Town) -> Value {
    json!({
        "node_id": town.node("north"), "held_on": town.clock.now().day().to_string(),
        "place": "党群服务中心二楼", "chair_name": "郑主任", "participants": 10,
        "participant_names": "郑主任、周楼长、居民代表八人", "minutes": "逐户介绍后举手表决。",
    })
}

/// Holds a meeting; gives its id.
pub(crate) async fn meet(by: &Actor<'_>) -> String {
    let said = by.post("/review-meetings", ten(by.town)).await;
    assert_eq!(said.status, 201, "{:#}", said.body);
    said.id("meeting_id")
}

/// Writes down a vote: for, against, abstained.
pub(crate) async fn vote(by: &Actor<'_>, id: &str, meeting: &str, votes: [i64; 3]) -> Said {
    let body = json!({
        "meeting_id": meeting, "votes_for": votes[0], "votes_against": votes[1],
        "votes_abstained": votes[2], "proposed_category": "marginal",
    });
    by.post(&format!("/declarations/{id}/review"), body).await
}

/// Hangs declarations out.
pub(crate) async fn publish(by: &Actor<'_>, ids: &[&str]) -> Said {
    let body = json!({
        "node_id": by.town.node("north"), "declaration_ids": ids,
        "contact_place": "社区办公室，8:30–17:30",
    });
    by.post("/public-notices", body).await
}

/// Agrees for the street.
pub(crate) async fn street_review(by: &Actor<'_>, id: &str) -> Said {
    let key = by.town.id().to_string();
    let path = format!("/declarations/{id}/street-review");
    by.send("POST", &path, None, &[("idempotency-key", &key)]).await
}

/// Confirms for the county.
pub(crate) async fn confirm(by: &Actor<'_>, id: &str) -> Said {
    by.post(&format!("/declarations/{id}/confirmation"), json!({})).await
}

/// Removes the risk.
pub(crate) async fn remove_risk(by: &Actor<'_>, id: &str) -> Said {
    let body = json!({ "words": "收入稳定，困难已经解决。" });
    by.post(&format!("/declarations/{id}/risk-removal"), body).await
}

/// Objects to what a notice says of a household.
pub(crate) async fn object(by: &Actor<'_>, notice: &str, id: &str) -> Said {
    let body = json!({ "declaration_id": id, "words": "他家去年买了新车。" });
    by.post(&format!("/public-notices/{notice}/objections"), body).await
}

/// Answers an objection.
pub(crate) async fn answer(by: &Actor<'_>, objection: &str, is_upheld: bool) -> Said {
    let body = json!({ "words": "车是借来跑活用的，已核对行驶证。", "is_upheld": is_upheld });
    by.post(&format!("/notice-objections/{objection}/answer"), body).await
}

/// How a declaration stands.
pub(crate) async fn stands(by: &Actor<'_>, id: &str) -> Value {
    by.get(&format!("/declarations/{id}")).await.ok()["declaration"].clone()
}

/// A household with somebody who has a phone.
pub(crate) async fn home<'t>(town: &'t Town, door: &str) -> (HouseholdId, Actor<'t>) {
    let household = town.household(door).await;
    (household, town.resident(household).await)
}
