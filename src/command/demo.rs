//! `xinju demo`: a made-up town of a real site's size to walk around in, served on this machine.
//!
//! The first start makes the town: it writes a roster, imports it through the same code as any other,
//! and lets people act in it through the API. Every further start serves what is there.

mod board;
mod ground;
mod people;
mod residents;
mod scene;
mod stories;
mod visitor;
mod year;

use std::sync::Arc;
use std::time::Instant;

use clap::Args;

use self::board::{Board, Kept};
use super::settings::Settings;
use super::{Failure, open, serve};
use crate::api;
use crate::app::App;
use crate::config::{Config, LogFormat};
use crate::http::server::Server;
use crate::http::settings::HttpSettings;
use crate::http::trace::install_logs;
use crate::store::Clock;

/// The seed of the town that everybody gets.
const SEED: u64 = 1;

/// How long one write of the making may take.
const WRITE_MS_MAX: u64 = 60_000;

/// Makes a demonstration town under ./data/demo (or --data) and serves it; the next start keeps it.
///
/// 5,277 households and 22,782 people who don't exist, an account for each role, a shop, rules, jobs
/// and declarations. Nothing but a demonstration's database is ever touched.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// Where to listen; port 0 picks a free one [default: server.listen] · 监听地址
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Print one JSON object instead of the board for people
    #[arg(long)]
    json: bool,
    /// Throw the demonstration away and make a new one · 重新生成
    #[arg(long)]
    fresh: bool,
    /// Another number makes another town
    #[arg(long, default_value_t = SEED)]
    seed: u64,
}

impl Demo {
    pub(super) async fn run(self, settings: Settings) -> Result<bool, Failure> {
        let mut config = settings.load_demo(self.listen.as_deref())?;
        // A demonstration is one folder, whatever database the settings name for the real service.
        config.database.url = None;
        install_logs(config.log.format == LogFormat::Json, config.log.level.word())?;
        let http = Arc::new(config.http());
        http.check()?;
        let folder = config.storage.dir.clone();
        let ground = ground::prepare(&config, self.fresh).await?;
        if ground.is_new {
            self.make(config.clone(), &http).await?;
        }
        let app = open::node(config, true).await?;
        let endpoint = api::endpoint(&app, &http);
        let kept = Kept::read(&folder)?;
        residents::rearm(&app, &kept.residents).await?;
        let listen = http.listen;
        let server = Server::bind(http, endpoint, app.metrics.clone())
            .await
            .map_err(Failure::io(format!("Can't listen on {listen} (--listen)")))?;
        self.show(&app, &server, kept).await?;
        serve::until_stopped(app, server).await?;
        Ok(true)
    }

    /// Makes the town under a clock of its own, which is moved through the year before today.
    async fn make(&self, mut config: Config, http: &Arc<HttpSettings>) -> Result<(), Failure> {
        let begun = Instant::now();
        let folder = config.storage.dir.clone();
        let today = Clock::system().now();
        let clock = Clock::fixed(year::first(today));
        // A year of requests comes within seconds.
        config.rate.requests_per_account_max = 100_000;
        config.rate.requests_per_address_max = 1_000_000;
        config.rate.uploads_per_account_max = 10_000;
        // A year's incomes and a day's visits are one write each, on whatever machine.
        config.database.queue_ms_max = WRITE_MS_MAX;
        let app = open::node_under(config, true, clock).await?;
        let endpoint = api::endpoint(&app, http);
        let making = scene::Making { seed: self.seed, until: today, shows: !self.json };
        let kept = scene::build(&app, &endpoint, &folder, &making).await?;
        kept.write(&folder)?;
        ground::finish(&app).await?;
        app.db.clone().close().await?;
        self.tell(&format!("Made in {:.1} s. 已生成。", begun.elapsed().as_secs_f32()));
        Ok(())
    }

    fn tell(&self, line: &str) {
        if !self.json {
            eprintln!("{line}");
        }
    }

    async fn show(&self, app: &Arc<App>, server: &Server, kept: Kept) -> Result<(), Failure> {
        let board = Board::of(server.address(), &kept);
        if self.json {
            say!("{}", serde_json::to_string(&board)?);
            return Ok(());
        }
        board.print();
        stories::print(app, &board).await
    }
}
