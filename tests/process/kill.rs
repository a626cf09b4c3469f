//! kill -9 under mixed writes: nothing that was acknowledged is lost, nothing happens twice.

use std::collections::{HashMap, VecDeque};

use entity::appointment::Role;
use rand::RngExt;
use serde_json::{Value, json};

use crate::client::{Client, Said, fresh};
use crate::market::Market;
use crate::node::Node;
use crate::place::Place;
use crate::scene::{Scene, Somebody, count};
use crate::writes::{Counter, Sent, Write, send_until_gone};

const HOUSEHOLDS: u32 = 8;
/// The round is cut after at least one and at most so many acknowledgements.
const ACKNOWLEDGED_MAX: usize = 60;

#[tokio::test]
async fn no_kill_loses_an_acknowledged_write_or_repeats_one() {
    survive(Place::new()).await;
}

#[tokio::test]
async fn no_kill_loses_an_acknowledged_write_or_repeats_one_on_postgres() {
    let Some(place) = Place::on_postgres().await else { return };
    survive(place).await;
}

fn kills() -> usize {
    let said = std::env::var("XINJU_KILLS").ok().filter(|text| !text.is_empty());
    said.map_or(3, |text| text.parse().expect("XINJU_KILLS is a number"))
}

async fn survive(place: Place) {
    let place = place
        .with("policy.points.volunteer_day_max", "1000000")
        .with("policy.declaration.open_per_household_max", "50")
        .with("rate.requests_per_account_max", "100000")
        .with("rate.requests_per_address_max", "1000000");
    let scene = Scene::set(place, HOUSEHOLDS).await;
    let node = scene.serve().await;
    let market = Market::open(&scene, &node).await;
    let mut town = Town { scene, market, books: Books::default() };
    let mut node = Some(node);
    let mut sent = vec![];
    for _ in 0..kills() {
        let running = match node.take() {
            Some(running) => running,
            None => town.scene.serve().await,
        };
        town.check(&running, std::mem::take(&mut sent)).await;
        sent = town.write_until_killed(running).await;
        town.scene.place.verify().ok();
    }
    let running = town.scene.serve().await;
    town.check(&running, sent).await;
    town.compare(&running).await;
    running.stop().await;
    town.scene.place.verify().ok();
    println!("{} kills: {}", kills(), town.books);
}

struct Town {
    scene: Scene,
    market: Market,
    books: Books,
}

/// What must be in the database, by the replies that came.
#[derive(Debug, Default)]
struct Books {
    declared: i64,
    moved: i64,
    withdrawn: i64,
    balances: HashMap<String, i64>,
    stock: i64,
    acknowledged: usize,
    repeated: usize,
    unanswered: usize,
}

impl std::fmt::Display for Books {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} acknowledged writes, 0 lost; {} without a reply, of which {} were done; 0 twice",
            self.acknowledged, self.unanswered, self.repeated
        )
    }
}

impl Books {
    fn enter(&mut self, write: &Write) {
        let text = |name: &str| write.body[name].as_str().unwrap_or_default().to_owned();
        let reply: Value = serde_json::from_str(write.reply.as_ref().unwrap()).unwrap();
        match write.path.as_str() {
            "/declarations" => self.declared += 1,
            path if path.ends_with("/withdrawal") => self.withdrawn += 1,
            path if Market::is_stock(path) => self.stock += Market::delivered(&write.body),
            path if Market::is_credit(path) => {
                self.moved += 1;
                let amount = reply["amount"].as_i64().unwrap();
                *self.balances.entry(text("household_id")).or_default() += amount;
            }
            _ => {
                self.moved += 1;
                let (points, quantity) = Market::redeemed(&write.body);
                *self.balances.entry(text("household_id")).or_default() -= points;
                self.stock -= quantity;
            }
        }
    }
}

impl Town {
    /// The cast: residents first, then the volunteer and the shopkeeper.
    fn cast(&self) -> Vec<Somebody> {
        let mut cast = self.scene.residents.clone();
        cast.push(self.scene.staff(Role::Volunteer));
        cast.push(self.scene.staff(Role::Shopkeeper));
        cast
    }

    fn clients(&self, node: &Node) -> Vec<Client> {
        self.cast().into_iter().map(|who| self.scene.client(node, who)).collect()
    }

