//! `xinju import roster` and `xinju export roster`: the same code as the API's, for whoever may use this
//! machine. Both are in the audit trail as the system's.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use entity::id::NodeId;
use entity::import_batch::ImportState;
use indicatif::ProgressBar;

use super::{Failure, open};
use crate::app::App;
use crate::config::Config;
use crate::http::ApiError;
use crate::params;
use crate::roster::apply::import_file;
use crate::roster::export;

/// Arguments of `xinju import`.
#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    #[command(subcommand)]
    what: Import,
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Import a roster (.xlsx, .xls, .csv) into a site; nothing is written when a row is faulty
    Roster {
        /// The file · 文件
        #[arg(long)]
        file: PathBuf,
        /// The site's code or path in the grid · 安置区编码
        #[arg(long)]
        site: String,
    },
}

/// Arguments of `xinju export`.
#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    #[command(subcommand)]
    what: Export,
}

#[derive(Debug, Subcommand)]
enum Export {
    /// Export the masked roster of a site as .xlsx
    Roster {
        /// Where to write; must not exist · 输出文件
        #[arg(long)]
        file: PathBuf,
        /// The site's code or path in the grid · 安置区编码
        #[arg(long)]
        site: String,
    },
}

impl ImportArguments {
    pub(super) async fn run(self, config: Config) -> Result<bool, Failure> {
        let Import::Roster { file, site } = self.what;
        let reading = format!("Can't read {}", file.display());
        let bytes = std::fs::read(&file).map_err(Failure::io(reading))?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let app = open::node(config, false).await?;
        let site = site_of(&app, &site).await?;
        let bar = ProgressBar::new(0);
        let progress = |done: i64, total: i64| {
            bar.set_length(u64::try_from(total).unwrap_or(0));
            bar.set_position(u64::try_from(done).unwrap_or(0));
        };
        let batch = import_file(&app, site, &name, bytes, None, progress).await;
        bar.finish_and_clear();
        app.db.clone().close().await?;
        let batch = batch.map_err(ApiError::from)?;
        for fault in batch.errors.iter().flatten() {
            let cell = format!("{}{}", fault.column, fault.row);
            eprintln!("{cell}: {} {}", fault.message_zh, fault.message_en);
        }
        say!("{}", serde_json::to_string(&batch.counts)?);
        Ok(batch.state == ImportState::Applied)
    }
}

impl ExportArguments {
    pub(super) async fn run(self, config: Config) -> Result<bool, Failure> {
        let Export::Roster { file, site } = self.what;
        if file.exists() {
            return Err(Failure::Occupied(file.display().to_string()));
        }
        let app = open::node(config, false).await?;
        let site = site_of(&app, &site).await?;
        let bytes = export::by_system(&app, site).await?;
        app.db.clone().close().await?;
        let writing = format!("Can't write {}", file.display());
        std::fs::write(&file, bytes).map_err(Failure::io(writing))?;
        Ok(true)
    }
}

async fn site_of(app: &App, site: &str) -> Result<NodeId, Failure> {
    let sql = "SELECT id FROM grid_node WHERE kind = 'site' AND retired_at IS NULL \
               AND (code = $1 OR path = $1) ORDER BY id LIMIT 1";
    let found = app.view().sql.value(sql, params![site]).await?;
    found.ok_or_else(|| {
        Failure::Refused(format!("There is no site {site} in the grid. 没有这个安置区：{site}。"))
    })
}
