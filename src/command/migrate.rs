//! `xinju migrate`: brings the database to this version's shape, or says how far it is.

use clap::Args;

use super::{Failure, open};
use crate::config::Config;
use crate::store::{Db, shape};

/// Brings the database to this version's shape. Nodes that migrate together wait for each other.
/// Take a backup first: there is no way back from a newer shape but a backup.
#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only list the migrations and whether they were applied; exit code 1 if some are missing
    #[arg(long)]
    status: bool,
}

impl Migrate {
    pub(super) async fn run(&self, config: &Config) -> Result<bool, Failure> {
        let db = if self.status {
            open::existing(config).await?.db
        } else {
            open::private_folder(&config.storage.dir)?;
            Db::open(open::place(config)?, &config.database, true).await?
        };
        let steps = shape::steps(db.read()).await?;
        for step in &steps {
            let state = match (step.applied, step.known) {
                (true, true) => "applied · 已执行",
                (true, false) => "from a newer version · 来自更新的版本",
                (false, _) => "missing · 未执行",
            };
            say!("{}  {state}", step.name);
        }
        db.close().await?;
        Ok(steps.iter().all(|step| step.applied))
    }
}
