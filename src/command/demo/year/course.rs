//! The course of one declaration: what is done next, by whom, and after how many days.

use entity::id::HouseholdId;
use serde_json::json;
use time::{Date, Duration};

use super::super::visitor::text;
use super::Year;
use crate::command::Failure;
use crate::demo::random::Random;

/// A white picture of one pixel: the photo of a signed paper.
const PAPER: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3a, 0x7e, 0x9b,
    0x55, 0x00, 0x00, 0x00, 0x0a, 0x49, 0x44, 0x41, 0x54, 0x78, 0xda, 0x63, 0xf8, 0x0f, 0x00, 0x01,
    0x01, 0x01, 0x00, 0x1c, 0xb0, 0x8c, 0x99, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae,
    0x42, 0x60, 0x82,
];

/// How a declaration goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plot {
    /// Answered at the first desk, and it helped.
    Answered,
    /// Answered, it did not help, and the street answered again.
    Raised,
    /// Refused with a reason.
    Refused,
    /// Nobody acts in time, so that the level above hears of it.
    Forgotten,
    /// The whole chain, up to support.
    Chain,
}

impl Plot {
    /// A likely plot for a declaration of this kind.
    pub(super) fn invent(random: &mut Random, kind: &str) -> Self {
        let is_service = matches!(kind, "consultation" | "member_change" | "employment_change");
        if is_service {
            return random.choose(&[(100, Self::Raised), (40, Self::Forgotten)], Self::Answered);
        }
        let choices = [
            (250, Self::Answered),
            (60, Self::Raised),
            (110, Self::Refused),
            (60, Self::Forgotten),
        ];
        random.choose(&choices, Self::Chain)
    }
}

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    File,
    Accept,
    Answer,
    AnswerAgain,
    Refuse,
    Verify,
    Review,
    Publish,
    ReviewAtStreet,
    Confirm,
    Support,
    Deliver,
}

/// A declaration on its way.
pub(super) struct Case {
    number: u32,
    household: HouseholdId,
    kind: &'static str,
    words: &'static str,
    is_first_building: bool,
    plot: Plot,
    next: Next,
    id: String,
    measure: String,
}

impl Case {
    pub(super) fn new(
        number: u32,
        household: HouseholdId,
        kind: &'static str,
        words: &'static str,
        is_first_building: bool,
        plot: Plot,
    ) -> Self {
        Self {
            number,
            household,
            kind,
            words,
            is_first_building,
            plot,
            next: Next::File,
            id: String::new(),
            measure: String::new(),
        }
    }

    /// Does what is next, and says after how many days it goes on; none when it is over.
    pub(super) async fn act(
        &mut self,
        year: &mut Year<'_>,
        today: Date,
    ) -> Result<Option<i64>, Failure> {
        let goes_on = match self.next {
            Next::File => self.file(year).await?,
            Next::Accept => self.accept(year).await?,
            Next::Answer | Next::AnswerAgain => self.answer(year).await?,
            Next::Refuse => self.refuse(year).await?,
            Next::Verify => self.verify(year, today).await?,
            Next::Review => self.review(year, today).await?,
            Next::Publish => self.publish(year).await?,
            Next::ReviewAtStreet => self.review_at_street(year).await?,
            Next::Confirm => self.confirm(year).await?,
            Next::Support => self.support(year, today).await?,
            Next::Deliver => self.deliver(year, today).await?,
        };
        Ok(goes_on.map(|(next, days)| {
            self.next = next;
            days
        }))
    }

    fn path(&self, deed: &str) -> String {
        format!("/declarations/{}/{deed}", self.id)
    }

    async fn file(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        let filer = if self.is_first_building { &year.cast.building } else { &year.cast.area };
        let body = json!({
            "household_id": self.household, "kind": self.kind, "words": self.words,
            "consent": "spoken",
        });
        let filed = filer.post("/declarations/on-behalf", body).await;
        let Ok(filed) = filed else { return Ok(None) };
        self.id = text(&filed, "declaration_id");
        let days = if self.plot == Plot::Forgotten { 9 } else { 1 };
        Ok(Some((Next::Accept, days)))
    }

    async fn accept(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        year.cast.community.post(&self.path("acceptance"), json!({})).await?;
        let days = i64::from(year.random.between(1, 2));
        Ok(Some(match self.plot {
            Plot::Answered | Plot::Raised | Plot::Forgotten => (Next::Answer, days + 1),
            Plot::Refused => (Next::Refuse, days),
            Plot::Chain => (Next::Verify, days),
        }))
    }

    async fn answer(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        let again = self.next == Next::AnswerAgain;
        let desk = if again { &year.cast.street } else { &year.cast.community };
        if again {
            desk.post(&self.path("acceptance"), json!({})).await?;
        }
        let words = "已经帮您办好，材料也交上去了，有问题随时打社区电话。";
        desk.post(&self.path("answer"), json!({ "words": words })).await?;
        let resident = year.cast.resident(self.household).await?;
        let raised = self.plot == Plot::Raised && !again;
        let rating = if raised { "not_solved" } else { "solved" };
        resident.post(&self.path("rating"), json!({ "rating": rating })).await?;
        Ok(raised.then_some((Next::AnswerAgain, 1)))
    }

    async fn refuse(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        let body = json!({
            "reason_code": "not_eligible",
            "words": "您家今年人均收入高于筛查线，这次不纳入监测；医保二次报销可以到便民窗口办理。",
        });
        year.cast.community.post(&self.path("refusal"), body).await?;
        Ok(None)
    }

