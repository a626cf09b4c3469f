//! A day's visit tasks for the whole town: the worker's work against the same statements in raw SQL.
//!
//! The work also marks what was missed, looks for answered declarations and writes its audit entry; the
//! statements alone make the tasks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use entity::colour_result::Colour;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, SqlxSqliteConnector, Statement, TransactionTrait,
};
use xinju::app::App;
use xinju::config::Config;
use xinju::visit::plan;
use xinju::worker::Worker;
use xinju::worker::works::works;

use crate::Outcome;
use crate::figures::{Line, Report, median, time};
use crate::options::Options;
use crate::push::pool;
use crate::settings::config;
use crate::town::{Town, connect, count, run};

const RATIO_MAX: f64 = 2.0;

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let (home, raw_home) = (town.copy("visits")?, town.copy("visits-raw")?);
    let app = App::open(config(&home)?, false).await?;
    let own = connect(&home).await?;
    let raw = SqlxSqliteConnector::from_sqlx_sqlite_pool(pool(&raw_home).await?);
    for database in [&own, &raw] {
        paint(database).await?;
    }
    let (mut works, mut statements) = (vec![], vec![]);
    let mut made = 0;
    for round in 0..=options.rounds.max(7) {
        let took = work(&app, &own).await?;
        let raw_took = statement(&raw, town, &app.world.config).await?;
        made = count(&own, "visit_task").await?;
        let raw_made = count(&raw, "visit_task").await?;
        if made != raw_made {
            return Err(format!("the work made {made} tasks, the statements {raw_made}").into());
        }
        // The first round prepares statements and fills caches on both sides.
        if round > 0 {
            works.push(took);
            statements.push(raw_took);
        }
        for database in [&own, &raw] {
            run(database, "DELETE FROM visit_task", vec![]).await?;
        }
    }
    own.close().await?;
    raw.close().await?;
    add(made, &works, &statements, report)
}

/// Of ten households one is red and one yellow.
async fn paint(database: &DatabaseConnection) -> Outcome<()> {
    let paint = "UPDATE household SET colour = CASE WHEN number LIKE '%7' THEN 'red' \
                 WHEN number LIKE '%5' THEN 'yellow' ELSE 'green' END";
    run(database, paint, vec![]).await
}

/// A turn of the worker that has nothing else to do.
async fn work(app: &Arc<App>, own: &DatabaseConnection) -> Outcome<Duration> {
    let only = works().into_iter().filter(|work| work.name == "visits.plan").collect();
    let worker = Worker::with(Arc::clone(app), only, vec![]);
    run(own, "UPDATE schedule SET due_at = 0 WHERE name = 'visits.plan'", vec![]).await?;
    let start = Instant::now();
    let done = worker.turn().await?;
    let took = start.elapsed();
    if done == 1 { Ok(took) } else { Err("the work was not due".into()) }
}

/// The same tasks by the statements alone, committed.
#[expect(clippy::disallowed_methods, reason = "the yardstick goes past the program")]
async fn statement(raw: &DatabaseConnection, town: &Town, config: &Config) -> Outcome<Duration> {
    let today = town.now().day();
    let start = Instant::now();
    let transaction = raw.begin().await?;
    for colour in [Colour::Red, Colour::Yellow, Colour::Green] {
        let values = plan::values(colour, today, &config.policy.visits);
        let backend = transaction.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, plan::STATEMENT, values);
        transaction.execute_raw(statement).await?;
    }
    transaction.commit().await?;
    Ok(start.elapsed())
}

fn add(made: u32, works: &[Duration], statements: &[Duration], report: &mut Report) -> Outcome<()> {
    let own = median(works).ok_or("nothing was planned")?;
    let raw = median(statements).ok_or("nothing was planned")?;
    let ratio = own.as_secs_f64() / raw.as_secs_f64();
    report.add(Line {
        what: format!("visit tasks for {made} households, SQLite, {} times", works.len()),
        program: time(own),
        yardstick: time(raw),
        ratio: format!("{ratio:.2}"),
        target: "≤ 2".to_owned(),
        met: Some(ratio <= RATIO_MAX),
    });
    Ok(())
}
