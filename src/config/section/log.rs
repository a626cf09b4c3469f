//! `[log]` and `[calendar]`.

use std::path::PathBuf;

use crate::config::setting::{choices, settings};

choices! {
    /// How log lines look.
    LogFormat {
        /// One JSON object per line, for machines.
        Json = "json",
        /// For people at a terminal.
        Text = "text",
    }
}

choices! {
    /// The least weighty lines that are still written.
    LogLevel {
        /// Only what someone must look at.
        Error = "error",
        /// And what may become a problem.
        Warn = "warn",
        /// And what happened.
        Info = "info",
        /// And how it happened.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }
}

settings! {
    Log, "log", "Log lines on the standard error stream", "日志";
    {
        format: LogFormat = LogFormat::Json, ..,
            "How log lines look: json for machines, text for people.",
            "日志格式：json 供机器读取，text 供人阅读。";
        level: LogLevel = LogLevel::Info, ..,
            "The least weighty lines that are written.",
            "日志级别。";
        slow_ms: u64 = 500, 1..=60_000,
            "A request that takes longer than this many milliseconds is logged as slow.",
            "超过此毫秒数的请求记为慢请求。";
    }
    {}
}

settings! {
    Calendar, "calendar", "Working days", "工作日历";
    {
        dir: Option<PathBuf> = None, ..,
            "Folder with calendars of further years (`2028.toml`), beside those built in.",
            "存放后续年份节假日文件的目录；留空只用内置年份。";
    }
    {}
}
