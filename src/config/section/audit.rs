//! `[audit]` and `[idempotency]`: the records that prove what happened, and that it happened once.

use crate::config::setting::settings;

settings! {
    Audit, "audit", "The audit trail (AUD-1 to 4)", "审计日志";
    {
        checkpoint_rows: u32 = 1_000, 10..=1_000_000,
            "Of the signed checkpoints one in this many rows is kept for good; the newest always is.",
            "每多少行长期保留一个签名检查点（最新的一个始终保留）。";
        seal_ms: u64 = 500, 10..=1_000,
            "How often new rows are put into the hash chain, in milliseconds.",
            "将新记录写入哈希链的间隔（毫秒）。";
        seal_batch: u32 = 1_000, 10..=100_000,
            "Rows sealed in one transaction.",
            "每次封存的行数。";
    }
    {}
}

settings! {
    Idempotency, "idempotency", "Writes that are sent again", "重复提交的识别";
    {
        keep_days: u32 = 30, 1..=365,
            "How long an `Idempotency-Key` and its reply are kept, in days; phones may stay \
             offline for weeks.",
            "幂等键及其应答的保留天数（手机可能离线多日）。";
        sweep_batch: u32 = 5_000, 100..=100_000,
            "Old keys removed in one transaction.",
            "每次清理的旧键数。";
    }
    {}
}
