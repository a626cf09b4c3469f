//! `xinju keys`: looks after the key file.

use clap::{Args, Subcommand};

use super::{Failure, open};
use crate::config::Config;
use crate::store::Clock;

const HOUR_MS: i64 = 3_600_000;

/// Arguments of `xinju keys`.
#[derive(Debug, Args)]
pub(super) struct KeysArguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Put a new key first; back the key file up and restart all nodes with it afterwards
    ///
    /// Of a signing key's tokens those of the key before are accepted for `keys.overlap_hours` more. Fields under
    /// an old sealing key stay readable and are sealed anew by the worker within hours; keep the old
    /// key in the file. Hand the new file to all nodes and restart them together: a node without the
    /// new key can neither read what it seals nor accept what it signs.
    Rotate(Rotate),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
struct Rotate {
    /// The key that signs access tokens
    #[arg(long)]
    signing: bool,
    /// The key that seals ID-card numbers, phones and health notes
    #[arg(long)]
    sealing: bool,
}

impl KeysArguments {
    pub(super) fn run(&self, config: &Config) -> Result<bool, Failure> {
        let Command::Rotate(rotate) = &self.command;
        let file = config.keys_file();
        let mut keys = open::keys(config)?.ok_or_else(|| Failure::NoKeys(file.clone()))?;
        if rotate.signing {
            let overlap_ms = i64::from(config.keys.overlap_hours) * HOUR_MS;
            keys.rotate_signing(Clock::system().now().0, overlap_ms)?;
        }
        if rotate.sealing {
            keys.rotate_sealing()?;
        }
        keys.save()?;
        say!(
            "New keys are in {}. Back the file up, hand it to all nodes and restart them.\n\
             新密钥已写入该文件。请备份、分发到所有节点并重启。",
            file.display()
        );
        Ok(true)
    }
}
