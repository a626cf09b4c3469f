//! Rosters read from files of every kind, whole and damaged.

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use time::{Date, macros::date};

use std::sync::LazyLock;

use super::columns::{COLUMNS, Column, column_letters};
use super::fault::Note;
use super::heading::Layout;
use super::parse::{Roster, parse};
use super::report::{FAULTS_SHEET, report};
use super::row::{RosterRow, Shown};
use super::sheet::{Cell, Limits, Row, Sheet, SheetFault, read};
use super::values::Fault as _;
use super::write::{write_csv, write_xlsx};
use crate::demo::people::generate;

const TODAY: Date = date!(2026 - 01 - 01);

static TOWN: LazyLock<Vec<RosterRow>> = LazyLock::new(|| generate(1));

/// Some households of the made-up town.
fn people(count: usize) -> Vec<RosterRow> {
    let last = &TOWN[count - 1].household_no;
    TOWN.iter().take_while(|row| row.household_no <= *last).cloned().collect()
}

fn cells(rows: &[RosterRow]) -> Vec<Vec<String>> {
    let texts =
        |row: &RosterRow| row.cells(Shown::Wholly).map(std::borrow::Cow::into_owned).to_vec();
    rows.iter().map(texts).collect()
}

fn csv_of(rows: &[Vec<String>], delimiter: &str) -> String {
    let heading = COLUMNS.iter().map(|info| info.heading.to_owned()).collect::<Vec<_>>();
    let lines = std::iter::once(&heading).chain(rows).map(|row| row.join(delimiter));
    lines.collect::<Vec<_>>().join("\r\n")
}

fn read_text(text: &str) -> Roster {
    parse(&read(text.as_bytes(), &Limits::default()).unwrap(), TODAY)
}

fn said(roster: &Roster) -> Vec<&RosterRow> {
    roster.rows.iter().map(|each| &each.row).collect()
}

/// A household of three: head, spouse, child. The rows stand in lines 2 to 4.
fn family() -> Vec<Vec<String>> {
    let mut households = TOWN.chunk_by(|a, b| a.household_no == b.household_no);
    let three = households.find(|home| {
        home.len() == 3 && home[1].relation.code() == "spouse" && home[0].phone.is_some()
    });
    cells(three.unwrap())
}

#[test]
fn every_encoding_and_delimiter_gives_the_same_people() {
    let rows = people(200);
    let texts = cells(&rows);
    for delimiter in [",", ";", "\t"] {
        let text = csv_of(&texts, delimiter);
        let utf_16: Vec<u8> =
            std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let files = [
            text.clone().into_bytes(),
            format!("\u{FEFF}{text}").into_bytes(),
            GB18030.encode(&text).0.into_owned(),
            utf_16,
        ];
        for file in files {
            let roster = parse(&read(&file, &Limits::default()).unwrap(), TODAY);
            assert_eq!(roster.faults, []);
            assert_eq!(said(&roster), rows.iter().collect::<Vec<_>>());
        }
    }
}

#[test]
fn an_export_as_csv_comes_back() {
    let rows = people(60);
    let mut file = Vec::new();
    write_csv(rows.iter().map(|row| row.cells(Shown::Wholly)), &mut file).unwrap();
    let roster = parse(&read(&file, &Limits::default()).unwrap(), TODAY);
    assert_eq!(roster.faults, []);
    assert_eq!(said(&roster), rows.iter().collect::<Vec<_>>());
}

#[test]
fn a_masked_export_shows_no_number() {
    let rows = people(30);
    let mut file = Vec::new();
    write_csv(rows.iter().map(|row| row.cells(Shown::Masked)), &mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    for row in &rows {
        assert!(!text.contains(row.id_card.normal()) && !text.contains(row.name.as_str()));
        assert!(!text.contains(&row.birth_day().to_string()));
        assert!(row.phone.as_ref().is_none_or(|phone| !text.contains(phone.normal())));
        assert_eq!(row.cells(Shown::Masked)[Column::Health.place()], "");
    }
}

/// What is done to the family's cells (line, column, new text), and the faults (line, column, code) it makes.
type Damage = (&'static [(usize, Column, &'static str)], &'static [(u32, Column, &'static str)]);

