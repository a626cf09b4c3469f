//! The machine: disk, clock, Redis, and how far the calendar knows.

use std::path::Path;
use std::time::Duration;

use tokio::time::Instant;

use super::{Finding, Level};
use crate::app::start;
use crate::calendar::Calendar;
use crate::config::Config;
use crate::store::Clock;

/// How long the clock is watched.
const WATCH: Duration = Duration::from_millis(200);
/// By how much it may then differ from the steady clock (ms).
const JUMP_MS_MAX: u64 = 50;
/// A calendar that ends in fewer days than this is worth a warning.
const CALENDAR_DAYS_MIN: i64 = 60;

pub(super) fn disk(config: &Config) -> Vec<Finding> {
    let folder = &config.storage.dir;
    if !folder.exists() {
        return vec![Finding::new(
            "disk",
            Level::Warning,
            format!("数据目录 {} 还不存在，首次启动时会建立", folder.display()),
            format!("the data folder {} is not there yet", folder.display()),
        )];
    }
    vec![room(folder, config.storage.free_mib_min), writable(folder)]
}

fn room(folder: &Path, free_mib_min: u64) -> Finding {
    match crate::store::room::free_mib(folder) {
        Err(error) => Finding::new("disk", Level::Error, "无法读取磁盘空间", error.to_string()),
        Ok(mib) if mib < free_mib_min => Finding::new(
            "disk",
            Level::Error,
            format!("剩余空间 {mib} MiB，少于 {free_mib_min} MiB，请清理磁盘"),
            format!("{mib} MiB free, less than storage.free_mib_min = {free_mib_min}; make room"),
        ),
        Ok(mib) => Finding::new(
            "disk",
            Level::Ok,
            format!("剩余空间 {mib} MiB"),
            format!("{mib} MiB free"),
        ),
    }
}

fn writable(folder: &Path) -> Finding {
    let file = folder.join(format!(".doctor-{}", std::process::id()));
    let began = std::time::Instant::now();
    let written =
        std::fs::write(&file, [0; 4_096]).and_then(|()| std::fs::File::open(&file)?.sync_all());
    let _ = std::fs::remove_file(&file);
    let took_ms = began.elapsed().as_millis();
    match written {
        Ok(()) => Finding::new(
            "disk",
            Level::Ok,
            format!("数据目录可写，落盘用时 {took_ms} 毫秒"),
            format!("the data folder can be written, {took_ms} ms to the disk"),
        ),
        Err(error) => Finding::new(
            "disk",
            Level::Error,
            format!("数据目录 {} 不可写，请检查权限", folder.display()),
            format!("{} can't be written: {error}", folder.display()),
        ),
    }
}

pub(super) async fn redis(config: &Config) -> Option<Finding> {
    config.cache.url.as_ref()?;
    let wrong = |en: String| {
        Finding::new("redis", Level::Warning, "Redis 不可用；服务照常，但多节点间通知变慢", en)
    };
    let cache = match start::cache(config) {
        Ok(cache) => cache,
        Err(fault) => {
            return Some(Finding::new("redis", Level::Error, "Redis 地址有误", fault.to_string()));
        }
    };
    let began = Instant::now();
    let health = cache.health().await;
    let took_ms = began.elapsed().as_millis();
    Some(if health.reachable {
        let zh = format!("Redis 可用，用时 {took_ms} 毫秒");
        Finding::new("redis", Level::Ok, zh, format!("Redis answers in {took_ms} ms"))
    } else {
        wrong(
            "Redis does not answer; the service goes on, nodes hear of each other later".to_owned(),
        )
    })
}

/// Watches the clock for a moment beside one that only goes forward.
pub(super) async fn clock() -> Finding {
    let clock = Clock::system();
    let (wall, steady) = (clock.now().0, Instant::now());
    tokio::time::sleep(WATCH).await;
    let passed_ms = i64::try_from(steady.elapsed().as_millis()).unwrap_or(i64::MAX);
    let jump_ms = clock.now().0.saturating_sub(wall).abs_diff(passed_ms);
    if jump_ms > JUMP_MS_MAX {
        let zh = format!("时钟跳动了 {jump_ms} 毫秒，请检查时间同步");
        let en = format!("the clock jumped by {jump_ms} ms; look at the time synchronisation");
        return Finding::new("clock", Level::Warning, zh, en);
    }
    let now = clock.now();
    Finding::new("clock", Level::Ok, format!("时钟平稳，现在 {now}"), format!("steady, now {now}"))
}

pub(super) fn calendar(config: &Config) -> Finding {
    let calendar = match &config.calendar.dir {
        Some(folder) => Calendar::load_dir(folder),
        None => Calendar::built_in(),
    };
    match calendar {
        Err(fault) => Finding::new("calendar", Level::Error, "节假日文件有误", fault.to_string()),
        Ok(calendar) => {
            let until = calendar.days_known_until();
            let left = (until - Clock::system().now().day()).whole_days();
            let level = if left < CALENDAR_DAYS_MIN { Level::Warning } else { Level::Ok };
            Finding::new(
                "calendar",
                level,
                format!("工作日历截至 {until}，还有 {left} 天"),
                format!("working days are known until {until}, {left} days from now"),
            )
        }
    }
}
