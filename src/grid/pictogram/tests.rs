//! What the catalogue promises: enough pictures, none alike to eye or ear, all harmless.

use std::collections::HashSet;

use pinyin::ToPinyin;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::*;

const BYTES_MAX: usize = 1_500;
const ELEMENTS: [&str; 5] = ["g", "path", "circle", "ellipse", "rect"];
const ATTRIBUTES: [&str; 19] = [
    "fill",
    "stroke",
    "stroke-width",
    "stroke-linejoin",
    "stroke-linecap",
    "transform",
    "d",
    "cx",
    "cy",
    "r",
    "rx",
    "ry",
    "x",
    "y",
    "width",
    "height",
    "opacity",
    "fill-rule",
    "stroke-dasharray",
];

/// How a phrase sounds to an ear that hears zh as z, n as l, h before u as f, and ng as n.
fn heard(phrase: &str) -> String {
    let syllables = phrase.chars().filter_map(|letter| letter.to_pinyin());
    let sound: String = syllables.map(pinyin::Pinyin::plain).map(south_western).collect();
    assert!(!sound.is_empty(), "{phrase}");
    sound
}

fn south_western(syllable: &str) -> String {
    let flat = syllable.replace("zh", "z").replace("ch", "c").replace("sh", "s");
    let flat = flat.strip_suffix('g').map_or(flat.clone(), str::to_owned);
    match flat.strip_prefix('n') {
        Some(rest) => format!("l{rest}"),
        None => flat.replace("hu", "f"),
    }
}

/// The least number of letters to change, add or drop between two sounds.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (above, one) in left.chars().enumerate() {
        let mut next = vec![above + 1];
        for (other, pair) in right.chars().zip(row.windows(2)) {
            let swap = pair[0] + usize::from(one != other);
            next.push(swap.min(pair[1] + 1).min(next.last().unwrap() + 1));
        }
        row = next;
    }
    *row.last().unwrap()
}

fn check_element(pictogram: Pictogram, element: &BytesStart<'_>) {
    let name = element.name();
    let name: &str = name.as_ref();
    assert!(ELEMENTS.contains(&name), "{pictogram:?} has <{name}>");
    for attribute in element.attributes() {
        let attribute = attribute.unwrap();
        let key: &str = attribute.key.as_ref();
        assert!(ATTRIBUTES.contains(&key), "{pictogram:?} has {key}");
        let value = attribute.value;
        assert!(!value.contains("url(") && !value.contains(':'), "{pictogram:?} has {value}");
    }
}

/// Reads a fragment to its end and returns how many shapes it draws.
fn shapes(pictogram: Pictogram) -> usize {
    let mut reader = Reader::from_str(pictogram.svg_fragment());
    let (mut depth, mut roots, mut count) = (0_usize, 0_usize, 0_usize);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                check_element(pictogram, &element);
                roots += usize::from(depth == 0);
                depth += 1;
            }
            Event::Empty(element) => {
                check_element(pictogram, &element);
                assert!(depth > 0, "{pictogram:?} draws outside its group");
                count += 1;
            }
            Event::End(_) => depth -= 1,
            Event::Text(text) => assert!(text.trim().is_empty()),
            Event::Eof => break,
            other => unreachable!("{pictogram:?} has {other:?}"),
        }
    }
    assert_eq!((depth, roots), (0, 1), "{pictogram:?}");
    count
}

#[test]
fn there_are_pictures_enough_for_every_building_of_the_site() {
    // The source has 98 buildings in 3 communities; one community could hold them all.
    assert!(Pictogram::all().len() >= 100);
}

#[test]
fn the_catalogue_begins_as_the_source_tells() {
    let names: Vec<_> = Pictogram::all().take(4).map(Pictogram::name_zh).collect();
    assert_eq!(names, ["苹果", "香蕉", "梨", "梅花鹿"]);
}

#[test]
fn no_two_share_a_code_a_name_a_spoken_form_or_a_drawing() {
    let fields: [fn(Pictogram) -> &'static str; 5] = [
        Pictogram::code,
        Pictogram::name_zh,
        Pictogram::name_en,
        Pictogram::spoken,
        Pictogram::svg_fragment,
    ];
    for field in fields {
        let distinct: HashSet<_> = Pictogram::all().map(field).collect();
        assert_eq!(distinct.len(), Pictogram::all().len());
    }
}

#[test]
fn every_code_is_plain_and_finds_its_picture() {
    for pictogram in Pictogram::all() {
        let code = pictogram.code();
        assert!(code.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_'), "{code}");
        assert_eq!(Pictogram::find(code), Some(pictogram));
    }
    assert_eq!(Pictogram::find("unicorn"), None);
}

#[test]
fn the_spoken_form_says_the_name_and_something_more() {
    for pictogram in Pictogram::all() {
        let (spoken, name) = (pictogram.spoken(), pictogram.name_zh());
        assert!(spoken.contains(name) && spoken != name, "{spoken} / {name}");
        assert!(spoken.chars().count() <= 9, "{spoken} is long");
    }
}

#[test]
fn no_two_sound_alike_even_in_the_south_west() {
    let all: Vec<_> = Pictogram::all().collect();
    for (place, left) in all.iter().enumerate() {
        for right in all.iter().skip(place + 1) {
            let (one, other) = (left.name_zh(), right.name_zh());
            assert_ne!(heard(one), heard(other), "{one} and {other}");
            assert!(!one.contains(other) && !other.contains(one), "{one} and {other}");
            let (one, other) = (left.spoken(), right.spoken());
            assert!(distance(&heard(one), &heard(other)) >= 5, "{one} and {other}");
        }
    }
}

#[test]
fn every_drawing_is_small_well_formed_and_harmless() {
    for pictogram in Pictogram::all() {
        assert!(pictogram.svg_fragment().len() <= BYTES_MAX, "{pictogram:?} is big");
        let count = shapes(pictogram);
        assert!((3..=12).contains(&count), "{pictogram:?} has {count} shapes");
    }
}

#[test]
fn a_whole_document_names_what_it_shows() {
    let document = Pictogram::find("sika_deer").unwrap().svg_document();
    assert!(document.contains("<title>梅花鹿</title>") && document.ends_with("</svg>\n"));
}
