//! The flags that every command takes: where the settings come from.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Config, ConfigProblems, environment};

/// Flags for every command.
#[derive(Debug, Args)]
pub(super) struct Settings {
    /// TOML file with settings; without it ./xinju.toml is read if there is one · 配置文件
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of database, keys and uploads; overrules storage.dir · 数据目录
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<String>,
    /// Overrules one setting, such as server.listen=0.0.0.0:8080; may be repeated · 覆盖单项设置
    #[arg(long, global = true, value_name = "SECTION.KEY=VALUE", value_parser = pair)]
    set: Vec<(String, String)>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((path, value)) => Ok((path.trim().to_owned(), value.to_owned())),
        None => Err("write it as section.key=value · 请写成 section.key=value".to_owned()),
    }
}

impl Settings {
    /// Reads the settings of a demonstration: in its own folder, quiet, with the documentation page.
    pub(super) fn load_demo(mut self, listen: Option<&str>) -> Result<Config, ConfigProblems> {
        self.data.get_or_insert_with(|| "./data/demo".to_owned());
        let own =
            [("server.docs", Some("true")), ("log.level", Some("warn")), ("server.listen", listen)];
        for (path, value) in own {
            let is_given = self.set.iter().any(|(given, _)| given == path);
            if let Some(value) = value.filter(|_| !is_given) {
                self.set.push((path.to_owned(), value.to_owned()));
            }
        }
        self.load()
    }

    /// Reads the settings.
    pub(super) fn load(self) -> Result<Config, ConfigProblems> {
        let data = self.data.map(|folder| ("storage.dir".to_owned(), folder));
        let overrides = self.set.into_iter().chain(data).collect();
        Config::load(self.config.as_deref(), environment(), overrides)
    }
}
