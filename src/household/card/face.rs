//! Where everything stands on a card.

use time::Date;

use super::label::{Anchor, Label, escape};
use crate::grid::pictogram::VIEW_BOX;

use super::{ActivationPrint, CardError, CardFace, DoorSign, HEIGHT, WIDTH, matrix};

/// The left column holds doors and names, the right one the activation.
const LEFT: u32 = 36;
const LEFT_WIDTH: u32 = 530;
const RIGHT: u32 = 580;
const RIGHT_WIDTH: u32 = 334;
/// The side of a door picture: 25 mm, to be known at arm's length.
const TILE: u32 = 250;

/// A line of the sans face that begins at (`x`, `y`).
fn line(text: &str, x: u32, y: u32, width: u32, size: u32, bold: bool) -> Label<'_> {
    Label { text, x, y, width, size, bold, mono: false, anchor: Anchor::Start }
}

/// Draws the card's content as one group titled for screen readers.
pub(super) fn draw(card: &CardFace) -> Result<String, CardError> {
    let right = match &card.activation {
        Some(activation) => activation_column(activation)?,
        None => way_home_column(card),
    };
    Ok(format!(
        "<g role=\"img\">\n<title>户卡 {}</title>\n<desc>{}</desc>\n\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" rx=\"24\" fill=\"#fff\" \
         stroke=\"#999\" stroke-width=\"2\"/>\n{}{}{}{right}</g>\n",
        escape(&door_label(card)),
        escape(&description(card)),
        WIDTH - 2,
        HEIGHT - 2,
        header(card),
        doors(card),
        household(card),
    ))
}

/// The written address within the community, such as `3栋 2单元 501`.
fn door_label(card: &CardFace) -> String {
    let unit = card.unit.as_ref().map_or("", |unit| unit.name.as_str());
    let parts = [card.building.name.as_str(), unit, card.room.as_str()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What a screen reader says of the card.
fn description(card: &CardFace) -> String {
    let mut text = format!("楼门画着{}", card.building.pictogram.spoken());
    if let Some(unit) = &card.unit {
        text.push_str("，单元门画着");
        text.push_str(unit.pictogram.spoken());
    }
    format!("{text}。户主{}。", card.masked_head_name)
}

fn header(card: &CardFace) -> String {
    [
        line(&card.site_name, LEFT, 58, 440, 38, true).draw(),
        Label {
            anchor: Anchor::End,
            ..line(&card.community, RIGHT + RIGHT_WIDTH, 58, 420, 38, true)
        }
        .draw(),
        format!("<path d=\"M{LEFT} 78H{}\" stroke=\"#111\" stroke-width=\"5\"/>\n", WIDTH - 36),
    ]
    .concat()
}

/// The pictures side by side, or one in the middle where there is no unit.
fn doors(card: &CardFace) -> String {
    match &card.unit {
        Some(unit) => [door(&card.building, LEFT), door(unit, LEFT + LEFT_WIDTH - TILE)].concat(),
        None => door(&card.building, LEFT + (LEFT_WIDTH - TILE) / 2),
    }
}

fn door(sign: &DoorSign, x: u32) -> String {
    let caption = format!("{} {}", sign.name, sign.pictogram.name_zh());
    let label =
        Label { anchor: Anchor::Middle, ..line(&caption, x + TILE / 2, 400, TILE, 42, true) };
    format!(
        "<rect x=\"{x}\" y=\"98\" width=\"{TILE}\" height=\"{TILE}\" rx=\"20\" fill=\"#fff\" \
         stroke=\"#111\" stroke-width=\"4\"/>\n\
         <svg x=\"{}\" y=\"111\" width=\"{side}\" height=\"{side}\" \
         viewBox=\"{VIEW_BOX}\">\n\
         {}</svg>\n{}",
        x + 13,
        sign.pictogram.svg_fragment(),
        label.draw(),
        side = TILE - 26,
    )
}

fn household(card: &CardFace) -> String {
    let head = format!("户主 {}", card.masked_head_name);
    let number = format!("户号 {}", card.household_number);
    let printed = format!("{}印　遗失请找楼栋长", chinese_day(card.printed_on));
    [
        line(&door_label(card), LEFT, 486, LEFT_WIDTH, 78, true).draw(),
        line(&head, LEFT, 552, LEFT_WIDTH, 46, false).draw(),
        line(&number, LEFT, 602, LEFT_WIDTH, 34, false).draw(),
        line(&printed, LEFT, 648, LEFT_WIDTH, 26, false).draw(),
    ]
    .concat()
}

fn activation_column(activation: &ActivationPrint) -> Result<String, CardError> {
    let middle = RIGHT + RIGHT_WIDTH / 2;
    let centred = |text, y, size, bold| Label {
        anchor: Anchor::Middle,
        ..line(text, middle, y, RIGHT_WIDTH, size, bold)
    };
    let code = activation.code.printed();
    let until = format!("有效期至{}", chinese_day(activation.valid_until));
    Ok([
        matrix::draw(&activation.url, RIGHT - 3, 92, RIGHT_WIDTH + 6)?,
        centred("手机扫码，或输入开通码", 466, 30, false).draw(),
        Label { mono: true, ..centred(&code, 526, 38, true) }.draw(),
        centred(&until, 584, 32, true).draw(),
        centred("只能用一次，别给外人看", 632, 28, false).draw(),
    ]
    .concat())
}

/// Without an open activation the column says in words what the pictures show.
fn way_home_column(card: &CardFace) -> String {
    let at = |text, y, size, bold| line(text, RIGHT + 12, y, RIGHT_WIDTH - 12, size, bold).draw();
    let mut parts = vec![
        at("看图回家", 160, 60, true),
        at("楼门画着", 232, 34, false),
        at(card.building.pictogram.spoken(), 284, 44, true),
    ];
    if let Some(unit) = &card.unit {
        parts.push(at("单元门画着", 352, 34, false));
        parts.push(at(unit.pictogram.spoken(), 404, 44, true));
    }
    parts.push(at("手机办事要开通码，", 594, 30, false));
    parts.push(at("请找楼栋长打印。", 640, 30, false));
    parts.concat()
}

/// A day as people read it, such as 2026年7月14日.
fn chinese_day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), u8::from(day.month()), day.day())
}
