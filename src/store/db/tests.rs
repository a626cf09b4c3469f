//! What the one writer promises: groups share a commit, a refusal is undone alone, nobody waits for
//! ever, and a caller who hangs up leaves nothing half done.

use std::path::PathBuf;
use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use tokio::sync::Notify;

use super::*;
use crate::config::Config;

struct Scratch {
    db: Db,
    folder: PathBuf,
}

impl Scratch {
    async fn new(change: impl FnOnce(&mut Database)) -> Self {
        let name = format!("xinju-db-{}-{:x}", std::process::id(), rand::random::<u64>());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let mut settings = Config::for_tests().database;
        change(&mut settings);
        let place = Place::File(folder.join("test.sqlite"));
        let db = Db::open(place, &settings, false).await.unwrap();
        let made: Result<(), Fault> = db
            .write(|tx| Box::pin(run(tx, "CREATE TABLE note (text text PRIMARY KEY)")))
            .await
            .unwrap();
        made.unwrap();
        Self { db, folder }
    }

    async fn notes(&self) -> i64 {
        self.db.read().value("SELECT COUNT(*) FROM note", vec![]).await.unwrap().unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

async fn run(tx: &DatabaseTransaction, sql: &str) -> Result<(), Fault> {
    tx.execute_unprepared(sql).await?;
    Ok(())
}

async fn note(db: &Db, text: String) -> Result<Result<(), Fault>, Fault> {
    db.write(move |tx| {
        Box::pin(async move {
            let sql = "INSERT INTO note (text) VALUES ($1)";
            let values = crate::params![text];
            let statement = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
            tx.execute_raw(statement).await?;
            Ok(())
        })
    })
    .await
}

#[tokio::test]
async fn a_refusal_is_undone_alone() {
    let scratch = Scratch::new(|_| {}).await;
    let writes = (0..40).map(|number| {
        let db = scratch.db.clone();
        async move {
            db.write(move |tx| {
                Box::pin(async move {
                    run(tx, &format!("INSERT INTO note VALUES ('{number}')")).await?;
                    if number % 2 == 0 { Err(Fault::Away("refused")) } else { Ok(()) }
                })
            })
            .await
        }
    });
    let outcomes = futures_util::future::join_all(writes).await;
    let kept = outcomes.iter().filter(|outcome| matches!(outcome, Ok(Ok(())))).count();
    assert_eq!((kept, scratch.notes().await), (20, 20));
}

/// A refusal that rests on a write before it in the group is not told before that write is on the disk.
#[tokio::test]
async fn a_refusal_waits_for_the_commit_of_what_it_rests_on() {
    let scratch = Scratch::new(|_| {}).await;
    for round in 0..20 {
        let first = note(&scratch.db, format!("{round}"));
        let second = async {
            let refused = note(&scratch.db, format!("{round}")).await;
            assert!(matches!(refused, Ok(Err(fault)) if fault.is_duplicate()));
            scratch.notes().await
        };
        // Something ahead of both keeps the writer busy, so that they land in one group.
        let ahead = note(&scratch.db, format!("ahead {round}"));
        let (_, first, seen) = tokio::join!(ahead, first, second);
        first.unwrap().unwrap();
        assert_eq!(seen, (round + 1) * 2, "what refused the second is there to be read");
    }
}

#[tokio::test]
async fn a_broken_statement_does_not_spoil_the_group() {
    let scratch = Scratch::new(|_| {}).await;
    let writes = ["a", "a", "b"].map(|text| note(&scratch.db, text.to_owned()));
    let outcomes = futures_util::future::join_all(writes).await;
    let duplicates = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Ok(Err(fault)) if fault.is_duplicate()))
        .count();
    assert_eq!((duplicates, scratch.notes().await), (1, 2));
}

#[tokio::test]
async fn a_panic_is_caught_and_undone() {
    let scratch = Scratch::new(|_| {}).await;
    let outcome: Result<Result<(), Fault>, Fault> = scratch
        .db
        .write(|tx| {
            Box::pin(async move {
                run(tx, "INSERT INTO note VALUES ('x')").await?;
                panic!("a bug")
            })
        })
        .await;
    assert!(matches!(outcome, Err(Fault::Panicked)));
    assert_eq!(scratch.notes().await, 0);
    note(&scratch.db, "after".to_owned()).await.unwrap().unwrap();
    assert_eq!(scratch.notes().await, 1);
}

#[tokio::test]
async fn a_write_that_takes_too_long_is_undone_and_the_next_goes_on() {
    let scratch = Scratch::new(|settings| settings.queue_ms_max = 50).await;
    let outcome: Result<Result<(), Fault>, Fault> = scratch
        .db
        .write(|tx| {
            Box::pin(async move {
                run(tx, "INSERT INTO note VALUES ('x')").await?;
                std::future::pending().await
            })
        })
        .await;
    assert!(matches!(outcome, Err(Fault::Slow)));
    note(&scratch.db, "after".to_owned()).await.unwrap().unwrap();
    assert_eq!(scratch.notes().await, 1);
}

#[tokio::test]
async fn a_caller_who_hangs_up_leaves_a_whole_write() {
    let scratch = Scratch::new(|_| {}).await;
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (db, told, waits) = (scratch.db.clone(), Arc::clone(&begun), Arc::clone(&go));
    let caller = tokio::spawn(async move {
        db.write(move |tx| {
            Box::pin(async move {
                run(tx, "INSERT INTO note VALUES ('first half')").await?;
                told.notify_one();
                waits.notified().await;
                run(tx, "INSERT INTO note VALUES ('second half')").await
            })
        })
        .await
    });
    begun.notified().await;
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go.notify_one();
    // The writer takes one write after the other, so this one comes after the whole of the first.
    note(&scratch.db, "after".to_owned()).await.unwrap().unwrap();
    assert_eq!(scratch.notes().await, 3);
}

#[tokio::test]
async fn a_full_queue_says_so_at_once() {
    let scratch = Scratch::new(|settings| {
        settings.queue_len_max = 1;
        settings.group_commit_max = 1;
    })
    .await;
    let (begun, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (db, told, waits) = (scratch.db.clone(), Arc::clone(&begun), Arc::clone(&go));
    let first = tokio::spawn(async move {
        db.write(move |_| {
            Box::pin(async move {
                told.notify_one();
                waits.notified().await;
                Ok::<(), Fault>(())
            })
        })
        .await
    });
    begun.notified().await;
    let db = scratch.db.clone();
    let queued = tokio::spawn(async move { note(&db, "queued".to_owned()).await });
    while scratch.db.queue_depth() < 2 {
        tokio::task::yield_now().await;
    }
    let refused = note(&scratch.db, "refused".to_owned()).await;
    assert!(matches!(refused, Err(Fault::Away(_))));
    go.notify_one();
    first.await.unwrap().unwrap().unwrap();
    queued.await.unwrap().unwrap().unwrap();
    assert_eq!(scratch.notes().await, 1);
}

#[tokio::test]
async fn readers_can_not_write() {
    let scratch = Scratch::new(|_| {}).await;
    let wrote = scratch.db.read().rows("INSERT INTO note VALUES ('x')", vec![]).await;
    assert!(wrote.is_err());
}
