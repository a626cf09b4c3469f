//! `xinju worker`: the worker alone, for machines that don't serve.

use std::sync::Arc;

use super::{Failure, open};
use crate::config::{Config, LogFormat};
use crate::http::stop::Shutdown;
use crate::http::trace::install_logs;
use crate::worker::Worker;

pub(super) async fn run(config: Config) -> Result<bool, Failure> {
    install_logs(config.log.format == LogFormat::Json, config.log.level.word())?;
    let app = open::node(config, false).await?;
    let shutdown = Shutdown::new();
    shutdown.ask_on_signals().map_err(Failure::io("Can't wait for signals"))?;
    say!("Xinju 新居 {} — worker · 后台任务", env!("CARGO_PKG_VERSION"));
    Arc::new(Worker::new(Arc::clone(&app))).run(shutdown).await;
    app.db.clone().close().await?;
    Ok(true)
}
