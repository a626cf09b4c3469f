//! `xinju serve`: opens a node, serves, and stops gracefully on SIGTERM or SIGINT.

use std::sync::Arc;

use super::{Failure, open};
use crate::api;
use crate::app::App;
use crate::config::{Config, LogFormat};
use crate::http::server::Server;
use crate::http::stop::Shutdown;
use crate::http::trace::install_logs;
use crate::identity::first;
use crate::worker::Worker;

pub(super) async fn run(config: Config) -> Result<bool, Failure> {
    install_logs(config.log.format == LogFormat::Json, config.log.level.word())?;
    let http = Arc::new(config.http());
    http.check()?;
    let migrate = config.database.migrate_at_start;
    let app = open::node(config, migrate).await?;
    let endpoint = api::endpoint(&app, &http);
    let listen = http.listen;
    let server = Server::bind(http, endpoint, app.metrics.clone())
        .await
        .map_err(Failure::io(format!("Can't listen on {listen} (server.listen)")))?;
    greet(&app, &server);
    offer_setup(&app).await?;
    until_stopped(app, server).await?;
    Ok(true)
}

/// Serves and works until SIGTERM or SIGINT.
pub(super) async fn until_stopped(app: Arc<App>, server: Server) -> Result<(), Failure> {
    let shutdown = Shutdown::new();
    shutdown.ask_on_signals().map_err(Failure::io("Can't wait for signals"))?;
    tokio::spawn(Arc::clone(&app).listen());
    let worker = start_worker(&app);
    server.run(shutdown).await;
    // The worker stops last: what the last requests wrote is still sealed and signed.
    if let Some((stop, working)) = worker {
        stop.ask();
        if working.await.is_err() {
            tracing::error!("the worker panicked");
        }
    }
    app.db.clone().close().await?;
    Ok(())
}

fn greet(app: &App, server: &Server) {
    let address = server.address();
    say!("Xinju 新居 {} — http://{address}", env!("CARGO_PKG_VERSION"));
    if app.world.config.server.docs {
        say!("API documentation · 接口文档: http://{address}/docs");
    }
}

/// While nobody administers, each start prints a new one-time set-up code (AUTHN-7).
async fn offer_setup(app: &Arc<App>) -> Result<(), Failure> {
    if let Some(code) = first::create_setup_code(app).await? {
        say!(
            "Set-up code · 设置码: {}\n\
             Nobody administers yet; run `xinju account create --login NAME --name NAME \
             --county-code CODE --county-name NAME` with the same --config and --data.\n\
             还没有管理员，请用同样的 --config 和 --data 运行上面的 xinju account create 并输入设置码。",
            code.expose()
        );
    }
    Ok(())
}

type Working = (Shutdown, tokio::task::JoinHandle<()>);

fn start_worker(app: &Arc<App>) -> Option<Working> {
    app.world.config.worker.enabled.then(|| {
        let stop = Shutdown::new();
        let worker = Arc::new(Worker::new(Arc::clone(app)));
        (stop.clone(), tokio::spawn(worker.run(stop)))
    })
}