const DAMAGES: &[Damage] = &[
    (&[(3, Column::Community, "")], &[(3, Column::Community, "roster.value_missing")]),
    (&[(2, Column::Room, " ")], &[(2, Column::Room, "roster.value_missing")]),
    (&[(4, Column::HouseholdNo, "")], &[(4, Column::HouseholdNo, "roster.value_missing")]),
    (&[(3, Column::Relation, "邻居")], &[(3, Column::Relation, "roster.value_not_in_list")]),
    (&[(3, Column::Name, "张3")], &[(3, Column::Name, "name.not_a_letter")]),
    (&[(2, Column::Name, "张")], &[(2, Column::Name, "name.too_short")]),
    (&[(3, Column::IdCard, "53999919900101")], &[(3, Column::IdCard, "id_card.wrong_length")]),
    (
        &[(3, Column::IdCard, "539999199001010011")],
        &[(3, Column::IdCard, "id_card.wrong_check_digit")],
    ),
    (
        &[(3, Column::IdCard, "539999199013010010")],
        &[(3, Column::IdCard, "id_card.impossible_birth_date")],
    ),
    (&[(3, Column::IdCard, "5.39999E+17")], &[(3, Column::IdCard, "roster.id_card_was_a_number")]),
    (&[(3, Column::IdCard, "53999919900101A010")], &[(3, Column::IdCard, "id_card.not_digits")]),
    (&[(2, Column::BirthDay, "1990-02-30")], &[(2, Column::BirthDay, "day.no_such_day")]),
    (
        &[(2, Column::BirthDay, "1901-02-03")],
        &[(2, Column::BirthDay, "roster.birth_day_differs_from_card")],
    ),
    (&[(4, Column::Ethnicity, "火星族")], &[(4, Column::Ethnicity, "roster.value_not_in_list")]),
    (&[(4, Column::Education, "私塾")], &[(4, Column::Education, "roster.value_not_in_list")]),
    (
        &[(4, Column::Disability, "肢体九级")],
        &[(4, Column::Disability, "roster.value_not_in_list")],
    ),
    (&[(4, Column::LabourCapacity, "")], &[(4, Column::LabourCapacity, "roster.value_missing")]),
    (&[(2, Column::Phone, "1381234")], &[(2, Column::Phone, "phone.wrong_mobile")]),
    (
        &[(2, Column::Skills, "养殖、\u{200B}缝纫")],
        &[(2, Column::Skills, "text.invisible_character")],
    ),
    (&[(2, Column::Relation, "父亲")], &[(2, Column::Relation, "roster.household_without_head")]),
    (&[(3, Column::Relation, "户主")], &[(3, Column::Relation, "roster.household_with_two_heads")]),
    (&[(4, Column::Room, "9999")], &[(4, Column::Room, "roster.household_in_two_dwellings")]),
    (&[(4, Column::Unit, "")], &[(4, Column::Unit, "roster.household_in_two_dwellings")]),
    (
        &[(4, Column::OriginVillage, "他村")],
        &[(4, Column::OriginVillage, "roster.household_values_differ")],
    ),
    (&[(4, Column::Building, "1\u{7}栋")], &[(4, Column::Building, "text.control_character")]),
    (
        &[(2, Column::Name, ""), (2, Column::Phone, "x"), (4, Column::Health, "?")],
        &[
            (2, Column::Name, "roster.value_missing"),
            (2, Column::Phone, "phone.not_digits"),
            (4, Column::Health, "roster.value_not_in_list"),
        ],
    ),
];

#[test]
fn every_damage_is_named_with_its_row_and_column() {
    assert!(read_text(&csv_of(&family(), ",")).faults.is_empty());
    for (damages, faults) in DAMAGES {
        let mut rows = family();
        for (line, column, text) in *damages {
            rows[line - 2][column.place()] = (*text).to_owned();
        }
        let roster = read_text(&csv_of(&rows, ","));
        let found: Vec<_> =
            roster.faults.iter().map(|fault| (fault.row, fault.column, fault.code())).collect();
        assert_eq!(found, *faults, "{damages:?}");
        for fault in &roster.faults {
            assert_eq!(fault.letter(), column_letters(fault.column.place()));
            assert!(fault.message_zh().ends_with('。') && fault.message_en().ends_with('.'));
        }
    }
}

