//! Why a whole file is refused, and what to do about it, in Chinese and English.

use thiserror::Error;

use super::values::Fault;

/// Why a file can't be read as a roster at all.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SheetFault {
    /// Neither a workbook nor text.
    #[error(
        "This is neither an Excel workbook nor a CSV file; save it as .xlsx and upload it again."
    )]
    UnknownKind,
    /// The workbook is protected by a password.
    #[error("The workbook is encrypted; remove its password in Excel, save and upload it again.")]
    Encrypted,
    /// The workbook is damaged or not a spreadsheet.
    #[error("The workbook can't be read; open it in Excel, save it as .xlsx and upload it again.")]
    Unreadable,
    /// The workbook is far larger unpacked than any roster.
    #[error(
        "The workbook is larger than {max_mib} MiB when unpacked; split it and upload the parts."
    )]
    TooLarge {
        /// The limit, in MiB.
        max_mib: u64,
    },
    /// Too many rows.
    #[error("The file has more than {max} rows; split it and upload the parts.")]
    TooManyRows {
        /// The limit.
        max: usize,
    },
    /// A cell to the right of the last column allowed.
    #[error("Row {row} goes beyond column {max}; delete the cells to the right and upload again.")]
    TooManyColumns {
        /// The row.
        row: u32,
        /// The limit.
        max: usize,
    },
    /// A cell with too much text.
    #[error("Cell {letter}{row} has more than {max} characters; shorten it and upload again.")]
    CellTooLong {
        /// The row.
        row: u32,
        /// The column's letters.
        letter: String,
        /// The limit.
        max: usize,
    },
    /// No row looks like a heading.
    #[error(
        "No heading row was found in the first 10 rows; download the template and copy the data into it."
    )]
    NoHeading,
    /// The heading lacks columns that every roster has.
    #[error("The heading in row {row} lacks the columns: {}.", .columns.join(", "))]
    MissingColumns {
        /// The heading row.
        row: u32,
        /// The headings that are missing.
        columns: Vec<&'static str>,
    },
}

impl Fault for SheetFault {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownKind => "roster.file_kind_unknown",
            Self::Encrypted => "roster.file_encrypted",
            Self::Unreadable => "roster.file_unreadable",
            Self::TooLarge { .. } => "roster.file_too_large",
            Self::TooManyRows { .. } => "roster.too_many_rows",
            Self::TooManyColumns { .. } => "roster.too_many_columns",
            Self::CellTooLong { .. } => "roster.cell_too_long",
            Self::NoHeading => "roster.heading_not_found",
            Self::MissingColumns { .. } => "roster.columns_missing",
        }
    }

    fn chinese(&self) -> String {
        match self {
            Self::UnknownKind => "文件既不是Excel也不是CSV，请另存为.xlsx后重新上传。".to_owned(),
            Self::Encrypted => "文件设有密码，请在Excel中取消密码、保存后重新上传。".to_owned(),
            Self::Unreadable => "文件无法读取，请用Excel打开并另存为.xlsx后重新上传。".to_owned(),
            Self::TooLarge { max_mib } => {
                format!("文件解压后超过{max_mib}MiB，请拆分成几个文件上传。")
            }
            Self::TooManyRows { max } => format!("文件超过{max}行，请拆分成几个文件上传。"),
            Self::TooManyColumns { row, max } => {
                format!("第{row}行超出{max}列，请删除右边多余的单元格后重新上传。")
            }
            Self::CellTooLong { row, letter, max } => {
                format!("单元格{letter}{row}超过{max}个字，请缩短后重新上传。")
            }
            Self::NoHeading => {
                "前10行中没有找到表头，请下载模板，把数据复制到模板中再上传。".to_owned()
            }
            Self::MissingColumns { row, columns } => {
                format!("第{row}行的表头缺少以下列：{}。请补上后重新上传。", columns.join("、"))
            }
        }
    }
}
