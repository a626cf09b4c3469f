//! `xinju verify`: proves from the database alone that nothing was changed, lost or made up.

use clap::Args;

use super::{Failure, open};
use crate::config::Config;
use crate::store::verify::{Report, prove};

/// Proves the audit chain, the ledger and the database's own consistency, while a server runs or
/// not. Changes nothing. Exit code 0 only when everything holds. With the key file the signatures
/// of the checkpoints are compared, too.
#[derive(Debug, Args)]
pub(super) struct Verify {
    /// Print one JSON object instead of sentences
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) async fn run(&self, config: &Config) -> Result<bool, Failure> {
        let existing = open::existing(config).await?;
        existing.own_keys(config).await?;
        let report = prove(existing.db.read_long(), existing.keys.as_ref()).await?;
        existing.db.close().await?;
        if self.json {
            say!("{}", serde_json::to_string(&report)?);
        } else {
            print(&report);
        }
        Ok(report.holds)
    }
}

/// Prints the report for people.
pub(super) fn print(report: &Report) {
    let audit = &report.audit;
    say!(
        "Audit chain · 审计链: {} entries, {} checkpoints, {} not sealed yet",
        audit.entries,
        audit.checkpoints,
        audit.unsealed
    );
    if !report.signatures_checked {
        say!("  (no key file: signatures were not compared · 无密钥文件，未比对签名)");
    }
    for fault in &report.faults {
        say!("  ✗ {fault}");
    }
    if report.holds {
        say!("Everything holds. 全部通过。");
    } else {
        say!("Something is wrong; keep this database as it is. 校验未通过，请保留现场。");
    }
}
