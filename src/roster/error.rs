//! How imports and exports of rosters can refuse.

use super::sheet::SheetFault;
use crate::refusals;

refusals! {
    /// How imports and exports of rosters can refuse.
    pub enum RosterError {
        /// Neither a workbook nor text.
        FileKindUnknown = 422 "roster.file_kind_unknown",
            "文件既不是Excel也不是CSV，请另存为.xlsx后重新上传。",
            "This is neither an Excel workbook nor a CSV file. Save it as .xlsx and upload it again.";
        /// Protected by a password.
        FileEncrypted = 422 "roster.file_encrypted",
            "文件设有密码，请在Excel中取消密码、保存后重新上传。",
            "The workbook is encrypted. Remove its password in Excel, save and upload it again.";
        /// Damaged.
        FileUnreadable = 422 "roster.file_unreadable",
            "文件无法读取，请用Excel打开并另存为.xlsx后重新上传。",
            "The workbook can't be read. Open it in Excel, save it as .xlsx and upload it again.";
        /// Far larger unpacked than any roster.
        FileTooLarge { limit: u64 } = 422 "roster.file_too_large",
            "文件解压后超过{limit}MiB，请拆分成几个文件上传。",
            "The workbook unpacks to more than {limit} MiB. Split it and upload the parts.";
        /// Too many rows.
        TooManyRows { limit: usize } = 422 "roster.too_many_rows",
            "文件超过{limit}行，请拆分成几个文件上传。",
            "The file has more than {limit} rows. Split it and upload the parts.";
        /// A cell right of the last column allowed.
        TooManyColumns { row: u32, limit: usize } = 422 "roster.too_many_columns",
            "第{row}行超出{limit}列，请删除右边多余的单元格后重新上传。",
            "Row {row} goes beyond column {limit}. Delete the cells to the right and upload again.";
        /// A cell with too much text.
        CellTooLong { cell: String, limit: usize } = 422 "roster.cell_too_long",
            "单元格{cell}超过{limit}个字，请缩短后重新上传。",
            "Cell {cell} has more than {limit} characters. Shorten it and upload again.";
        /// No row looks like a heading.
        HeadingNotFound = 422 "roster.heading_not_found",
            "前10行中没有找到表头，请下载模板，把数据复制到模板中再上传。",
            "No heading was found in the first 10 rows. Copy the data into the template.";
        /// The heading lacks columns that every roster has.
        ColumnsMissing { row: u32, columns: String } = 422 "roster.columns_missing",
            "第{row}行的表头缺少以下列：{columns}。请补上后重新上传。",
            "The heading in row {row} lacks the columns: {columns}. Add them and upload again.";
        /// The file has no people in it.
        Empty = 422 "roster.empty",
            "表里没有人员，请填写后重新上传。",
            "The sheet has nobody in it. Fill it in and upload it again.";
        /// Rows are faulty or in conflict, and the request doesn't say to pass over them.
        Faulty { count: i64 } = 409 "roster.faulty",
            "表中有 {count} 处问题，请改正后重新上传；或选择跳过有问题的住户（skip_faulty）。",
            "The sheet has {count} faults. Correct them and upload it again, or pass over the \
             households concerned (`skip_faulty`).";
        /// The import isn't in the state that this needs.
        WrongState { state: &'static str } = 409 "roster.wrong_state",
            "这次导入目前的状态是 {state}，不能这样操作，请刷新后再看。",
            "The import is {state}, so this can't be done. Reload it.";
        /// A place of the file was moved or taken out of use while it was written.
        GridChanged = 409 "roster.grid_changed",
            "导入期间，表中的楼栋或单元被移动或停用，请重新上传。",
            "A building or unit of the file was moved or taken out of use meanwhile. Upload it again.";
        /// Another import of the site is being written or taken back.
        Running = 409 "roster.running",
            "本安置区有另一次导入正在进行，请等它完成。",
            "Another import of this site is under way. Wait until it is done.";
        /// Something depends on what the import created, or was changed since.
        Depended { count: i64, names: String } = 409 "roster.depended",
            "有 {count} 处在导入后已被使用或修改（{names}），不能整批撤销，请逐户处理。",
            "{count} households or places were used or changed since ({names}), so the import \
             can't be undone as a whole. Correct them one by one.";
        /// The import is too old to be undone: what it takes is no longer kept.
        TooOld = 409 "roster.too_old",
            "导入时间已久，撤销所需的数据已清除。",
            "The import is too old: what undoing takes is no longer kept.";
        /// More people than one file may hold.
        TooMany { limit: u32 } = 422 "roster.too_many",
            "人数超过 {limit}，请按社区或楼栋分开导出。",
            "More than {limit} people. Export communities or buildings one by one.";
        /// Full numbers were asked for without a reason.
        NoReason = 422 "roster.no_reason",
            "导出完整信息必须写明用途。",
            "Say what the full numbers are needed for.";
        /// Full numbers were asked for by somebody who may not see them.
        NotUnmasked = 403 "roster.not_unmasked",
            "您没有查看完整信息的权限，请导出脱敏版本。",
            "You may not see full numbers. Export the masked roster.";
        /// The spreadsheet could not be written.
        Writing = 500 "roster.writing",
            "表格生成失败，请稍后重试。", "The spreadsheet could not be made. Try again later.";
    }
}

impl From<SheetFault> for RosterError {
    fn from(fault: SheetFault) -> Self {
        match fault {
            SheetFault::UnknownKind => Self::FileKindUnknown,
            SheetFault::Encrypted => Self::FileEncrypted,
            SheetFault::Unreadable => Self::FileUnreadable,
            SheetFault::TooLarge { max_mib } => Self::FileTooLarge { limit: max_mib },
            SheetFault::TooManyRows { max } => Self::TooManyRows { limit: max },
            SheetFault::TooManyColumns { row, max } => Self::TooManyColumns { row, limit: max },
            SheetFault::CellTooLong { row, letter, max } => {
                Self::CellTooLong { cell: format!("{letter}{row}"), limit: max }
            }
            SheetFault::NoHeading => Self::HeadingNotFound,
            SheetFault::MissingColumns { row, columns } => {
                Self::ColumnsMissing { row, columns: columns.join(", ") }
            }
        }
    }
}

impl From<rust_xlsxwriter::XlsxError> for RosterError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        tracing::error!(%error, "a spreadsheet could not be written");
        Self::Writing
    }
}