#[test]
fn a_card_of_the_other_sex_is_noticed() {
    let mut rows = family();
    let sex = &mut rows[1][Column::Sex.place()];
    *sex = if sex == "男" { "女" } else { "男" }.to_owned();
    let roster = read_text(&csv_of(&rows, ","));
    assert_eq!(roster.faults[0].code(), "roster.sex_differs_from_card");
    assert_eq!(roster.faults[0].column_key(), "sex");
}

#[test]
fn a_card_that_comes_twice_is_refused_where_it_comes_again() {
    let mut rows = family();
    for column in [Column::IdCard, Column::BirthDay, Column::Sex] {
        rows[2][column.place()] = rows[1][column.place()].clone();
    }
    let roster = read_text(&csv_of(&rows, ","));
    let [fault] = &roster.faults[..] else { panic!("{:?}", roster.faults) };
    assert_eq!((fault.row, fault.code()), (4, "roster.id_card_repeated"));
    assert!(fault.message_zh().contains("第3行"));
}

#[test]
fn loose_writing_is_understood() {
    let rows = family();
    let mut loose = rows.clone();
    let wide = |text: &str| {
        text.chars()
            .map(|c| {
                if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xFEE0).unwrap() } else { c }
            })
            .collect::<String>()
    };
    loose[0][Column::IdCard.place()] = wide(&rows[0][Column::IdCard.place()]);
    loose[1][Column::IdCard.place()] =
        format!(" '{} ", rows[1][Column::IdCard.place()].to_lowercase());
    loose[0][Column::Phone.place()] = format!("+86 {}", wide(&rows[0][Column::Phone.place()]));
    loose[0][Column::BirthDay.place()] = rows[0][Column::BirthDay.place()].replace('-', "/");
    loose[1][Column::BirthDay.place()] = rows[1][Column::BirthDay.place()].replace('-', "");
    loose[0][Column::Ethnicity.place()] = rows[0][Column::Ethnicity.place()].replace('族', "");
    loose[0][Column::Skills.place()] = "养殖，缝纫; 养殖".to_owned();
    let mut strict = rows;
    strict[0][Column::Skills.place()] = "养殖、缝纫".to_owned();
    let delimiter = "\t";
    let (loose, strict) =
        (read_text(&csv_of(&loose, delimiter)), read_text(&csv_of(&strict, delimiter)));
    assert_eq!(loose.faults, []);
    assert_eq!(said(&loose), said(&strict));
}

/// A workbook whose first rows are a title and a heading in another order, with number and date cells.
fn workbook(id_card_as_number: bool) -> Vec<u8> {
    let rows = family();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().write_string(0, 0, "说明").unwrap();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 9, "同源社区花名册", &Format::new()).unwrap();
    let date = Format::new().set_num_format("yyyy/m/d");
    for (place, info) in (0_u16..).zip(COLUMNS.iter().rev()) {
        sheet.write_string(2, place, info.heading).unwrap();
        for (line, row) in (4_u32..).zip(&rows) {
            let text = &row[info.column.place()];
            match info.column {
                Column::BirthDay => {
                    let day = ExcelDateTime::parse_from_str(text).unwrap();
                    sheet.write_datetime_with_format(line, place, &day, &date).unwrap();
                }
                Column::Phone | Column::Room if !text.is_empty() => {
                    sheet.write_number(line, place, text.parse::<f64>().unwrap()).unwrap();
                }
                Column::IdCard if id_card_as_number && line == 5 => {
                    sheet.write_number(line, place, 539_999_199_001_010_016_f64).unwrap();
                }
                _ => {
                    sheet.write_string(line, place, text).unwrap();
                }
            }
        }
    }
    sheet.write_string(2, 30, "备注").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn a_sheet_of_their_own_making_is_read() {
    let sheet = read(&workbook(false), &Limits::default()).unwrap();
    assert_eq!((sheet.name.as_str(), sheet.header_row), ("Sheet2", 3));
    let roster = parse(&sheet, TODAY);
    assert_eq!(roster.faults, []);
    assert_eq!(roster.rows.iter().map(|each| each.number).collect::<Vec<_>>(), [5, 6, 7]);
    assert_eq!(said(&roster), said(&read_text(&csv_of(&family(), ","))));
    let note = Note::UnknownColumn { letter: "AE".to_owned(), heading: "备注".to_owned() };
    assert_eq!(roster.notes, [note]);
}

