//! The ledger under chance, haste and tampering.

use std::collections::BTreeMap;

use entity::appointment::Role;
use entity::id::HouseholdId;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use xinju::points::prove;

use crate::database::server;
use crate::points::{credit, holds, rule, terms};
use crate::shop::{Shelf, earn};
use crate::town::{Actor, Town};

/// Something that people try; much of it is refused.
#[derive(Clone, Debug)]
enum Attempt {
    Credit { household: usize, times: i64 },
    Reverse { which: usize },
    Redeem { household: usize, quantity: i64 },
    Stock { kind: &'static str, quantity: i64 },
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let stock = prop_oneof![Just("delivery"), Just("loss")];
    prop_oneof![
        4 => (0..2_usize, 1..4_i64)
            .prop_map(|(household, times)| Attempt::Credit { household, times }),
        2 => (0..8_usize).prop_map(|which| Attempt::Reverse { which }),
        4 => (0..2_usize, 1..4_i64)
            .prop_map(|(household, quantity)| Attempt::Redeem { household, quantity }),
        2 => (stock, 1..6_i64).prop_map(|(kind, quantity)| Attempt::Stock { kind, quantity }),
    ]
}

/// What the ledger must say, kept in memory.
#[derive(Default)]
struct Model {
    balances: BTreeMap<usize, i64>,
    stock: i64,
    transfers: Vec<Kept>,
}

struct Kept {
    id: String,
    household: usize,
    amount: i64,
    reversed: bool,
}

struct Cast<'t> {
    town: &'t Town,
    households: Vec<HouseholdId>,
    rule: String,
    shelf: Shelf,
    volunteer: Actor<'t>,
    worker: Actor<'t>,
    keeper: Actor<'t>,
}

impl<'t> Cast<'t> {
    async fn gather(town: &'t Town) -> Self {
        Self {
            town,
            households: vec![
                town.household("north/1/u1").await,
                town.household("north/2/u1").await,
            ],
            rule: rule(town, "north", terms(10)).await,
            shelf: Shelf::open(town, 0).await,
            volunteer: town.staff(Role::Volunteer, "north").await,
            worker: town.staff(Role::CommunityWorker, "north").await,
            keeper: town.staff(Role::Shopkeeper, "north").await,
        }
    }

    /// Tries it in the service and in the model; both must agree on whether it is possible.
    async fn attempt(&self, model: &mut Model, attempt: &Attempt) {
        match *attempt {
            Attempt::Credit { household, times } => {
                let body = credit(self.town, self.households[household], &self.rule, times);
                let id = body["transfer_id"].clone();
                self.volunteer.post("/point-credits", body).await.ok();
                model.moved(&id, household, times * 10);
            }
            Attempt::Redeem { household, quantity } => {
                let body = self.shelf.redemption(self.town, self.households[household], quantity);
                let id = body["redemption_id"].clone();
                let status = self.keeper.post("/redemptions", body).await.status;
                let possible = model.balance(household) >= quantity * 15 && model.stock >= quantity;
                assert_eq!(status, if possible { 201 } else { 409 });
                if possible {
                    model.stock -= quantity;
                    model.moved(&id, household, quantity * -15);
                }
            }
            Attempt::Reverse { which } => self.reverse(model, which).await,
            Attempt::Stock { kind, quantity } => {
                let status = self.shelf.book(&self.keeper, kind, quantity).await.status;
                let amount = if kind == "loss" { -quantity } else { quantity };
                let possible = model.stock + amount >= 0;
                assert_eq!(status, if possible { 201 } else { 409 });
                model.stock += if possible { amount } else { 0 };
            }
        }
    }

    async fn reverse(&self, model: &mut Model, which: usize) {
        let Some(kept) = model.transfers.get(which) else { return };
        let (household, amount) = (kept.household, -kept.amount);
        let possible = !kept.reversed && model.balance(household) + amount >= 0;
        let path = format!("/point-transfers/{}/reversal", kept.id);
        let body = json!({ "reversal_id": self.town.id(), "reason": "记错了" });
        let status = self.worker.post(&path, body).await.status;
        assert_eq!(status, if possible { 201 } else { 409 });
        if possible {
            model.transfers[which].reversed = true;
            *model.balances.entry(household).or_default() += amount;
        }
    }

    async fn agrees(&self, model: &Model) {
        for (number, household) in self.households.iter().enumerate() {
            let path = format!("/households/{household}/points");
            let shown = self.worker.get(&path).await.ok();
            assert_eq!(shown["balance"], model.balance(number));
        }
        assert_eq!(self.shelf.stock(&self.keeper).await, model.stock);
        holds(self.town).await;
    }
}

impl Model {
    fn balance(&self, household: usize) -> i64 {
        self.balances.get(&household).copied().unwrap_or(0)
    }

    fn moved(&mut self, id: &Value, household: usize, amount: i64) {
        *self.balances.entry(household).or_default() += amount;
        let id = id.as_str().unwrap().to_owned();
        self.transfers.push(Kept { id, household, amount, reversed: false });
    }
}

