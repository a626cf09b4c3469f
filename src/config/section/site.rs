//! `[site]` and `[storage]`: who this service is, and where it keeps things.

use std::path::PathBuf;

use crate::config::address::WebAddress;
use crate::config::setting::{choices, settings};

choices! {
    /// The zone in which days begin and end.
    TimeZone {
        /// China's one zone, UTC+8 without summer time.
        Shanghai = "Asia/Shanghai",
    }
}

settings! {
    Site, "site", "Who this service is", "本服务的名称与网址";
    {
        name: String = "新居".to_owned(), 1..=60,
            "Name of the site, in Chinese, as residents read it.",
            "安置区名称，居民看到的中文名。";
        name_english: String = "Xinju".to_owned(), 1..=60,
            "Name of the site in English texts.",
            "英文界面中的名称。";
        public_url: WebAddress = WebAddress::of_this_machine(), ..,
            "Address under which phones reach this service; also the issuer named in tokens.",
            "手机访问本服务的网址，也是令牌的签发者。";
        time_zone: TimeZone = TimeZone::Shanghai, ..,
            "Zone in which days begin and end; the rules know no other.",
            "日期所用时区，固定不变。";
    }
    {}
}

settings! {
    Storage, "storage", "What is kept on this machine's disk", "本机磁盘上的数据";
    {
        dir: PathBuf = PathBuf::from("data"), ..,
            "Folder of the SQLite database, the keys and the uploads; made when missing.",
            "数据库文件、密钥和上传文件所在目录，不存在时自动建立。";
        free_mib_min: u64 = 256, 0..=1_048_576,
            "Requests that write are refused when the disk has less free space than this, in MiB; reads go on.",
            "磁盘剩余空间（MiB）低于此值时拒绝写入，仍可读取。";
    }
    {}
}