#[test]
fn an_id_number_that_became_a_float_is_refused_with_the_reason() {
    let roster = parse(&read(&workbook(true), &Limits::default()).unwrap(), TODAY);
    let [fault] = &roster.faults[..] else { panic!("{:?}", roster.faults) };
    assert_eq!((fault.row, fault.code()), (6, "roster.id_card_was_a_number"));
    assert!(fault.message_zh().contains("后三位已丢失") && fault.message_zh().contains("文本格式"));
    assert!(fault.message_en().contains("last three digits"));
}

#[test]
fn a_room_that_became_a_date_is_refused() {
    let sheet = sheet_of(vec![Cell::Date(46_000.0)], Column::Room);
    let roster = parse(&sheet, TODAY);
    assert!(roster.faults.iter().any(|fault| fault.code() == "roster.cell_was_a_date"));
}

#[test]
fn a_formula_in_a_name_of_a_place_goes_out_as_text() {
    let mut rows = family();
    for row in &mut rows {
        row[Column::OriginVillage.place()] = "=HYPERLINK(1)".to_owned();
    }
    let roster = read_text(&csv_of(&rows, ","));
    let mut file = Vec::new();
    let cells = roster.rows.iter().map(|each| each.row.cells(Shown::Wholly));
    write_xlsx(cells, roster.rows.len(), &mut file).unwrap();
    let sheet = read(&file, &Limits::default()).unwrap();
    let out = sheet.rows[0].cell(Column::OriginVillage.place());
    assert_eq!(*out, Cell::Text("'=HYPERLINK(1)".to_owned()));
    assert_eq!(said(&parse(&sheet, TODAY)), said(&roster));
}

#[test]
fn the_report_is_the_users_own_sheet_with_the_faults_beside_it() {
    let sheet = read(&workbook(true), &Limits::default()).unwrap();
    let roster = parse(&sheet, TODAY);
    let file = report(&sheet, &roster.faults, &roster.notes).unwrap();
    let again = read(&file, &Limits::default()).unwrap();
    assert_eq!(again.header_row, sheet.header_row);
    assert_eq!(again.layout.faults_place, Some(31));
    let (row, untouched) = (&again.rows[1], &again.rows[0]);
    assert_eq!(row.number, 6);
    assert!(matches!(row.cell(31), Cell::Text(text) if text.starts_with("【身份证号】Excel")));
    assert_eq!(*untouched.cell(31), Cell::Empty);
    // What was a number must not come back as a text that could be taken for the card's.
    let place = sheet.layout.place(Column::IdCard).unwrap();
    assert_eq!(*row.cell(place), Cell::Text("5.39999E17".to_owned()));
    assert_eq!(parse(&again, TODAY).faults.len(), roster.faults.len());
    let mut book: calamine::Xlsx<_> = calamine::Reader::new(std::io::Cursor::new(file)).unwrap();
    let list = calamine::Reader::worksheet_range(&mut book, FAULTS_SHEET).unwrap();
    assert_eq!(list.get_value((1, 0)).unwrap().to_string(), "6");
    assert_eq!(list.get_value((1, 3)).unwrap().to_string(), "roster.id_card_was_a_number");
    assert_eq!(list.height(), 3);
}

#[test]
fn a_file_without_required_columns_names_them() {
    let fault = read("姓名,房号,备注,身份证号\n张明,101,,\n".as_bytes(), &Limits::default());
    let fault = fault.unwrap_err();
    assert_eq!(fault.code(), "roster.columns_missing");
    assert!(fault.chinese().contains("户编号") && fault.to_string().contains("劳动能力"));
}

#[test]
fn what_is_no_roster_is_refused() {
    let limits = Limits::default();
    let code = |bytes: &[u8]| read(bytes, &limits).unwrap_err().code();
    assert_eq!(code(b""), "roster.heading_not_found");
    assert_eq!(code(b"hello,world"), "roster.heading_not_found");
    assert_eq!(code(b"\x00\x01\x02"), "roster.file_kind_unknown");
    assert_eq!(code(b"\xFF\xFF\xFF"), "roster.file_kind_unknown");
    assert_eq!(code(b"PK\x03\x04 and no more"), "roster.file_unreadable");
    assert_eq!(
        code(&[&super::legacy::SIGNATURE[..], &[0; 600]].concat()),
        "roster.file_unreadable"
    );
}

