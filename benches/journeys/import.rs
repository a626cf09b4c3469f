//! The import of a site's roster through the command line: reading, checking and writing 22,782 rows.

use std::fs::File;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::figures::{Report, median, time};
use crate::options::Options;
use crate::program::command;
use crate::town::{Town, connect, count, grid_only};

const IMPORT_MAX: Duration = Duration::from_secs(5);
/// The demonstration's seed.
const SEED: u64 = 1;

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let sheet = town.empty("sheets")?.join("roster.xlsx");
    xinju::demo::people::write_xlsx(SEED, File::create(&sheet)?)?;
    let mut times = vec![];
    let mut rows = 0;
    for round in 0..options.rounds.min(3) {
        let home = town.copy(&format!("import-{round}"))?;
        grid_only(&home).await?;
        let mut import = command(&["import", "roster", "--file"], &home);
        import.arg(&sheet).args(["--site", "site"]).stdout(Stdio::null());
        let start = Instant::now();
        let done = import.status()?;
        times.push(start.elapsed());
        if !done.success() {
            return Err("the import failed".into());
        }
        let raw = connect(&home).await?;
        rows = count(&raw, "person").await?;
        raw.close().await?;
    }
    let took = median(&times).ok_or("nothing was imported")?;
    let rate = f64::from(rows) / took.as_secs_f64();
    let what = format!("import of {rows} rows, {} times", times.len());
    let figure = format!("{} ({rate:.0} rows/s)", time(took));
    report.plain(what, figure, "≤ 5 s", Some(took <= IMPORT_MAX));
    Ok(())
}