    /// Sends everything again: what was acknowledged must answer with the same bytes, and what was
    /// under way is done now, if it was not before.
    async fn check(&mut self, node: &Node, sent: Vec<Sent>) {
        let clients = self.clients(node);
        for sent in sent {
            for write in sent.acknowledged {
                let said = write.send(&clients[write.who]).await.unwrap();
                assert!(said.is_replayed(), "lost: {write:?} now says {said:?}");
                assert_eq!(Some(&said.text), write.reply.as_ref(), "{write:?}");
                self.books.acknowledged += 1;
                self.books.enter(&write);
            }
            let Some(mut write) = sent.unanswered else { continue };
            self.books.unanswered += 1;
            let said = write.send(&clients[write.who]).await.unwrap();
            if said.is_ok() {
                self.books.repeated += usize::from(said.is_replayed());
                write.reply = Some(said.text);
                self.books.enter(&write);
            } else {
                assert!((400..500).contains(&said.status), "{write:?} {said:?}");
            }
        }
    }

    /// Lets everybody write at once, and kills the program in the middle of it.
    async fn write_until_killed(&self, node: Node) -> Vec<Sent> {
        let counter = Counter::default();
        let mut tasks = vec![];
        for (who, client) in self.clients(&node).into_iter().enumerate() {
            let next = self.next(who);
            tasks.push(tokio::spawn(send_until_gone(client, counter.clone(), next)));
        }
        let enough = rand::rng().random_range(1..=ACKNOWLEDGED_MAX);
        counter.reaches(enough).await;
        node.kill();
        let mut sent = vec![];
        for task in tasks {
            sent.push(task.await.unwrap());
        }
        let refused = sent.iter().flat_map(|sent| &sent.refused);
        let unexpected: Vec<_> = refused.filter(|text| !text.contains(" 409 ")).collect();
        assert!(unexpected.is_empty(), "{unexpected:#?}");
        sent
    }

    /// What the person at this place of the cast does next.
    fn next(&self, who: usize) -> impl FnMut(&VecDeque<Said>) -> Write + Send + use<> {
        let homes = self.scene.residents.len();
        let households: Vec<_> =
            self.scene.residents.iter().map(|home| home.household.unwrap().to_string()).collect();
        let market = self.market.clone();
        let mut turn = 0;
        move |last: &VecDeque<Said>| {
            turn += 1;
            if who < homes {
                return resident(who, turn, last.front().map(|said| said.text.as_str()));
            }
            let household = &households[turn % homes];
            match who - homes {
                0 => market.credit(who, household),
                _ if turn % 3 == 0 => market.deliver(who),
                _ => market.redeem(who, household),
            }
        }
    }

    /// The database holds what the replies said, and not more.
    async fn compare(&self, node: &Node) {
        let raw = self.scene.place.connect().await;
        assert_eq!(count(&raw, "declaration").await, self.books.declared);
        let withdrawn = count(&raw, "declaration WHERE state = 'withdrawn'").await;
        assert_eq!(withdrawn, self.books.withdrawn);
        assert_eq!(count(&raw, "point_transfer").await, self.books.moved);
        raw.close().await.unwrap();
        for (home, resident) in self.scene.residents.iter().zip(self.clients(node)) {
            let expected = self.books.balances.get(&home.household.unwrap().to_string());
            let balance = Market::balance(&resident).await;
            assert_eq!(balance, expected.copied().unwrap_or(0), "{home:?}");
        }
        let keeper = self.scene.client(node, self.scene.staff(Role::Shopkeeper));
        let stock = Market::stock_at_first() + self.books.stock;
        assert_eq!(self.market.stock(&keeper).await, stock);
    }
}

/// A resident declares, and takes every second declaration back.
fn resident(who: usize, turn: usize, last: Option<&str>) -> Write {
    let last: Option<Value> = last.and_then(|text| serde_json::from_str(text).ok());
    if turn.is_multiple_of(2)
        && let Some(last) = last.filter(|last| last["state"] == "submitted")
    {
        let id = last["declaration_id"].as_str().unwrap();
        return Write::new(who, format!("/declarations/{id}/withdrawal"), Value::Null);
    }
    let id = fresh();
    let body = json!({ "declaration_id": id, "kind": "illness", "words": "住院" });
    Write::new(who, "/declarations", body)
}
