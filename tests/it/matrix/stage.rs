//! Things that happen at one place, `north`, for somebody to come upon: each made when it is first
//! named, by those who make such things in the town.

mod escalation;
mod ledgers;
mod rounds;
mod support;
mod visits;

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use entity::appointment::Role;
use entity::id::{AccountId, HouseholdId};
use serde_json::{Value, json};
use xinju::params;

use crate::chain;
use crate::declaration::{
    accept, answer, appeal, ask_pause, decide_pause, declare, hardship, refuse, send_back,
};
use crate::identity_appointment::appoint;
use crate::job::{draft, publish};
use crate::media::{photo, upload};
use crate::points::{credit, rule, terms};
use crate::roster;
use crate::shop::Shelf;
use crate::support as helping;
use crate::town::{Actor, Somebody, Town};

/// Those who make the things.
pub(super) struct Makers<'t> {
    town: &'t Town,
    worker: Actor<'t>,
    keeper: Actor<'t>,
    street: Actor<'t>,
    officer: Actor<'t>,
    county: Actor<'t>,
    sheets: AtomicU64,
}

impl<'t> Makers<'t> {
    pub(super) async fn gather(town: &'t Town) -> Self {
        Self {
            town,
            worker: town.staff(Role::CommunityWorker, "north").await.with_one_token(),
            keeper: town.staff(Role::Shopkeeper, "north").await.with_one_token(),
            street: town.staff(Role::StreetOfficer, "site").await.with_one_token(),
            officer: town.staff(Role::EmploymentOfficer, "site").await.with_one_token(),
            county: town.staff(Role::CountyOfficer, "").await.with_one_token(),
            sheets: AtomicU64::new(40_000),
        }
    }

    /// A roster of one household that no other roster has.
    pub(super) fn sheet(&self) -> Vec<u8> {
        let number = self.sheets.fetch_add(1, Ordering::Relaxed);
        roster::csv(&[roster::person(&format!("R{number}"), "户主", "王大山", number)])
    }
}

/// The things, by their names; `new` is a new id each time, and a place names its node.
pub(super) struct Stage<'t> {
    makers: &'t Makers<'t>,
    known: HashMap<String, String>,
    household: Option<HouseholdId>,
    resident: Option<Actor<'t>>,
    owner: Option<AccountId>,
    acting: Option<AccountId>,
}

impl<'t> Stage<'t> {
    /// An empty stage.
    pub(super) fn new(makers: &'t Makers<'t>) -> Self {
        Self {
            makers,
            known: HashMap::new(),
            household: None,
            resident: None,
            owner: None,
            acting: None,
        }
    }

    /// From now on the session is this account's; without it, the resident's.
    pub(super) fn owned_by(&mut self, actor: &Actor<'_>) {
        self.owner = actor.account;
    }

    /// Who acts next uploads this account's photos.
    pub(super) fn acted_by(&mut self, actor: &Actor<'_>) {
        self.acting = actor.account;
    }

