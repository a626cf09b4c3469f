//! The empty file to fill in (模板): headings, a line of explanations, text format everywhere, and drop-downs fed
//! from a hidden sheet.

use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, Format, FormatAlign, FormatBorder, Formula,
    Workbook, Worksheet, XlsxError,
};

use super::columns::{COLUMNS, ColumnInfo, column_letters};

/// The name of the sheet that people fill in.
pub const ROSTER_SHEET: &str = "花名册";
/// The name of the hidden sheet that holds the lists of allowed values.
pub const DICTIONARY_SHEET: &str = "字典";
/// The rows of the template that offer drop-downs.
pub const TEMPLATE_ROWS: u32 = 5_000;
/// The first row for people, from 0: below the heading and its explanations.
pub(super) const FIRST_ROW: u32 = 2;

/// Makes the template as the bytes of an `.xlsx` file.
///
/// # Errors
/// An [`XlsxError`] when the file can't be put together.
pub fn template() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    prepare(book.add_worksheet(), TEMPLATE_ROWS)?;
    add_dictionary(&mut book)?;
    book.save_to_buffer()
}

/// Puts headings, explanations, formats and drop-downs for `rows` people into an empty sheet.
pub(super) fn prepare(sheet: &mut Worksheet, rows: u32) -> Result<(), XlsxError> {
    sheet.set_name(ROSTER_SHEET)?;
    sheet.set_freeze_panes(FIRST_ROW, 0)?;
    sheet.set_row_height(1, 48)?;
    let text = text_format();
    let (required, optional, explained) = heading_formats();
    for (place, info) in (0_u16..).zip(&COLUMNS) {
        sheet.set_column_width(place, info.width)?;
        sheet.set_column_format(place, &text)?;
        if !info.terms.is_empty() {
            let last = FIRST_ROW.saturating_add(rows.max(1)) - 1;
            sheet.add_data_validation(FIRST_ROW, place, last, place, &drop_down(info))?;
        }
    }
    for (place, info) in (0_u16..).zip(&COLUMNS) {
        let (mark, format) = if info.required { ("*", &required) } else { ("", &optional) };
        sheet.write_string_with_format(0, place, format!("{}{mark}", info.heading), format)?;
    }
    for (place, info) in (0_u16..).zip(&COLUMNS) {
        sheet.write_string_with_format(1, place, info.explanation, &explained)?;
    }
    Ok(())
}

/// Adds the hidden sheet with one column for each list.
pub(super) fn add_dictionary(book: &mut Workbook) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name(DICTIONARY_SHEET)?;
    sheet.set_hidden(true);
    for (place, info) in (0_u16..).zip(COLUMNS.iter().filter(|info| !info.terms.is_empty())) {
        sheet.write_string(0, place, info.heading)?;
        for (row, term) in (1_u32..).zip(info.terms) {
            sheet.write_string(row, place, term.label_zh)?;
        }
    }
    Ok(())
}

/// The format of every cell that people fill in: text, so that no number is ever rounded.
pub(super) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

fn heading_formats() -> (Format, Format, Format) {
    let heading = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00DD_EBF7));
    let required = heading.clone().set_font_color(Color::RGB(0x00C0_0000));
    let explained = Format::new()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_font_size(9)
        .set_font_color(Color::RGB(0x0059_5959));
    (required, heading, explained)
}

fn drop_down(info: &ColumnInfo) -> DataValidation {
    let others = COLUMNS.iter().filter(|each| !each.terms.is_empty());
    let place = others.take_while(|each| each.column != info.column).count();
    let letters = column_letters(place);
    let last = info.terms.len() + 1;
    let range = format!("={DICTIONARY_SHEET}!${letters}$2:${letters}${last}");
    // Words that the list doesn't have may still be understood, so the program only warns.
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_style(DataValidationErrorStyle::Warning)
}

#[cfg(test)]
mod tests {
    use calamine::{Reader as _, SheetVisible, Xlsx};
    use std::io::Cursor;

    use super::*;
    use crate::roster::sheet::{Limits, read};

    #[test]
    fn the_template_is_an_empty_roster() {
        let sheet = read(&template().unwrap(), &Limits::default()).unwrap();
        assert_eq!((sheet.name.as_str(), sheet.header_row), (ROSTER_SHEET, 1));
        assert!(sheet.rows.is_empty() && sheet.layout.unknown.is_empty());
        assert!(COLUMNS.iter().all(|info| sheet.layout.place(info.column).is_some()));
    }

    #[test]
    fn the_lists_stand_in_a_hidden_sheet() {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(template().unwrap())).unwrap();
        let sheets = book.sheets_metadata().to_vec();
        assert_eq!(sheets[1].name, DICTIONARY_SHEET);
        assert_eq!(sheets[1].visible, SheetVisible::Hidden);
        let lists = book.worksheet_range(DICTIONARY_SHEET).unwrap();
        let with_list: Vec<_> = COLUMNS.iter().filter(|info| !info.terms.is_empty()).collect();
        for (place, info) in (0_u32..).zip(with_list) {
            assert_eq!(lists.get_value((0, place)).unwrap().to_string(), info.heading);
            let last = u32::try_from(info.terms.len()).unwrap();
            let label = info.terms.last().unwrap().label_zh;
            assert_eq!(lists.get_value((last, place)).unwrap().to_string(), label);
        }
    }
}
