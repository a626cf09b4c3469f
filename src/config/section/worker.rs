//! `[worker]`: the work that follows a write.

use crate::config::setting::settings;

settings! {
    Worker, "worker", "Outbox and scheduled work", "后台任务";
    {
        enabled: bool = true, ..,
            "Whether `serve` works on the outbox too; false when other machines do.",
            "serve 是否同时执行后台任务。";
        lease_ms: u64 = 30_000, 1_000..=600_000,
            "How long a worker holds a piece of work before another may take it, in milliseconds.",
            "任务租约时间（毫秒），到期可由其他节点接手。";
        poll_ms: u64 = 500, 10..=60_000,
            "How often it looks for work when nobody wakes it, in milliseconds.",
            "无唤醒时检查任务的间隔（毫秒）。";
        batch: u32 = 100, 1..=10_000,
            "Pieces of work claimed at once.",
            "每次领取的任务数。";
        tries_max: u32 = 12, 1..=100,
            "Tries before a piece of work is set aside for a person to look at.",
            "最多尝试次数，之后留待人工处理。";
        backoff_ms_first: u64 = 1_000, 10..=600_000,
            "Wait before the second try, in milliseconds; each further one is twice as long.",
            "首次重试前的等待（毫秒），之后加倍。";
        backoff_ms_max: u64 = 3_600_000, 1_000..=86_400_000,
            "Longest wait between tries, in milliseconds.",
            "重试间隔上限（毫秒）。";
        late_ms_max: u64 = 90_000, 1_000..=86_400_000,
            "`/readyz` says no when a node's worker is later than this, in milliseconds; longer \
             than a lease, so that another can take over.",
            "后台任务落后超过此毫秒数时 /readyz 报告未就绪，应大于租约时间。";
    }
    {}
}
