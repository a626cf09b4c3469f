//! Why a command could not do its work; each says what to do, in both languages where it is ours.

use std::path::PathBuf;

use crate::app::start::StartFault;
use crate::auth::token::TokenSetupFault;
use crate::config::ConfigProblems;
use crate::http::ApiError;
use crate::http::problem::filled;
use crate::http::settings::SettingsFault;
use crate::http::trace::LogFault;
use crate::store::Fault;
use crate::store::keys::KeyFault;

/// A command's failure.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings.
    #[error(transparent)]
    Config(#[from] ConfigProblems),
    /// The settings of the HTTP edge.
    #[error(transparent)]
    Edge(#[from] SettingsFault),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogFault),
    /// The start of a node.
    #[error(transparent)]
    Start(#[from] StartFault),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeyFault),
    /// The tokens.
    #[error(transparent)]
    Tokens(#[from] TokenSetupFault),
    /// The database.
    #[error(
        "The database failed: {0}. Run `xinju doctor`. 数据库出错，请运行 xinju doctor 查看原因。"
    )]
    Database(#[from] Fault),
    /// Something about files or the network.
    #[error("{doing}: {source}. {}", advice(source))]
    Io {
        /// What was being done.
        doing: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// There is no database file.
    #[error(
        "There is no database at {0}. Name its folder with --data. \
         该处没有数据库，请用 --data 指定数据目录。"
    )]
    NoDatabase(PathBuf),
    /// The key file is another installation's.
    #[error(
        "The key file {0} belongs to another installation: it opens nothing in this database. \
         Put this installation's key file back, from its backup. \
         该密钥文件属于另一个系统，打不开本库的数据，请从备份恢复本系统的密钥文件。"
    )]
    ForeignKeys(PathBuf),
    /// There is data but no key file.
    #[error(
        "The key file {0} is missing, but the database holds data that only its keys can open. \
         Restore the key file from its backup; no new one is made. \
         密钥文件缺失而数据库中已有数据，请从备份恢复密钥文件；系统不会另建新密钥。"
    )]
    KeysLost(PathBuf),
    /// There is no key file and none may be made.
    #[error(
        "The key file {0} is missing and keys.create is false. Put it there. \
         密钥文件缺失，且 keys.create 为 false，请放置密钥文件。"
    )]
    NoKeys(PathBuf),
    /// Migrations are missing.
    #[error(
        "The database lacks {0} migrations. Run `xinju migrate`. \
         数据库缺少 {0} 个迁移，请先运行 xinju migrate。"
    )]
    Old(usize),
    /// Something is in the way.
    #[error(
        "{0} is there already; nothing was overwritten. Name an empty place. \
         目标已存在，未覆盖任何内容，请指定空的位置。"
    )]
    Occupied(String),
    /// The backup can't be used.
    #[error("The backup can't be used: {0}. 备份无法使用，请换一份备份。")]
    Backup(String),
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {said} 请确认已安装 PostgreSQL 客户端工具且版本不低于服务器。")]
    Tool {
        /// Its name.
        program: &'static str,
        /// The end of what it said.
        said: String,
    },
    /// A database in memory.
    #[error("This command needs a database that stays. 该命令不支持内存数据库。")]
    Memory,
    /// No such account.
    #[error("No such account, or it is so already. 没有这个账号，或已是该状态。")]
    NoAccount,
    /// What was entered was refused.
    #[error("{0}")]
    Refused(String),
    /// The API's document.
    #[error("The API's document can't be made: {0}. 接口文档无法生成。")]
    Document(#[from] serde_json::Error),
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        if let Some(fault) = error.fault {
            return fault.into();
        }
        let fields = error.errors.iter().map(|field| (&*field.pointer, field.entry, &field.gaps));
        let said: Vec<_> = std::iter::once(("", error.entry, &error.gaps))
            .chain(fields)
            .map(|(pointer, entry, gaps)| {
                let (en, zh) = (filled(entry.en, gaps), filled(entry.zh, gaps));
                format!("{pointer} {en} {zh}").trim_start().to_owned()
            })
            .collect();
        Self::Refused(said.join("\n"))
    }
}

impl Failure {
    /// A failure of the file system while `doing`.
    pub(super) fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }
}

/// What to do about an error of the system.
fn advice(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind as Kind;
    match error.kind() {
        Kind::AddrInUse => {
            "Stop the other program, or choose another port. \
             端口已被占用，请停掉占用它的程序，或换一个端口。"
        }
        Kind::AddrNotAvailable => {
            "Choose an address of this machine. 该地址不是本机的，请换成本机地址。"
        }
        Kind::PermissionDenied => {
            "Run it as a user who may, or choose another place. \
             没有权限，请换用有权限的用户，或换一个位置。"
        }
        Kind::StorageFull | Kind::QuotaExceeded => "Make room on the disk. 磁盘已满，请清理。",
        _ => "Check path, rights and disk. 操作失败，请检查路径、权限与磁盘空间。",
    }
}
