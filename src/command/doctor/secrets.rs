//! The key file: there, ours alone, and not too old.

use std::path::Path;

use super::{Finding, Level};
use crate::config::{Config, DatabasePlace};
use crate::store::Clock;
use crate::store::keys::{Keys, TokenKey};

const TOPIC: &str = "keys";
const DAY_MS: i64 = 86_400_000;

pub(super) fn keys(config: &Config) -> Vec<Finding> {
    let file = config.keys_file();
    let now_ms = Clock::system().now().0;
    if !file.exists() {
        return vec![missing(&file, config)];
    }
    // The file is there, so this only reads.
    match Keys::open_or_create(&file, now_ms) {
        Err(fault) => vec![Finding::new(
            TOPIC,
            Level::Error,
            format!("密钥文件 {} 无法使用，请检查文件权限（应为 0600）与内容", file.display()),
            fault.to_string(),
        )],
        Ok(keys) => vec![age(&keys, config, now_ms)],
    }
}

fn missing(file: &Path, config: &Config) -> Finding {
    let shown = file.display();
    let is_first_start =
        matches!(config.database_place(), DatabasePlace::SqliteFile(file) if !file.exists());
    if config.keys.create && is_first_start {
        Finding::new(
            TOPIC,
            Level::Warning,
            format!("还没有密钥文件 {shown}，首次启动时会生成"),
            format!("there is no key file {shown} yet; the first start makes it"),
        )
    } else if config.keys.create {
        Finding::new(
            TOPIC,
            Level::Error,
            format!("没有密钥文件 {shown}，而数据库可能已有数据，请从备份恢复密钥文件"),
            format!("there is no key file {shown} beside the database; restore it from its backup"),
        )
    } else {
        Finding::new(
            TOPIC,
            Level::Error,
            format!("没有密钥文件 {shown}，且 keys.create 为 false，请放置密钥文件"),
            format!("there is no key file {shown} and keys.create is false; put it there"),
        )
    }
}

fn age(keys: &Keys, config: &Config, now_ms: i64) -> Finding {
    let made_ms = keys.token_keys().first().map_or(now_ms, TokenKey::created_at_ms);
    let days = now_ms.saturating_sub(made_ms).max(0) / DAY_MS;
    if days > i64::from(config.keys.signing_days) {
        return Finding::new(
            TOPIC,
            Level::Warning,
            format!("签名密钥已使用 {days} 天，请运行 xinju keys rotate --signing 并重启"),
            format!(
                "the signing key is {days} days old; run `xinju keys rotate --signing`, restart"
            ),
        );
    }
    Finding::new(
        TOPIC,
        Level::Ok,
        format!("密钥文件正常，签名密钥已使用 {days} 天"),
        format!("the key file is sound, the signing key {days} days old"),
    )
}
