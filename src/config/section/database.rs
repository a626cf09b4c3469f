//! `[database]` and `[cache]`: where the truth is kept, and what may be forgotten.

use crate::config::address::ServiceAddress;
use crate::config::setting::settings;

settings! {
    Database, "database", "SQLite or Postgres", "数据库";
    {
        url: Option<ServiceAddress> = None, &["sqlite", "postgres", "postgresql"],
            "Secret. `sqlite:FILE`, `sqlite::memory:` or `postgres://…`; empty means the file \
             `xinju.sqlite3` in `storage.dir`.",
            "数据库地址（保密）；留空则用数据目录下的 xinju.sqlite3。";
        migrate_at_start: bool = true, ..,
            "Whether `serve` brings the tables up to date before it listens.",
            "启动时是否自动升级表结构。";
        acquire_ms_max: u64 = 1_500, 100..=2_000,
            "How long a request waits for a connection before it is answered 503, in milliseconds.",
            "等待数据库连接的时限（毫秒），超时返回 503。";
        statement_ms_max: u64 = 2_000, 100..=60_000,
            "Longest statement of a request on Postgres, in milliseconds.",
            "单条语句时限（毫秒，Postgres）。";
        long_statement_ms_max: u64 = 60_000, 1_000..=3_600_000,
            "Longest statement of imports, exports, pushes and the worker on Postgres, in \
             milliseconds.",
            "导入、导出、批量推送等语句的时限（毫秒，Postgres）。";
        idle_in_transaction_ms_max: u64 = 5_000, 500..=60_000,
            "After this Postgres ends a transaction in which nothing happens, in milliseconds.",
            "事务空闲时限（毫秒，Postgres）。";
        connections_min: u32 = 2, 0..=100,
            "Postgres connections that are kept open.",
            "保持的最少连接数（Postgres）。";
        connections_max: u32 = 16, 2..=500,
            "Postgres connections at most; all nodes together must stay below the server's limit.",
            "最多连接数（Postgres），各节点之和须低于数据库上限。";
        connection_s_max: u64 = 1_800, 60..=86_400,
            "Age at which a Postgres connection is replaced, in seconds.",
            "连接最长使用时间（秒，Postgres）。";
        readers: u32 = 4, 1..=64,
            "Reading connections on SQLite; there is always exactly one that writes.",
            "读连接数（SQLite），写连接固定为一个。";
        busy_ms_max: u64 = 5_000, 100..=60_000,
            "How long SQLite waits for another process's lock, in milliseconds.",
            "等待其他进程释放锁的时限（毫秒，SQLite）。";
        page_cache_kib: u32 = 8_192, 256..=4_194_304,
            "Page cache of each SQLite connection, in KiB.",
            "每个连接的页缓存（KiB，SQLite）。";
        mmap_mib: u64 = 256, 0..=65_536,
            "How much of the SQLite file is mapped into memory, in MiB.",
            "文件内存映射大小（MiB，SQLite）。";
        group_commit_max: usize = 64, 1..=1_024,
            "Writes that share one commit on SQLite.",
            "一次提交最多合并的写操作数（SQLite）。";
        queue_len_max: usize = 1_024, 16..=100_000,
            "Writes that wait for SQLite's writer; more are answered 503.",
            "等待写入的操作数上限，超出返回 503（SQLite）。";
        queue_ms_max: u64 = 5_000, 100..=60_000,
            "How long a write waits there before it is answered 503, in milliseconds.",
            "写操作排队时限（毫秒），超时返回 503。";
    }
    {}
}

settings! {
    Cache, "cache", "Redis, or this process's memory; never the truth", "缓存，丢失不影响数据";
    {
        url: Option<ServiceAddress> = None, &["redis", "rediss"],
            "Secret. `redis://…`; empty keeps the cache in memory, which is right for one node.",
            "Redis 地址（保密）；留空则用本机内存，单节点即可。";
        prefix: String = "xinju".to_owned(), 1..=32,
            "What every key in Redis begins with.",
            "Redis 键名前缀。";
        command_ms_max: u64 = 100, 10..=1_000,
            "Time to connect and for one command, in milliseconds; neither is tried again.",
            "连接与单条命令的时限（毫秒），不重试。";
        breaker_open_ms: u64 = 1_000, 100..=60_000,
            "How long Redis isn't asked after a failure, in milliseconds.",
            "出错后暂停使用 Redis 的时间（毫秒）。";
        entries_max: u64 = 50_000, 100..=10_000_000,
            "Entries kept in memory; the oldest give way.",
            "内存缓存条数上限。";
        rights_ms_max: u64 = 1_000, 0..=2_000,
            "How long rights are believed without asking the database, in milliseconds (TOK-3).",
            "权限缓存时间（毫秒）；撤销权限最迟在此时间后生效。";
    }
    {}
}
