//! `[media]`, `[import]` and `[export]`: files that come and go.

use std::path::PathBuf;

use crate::config::setting::settings;

settings! {
    Media, "media", "Photos and voice notes", "照片与语音";
    {
        dir: PathBuf = PathBuf::from("media"), ..,
            "Folder of the uploads; a relative path starts at `storage.dir`. Several nodes share one.",
            "上传文件目录；相对路径以数据目录为起点。多个节点须共用同一目录。";
        photo_bytes_max: u64 = 10_485_760, 65_536..=104_857_600,
            "Largest photo, in bytes.",
            "单张照片上限（字节）。";
        photo_pixels_max: u64 = 40_000_000, 1_000_000..=1_000_000_000,
            "Width times height of a photo at most.",
            "照片像素数上限（宽×高）。";
        photo_side_max: u32 = 12_000, 1_000..=65_535,
            "Longest side of a photo, in pixels.",
            "照片最长边（像素）。";
        voice_bytes_max: u64 = 10_485_760, 65_536..=104_857_600,
            "Largest voice note, in bytes.",
            "单条语音上限（字节）。";
        voice_ms_max: u64 = 600_000, 10_000..=3_600_000,
            "Longest voice note, in milliseconds.",
            "单条语音最长时间（毫秒）。";
        files_per_case_max: u32 = 9, 1..=100,
            "Photos and voice notes of one declaration, visit or dispute.",
            "每件事项可附的文件数。";
        unused_hours: u32 = 72, 1..=720,
            "An upload that nothing refers to is removed after this many hours.",
            "未被引用的上传文件保留小时数。";
    }
    {}
}

settings! {
    Import, "import", "Rosters that come in", "花名册导入";
    {
        file_bytes_max: u64 = 10_485_760, 65_536..=104_857_600,
            "Largest file that is uploaded, in bytes.",
            "导入文件上限（字节）。";
        unpacked_bytes_max: u64 = 268_435_456, 1_048_576..=4_294_967_296,
            "What an XLSX file may unpack to, in bytes; guards against packed bombs.",
            "XLSX 解压后大小上限（字节）。";
        rows_max: u32 = 100_000, 100..=1_000_000,
            "Rows in one sheet.",
            "每张表的行数上限。";
        columns_max: u32 = 100, 20..=1_000,
            "Columns in one sheet.",
            "每张表的列数上限。";
        cell_chars_max: u32 = 2_000, 50..=32_767,
            "Characters in one cell.",
            "单元格字符数上限。";
        errors_max: u32 = 5_000, 10..=100_000,
            "Errors that are listed; after these they are only counted.",
            "列出的错误条数上限，其余只计数。";
        batch_rows: u32 = 500, 10..=10_000,
            "Rows written in one statement.",
            "每条语句写入的行数。";
        running_max: u32 = 1, 1..=16,
            "Imports that run at once; others wait.",
            "同时进行的导入数。";
        keep_days: u32 = 30, 1..=365,
            "How long an import can be undone and its file is kept, in days.",
            "导入文件保留与可撤销的天数。";
    }
    {}
}

settings! {
    Export, "export", "Ledgers that go out", "台账导出";
    {
        rows_max: u32 = 200_000, 100..=1_000_000,
            "Rows in one exported sheet.",
            "每次导出的行数上限。";
        running_max: u32 = 2, 1..=16,
            "Exports that run at once; others wait.",
            "同时进行的导出数。";
        cards_max: u32 = 200, 1..=2_000,
            "Household cards on one printed sheet.",
            "一次打印的住户卡张数上限。";
    }
    {}
}