    async fn verify(
        &mut self,
        year: &mut Year<'_>,
        today: Date,
    ) -> Result<Option<(Next, i64)>, Failure> {
        let paper = year.cast.community.upload("image/png", PAPER).await?;
        let unmet = |kind: &str| if self.kind == kind { "at_risk" } else { "met" };
        let body = json!({
            "visited_on": today.to_string(), "companion_name": "吴片长",
            "food_clothing": "met", "schooling": unmet("schooling"),
            "medicine": unmet("illness"), "housing": unmet("housing"),
            "water": unmet("drinking_water"),
            "income_year": today.year() - 1, "income_fen_per_head": 780_000,
            "burden_fen": i64::from(year.random.between(4_000, 32_000)) * 100,
            "findings": "家中情况与申报一致，自付支出票据已看过，亲属帮不上忙。",
            "authorisation_media_ids": [text(&paper, "media_id")],
        });
        year.cast.community.post(&self.path("verification"), body).await?;
        Ok(Some((Next::Review, i64::from(year.random.between(1, 3)))))
    }

    async fn review(
        &mut self,
        year: &mut Year<'_>,
        today: Date,
    ) -> Result<Option<(Next, i64)>, Failure> {
        let meeting = json!({
            "node_id": year.cast.community_node, "held_on": today.to_string(),
            "place": "同源社区党群服务中心", "chair_name": "郑主任", "participants": 11,
            "participant_names": "郑主任、周楼长、吴片长、居民代表8人",
            "minutes": "逐户介绍情况后举手表决，结果当场宣布。",
        });
        let meeting = year.cast.community.post("/review-meetings", meeting).await?;
        let against = i64::from(year.random.between(0, 2));
        let body = json!({
            "meeting_id": text(&meeting, "meeting_id"), "votes_for": 10 - against,
            "votes_against": against, "votes_abstained": 1, "proposed_category": self.category(),
        });
        year.cast.community.post(&self.path("review"), body).await?;
        Ok(Some((Next::Publish, 1)))
    }

    fn category(&self) -> &'static str {
        match (self.kind, self.number % 3) {
            ("disaster" | "accident", _) => "sudden",
            (_, 0) => "unstable",
            (_, 1) => "marginal",
            _ => "sudden",
        }
    }

    async fn publish(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        let body = json!({
            "node_id": year.cast.community_node, "declaration_ids": [self.id],
            "contact_place": "同源社区党群服务中心一楼",
        });
        year.cast.community.post("/public-notices", body).await?;
        // Five working days are a week, and more over a holiday: then the street looks again.
        Ok(Some((Next::ReviewAtStreet, 8)))
    }

    async fn review_at_street(
        &mut self,
        year: &mut Year<'_>,
    ) -> Result<Option<(Next, i64)>, Failure> {
        let reviewed = year.cast.street.post(&self.path("street-review"), json!({})).await;
        Ok(Some(match reviewed {
            Ok(_) => (Next::Confirm, i64::from(year.random.between(1, 2))),
            Err(_) => (Next::ReviewAtStreet, 2),
        }))
    }

    async fn confirm(&mut self, year: &mut Year<'_>) -> Result<Option<(Next, i64)>, Failure> {
        let body = json!({ "category": self.category() });
        let confirmed = year.cast.county.post(&self.path("confirmation"), body).await;
        if confirmed.is_ok() {
            return Ok(Some((Next::Support, 2)));
        }
        // The household is under monitoring already.
        let body = json!({
            "reason_code": "repeated", "words": "您家已经在监测帮扶中，新的困难一并写进帮扶计划。",
        });
        year.cast.county.post(&self.path("refusal"), body).await?;
        Ok(None)
    }

    async fn support(
        &mut self,
        year: &mut Year<'_>,
        today: Date,
    ) -> Result<Option<(Next, i64)>, Failure> {
        // One household in nine still waits for its helper and its plan.
        if self.number.is_multiple_of(9) {
            return Ok(None);
        }
        let household = format!("/households/{}", self.household);
        let worker = &year.cast.community;
        worker
            .post(&format!("{household}/helper"), json!({ "account_id": year.cast.helper }))
            .await?;
        let plan = json!({
            "household_id": self.household, "goal": "半年内收入稳定，自付医药费有着落", "starts_on": today.to_string(),
            "ends_on": (today + Duration::days(180)).to_string(),
        });
        worker.post("/support-plans", plan).await?;
        let (kind, description) = self.measure_for();
        let measure = json!({
            "household_id": self.household, "kind": kind, "description": description,
            "due_on": (today + Duration::days(14)).to_string(), "amount_fen": 120_000,
        });
        let measure = worker.post("/measures", measure).await?;
        self.measure = text(&measure, "measure_id");
        Ok(Some((Next::Deliver, i64::from(year.random.between(5, 20)))))
    }

    fn measure_for(&self) -> (&'static str, &'static str) {
        match self.kind {
            "illness" | "accident" => ("medical_aid", "申请医疗救助和二次报销"),
            "schooling" => ("schooling_aid", "办理助学金和生活补助"),
            "unstable_job" => ("public_post", "安排保洁公益性岗位"),
            "housing" => ("housing_aid", "物业维修漏水"),
            "failed_business" => ("microcredit", "办理小额信贷续贷"),
            _ => ("temporary_relief", "发放临时救助金"),
        }
    }

    async fn deliver(
        &mut self,
        year: &mut Year<'_>,
        today: Date,
    ) -> Result<Option<(Next, i64)>, Failure> {
        let delivered = json!({
            "delivered_on": today.to_string(), "evidence": "银行回单已存档，本人签收。",
        });
        let path = format!("/measures/{}", self.measure);
        year.cast.community.post(&format!("{path}/delivery"), delivered).await?;
        let effect = if year.random.chance(700) { "solved" } else { "improved" };
        let body = json!({ "effect": effect, "words": "困难缓解，继续每周走访。" });
        year.cast.community.post(&format!("{path}/effect"), body).await?;
        Ok(None)
    }
}