#[test]
fn limits_hold() {
    let file = csv_of(&family(), ",");
    let refused = |limits: Limits| read(file.as_bytes(), &limits).unwrap_err().code();
    assert_eq!(refused(Limits { rows_max: 3, ..Limits::default() }), "roster.too_many_rows");
    assert_eq!(refused(Limits { columns_max: 20, ..Limits::default() }), "roster.too_many_columns");
    assert_eq!(refused(Limits { cell_chars_max: 5, ..Limits::default() }), "roster.cell_too_long");
    assert_eq!(refused(Limits { cells_max: 50, ..Limits::default() }), "roster.file_too_large");
    assert_eq!(
        refused(Limits { text_bytes_max: 99, ..Limits::default() }),
        "roster.file_too_large"
    );
    let book = workbook(false);
    let small = Limits { unpacked_bytes_max: 1_000, ..Limits::default() };
    assert!(matches!(read(&book, &small), Err(SheetFault::TooLarge { .. })));
}

#[test]
fn an_archive_that_lies_about_its_size_is_stopped() {
    let honest = workbook(false);
    let mut lying = honest.clone();
    let entry = honest.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    // Every entry of the directory claims to unpack to nothing.
    for at in 0..=entry {
        if honest[at..].starts_with(b"PK\x01\x02") {
            lying[at + 24..at + 28].fill(0);
        }
    }
    assert_eq!(read(&lying, &Limits::default()), Err(SheetFault::Unreadable));
}

#[test]
fn blank_lines_and_breaks_in_quotes_keep_the_row_numbers() {
    let mut rows = family();
    rows[0][Column::Skills.place()] = "\"养殖，\n缝纫\"".to_owned();
    rows[2][Column::Name.place()] = String::new();
    let text = csv_of(&rows, ",").replacen("\r\n", "\r\n\r\n", 1);
    let roster = read_text(&text);
    assert_eq!(roster.faults.iter().map(|fault| fault.row).collect::<Vec<_>>(), [5]);
}

fn sheet_of(cells: Vec<Cell>, column: Column) -> Sheet {
    let names = COLUMNS.iter().map(|info| Cell::Text(info.heading.to_owned())).collect();
    let head = vec![Row { number: 1, cells: names }];
    let (_, layout) = Layout::find(&head).unwrap();
    let shifted = |cell: Cell| {
        let mut row = vec![Cell::Empty; column.place()];
        row.push(cell);
        row
    };
    let rows = (2_u32..).zip(cells).map(|(number, cell)| Row { number, cells: shifted(cell) });
    Sheet { name: String::new(), header_row: 1, layout, rows: rows.collect(), head }
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        any::<String>().prop_map(Cell::Text),
        "[0-9０-９xX]{0,20}".prop_map(Cell::Text),
        any::<f64>().prop_map(Cell::Number),
        any::<f64>().prop_map(Cell::Date),
        any::<bool>().prop_map(Cell::Bool),
        Just(Cell::Error),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_cell_makes_parsing_or_reporting_panic(
        cells in proptest::collection::vec(any_cell(), 0..8),
        place in 0..COLUMNS.len(),
    ) {
        let sheet = sheet_of(cells, COLUMNS[place].column);
        let roster = parse(&sheet, TODAY);
        prop_assert!(roster.rows.is_empty());
        for fault in &roster.faults {
            prop_assert!(!fault.message_zh().is_empty() && !fault.message_en().is_empty());
        }
        prop_assert!(report(&sheet, &roster.faults, &roster.notes).is_ok());
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let limits = Limits::default();
        prop_assert!(read(&bytes, &limits).is_err());
        prop_assert!(read(&[&super::legacy::SIGNATURE[..], &bytes].concat(), &limits).is_err());
    }

    #[test]
    fn a_damaged_workbook_is_read_or_refused(at in 0_usize..4_000, value in any::<u8>()) {
        let mut book = workbook(false);
        let at = at % book.len();
        book[at] = value;
        let _ = read(&book, &Limits::default()).map(|sheet| parse(&sheet, TODAY));
    }
}
