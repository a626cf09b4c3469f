//! The database: it opens, has this version's shape, is sound, and agrees on the time.

use entity::Moment;
use sea_orm::{DbBackend, FromQueryResult};
use uuid::Uuid;

use super::{Finding, Level};
use crate::command::{Existing, Failure, existing, open};
use crate::config::Config;
use crate::media::MediaName;
use crate::store::seal::Seal;
use crate::store::{Clock, Fault, Sql, shape};
use crate::worker::backlog::Backlog;

const TOPIC: &str = "database";

/// Clocks may differ by this much (ms) before leases and tokens suffer.
const CLOCK_MS_MAX: u64 = 2_000;

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let Existing { db, .. } = match opened(config).await {
        Ok(existing) => existing,
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    let looked = look(db.read(), config, &mut findings).await;
    if let Err(fault) = looked {
        findings.push(broken("数据库查询失败", &fault.to_string()));
    }
    let _ = db.close().await;
    findings
}

/// The keys are looked at elsewhere; here they must not hide the database.
async fn opened(config: &Config) -> Result<Existing, Finding> {
    let mut config = config.clone();
    config.keys.file = "/nonexistent/keys".into();
    existing(&config).await.map_err(|failure| match failure {
        Failure::NoDatabase(file) => Finding::new(
            TOPIC,
            Level::Warning,
            format!("{} 处还没有数据库，首次启动时会建立", file.display()),
            format!("there is no database at {} yet; the first start makes it", file.display()),
        ),
        failure => broken("数据库无法打开，请检查地址、口令、网络与权限", &failure.to_string()),
    })
}

fn broken(zh: &str, en: &str) -> Finding {
    Finding::new(TOPIC, Level::Error, zh, en)
}

fn well(zh: impl Into<String>, en: impl Into<String>) -> Finding {
    Finding::new(TOPIC, Level::Ok, zh, en)
}

async fn look(sql: Sql<'_>, config: &Config, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let pending = shape::pending(sql).await?.len();
    found.push(if pending == 0 {
        well("可以打开，表结构为最新", "it opens and has this version's shape")
    } else {
        let zh = format!("缺少 {pending} 个迁移，请运行 xinju migrate");
        broken(&zh, &format!("{pending} migrations are missing; run `xinju migrate`"))
    });
    match sql.backend() {
        DbBackend::Postgres => server_time(sql, found).await?,
        _ => sqlite(sql, found).await?,
    }
    if pending == 0 {
        last_entry(sql, found).await?;
        backlog(sql, config, found).await?;
        uploads(sql, config, found).await?;
        owner(sql, config, found).await?;
    }
    Ok(())
}

