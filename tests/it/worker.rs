//! The worker: leases, the outbox, sealing, and what a proof of the audit chain finds.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use entity::Moment;
use sea_orm::FromQueryResult;
use tokio::sync::Notify;
use xinju::app::App;
use xinju::params;
use xinju::store::Fault;
use xinju::store::verify::prove;
use xinju::worker::works::works;
use xinju::worker::{Handler, Progress, Work, Worker, seal};

use crate::database;
use crate::town::{START, Town};

/// How often something was done, and how many did it at once.
#[derive(Clone, Default)]
struct Tally(Arc<(AtomicUsize, AtomicUsize, AtomicUsize)>);

impl Tally {
    async fn act(&self) {
        let (running, most, done) = &*self.0;
        most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        running.fetch_sub(1, Ordering::SeqCst);
        done.fetch_add(1, Ordering::SeqCst);
    }

    fn most(&self) -> usize {
        self.0.1.load(Ordering::SeqCst)
    }

    fn done(&self) -> usize {
        self.0.2.load(Ordering::SeqCst)
    }
}

fn counted(tally: &Tally) -> Work {
    let tally = tally.clone();
    Work::new(
        "test.count",
        |_| 60_000,
        move |_| {
            let tally = tally.clone();
            Box::pin(async move {
                tally.act().await;
                Ok(Progress::Done)
            })
        },
    )
}

fn worker(app: &Arc<App>, work: Work) -> Worker {
    Worker::with(Arc::clone(app), vec![work], vec![])
}

#[tokio::test]
async fn two_workers_never_do_the_same_work_at_once() {
    let town = Town::start().await;
    let other = town.second_app().await;
    let tally = Tally::default();
    let (one, two) = (worker(&town.app, counted(&tally)), worker(&other, counted(&tally)));
    for round in 1..=5 {
        let (first, second) = tokio::join!(one.turn(), two.turn());
        assert_eq!(first.unwrap() + second.unwrap(), 1);
        assert_eq!((tally.most(), tally.done()), (1, round));
        one.turn().await.unwrap();
        assert_eq!(tally.done(), round, "it is not due yet");
        town.clock.advance_ms(60_000);
    }
}

#[tokio::test]
async fn a_lease_that_ran_out_is_taken_over() {
    let town = Town::start().await;
    let other = town.second_app().await;
    let begun = Arc::new(Notify::new());
    let hanging = {
        let begun = Arc::clone(&begun);
        Work::new(
            "test.count",
            |_| 60_000,
            move |_| {
                let begun = Arc::clone(&begun);
                Box::pin(async move {
                    begun.notify_one();
                    std::future::pending().await
                })
            },
        )
    };
    let lost = worker(&town.app, hanging);
    let hangs = tokio::spawn(async move { lost.turn().await });
    begun.notified().await;
    let tally = Tally::default();
    let two = worker(&other, counted(&tally));
    assert_eq!(two.turn().await.unwrap(), 0, "somebody holds it");
    town.clock.advance_ms(30_000);
    assert_eq!(two.turn().await.unwrap(), 1);
    hangs.abort();
}

#[tokio::test]
async fn a_work_that_fails_or_panics_is_tried_again_later_each_time() {
    let town = Town::start().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let failing = {
        let tries = Arc::clone(&tries);
        Work::new(
            "test.fail",
            |_| 60_000,
            move |_| {
                let number = tries.fetch_add(1, Ordering::SeqCst);
                Box::pin(async move {
                    assert_ne!(number, 1, "the second try panics");
                    Err(Fault::Away("test"))
                })
            },
        )
    };
    let worker = worker(&town.app, failing);
    for (wait_ms, expected) in [(0, 1), (999, 1), (1, 2), (1_999, 2), (1, 3)] {
        town.clock.advance_ms(wait_ms);
        worker.turn().await.unwrap();
        assert_eq!(tries.load(Ordering::SeqCst), expected);
    }
    assert_eq!(town.count("schedule WHERE name = 'test.fail' AND failures = 3").await, 1);
}

async fn post(town: &Town, topic: &str) {
    town.sql(
        "INSERT INTO outbox (id, topic, payload, created_at, due_at) VALUES ($1, $2, $3, $4, $4)",
        params![town.id(), topic, "{\"household\": 1}", town.clock.now()],
    )
    .await;
}

#[derive(Debug, FromQueryResult)]
struct Message {
    attempts: i64,
    due_at: Moment,
    failed_at: Option<Moment>,
}

async fn message(town: &Town) -> Message {
    town.rows("SELECT attempts, due_at, failed_at FROM outbox", vec![]).await.remove(0)
}

#[tokio::test]
async fn a_message_is_handled_by_one_of_two_workers_and_is_gone() {
    let town = Town::start().await;
    let other = town.second_app().await;
    let tally = Tally::default();
    let handler = {
        let tally = tally.clone();
        Handler::new("test.tell", move |_, letter| {
            let tally = tally.clone();
            Box::pin(async move {
                assert_eq!(letter.payload["household"], 1);
                tally.act().await;
                Ok(())
            })
        })
    };
    for _ in 0..20 {
        post(&town, "test.tell").await;
    }
    let one = Worker::with(Arc::clone(&town.app), vec![], vec![handler.clone()]);
    let two = Worker::with(other, vec![], vec![handler]);
    let (first, second) = tokio::join!(one.turn(), two.turn());
    first.unwrap();
    second.unwrap();
    assert_eq!(tally.done(), 20);
    assert_eq!(town.count("outbox").await, 0);
}

