//! More than one batch, and several workers at once.

use std::sync::Arc;

use xinju::worker::Worker;
use xinju::worker::works::works;

use super::*;
use crate::chain::Desks;
use crate::declaration::declare;
use crate::shape::columns;

/// More declarations like the one that there is.
async fn copy(town: &Town, times: usize) {
    let columns = columns(town, "declaration").await.into_iter().collect::<Vec<_>>();
    let like = columns.iter().map(|column| match column.as_str() {
        "id" => "COALESCE($1, d.id)".to_owned(),
        "open_slot" => "COALESCE($2, d.open_slot)".to_owned(),
        other => format!("d.{other}"),
    });
    let like = like.collect::<Vec<_>>().join(", ");
    let into = format!("INSERT INTO declaration ({})", columns.join(", "));
    let sql = format!("{into} SELECT {like} FROM declaration d WHERE d.open_slot = 1");
    for slot in (2_i64..).take(times) {
        assert_eq!(town.sql(&sql, params![DeclarationId(town.id()), slot]).await, 1);
    }
}

fn clock_of(app: &Arc<xinju::app::App>) -> Worker {
    let only = works().into_iter().filter(|work| work.name == "declarations.clock").collect();
    Worker::with(Arc::clone(app), only, vec![])
}

#[tokio::test]
async fn all_that_is_late_goes_up_once_in_several_batches_and_by_several_workers() {
    let town = Town::start().await;
    let desks = Desks::gather(&town).await;
    declare(&town.resident(town.household("north/1/u1").await).await).await;
    copy(&town, 519).await;
    wait(&town, 2);
    let other = town.second_app().await;
    let (one, two) = (clock_of(&town.app), clock_of(&other));
    let (first, second) = tokio::join!(one.turn(), two.turn());
    assert_eq!(first.unwrap() + second.unwrap(), 1, "one of them holds it");
    assert_eq!(hops(&town).await.len(), 520);
    tick(&town).await;
    assert_eq!(hops(&town).await.len(), 520);
    let street = desks.street.account.unwrap();
    assert_eq!(times_told(&town, street, SEE_TO_IT).await, 2, "one message for each batch");
    let raised = "audit WHERE action = 'declaration.raise'";
    assert_eq!(town.count(raised).await, 520, "each household can read it");
}
