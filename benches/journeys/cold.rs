//! From the start of the process to ready on an existing database, and memory when nothing happens.

use std::time::Duration;

use crate::Outcome;
use crate::figures::{Report, median, time};
use crate::options::Options;
use crate::program::Server;
use crate::town::Town;

const START_MAX: Duration = Duration::from_millis(300);
const IDLE_MIB_MAX: u64 = 64;
/// How long the program is left alone before its memory is read.
const REST: Duration = Duration::from_secs(2);

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let folder = town.copy("cold")?;
    let mut starts = vec![];
    let mut memory = vec![];
    for round in 0..=options.rounds {
        let server = Server::xinju(&folder).await?;
        // The first one brings the files into the system's cache.
        if round > 0 {
            starts.push(server.took);
        }
        tokio::time::sleep(REST).await;
        memory.push(server.memory_mib()?);
        server.stop().await?;
    }
    let start = median(&starts).ok_or("nothing was started")?;
    let what = format!("cold start to ready, {} starts", starts.len());
    report.plain(what, time(start), "≤ 300 ms", Some(start <= START_MAX));
    let (all, own) = median(&memory).ok_or("nothing was started")?;
    let figure = format!("{all} MiB ({own} MiB without mapped files)");
    report.plain("memory when idle", figure, "≤ 64 MiB", Some(all <= IDLE_MIB_MAX));
    Ok(())
}