/// The key file must be this database's own.
async fn owner(sql: Sql<'_>, config: &Config, found: &mut Vec<Finding>) -> Result<(), Fault> {
    // A key file that can't be read is told of elsewhere.
    let Ok(Some(keys)) = open::keys(config) else { return Ok(()) };
    if crate::store::owner::is_foreign(sql, &Seal::new(&keys)).await? {
        found.push(Finding::new(
            "keys",
            Level::Error,
            "密钥文件属于另一个系统，打不开本库的数据，请从备份恢复本系统的密钥文件",
            "the key file belongs to another installation; put this one's back from its backup",
        ));
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Upload {
    id: Uuid,
    kind: String,
}

/// The newest uploads must lie in this machine's folder: all nodes share one.
async fn uploads(sql: Sql<'_>, config: &Config, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let newest = "SELECT id, kind FROM media ORDER BY id DESC LIMIT 100";
    let rows: Vec<Upload> = sql.all(newest, vec![]).await?;
    let names = rows.iter().filter_map(|row| MediaName::parse(&format!("{}.{}", row.id, row.kind)));
    let folder = config.media_dir();
    let missing = names.filter(|name| !name.below(&folder).is_file()).count();
    found.push(if missing == 0 {
        well("最近上传的文件都在", "the newest uploads are there")
    } else {
        let (count, folder) = (rows.len(), folder.display());
        broken(
            &format!("最近 {count} 个上传文件有 {missing} 个不在 {folder}；多节点须共用同一目录"),
            &format!(
                "{missing} of the newest {count} uploads are not in {folder}; \
                 all nodes must share one folder (media.dir)"
            ),
        )
    });
    Ok(())
}

async fn sqlite(sql: Sql<'_>, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let mode: Option<String> = sql.value("PRAGMA journal_mode", vec![]).await?;
    found.push(if mode.as_deref() == Some("wal") {
        well("WAL 已启用", "the write-ahead log is on")
    } else {
        broken("WAL 未启用，磁盘可能不支持", "the write-ahead log is off; is it a network disk?")
    });
    let checked: Option<String> = sql.value("PRAGMA quick_check(1)", vec![]).await?;
    found.push(match checked.as_deref() {
        Some("ok") => well("文件完整", "the file is sound"),
        said => {
            broken("文件已损坏，请从备份恢复", said.unwrap_or("the file is damaged; restore it"))
        }
    });
    let strays = sql.rows("PRAGMA foreign_key_check", vec![]).await?.len();
    if strays > 0 {
        let zh = format!("有 {strays} 行引用了不存在的记录，请运行 xinju verify");
        found.push(broken(&zh, &format!("{strays} rows refer to nothing; run `xinju verify`")));
    }
    Ok(())
}

async fn server_time(sql: Sql<'_>, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let ask = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)";
    let Some(theirs) = sql.value::<i64>(ask, vec![]).await? else { return Ok(()) };
    let apart_ms = Clock::system().now().0.abs_diff(theirs);
    found.push(if apart_ms <= CLOCK_MS_MAX {
        let zh = format!("本机与数据库时间相差 {apart_ms} 毫秒");
        Finding::new("clock", Level::Ok, zh, format!("{apart_ms} ms from the database's clock"))
    } else {
        let zh = format!("本机与数据库时间相差 {apart_ms} 毫秒，请校准（NTP）");
        let en = format!("{apart_ms} ms from the database's clock; set both by NTP");
        Finding::new("clock", Level::Error, zh, en)
    });
    Ok(())
}

/// An audit entry from the future says that the clock was set back.
async fn last_entry(sql: Sql<'_>, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let newest = "SELECT at FROM audit ORDER BY id DESC LIMIT 1";
    let Some(last) = sql.value::<Moment>(newest, vec![]).await? else { return Ok(()) };
    let ahead_ms = last.0.saturating_sub(Clock::system().now().0);
    if ahead_ms > i64::try_from(CLOCK_MS_MAX).unwrap_or(0) {
        let zh = format!("最近的审计记录时间 {last} 晚于本机时间，时钟可能被调回，请校准");
        let en =
            format!("the newest audit entry is from {last}, later than now: set the clock right");
        found.push(Finding::new("clock", Level::Error, zh, en));
    }
    Ok(())
}

async fn backlog(sql: Sql<'_>, config: &Config, found: &mut Vec<Finding>) -> Result<(), Fault> {
    let backlog = Backlog::read(sql, Clock::system().now()).await?;
    if backlog.outbox_failed > 0 {
        let count = backlog.outbox_failed;
        let zh = format!("有 {count} 条后台消息多次失败，请查看日志");
        let en = format!("{count} messages were given up after many tries; look into the log");
        found.push(Finding::new("worker", Level::Warning, zh, en));
    }
    let unsealed_ms = u64::try_from(backlog.unsealed_ms).unwrap_or(0);
    if unsealed_ms > config.worker.late_ms_max {
        let zh = format!("有 {} 条审计记录未封存，后台任务没有运行？", backlog.unsealed);
        let en = format!("{} audit entries are not sealed; does no worker run?", backlog.unsealed);
        found.push(Finding::new("worker", Level::Warning, zh, en));
    }
    Ok(())
}
