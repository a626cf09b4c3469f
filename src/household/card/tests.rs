//! What a card promises: whole XML, the right words, nothing secret in logs, pages that hold all.

use quick_xml::Reader;
use quick_xml::events::Event;
use time::macros::date;

use super::*;
use crate::grid::pictogram::VIEW_BOX;

fn sign(name: &str, code: &str) -> DoorSign {
    DoorSign { name: name.to_owned(), pictogram: Pictogram::find(code).unwrap() }
}

fn activation() -> ActivationPrint {
    let code = ActivationCode::from_random([0x5A; 16]);
    let url = format!("https://xinju.example.org/k#{}", code.canonical());
    ActivationPrint { code, url, valid_until: date!(2026 - 07 - 14) }
}

fn card() -> CardFace {
    CardFace {
        site_name: "红路新居安置区".to_owned(),
        community: "幸福社区".to_owned(),
        building: sign("3栋", "apple"),
        unit: Some(sign("2单元", "sika_deer")),
        room: "501".to_owned(),
        household_number: "HL-03-2-0501".to_owned(),
        masked_head_name: "张*明".to_owned(),
        activation: Some(activation()),
        printed_on: date!(2026 - 07 - 01),
    }
}

/// All text of a well-formed document, line by line.
fn words(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let mut found = vec![String::new()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Text(text) => found.last_mut().unwrap().push_str(&text),
            Event::GeneralRef(entity) => {
                found.last_mut().unwrap().extend(["&", &*entity, ";"]);
            }
            Event::Start(_) | Event::End(_) => found.push(String::new()),
            Event::Empty(_) => {}
            other => unreachable!("{other:?}"),
        }
    }
    found.retain(|text| !text.trim().is_empty());
    found
}

fn has(svg: &str, text: &str) -> bool {
    words(svg).iter().any(|found| found == text)
}

#[test]
fn a_card_says_where_home_is_and_how_to_begin() {
    let svg = render_card(&card()).unwrap();
    let code = activation().code.printed();
    for text in [
        "红路新居安置区",
        "幸福社区",
        "3栋 苹果",
        "2单元 梅花鹿",
        "3栋 2单元 501",
        "户主 张*明",
        "有效期至2026年7月14日",
        code.as_str(),
    ] {
        assert!(has(&svg, text), "{text} is missing");
    }
    assert!(has(&svg, "户卡 3栋 2单元 501"), "a screen reader needs a title");
    assert!(svg.contains(Pictogram::find("sika_deer").unwrap().svg_fragment()));
}

#[test]
fn a_card_without_activation_shows_no_code_but_says_the_pictures_in_words() {
    let svg = render_card(&CardFace { activation: None, ..card() }).unwrap();
    assert!(has(&svg, "红红的大苹果") && has(&svg, "长角的梅花鹿"));
    assert!(!svg.contains("开通二维码") && !svg.contains("有效期"));
}

#[test]
fn a_building_with_one_entrance_shows_one_picture() {
    let svg = render_card(&CardFace { unit: None, ..card() }).unwrap();
    assert!(has(&svg, "3栋 501"));
    assert_eq!(svg.matches(VIEW_BOX).count(), 1);
}

#[test]
fn markup_in_any_field_stays_text() {
    let evil = "<script>&\"']]>\u{0}".to_owned();
    let mut face = card();
    for field in [
        &mut face.site_name,
        &mut face.community,
        &mut face.building.name,
        &mut face.room,
        &mut face.household_number,
        &mut face.masked_head_name,
    ] {
        field.clone_from(&evil);
    }
    face.unit.as_mut().unwrap().name.clone_from(&evil);
    let svg = render_card(&face).unwrap();
    assert!(!svg.contains("<script") && !svg.contains('\u{0}'));
    assert!(has(&svg, "&lt;script&gt;&amp;&quot;&#39;]]&gt;\u{FFFD}"));
}

#[test]
fn a_sheet_has_eight_cards_a_page_and_loses_none() {
    let cards = vec![card(); CARDS_PER_PAGE + 1];
    let pages = render_sheet(&cards).unwrap();
    let counts: Vec<usize> =
        pages.iter().map(|page| page.matches("<title>户卡 3栋").count()).collect();
    assert_eq!(counts, [8, 1]);
    for page in &pages {
        assert!(words(page).iter().any(|text| text.starts_with("帮办说明")));
    }
    assert!(has(pages.last().unwrap(), "第2页 共2页"));
    assert!(render_sheet(&[]).unwrap().is_empty());
}

#[test]
fn one_link_too_long_fails_the_whole_sheet() {
    let mut cards = vec![card(); 3];
    cards.last_mut().unwrap().activation.as_mut().unwrap().url = "x".repeat(500);
    assert_eq!(render_sheet(&cards), Err(CardError::LinkTooLong));
}

#[test]
fn debug_output_shows_neither_code_nor_link() {
    let shown = format!("{:?}", card());
    assert!(shown.contains("ActivationPrint"));
    assert!(!shown.contains("https") && !shown.contains(&activation().code.canonical()));
}
