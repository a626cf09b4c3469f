//! Measures the real program: `cargo bench --bench journeys` (add `-- --quick` for a short look).
//!
//! It imports a made-up roster of 22,782 people, and on that town measures a cold start, memory, a push
//! to every household, a day's visit tasks, the month's round, and requests per second. Beside the
//! program runs its bare twin: a minimal server with the same check of tokens and the same statements,
//! one commit for each request, on its own copy of the same database. The two take turns; the load comes
//! from this machine too.
//! `XINJU_BINARY` names another program; `TEST_DATABASE_URL` adds the push on Postgres.

mod clients;
mod cold;
mod figures;
mod import;
mod load;
mod machine;
mod month;
mod options;
mod postgres;
mod program;
mod push;
mod rates;
mod settings;
mod town;
mod twin;
mod visits;

use std::error::Error;
use std::process::ExitCode;

use figures::Report;
use options::Options;

/// What can fail, with words for whoever reads it.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((first, rest)) if first == "twin" => run(twin::serve(rest)),
        _ => run(measure(Options::read(&arguments))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(work: impl Future<Output = Outcome<()>>) -> Outcome<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(work)
}

async fn measure(options: Options) -> Outcome<()> {
    let mut report = Report::default();
    println!("{}", machine::describe());
    let mut town = town::Town::new()?;
    let imported = import::measure(&town, &options, &mut report).await?;
    town.settle(imported).await?;
    if options.wants("cold") {
        cold::measure(&town, &options, &mut report).await?;
    }
    if options.wants("push") {
        push::measure(&town, &options, &mut report).await?;
        postgres::measure(&town, &options, &mut report).await?;
    }
    if options.wants("visits") {
        visits::measure(&town, &options, &mut report).await?;
    }
    if options.wants("month") {
        month::measure(&town, &options, &mut report).await?;
    }
    if options.wants("rates") {
        rates::measure(&town, &options, &mut report).await?;
    }
    println!("{report}");
    Ok(())
}
