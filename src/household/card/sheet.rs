//! Sheets of cards: A4 pages of two by four with cut marks, one SVG document for each page.
//!
//! SVG has no pages, and a browser or printer scales a tall drawing to one sheet; so each page is a
//! document of its own that prints at true size.

use super::label::{Anchor, Label};
use super::{CardError, CardFace, HEIGHT, WIDTH, face};

/// How many cards an A4 page holds: two columns of four.
pub const CARDS_PER_PAGE: usize = 8;

const COLUMNS: u32 = 2;
const ROWS: u32 = 4;
const PAGE_WIDTH: u32 = 2_100;
const PAGE_HEIGHT: u32 = 2_970;
const MARGIN_X: u32 = (PAGE_WIDTH - COLUMNS * WIDTH) / 2;
const MARGIN_Y: u32 = (PAGE_HEIGHT - ROWS * HEIGHT) / 2;
/// A cut mark is 4 mm long and ends 1 mm before the card.
const MARK: u32 = 40;
const GAP: u32 = 10;

const HOW_TO: &str = "帮办说明：打印选“实际大小”，沿线剪下；核对户主本人后当面交到手里，\
                      帮他扫码开通，别拍照、别代收。";

/// Draws cards on A4 pages, eight a page in the given order; no cards give no pages.
///
/// # Errors
/// [`CardError::LinkTooLong`] when any card's link doesn't fit a readable QR code.
pub fn render_sheet(cards: &[CardFace]) -> Result<Vec<String>, CardError> {
    let total = cards.len().div_ceil(CARDS_PER_PAGE);
    cards
        .chunks(CARDS_PER_PAGE)
        .zip(1..)
        .map(|(chunk, number)| page(chunk, number, total))
        .collect()
}

fn page(cards: &[CardFace], number: usize, total: usize) -> Result<String, CardError> {
    let places = (0..ROWS).flat_map(|row| (0..COLUMNS).map(move |column| (column, row)));
    let drawn: Result<String, CardError> = cards
        .iter()
        .zip(places)
        .map(|(card, (column, row))| {
            Ok(format!(
                "<svg x=\"{}\" y=\"{}\" width=\"{WIDTH}\" height=\"{HEIGHT}\" \
                 viewBox=\"0 0 {WIDTH} {HEIGHT}\">\n{}</svg>\n",
                MARGIN_X + column * WIDTH,
                MARGIN_Y + row * HEIGHT,
                face::draw(card)?
            ))
        })
        .collect();
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"210mm\" height=\"297mm\" \
         viewBox=\"0 0 {PAGE_WIDTH} {PAGE_HEIGHT}\">\n<title>户卡 第{number}页</title>\n\
         <rect width=\"{PAGE_WIDTH}\" height=\"{PAGE_HEIGHT}\" fill=\"#fff\"/>\n\
         {}{}{}</svg>\n",
        cut_marks(),
        footer(number, total),
        drawn?
    ))
}

/// Marks in the margins at every line along which the page is cut.
fn cut_marks() -> String {
    let (right, bottom) = (PAGE_WIDTH - MARGIN_X, PAGE_HEIGHT - MARGIN_Y);
    let upright = (0..=COLUMNS).map(|column| MARGIN_X + column * WIDTH).map(|x| {
        let top = MARGIN_Y - GAP - MARK;
        format!("M{x} {top}v{MARK}M{x} {}v{MARK}", bottom + GAP)
    });
    let level = (0..=ROWS).map(|row| MARGIN_Y + row * HEIGHT).map(|y| {
        let left = MARGIN_X - GAP - MARK;
        format!("M{left} {y}h{MARK}M{} {y}h{MARK}", right + GAP)
    });
    let marks: String = upright.chain(level).collect();
    format!("<path d=\"{marks}\" stroke=\"#000\" stroke-width=\"2\" fill=\"none\"/>\n")
}

fn footer(number: usize, total: usize) -> String {
    let count = format!("第{number}页 共{total}页");
    let base = Label {
        text: HOW_TO,
        x: MARGIN_X,
        y: PAGE_HEIGHT - 40,
        width: 1_600,
        size: 30,
        bold: false,
        mono: false,
        anchor: Anchor::Start,
    };
    let page =
        Label { text: &count, x: PAGE_WIDTH - MARGIN_X, width: 280, anchor: Anchor::End, ..base };
    [base.draw(), page.draw()].concat()
}