#[tokio::test]
async fn a_message_that_fails_waits_twice_as_long_each_time_and_is_then_set_aside() {
    let town = Town::with(|config| config.worker.tries_max = 3).await;
    let tries = Arc::new(AtomicUsize::new(0));
    let handler = {
        let tries = Arc::clone(&tries);
        Handler::new("test.fail", move |_, letter| {
            assert_eq!(letter.attempts, i64::try_from(tries.load(Ordering::SeqCst)).unwrap());
            tries.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Err(Fault::Away("test")) })
        })
    };
    let worker = Worker::with(Arc::clone(&town.app), vec![], vec![handler]);
    post(&town, "test.fail").await;
    for (attempts, wait_ms) in [(1, 1_000), (2, 2_000)] {
        worker.turn().await.unwrap();
        worker.turn().await.unwrap();
        let seen = message(&town).await;
        assert_eq!((seen.attempts, seen.failed_at), (attempts, None));
        assert_eq!(seen.due_at, town.clock.now().plus_ms(wait_ms));
        town.clock.advance_ms(wait_ms);
    }
    worker.turn().await.unwrap();
    assert_eq!(message(&town).await.failed_at, Some(town.clock.now()));
    town.clock.advance_ms(86_400_000);
    worker.turn().await.unwrap();
    assert_eq!(tries.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_message_that_nobody_here_knows_waits_for_a_newer_node() {
    let town = Town::start().await;
    post(&town, "test.future").await;
    Worker::with(Arc::clone(&town.app), vec![], vec![]).turn().await.unwrap();
    let seen = message(&town).await;
    assert_eq!((seen.attempts, seen.failed_at), (1, None));
}

/// Writes entries past the application.
async fn entries(town: &Town, count: i64) {
    for number in 0..count {
        town.sql(
            "INSERT INTO audit (id, at, action, subject_kind) VALUES ($1, $2, $3, 'test')",
            params![town.id(), START.plus_ms(number), format!("test.{number}")],
        )
        .await;
    }
}

#[tokio::test]
async fn sealing_goes_on_after_a_crash_between_two_batches() {
    let mut town = Town::with(|config| config.audit.seal_batch = 10).await;
    entries(&town, 25).await;
    assert_eq!(seal::batch(&town.app).await.unwrap(), Progress::More);
    town = town.restarted().await;
    let only = works().into_iter().filter(|work| work.name == seal::NAME).collect();
    Worker::with(Arc::clone(&town.app), only, vec![]).turn().await.unwrap();
    entries(&town, 3).await;
    seal::conclude(&town.app).await.unwrap();
    let report = prove(town.app.db.read(), Some(&town.app.keys)).await.unwrap();
    assert!(report.holds, "{:#?}", report.faults);
    assert_eq!((report.audit.entries, report.audit.unsealed), (28, 0));
    assert!(report.audit.checkpoints >= 1);
}

#[tokio::test]
async fn two_nodes_that_seal_at_once_leave_one_chain() {
    let town = Town::with(|config| config.audit.seal_batch = 10).await;
    let other = town.second_app().await;
    entries(&town, 40).await;
    for _ in 0..8 {
        // One of them may be refused by the unique place; what counts is the chain.
        let _ = tokio::join!(seal::batch(&town.app), seal::batch(&other));
    }
    let report = prove(town.app.db.read(), Some(&town.app.keys)).await.unwrap();
    assert!(report.holds, "{:#?}", report.faults);
    assert_eq!((report.audit.entries, report.audit.unsealed), (40, 0));
}

/// A sealed and signed chain of thirty entries whose triggers are gone.
async fn unguarded() -> Town {
    let town = Town::start().await;
    entries(&town, 30).await;
    seal::batch(&town.app).await.unwrap();
    for trigger in ["audit_is_kept", "audit_is_final"] {
        let refused =
            town.try_sql("UPDATE audit SET action = 'forged' WHERE seq = 3", vec![]).await;
        assert!(refused.is_err() || trigger == "audit_is_final");
        let on = if database::server().is_some() { " ON audit" } else { "" };
        town.sql(&format!("DROP TRIGGER {trigger}{on}"), vec![]).await;
    }
    town
}

async fn faults(town: &Town) -> String {
    let report = prove(town.app.db.read(), Some(&town.app.keys)).await.unwrap();
    assert_eq!(report.holds, report.faults.is_empty());
    report.faults.join("\n")
}

#[tokio::test]
async fn an_untouched_chain_holds() {
    let town = Town::start().await;
    entries(&town, 30).await;
    seal::batch(&town.app).await.unwrap();
    assert_eq!(faults(&town).await, "");
}

#[tokio::test]
async fn a_trigger_that_was_taken_away_is_found() {
    let found = faults(&unguarded().await).await;
    assert!(found.contains("audit_is_kept") && found.contains("audit_is_final"), "{found}");
    assert_eq!(found.lines().count(), 2, "{found}");
}

#[tokio::test]
async fn an_end_that_was_written_anew_is_found_and_nothing_is_sealed_on_top_of_it() {
    let town = unguarded().await;
    town.sql("UPDATE audit SET seq = NULL, hash = NULL WHERE seq > 20", vec![]).await;
    town.sql("UPDATE audit SET action = 'forged' WHERE seq IS NULL", vec![]).await;
    let refused = seal::batch(&town.app).await.unwrap_err();
    assert!(refused.to_string().contains("does not end where it was signed"), "{refused}");
    assert!(faults(&town).await.contains("audit: entries after 20 are missing up to 30"));
}

#[tokio::test]
async fn entries_that_were_chained_but_never_signed_are_found() {
    let town = unguarded().await;
    town.sql(
        "INSERT INTO audit (id, at, action, subject_kind, seq, hash) \
         VALUES ($1, 1, 'forged', 'test', 31, 'anything')",
        params![town.id()],
    )
    .await;
    assert!(faults(&town).await.contains("audit: its end was never signed"));
}

#[tokio::test]
async fn of_the_signatures_few_stay_and_always_the_newest() {
    let town = Town::with(|config| config.audit.checkpoint_rows = 10).await;
    for _ in 0..12 {
        entries(&town, 4).await;
        seal::batch(&town.app).await.unwrap();
    }
    assert_eq!(town.count("audit_checkpoint WHERE seq = 48").await, 1);
    assert_eq!(town.count("audit_checkpoint").await, 4);
    assert_eq!(faults(&town).await, "");
}

#[tokio::test]
async fn an_edited_entry_is_found() {
    let town = unguarded().await;
    town.sql("UPDATE audit SET action = 'forged' WHERE seq = 7", vec![]).await;
    assert!(faults(&town).await.contains("audit: entry 7 was changed"));
}

#[tokio::test]
async fn a_deleted_entry_is_found() {
    let town = unguarded().await;
    town.sql("DELETE FROM audit WHERE seq = 7", vec![]).await;
    assert!(faults(&town).await.contains("between 6 and 8"));
}

#[tokio::test]
async fn two_entries_that_changed_places_are_found() {
    let town = unguarded().await;
    for (from, to) in [(7, 1_000), (8, 7), (1_000, 8)] {
        town.sql("UPDATE audit SET seq = $2 WHERE seq = $1", params![from, to]).await;
    }
    let found = faults(&town).await;
    assert!(found.contains("entry 7 was changed") && found.contains("entry 8 was changed"));
}

#[tokio::test]
async fn a_cut_off_end_is_found() {
    let town = unguarded().await;
    town.sql("DELETE FROM audit WHERE seq > 20", vec![]).await;
    assert!(faults(&town).await.contains("entries after 20 are missing up to 30"));
}

#[tokio::test]
async fn a_chain_that_was_written_anew_is_found_by_its_signature() {
    let town = unguarded().await;
    town.sql("DELETE FROM audit WHERE seq > 20", vec![]).await;
    town.sql(
        "UPDATE audit_checkpoint SET seq = 20, hash = (SELECT hash FROM audit WHERE seq = 20)",
        vec![],
    )
    .await;
    assert!(faults(&town).await.contains("checkpoint 20 is not signed by our key"));
}

#[tokio::test]
async fn a_path_in_the_grid_that_was_bent_is_found() {
    let town = Town::start().await;
    let (from, to) = (town.node("far"), town.node("north/1"));
    town.sql("INSERT INTO grid_path VALUES ($1, $2, 2)", params![from, to]).await;
    assert!(faults(&town).await.contains("grid: "));
}

#[derive(FromQueryResult)]
struct SealedPhone {
    id: uuid::Uuid,
    phone_sealed: String,
}

#[tokio::test]
async fn fields_under_an_old_key_are_sealed_anew_and_still_open() {
    let town = Town::start().await;
    town.household("north/1/u1").await;
    let mut keys = xinju::store::keys::Keys::for_tests(1);
    keys.rotate_sealing().unwrap();
    let renewed = town.second_app_with(keys).await;
    assert_eq!(town.count("person WHERE phone_sealed LIKE 's1.1.%'").await, 1);
    Worker::new(Arc::clone(&renewed)).turn().await.unwrap();
    assert_eq!(town.count("person WHERE phone_sealed LIKE 's1.2.%'").await, 1);
    assert_eq!(town.count("person WHERE id_card_sealed LIKE 's1.2.%'").await, 1);
    let row: SealedPhone = town.rows("SELECT id, phone_sealed FROM person", vec![]).await.remove(0);
    let place = xinju::store::seal::Place { table: "person", column: "phone_sealed", row: row.id };
    let plain = renewed.world.seal.open(place, &row.phone_sealed.into()).unwrap();
    assert!(plain.starts_with("139"));
}
