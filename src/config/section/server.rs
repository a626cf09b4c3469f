//! `[server]`, `[rate]` and `[events]`: what a connection, a request and a caller may take.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;

use crate::config::address::Origin;
use crate::config::setting::{choices, settings};

choices! {
    /// The header in which a trusted proxy names the client.
    ForwardedHeader {
        /// `X-Forwarded-For`, as most proxies send it.
        XForwardedFor = "x-forwarded-for",
        /// `Forwarded` of RFC 7239.
        Forwarded = "forwarded",
    }
}

settings! {
    Server, "server", "The HTTP server and its limits", "HTTP 服务及其限制";
    {
        listen: SocketAddr = SocketAddr::from(([127, 0, 0, 1], 8080)), ..,
            "Address and port to listen on; port 0 picks a free one.",
            "监听地址与端口；端口为 0 时自动选择。";
        body_bytes_max: usize = 262_144, 1_024..=1_048_576,
            "Largest request body that isn't an upload, in bytes (API-2).",
            "普通请求体的上限（字节）。";
        upload_bytes_max: usize = 10_485_760, 65_536..=104_857_600,
            "Largest uploaded file, in bytes (API-2).",
            "上传文件的上限（字节）。";
        upload_overhead_bytes_max: usize = 65_536, 4_096..=1_048_576,
            "What the multipart framing may add to an upload, in bytes.",
            "上传请求中除文件外的部分的上限（字节）。";
        json_depth_max: usize = 32, 8..=64,
            "How deep JSON may be nested (API-2).",
            "JSON 嵌套层数上限。";
        json_items_max: usize = 1_000, 100..=10_000,
            "How many items one JSON array may have (API-2).",
            "JSON 数组元素个数上限。";
        header_bytes_max: usize = 16_384, 8_192..=131_072,
            "All headers of a request together, in bytes.",
            "请求头总长度上限（字节）。";
        header_read_ms_max: u64 = 10_000, 100..=60_000,
            "Time to send the headers, in milliseconds (API-2); it also ends idle connections.",
            "请求头接收时限（毫秒），也是空闲连接的保持时间。";
        body_read_ms_max: u64 = 30_000, 100..=300_000,
            "Time to send the body, in milliseconds (API-2).",
            "请求体接收时限（毫秒）。";
        handler_ms_max: u64 = 10_000, 100..=120_000,
            "Time to answer once the body is there, in milliseconds (API-2).",
            "处理请求的时限（毫秒）。";
        write_stall_ms_max: u64 = 30_000, 100..=300_000,
            "Time in which a client must take some of the answer, in milliseconds.",
            "客户端停止接收应答的时限（毫秒）。";
        drain_bytes_max: usize = 16_777_216, 0..=1_073_741_824,
            "How much of a refused body is read so that the client sees the answer, in bytes.",
            "被拒绝的请求体最多读取多少字节，以便客户端收到应答。";
        drain_ms_max: u64 = 1_000, 1..=30_000,
            "Time for reading a refused body, in milliseconds.",
            "读取被拒绝的请求体的时限（毫秒）。";
        http2_streams_max: u32 = 100, 1..=1_000,
            "Requests at once on one HTTP/2 connection.",
            "每条 HTTP/2 连接的并发请求数。";
        connections_max: usize = 4_096, 16..=1_000_000,
            "Connections at once; keep it below the limit of open files (`ulimit -n`).",
            "同时连接数上限，须低于系统打开文件数上限。";
        connections_per_address_max: usize = 512, 1..=1_000_000,
            "Connections at once from one address; trusted proxies are not counted.",
            "每个地址的同时连接数上限，受信代理不计。";
        stop_delay_ms: u64 = 3_000, 0..=60_000,
            "At a stop: how long `/readyz` says no before new connections are refused, in \
             milliseconds.",
            "停机时先报告未就绪的时间（毫秒）。";
        stop_ms_max: u64 = 20_000, 0..=600_000,
            "At a stop: time for running requests to end, in milliseconds.",
            "停机时等待未完请求的时限（毫秒）。";
        retry_after_s: u32 = 2, 1..=600,
            "What a 503 tells clients to wait before they try again, in seconds.",
            "返回 503 时建议客户端等待的秒数。";
        docs: bool = false, ..,
            "Whether the documentation page is served at `/docs`.",
            "是否提供 /docs 文档页面。";
        compress_bytes_min: usize = 1_024, 0..=1_048_576,
            "Answers smaller than this many bytes are not compressed.",
            "小于此字节数的应答不压缩。";
        hsts_s: u64 = 31_536_000, 0..=63_072_000,
            "How long browsers must keep to https, in seconds; sent only when `site.public_url` \
             is https. 0 sends nothing.",
            "浏览器强制使用 https 的秒数，仅在网址为 https 时发送；0 为不发送。";
        metrics_networks: Vec<IpNet> = vec![
            IpNet::from(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            IpNet::from(IpAddr::V6(Ipv6Addr::LOCALHOST)),
        ], 0..=32,
            "Networks that may read `/metrics`; for all others it doesn't exist.",
            "可读取 /metrics 的网段。";
    }
    { cors: Cors, proxies: Proxies }
}

settings! {
    Cors, "server.cors", "Web pages of other origins (API-5)", "跨域访问";
    {
        origins: Vec<Origin> = Vec::new(), 0..=32,
            "Origins whose pages may call this service; none by default.",
            "允许跨域调用的来源，默认没有。";
    }
    {}
}

settings! {
    Proxies, "server.proxies", "Proxies in front of this service (API-4)", "前置代理";
    {
        trusted_networks: Vec<IpNet> = Vec::new(), 0..=32,
            "Networks of the proxies whose word about the client's address is believed.",
            "受信代理所在网段，仅相信它们转告的客户端地址。";
        header: ForwardedHeader = ForwardedHeader::XForwardedFor, ..,
            "Header in which they name the client.",
            "代理用来转告客户端地址的请求头。";
    }
    {}
}

settings! {
    Rate, "rate", "Requests within a window; more are answered 429", "请求频率限制";
    {
        window_s: u32 = 60, 1..=3_600,
            "Length of the window, in seconds.",
            "统计窗口（秒）。";
        requests_per_account_max: u32 = 600, 10..=100_000,
            "Requests of one signed-in account.",
            "每个账号的请求数。";
        requests_per_address_max: u32 = 6_000, 10..=1_000_000,
            "Requests of one address; a whole site may share one behind its operator.",
            "每个地址的请求数（全小区可能共用一个地址）。";
        uploads_per_account_max: u32 = 30, 1..=10_000,
            "Uploads of one account.",
            "每个账号的上传次数。";
        searches_per_account_max: u32 = 60, 1..=10_000,
            "Searches by ID-card number or phone of one account.",
            "每个账号按身份证号或电话查询的次数。";
    }
    {}
}

settings! {
    Events, "events", "Server-sent events", "实时消息推送";
    {
        streams_max: usize = 2_048, 0..=1_000_000,
            "Open event streams in all; 0 switches them off, polling goes on.",
            "同时打开的推送连接数；0 为关闭，仍可轮询。";
        streams_per_account_max: usize = 4, 1..=100,
            "Open event streams of one account; the oldest gives way.",
            "每个账号的推送连接数，超出时断开最旧的。";
        ping_ms: u64 = 15_000, 1_000..=120_000,
            "How often a quiet stream shows that it is alive, in milliseconds.",
            "空闲时发送心跳的间隔（毫秒）。";
        queue_len_max: usize = 64, 1..=10_000,
            "Events that wait for a slow reader before its stream is closed.",
            "慢速客户端的待发消息数上限。";
    }
    {}
}
