//! The command line: one file per command, each with what it does in its `--help`.
//!
//! A command gets the settings, does its work, and says whether all is well; that becomes the exit
//! code: 0 well, 1 not, 2 a command line that can't be understood.

/// Prints a line. A reader who went away, as `head` does, is no reason to fail.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stdout(), $($words)*);
    }};
}

mod account;
pub mod backup;
mod demo;
pub mod doctor;
mod failure;
mod keys;
mod migrate;
mod open;
mod openapi;
pub mod restore;
mod roster;
mod serve;
mod settings;
mod verify;
mod worker;

use clap::{Parser, Subcommand};

pub use failure::Failure;
pub use open::{Existing, existing};
use settings::Settings;

const EXAMPLES: &str = "\
Examples · 示例:
  xinju serve                                     start with ./xinju.toml or the defaults
  xinju --config /etc/xinju.toml serve            start with this file
  xinju --data /srv/xinju --set server.listen=0.0.0.0:8080 serve
  xinju demo                                      a made-up town to walk around in · 演示
  xinju doctor                                    what is right and wrong here · 检查运行环境
  xinju backup --to /backup/2026-11-24            back up while serving · 在线备份
  xinju verify --json                             prove the audit chain and the ledger · 校验";

/// Xinju 新居: the mobile backend of a resettlement community.
///
/// Settings come from the defaults, then a TOML file, then `XINJU__SECTION__KEY` environment
/// variables, then the flags below; `xinju.example.toml` lists them all.
#[derive(Debug, Parser)]
#[command(name = "xinju", version, after_help = EXAMPLES)]
pub struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API, with the worker inside unless `worker.enabled` is false · 启动服务
    Serve,
    /// Make a town of 22,782 people who don't exist, and serve it · 演示
    Demo(demo::Demo),
    /// Work on the outbox and on scheduled works, without serving · 仅运行后台任务
    Worker,
    /// Bring the database to this version's shape · 升级表结构
    Migrate(migrate::Migrate),
    /// Print the OpenAPI document of this version · 输出接口文档
    Openapi,
    /// Prove the audit chain and the ledger from the database alone · 校验审计链与账本
    Verify(verify::Verify),
    /// Back up database and uploads while the service runs · 在线备份
    Backup(backup::Backup),
    /// Restore a backup into an empty place · 恢复备份
    Restore(restore::Restore),
    /// Say what is right and wrong with this installation · 检查运行环境
    Doctor(doctor::Doctor),
    /// Import a roster · 导入花名册
    Import(roster::ImportArguments),
    /// Export a roster · 导出花名册
    Export(roster::ExportArguments),
    /// Look after accounts from this machine · 管理账号
    Account(account::AccountArguments),
    /// Look after the key file · 管理密钥
    Keys(keys::KeysArguments),
}

/// Runs the command; `Ok(false)` says that it found something wrong.
pub async fn run(cli: Cli) -> Result<bool, Failure> {
    let Cli { settings, command } = cli;
    let command = match command {
        Command::Doctor(doctor) => return Ok(doctor.run(settings.load()).await),
        Command::Demo(demo) => return demo.run(settings).await,
        other => other,
    };
    let config = settings.load()?;
    match command {
        Command::Serve => serve::run(config).await,
        Command::Worker => worker::run(config).await,
        Command::Migrate(migrate) => migrate.run(&config).await,
        Command::Openapi => openapi::run(),
        Command::Verify(verify) => verify.run(&config).await,
        Command::Backup(backup) => backup.run(&config).await,
        Command::Restore(restore) => restore.run(&config).await,
        Command::Account(account) => account.run(config).await,
        Command::Keys(keys) => keys.run(&config),
        Command::Import(import) => import.run(config).await,
        Command::Export(export) => export.run(config).await,
        Command::Doctor(_) | Command::Demo(_) => Ok(true),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
