//! `[keys]` and `[auth]`: keys, sign-in, sessions and passwords (AUTHN-1 to 7, TOK-1 to 4).

use std::path::PathBuf;

use crate::config::secret::Secret;
use crate::config::setting::{choices, settings};

choices! {
    /// Which rules a new password must meet.
    PasswordProfile {
        /// Length and a list of common passwords, as NIST SP 800-63B advises.
        Length = "length",
        /// Also complexity and rotation, as assessors of 等保 expect.
        Rotation = "dengbao",
    }
}

settings! {
    Keys, "keys", "Keys that sign tokens and seal personal data", "签名与加密密钥";
    {
        file: PathBuf = PathBuf::from("keys.json"), ..,
            "Key file, kept apart from the database's backup; a relative path starts at \
             `storage.dir`.",
            "密钥文件，须与数据库备份分开保存；相对路径以数据目录为起点。";
        create: bool = true, ..,
            "Whether a missing key file is made when the database is empty too.",
            "数据库为空且密钥文件不存在时是否自动生成。";
        signing_days: u32 = 90, 1..=365,
            "Age at which a signing key is followed by a new one, in days.",
            "签名密钥更换周期（天）。";
        overlap_hours: u32 = 24, 1..=720,
            "How long tokens of the key before are still accepted, in hours.",
            "旧签名密钥继续有效的时间（小时）。";
    }
    {}
}

settings! {
    Auth, "auth", "Sign-in and sessions", "登录与会话";
    {
        access_token_s: u32 = 900, 60..=900,
            "Life of an access token, in seconds (TOK-1: 15 minutes at most).",
            "访问令牌有效期（秒），不超过 15 分钟。";
        audience: String = "xinju".to_owned(), 1..=200,
            "Audience named in tokens; tokens for another are refused.",
            "令牌的受众标识。";
        refresh_days: u32 = 30, 1..=365,
            "A session ends when its phone hasn't called for this many days.",
            "手机多少天未使用则会话失效。";
        refresh_grace_s: u32 = 60, 1..=600,
            "How long a refresh token may still be shown after another took its place unused, in \
             seconds: two refreshes at once, or a reply that was late. Later it is a copy, and the \
             session ends (TOK-2).",
            "刷新令牌被替换后仍可使用的时间（秒），容许并发刷新或应答迟到；超时再用视为被盗，会话结束。";
        session_days_max: u32 = 180, 1..=730,
            "A session ends after this many days in any case.",
            "会话最长天数，到期须重新登录。";
        sessions_per_account_max: u32 = 5, 1..=50,
            "Sessions of one account at once; the one unused for longest gives way.",
            "每个账号同时在线的会话数，超出时结束最久未用的。";
        activation_days: u32 = 14, 1..=14,
            "Life of the activation code on a household card, in days (AUTHN-5).",
            "住户卡开通码有效期（天）。";
        activation_tries_max: u32 = 5, 1..=5,
            "Wrong tries after which an activation code is void (AUTHN-5).",
            "开通码可输错的次数。";
        setup_code: Option<Secret> = None, 16..=128,
            "Secret. Set-up code of the first start; empty makes one and prints it (AUTHN-7).",
            "首次启动的设置码（保密）；留空则自动生成并显示。";
        setup_code_hours: u32 = 24, 1..=168,
            "Life of the set-up code, in hours; a restart without any account makes a new one.",
            "设置码有效期（小时）。";
    }
    { throttle: Throttle, argon2: Argon2, password: Password }
}

settings! {
    Throttle, "auth.throttle", "Wrong sign-ins (AUTHN-4)", "登录失败限制";
    {
        window_min: u32 = 15, 1..=1_440,
            "Length of the window in which wrong sign-ins are counted, in minutes.",
            "统计登录失败的时间窗口（分钟）。";
        account_failures_max: u32 = 8, 3..=100,
            "Wrong sign-ins of one account in the window before it has to pause.",
            "窗口内每个账号可失败的次数。";
        address_failures_max: u32 = 100, 10..=10_000,
            "Wrong sign-ins from one address in the window; a whole site may share one.",
            "窗口内每个地址可失败的次数（全小区可能共用一个地址）。";
        pause_s_first: u32 = 30, 1..=3_600,
            "First pause, in seconds; each further one is twice as long.",
            "首次暂停的秒数，之后每次加倍。";
        pause_s_max: u32 = 900, 30..=3_600,
            "Longest pause, in seconds: nobody is locked out for good.",
            "最长暂停的秒数，不会永久锁定。";
    }
    {}
}

settings! {
    Argon2, "auth.argon2", "Password hashing (AUTHN-1: OWASP strength or more)", "密码散列强度";
    {
        memory_kib: u32 = 19_456, 19_456..=1_048_576,
            "Memory of one hash, in KiB.",
            "每次散列所用内存（KiB）。";
        passes: u32 = 2, 2..=16,
            "Passes over that memory.",
            "迭代次数。";
        lanes: u32 = 1, 1..=8,
            "Lanes of one hash.",
            "并行道数。";
        permits: usize = 0, 0..=256,
            "Hashes at once; 0 means one less than the processor's cores, at least one.",
            "同时进行的散列数；0 表示处理器核数减一。";
    }
    {}
}

settings! {
    Password, "auth.password", "What a password must be (AUTHN-2)", "密码要求";
    {
        profile: PasswordProfile = PasswordProfile::Length, ..,
            "Rules for new passwords: by length, or with complexity and rotation as well (等保).",
            "密码规则：仅看长度，或按等保要求加复杂度与定期更换。";
        chars_min: usize = 12, 12..=64,
            "Shortest password beside a second factor, in characters.",
            "有第二因素时密码的最短长度。";
        chars_min_alone: usize = 15, 12..=64,
            "Shortest password without a second factor, in characters.",
            "无第二因素时密码的最短长度。";
        days_max: u16 = 90, 30..=365,
            "With `dengbao`: age at which a password must be changed, in days.",
            "等保规则：密码更换周期（天）。";
    }
    {}
}