#[test]
fn whatever_is_tried_the_ledger_is_what_the_model_says() {
    let cases = if server().is_some() { 4 } else { 12 };
    let config =
        Config { cases, max_shrink_iters: 20, failure_persistence: None, ..Config::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    TestRunner::new(config)
        .run(&proptest::collection::vec(attempt(), 1..30), |attempts| {
            runtime.block_on(async {
                let town = Town::start().await;
                let cast = Cast::gather(&town).await;
                let mut model = Model::default();
                for attempt in &attempts {
                    cast.attempt(&mut model, attempt).await;
                }
                cast.agrees(&model).await;
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn twenty_at_once_get_the_last_five_and_no_more() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 10).await;
    let shelf = Shelf::open(&town, 5).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let tries = (0..20).map(|_| keeper.post("/redemptions", shelf.redemption(&town, household, 1)));
    let said = futures_util::future::join_all(tries).await;
    assert_eq!(said.iter().filter(|said| said.status == 201).count(), 5);
    let refused = said.iter().filter(|said| said.status != 201);
    refused.for_each(|said| said.refused(409, "shops.out_of_stock"));
    assert_eq!(shelf.stock(&keeper).await, 0);
    holds(&town).await;
}

#[tokio::test]
async fn twenty_at_once_spend_no_more_points_than_there_are() {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 8).await;
    let shelf = Shelf::open(&town, 100).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    let tries = (0..20).map(|_| keeper.post("/redemptions", shelf.redemption(&town, household, 1)));
    let said = futures_util::future::join_all(tries).await;
    assert_eq!(said.iter().filter(|said| said.status == 201).count(), 5);
    let refused = said.iter().filter(|said| said.status != 201);
    refused.for_each(|said| said.refused(409, "points.not_enough"));
    assert_eq!(shelf.stock(&keeper).await, 95);
    holds(&town).await;
}

/// A town where something of every kind has happened.
async fn lived_in() -> Town {
    let town = Town::start().await;
    let household = town.household("north/1/u1").await;
    earn(&town, household, 5).await;
    let shelf = Shelf::open(&town, 5).await;
    let keeper = town.staff(Role::Shopkeeper, "north").await;
    keeper.post("/redemptions", shelf.redemption(&town, household, 1)).await.ok();
    holds(&town).await;
    town
}

#[tokio::test]
async fn the_database_refuses_every_change_of_the_record() {
    let town = lived_in().await;
    for tampering in [
        "UPDATE point_entry SET amount = amount * 2",
        "DELETE FROM point_entry",
        "UPDATE point_transfer SET points = 1",
        "DELETE FROM point_transfer",
        "UPDATE point_rule_version SET points = 1000",
        "DELETE FROM point_rule_version",
        "UPDATE redemption SET quantity = 2",
        "DELETE FROM redemption",
        "UPDATE stock_movement SET amount = 1",
        "DELETE FROM stock_movement",
        "UPDATE purse SET balance = -1 WHERE kind = 'household'",
        "UPDATE shop_item SET stock = -1",
    ] {
        assert!(town.try_sql(tampering, vec![]).await.is_err(), "{tampering}");
    }
    holds(&town).await;
}

#[tokio::test]
async fn what_was_edited_by_hand_is_found() {
    for (tampering, rule) in [
        ("UPDATE purse SET balance = balance + 1 WHERE kind = 'household'", "LED-2"),
        ("UPDATE purse SET entries = entries + 1 WHERE kind = 'household'", "LED-2"),
        ("UPDATE shop_item SET stock = stock + 1", "LED-7"),
    ] {
        let town = lived_in().await;
        town.sql(tampering, vec![]).await;
        let proof = prove(town.app.db.read()).await.unwrap();
        assert!(!proof.faults.is_empty(), "{tampering}");
        assert!(proof.faults.iter().all(|fault| fault.starts_with(rule)), "{:?}", proof.faults);
    }
}

#[tokio::test]
async fn a_record_that_was_forced_open_is_found() {
    for (table, tampering, rule) in [
        ("point_entry", "UPDATE point_entry SET amount = amount + 1 WHERE amount > 0", "LED-1"),
        ("point_transfer", "UPDATE point_transfer SET points = 7 WHERE kind = 'credit'", "LED-6"),
        ("stock_movement", "UPDATE stock_movement SET amount = -2 WHERE amount < 0", "LED-7"),
        ("redemption", "UPDATE redemption SET price_points = 1", "LED-7"),
    ] {
        let town = lived_in().await;
        let trigger = if server().is_some() {
            format!("DROP TRIGGER {table}_is_final ON {table}")
        } else {
            format!("DROP TRIGGER {table}_is_final")
        };
        town.sql(&trigger, vec![]).await;
        town.sql(tampering, vec![]).await;
        let faults = prove(town.app.db.read()).await.unwrap().faults;
        assert!(faults.iter().any(|fault| fault.starts_with(rule)), "{tampering}: {faults:?}");
    }
}
