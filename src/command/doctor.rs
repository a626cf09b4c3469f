//! `xinju doctor`: says in Chinese and English what is right and wrong with this installation.
//!
//! Each part of the installation is looked at by itself, so that one trouble doesn't hide another.
//! Nothing is changed except for one small file that is written and removed again.

mod database;
mod machine;
mod secrets;

use clap::Args;
use serde::Serialize;

use crate::config::{Config, ConfigProblems};

/// Says what is right and wrong with configuration, database, Redis, keys, clock, disk and calendar.
/// Exit code 1 when something is wrong; warnings don't count.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Print one JSON object instead of sentences
    #[arg(long)]
    pub json: bool,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// All is well.
    Ok,
    /// It works, but somebody should look at it.
    Warning,
    /// It doesn't work.
    Error,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The part of the installation: `configuration`, `database`, `redis`, `keys`, `clock`, `disk`,
    /// `calendar`.
    pub topic: &'static str,
    /// How grave it is.
    pub level: Level,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Finding {
    fn new(
        topic: &'static str,
        level: Level,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self { topic, level, zh: zh.into(), en: en.into() }
    }
}

impl Doctor {
    /// Looks at everything and prints it; `false` when something is wrong.
    pub async fn run(&self, config: Result<Config, ConfigProblems>) -> bool {
        let findings = examine(config).await;
        let is_well = findings.iter().all(|finding| finding.level != Level::Error);
        if self.json {
            say!("{}", serde_json::json!({ "ok": is_well, "findings": findings }));
        } else {
            findings.iter().for_each(print);
        }
        is_well
    }
}

/// Looks at everything. With a configuration that can't be read nothing else can be known.
pub async fn examine(config: Result<Config, ConfigProblems>) -> Vec<Finding> {
    let config = match config {
        Ok(config) => config,
        Err(problems) => {
            let wrong = |problem: &crate::config::Problem| {
                let (zh, en) = (problem.chinese.clone(), problem.english.clone());
                Finding::new("configuration", Level::Error, zh, en)
            };
            return problems.problems().iter().map(wrong).collect();
        }
    };
    let mut findings = vec![configuration(&config)];
    findings.extend(machine::disk(&config));
    findings.extend(secrets::keys(&config));
    findings.extend(database::examine(&config).await);
    findings.extend(machine::redis(&config).await);
    findings.push(machine::clock().await);
    findings.push(machine::calendar(&config));
    findings
}

fn configuration(config: &Config) -> Finding {
    match config.http().check() {
        Ok(()) => {
            Finding::new("configuration", Level::Ok, "配置正确", "the configuration is sound")
        }
        Err(fault) => {
            Finding::new("configuration", Level::Error, fault.to_string(), fault.to_string())
        }
    }
}

fn print(finding: &Finding) {
    let mark = match finding.level {
        Level::Ok => "✓",
        Level::Warning => "!",
        Level::Error => "✗",
    };
    say!("{mark} {:<13} {} · {}", finding.topic, finding.zh, finding.en);
}