    /// Somebody of the household.
    pub(super) async fn resident(&mut self) -> Actor<'t> {
        self.id("household").await;
        self.resident.clone().unwrap()
    }

    /// The text with the ids of all things that it names with an `@`.
    pub(super) async fn fill(&mut self, text: &str) -> String {
        let mut parts = text.split('@');
        let mut filled = parts.next().unwrap().to_owned();
        for part in parts {
            let is_name = |letter: char| letter.is_alphanumeric() || letter == '/';
            let end = part.find(|letter| !is_name(letter)).unwrap_or(part.len());
            let (name, rest) = part.split_at(end);
            filled.push_str(&self.id(name).await);
            filled.push_str(rest);
        }
        filled
    }

    /// The id of a thing.
    pub(super) async fn id(&mut self, name: &str) -> String {
        if let Some(known) = self.known.get(name) {
            return known.clone();
        }
        let id = Box::pin(self.make(name)).await;
        if name != "new" {
            self.known.insert(name.to_owned(), id.clone());
        }
        id
    }

    async fn make(&mut self, name: &str) -> String {
        match name {
            "new" => self.makers.town.id().to_string(),
            "household" => self.move_in().await,
            "head" | "person" | "number" | "phone" => {
                self.id("household").await;
                self.known[name].clone()
            }
            "newcomer" => self.join().await,
            "neighbour" => self.makers.town.household("north/1/u2").await.to_string(),
            "upload" | "media" | "declaration" | "push" => self.case(name).await,
            "accepted" | "answered" | "returned" | "refused" | "appealed" | "disaster" => {
                self.step(name).await
            }
            "asking" | "pause" | "halted" => self.stop(name).await,
            "meeting" => chain::meet(&self.makers.worker).await,
            "verified" | "reviewed" | "hanging" | "notice" | "objection" | "hung" | "agreed"
            | "supported" | "record" => self.chain(name).await,
            "registered" => self.registered().await,
            "paper" => self.paper().await,
            "worker" => self.makers.worker.account.unwrap().to_string(),
            "helped" | "plan" | "measure" | "delivered" => self.support(name).await,
            "hop" | "message" => self.escalation(name).await,
            "awaited" | "visit" | "visited" => self.visits(name).await,
            "income" | "poor" | "clue" => self.ledgers(name).await,
            "colourrule" | "colourresult" => self.colours(name).await,
            "posting" | "published" | "paused" => self.job(name).await,
            "round" | "readyround" | "unopened" | "finding" | "assessedfinding"
            | "ownedfinding" | "nextfinding" => self.round(name).await,
            "rule" | "transfer" | "customer" | "shop" | "item" | "redemption" => {
                self.points(name).await
            }
            "import" | "applied" => self.roster(name).await,
            "account" | "disabled" | "appointment" | "session" => self.account(name).await,
            "building" | "post" => self.grid(name).await,
            "outsider" | "stranger" | "strangerhead" | "strangerrule" | "strangerupload" => {
                self.stranger(name).await
            }
            place => self.makers.town.node(place).to_string(),
        }
    }

    /// A household of a head and another member.
    async fn move_in(&mut self) -> String {
        let town = self.makers.town;
        let home = town.household("north/1/u1").await;
        let spouse = Somebody { name: "李阿妹", relation: "spouse", ..Somebody::default() };
        let spouse = town.person(home, spouse).await;
        let resident = town.resident(home).await.with_one_token();
        let own = resident.get("/me/household").await.ok();
        let head = &own["members"][0]["person"];
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.known.extend([
            ("head".to_owned(), text(&head["person_id"])),
            ("phone".to_owned(), text(&head["phone"])),
            ("number".to_owned(), text(&own["household"]["number"])),
            ("person".to_owned(), spouse.to_string()),
        ]);
        (self.household, self.resident) = (Some(home), Some(resident));
        home.to_string()
    }

    /// A member whom the office has registered.
    async fn join(&mut self) -> String {
        let body = json!({
            "name": "张小宝", "relation": "child", "sex": "male", "birth_date": "2026-02-01",
            "ethnicity": "han", "labour_capacity": "none",
        });
        let path = format!("/households/{}/members", self.id("household").await);
        let home = self.makers.worker.post(&path, body).await.ok();
        let known = |member: &Value| self.known.values().any(|id| member["person_id"] == *id);
        let new = home["members"].as_array().unwrap().iter().find(|member| !known(member));
        new.unwrap()["person_id"].as_str().unwrap().to_owned()
    }

    /// What the household says, and what becomes of it.
    async fn case(&mut self, name: &str) -> String {
        let resident = self.resident().await;
        match name {
            "declaration" => {
                let photo = upload(&resident, "image/jpeg", photo()).await.id("media_id");
                let mut body = hardship();
                body["media_ids"] = json!([photo]);
                self.known.insert("media".to_owned(), photo);
                resident.post("/declarations", body).await.id("declaration_id")
            }
            "media" => {
                self.id("declaration").await;
                self.known["media"].clone()
            }
            "push" => {
                self.id("declaration").await;
                let inbox = resident.get("/me/inbox?kind=declaration").await.ok();
                inbox["items"][0]["push_id"].as_str().unwrap().to_owned()
            }
            _ => upload(&resident, "image/jpeg", photo()).await.id("media_id"),
        }
    }

    /// A declaration some steps on.
    async fn step(&mut self, name: &str) -> String {
        let (resident, worker) = (self.resident().await, &self.makers.worker);
        if name == "disaster" {
            let body = json!({ "kind": "disaster", "words": "房子进了水。" });
            return resident.post("/declarations", body).await.id("declaration_id");
        }
        let id = declare(&resident).await;
        match name {
            "returned" => send_back(worker, &id).await.ok(),
            "refused" | "appealed" => refuse(worker, &id).await.ok(),
            _ => accept(worker, &id).await.ok(),
        };
        if name == "answered" {
            answer(worker, &id).await.ok();
        }
        if name == "appealed" {
            appeal(&resident, &id).await.ok();
            // An appeal lies one desk above; here it is tried from the same places as the others.
            let down = "UPDATE declaration SET level = 'community' WHERE id = $1";
            let town = self.makers.town;
            town.sql(down, params![id.parse::<uuid::Uuid>().unwrap()]).await;
        }
        id
    }

    /// A declaration whose pause waits for its decision, or runs.
    async fn stop(&mut self, name: &str) -> String {
        if name == "pause" {
            self.id("asking").await;
            return self.known["pause"].clone();
        }
        let id = self.step("accepted").await;
        let pause = ask_pause(&self.makers.worker, &id).await.id("pause_id");
        if name == "halted" {
            decide_pause(&self.makers.street, &id, &pause, true).await.ok();
        } else {
            self.known.insert("pause".to_owned(), pause);
        }
        id
    }

    /// A declaration on its way up, and what goes with it.
    ///
    /// What lies at the county is brought down to the community, so that it is tried from the same places
    /// as the rest.
    async fn chain(&mut self, name: &str) -> String {
        let (town, makers) = (self.makers.town, self.makers);
        self.id("household").await;
        match name {
            "notice" => {
                self.id("hanging").await;
                return self.known["notice"].clone();
            }
            "record" => {
                self.id("supported").await;
                let page = makers.worker.get("/monitoring-records").await.ok();
                return page["items"][0]["record_id"].as_str().unwrap().to_owned();
            }
            "objection" => {
                let (id, notice) = (self.id("hanging").await, self.id("notice").await);
                let neighbour = town.resident(town.household("north/1/u2").await).await;
                return chain::object(&neighbour, &notice, &id).await.id("objection_id");
            }
            _ => {}
        }
        let id = self.step("accepted").await;
        chain::verify(&makers.worker, &id).await.ok();
        if name == "verified" {
            return id;
        }
        let meeting = chain::meet(&makers.worker).await;
        chain::vote(&makers.worker, &id, &meeting, [8, 1, 0]).await.ok();
        if name == "reviewed" {
            return id;
        }
        let notice = chain::publish(&makers.worker, &[&id]).await.id("notice_id");
        if name == "hanging" {
            self.known.insert("notice".to_owned(), notice);
            return id;
        }
        let of_it = || params![id.parse::<uuid::Uuid>().unwrap()];
        let over = "UPDATE public_notice_entry SET ends_at = 0 WHERE declaration_id = $1";
        town.sql(over, of_it()).await;
        if name == "hung" {
            return id;
        }
        chain::street_review(&makers.street, &id).await.ok();
        if name == "supported" {
            chain::confirm(&makers.county, &id).await.ok();
            self.deserve(&makers.worker, self.household.unwrap()).await;
        }
        town.sql("UPDATE declaration SET level = 'community' WHERE id = $1", of_it()).await;
        id
    }

    /// A record of a household that came with the register, next door.
    async fn registered(&mut self) -> String {
        let town = self.makers.town;
        let (id, household) = (town.id(), town.household("north/1/u1").await);
        town.sql(
            "INSERT INTO monitoring_record (id, household_id, source, category, kind, confirmed_at) \
             VALUES ($1, $2, 'register', 'marginal', 'other', 0)",
            params![id, household],
        )
        .await;
        self.deserve(&self.makers.worker, household).await;
        id.to_string()
    }

    /// Lets a household meet all that removing its risk asks for.
    async fn deserve(&self, worker: &Actor<'_>, household: HouseholdId) {
        let town = self.makers.town;
        let long_ago = "UPDATE monitoring_record SET confirmed_at = 0 WHERE household_id = $1";
        town.sql(long_ago, params![household]).await;
        let measure = helping::plan(worker, household).await;
        helping::deliver(worker, &measure).await.ok();
        town.sql(
            "INSERT INTO income_item (id, household_id, year, kind, amount_fen, source, \
             recorded_by, created_at) VALUES ($1, $2, 2026, 'wage', 90000000, 'visit', $3, 0)",
            params![town.id(), household, worker.account.unwrap()],
        )
        .await;
    }

    /// A photo of whoever acts that belongs to nothing yet.
    async fn paper(&mut self) -> String {
        let owner = match self.acting {
            Some(owner) => owner,
            None => self.resident().await.account.unwrap(),
        };
        let (town, id) = (self.makers.town, self.makers.town.id());
        town.sql(
            "INSERT INTO media (id, account_id, kind, bytes, sha256, width_px, height_px, \
             created_at) VALUES ($1, $2, 'jpg', 100, 'none', 1, 1, $3)",
            params![id, owner, town.clock.now()],
        )
        .await;
        id.to_string()
    }

    /// A job at `north`; published, it reaches the household's door.
    async fn job(&mut self, name: &str) -> String {
        let officer = &self.makers.officer;
        let posting = draft(officer, "north").await;
        if name != "posting" {
            self.id("household").await;
            publish(officer, &posting, &["north/1/u1"]).await.ok();
        }
        if name == "paused" {
            officer.post(&format!("/job-postings/{posting}/pause"), json!({})).await.ok();
        }
        posting
    }

    /// Points of the household, and a shop where they count.
    async fn points(&mut self, name: &str) -> String {
        let town = self.makers.town;
        match name {
            "rule" => rule(town, "north", terms(10)).await,
            "transfer" => {
                self.id("household").await;
                let (household, rule) = (self.household.unwrap(), self.id("rule").await);
                let volunteer = town.staff(Role::Volunteer, "north").await;
                let body = credit(town, household, &rule, 4);
                volunteer.post("/point-credits", body).await.id("transfer_id")
            }
            "customer" => {
                self.id("transfer").await;
                self.id("household").await
            }
            "redemption" => {
                let body = json!({
                    "redemption_id": town.id(), "household_id": self.id("customer").await,
                    "item_id": self.id("item").await, "quantity": 1, "expected_price": 15,
                });
                self.makers.keeper.post("/redemptions", body).await.id("redemption_id")
            }
            _ => {
                let item = json!({ "name": "洗衣粉", "price_points": 15 });
                let shelf = Shelf::named(town, &town.id().to_string(), 9, item).await;
                self.known.insert("shop".to_owned(), shelf.shop);
                self.known.insert("item".to_owned(), shelf.item);
                self.known[name].clone()
            }
        }
    }

    /// What lies at `south`.
    async fn stranger(&mut self, name: &str) -> String {
        let town = self.makers.town;
        let resident = town.resident(town.household("south/1/u1").await).await;
        match name {
            "outsider" => town.staff(Role::Volunteer, "south").await.account.unwrap().to_string(),
            "strangerrule" => rule(town, "south", terms(10)).await,
            "strangerupload" => upload(&resident, "image/jpeg", photo()).await.id("media_id"),
            _ => {
                let own = resident.get("/me/household").await.ok();
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let head = text(&own["members"][0]["person"]["person_id"]);
                self.known.insert("strangerhead".to_owned(), head);
                self.known.insert("stranger".to_owned(), text(&own["household"]["household_id"]));
                self.known[name].clone()
            }
        }
    }

    /// A roster that was uploaded for the site.
    async fn roster(&mut self, name: &str) -> String {
        // A site has one import under way at a time.
        let busy = "import_batch WHERE state IN ('applying', 'undoing')";
        while self.makers.town.count(busy).await > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let (street, sheet) = (&self.makers.street, self.makers.sheet());
        if name == "applied" {
            return roster::id(&roster::import(street, sheet).await).to_owned();
        }
        roster::upload(street, "site", sheet).await.id("batch_id")
    }

    /// Somebody of the community's office.
    async fn account(&mut self, name: &str) -> String {
        let town = self.makers.town;
        if name == "session" {
            let owner = match self.owner {
                Some(owner) => owner,
                None => self.resident().await.account.unwrap(),
            };
            return town.sign_in(owner).await.session.unwrap().to_string();
        }
        let id = AccountId(town.id());
        let state = if name == "disabled" { "disabled" } else { "active" };
        town.sql(
            "INSERT INTO account (id, kind, login, display_name, node_id, state, lives_elsewhere, \
             created_at) VALUES ($1, 'staff', $2, $2, $3, $4, true, $5)",
            params![id, id.to_string(), town.node("north"), state, town.clock.now()],
        )
        .await;
        if name == "appointment" {
            let said = appoint(&self.makers.worker, id, Role::Volunteer, "north/1").await;
            return said.id("appointment_id");
        }
        id.to_string()
    }

    /// A building without people, and the post that it has.
    async fn grid(&mut self, name: &str) -> String {
        let (town, makers) = (self.makers.town, self.makers);
        if name == "post" {
            let body = json!({ "node_id": self.id("building").await, "role": "building_head" });
            return makers.worker.post("/posts", body).await.id("post_id");
        }
        let body = json!({
            "parent_id": town.node("north/a"), "kind": "building", "code": town.id(),
            "name": "新楼",
        });
        makers.street.post("/grid/nodes", body).await.id("node_id")
    }
}
