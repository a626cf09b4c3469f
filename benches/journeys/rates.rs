//! Requests per second of the program and of its twin, taking turns.

use std::sync::Arc;
use std::time::Duration;

use crate::Outcome;
use crate::clients::{Clients, Deed};
use crate::figures::{Line, Report, median, time};
use crate::load::{Round, round};
use crate::options::Options;
use crate::program::Server;
use crate::town::{Town, connect, run};
use crate::twin;

const WARM_UP: Duration = Duration::from_millis(500);

pub(crate) async fn measure(town: &Town, options: &Options, report: &mut Report) -> Outcome<()> {
    let (home, twin_home) = (town.copy("program")?, town.copy("twin")?);
    let program = Server::xinju(&home).await?;
    let twin = Server::start(twin::command(&twin_home, options)?, "/livez").await?;
    let databases = [connect(&home).await?, connect(&twin_home).await?];
    let mut memory_max = (0, 0);
    for deed in Deed::ALL {
        for &connections in &options.connections {
            let clients = Clients::ready(town, deed, connections)?;
            let mut rounds = [vec![], vec![]];
            for _ in 0..options.rounds {
                for (place, server) in [&program, &twin].into_iter().enumerate() {
                    let other = if place == 0 { &twin } else { &program };
                    let database = databases.get(place).ok_or("there are two")?;
                    close_declarations(database, deed).await?;
                    other.pause()?;
                    let brought = turn(server, connections, options, &clients).await;
                    other.go_on()?;
                    rounds.get_mut(place).ok_or("there are two")?.push(brought?);
                }
            }
            memory_max = memory_max.max(program.memory_mib()?);
            let [own, twins] = &rounds;
            compare(deed, connections, own, twins, report)?;
        }
    }
    let figure = format!("{} MiB ({} MiB without mapped files)", memory_max.0, memory_max.1);
    report.plain("memory under load, highest", figure, "", None);
    program.stop().await?;
    twin.stop().await
}

async fn turn(
    server: &Server,
    connections: usize,
    options: &Options,
    clients: &Arc<Clients>,
) -> Outcome<Round> {
    server.go_on()?;
    round(&server.address, connections, WARM_UP, clients).await?;
    round(&server.address, connections, options.round, clients).await
}

/// Each household may have so many open declarations and not more.
async fn close_declarations(database: &sea_orm::DatabaseConnection, deed: Deed) -> Outcome<()> {
    if deed != Deed::Declare {
        return Ok(());
    }
    let close = "UPDATE declaration SET state = 'withdrawn', open_slot = NULL, due_at = NULL \
                 WHERE open_slot IS NOT NULL";
    run(database, close, vec![]).await
}

fn compare(
    deed: Deed,
    connections: usize,
    own: &[Round],
    twins: &[Round],
    report: &mut Report,
) -> Outcome<()> {
    let middle = |rounds: &[Round]| -> Outcome<Round> {
        let rate = median(&rounds.iter().map(|round| round.rate).collect::<Vec<_>>());
        let p50 = median(&rounds.iter().map(|round| round.p50).collect::<Vec<_>>());
        let p99 = median(&rounds.iter().map(|round| round.p99).collect::<Vec<_>>());
        let whole = rate.zip(p50).zip(p99).ok_or("there were no rounds")?;
        Ok(Round { rate: whole.0.0, p50: whole.0.1, p99: whole.1 })
    };
    let (own, twin) = (middle(own)?, middle(twins)?);
    let show = |round: &Round| {
        format!("{:.0}/s, p50 {}, p99 {}", round.rate, time(round.p50), time(round.p99))
    };
    let ratio = own.rate / twin.rate;
    let plural = if connections == 1 { "" } else { "s" };
    report.add(Line {
        what: format!("{}, {connections} connection{plural}", deed.name()),
        program: show(&own),
        yardstick: show(&twin),
        ratio: format!("{ratio:.2}"),
        target: format!("≥ {:.1}", deed.target()),
        met: Some(ratio >= deed.target()),
    });
    Ok(())
}
