//! Names as cards, rosters and phones write them.

use proptest::prelude::*;

use super::*;

fn normal(raw: &str) -> Result<String, NameFault> {
    PersonName::parse(raw).map(|name| name.as_str().to_owned())
}

#[test]
fn common_rare_and_foreign_names_are_read() {
    for name in ["张明", "欧阳娜娜", "阿卜杜·热合曼", "𬸣𫖯", "㛃然", "Zoë Müller", "李Anna"]
    {
        assert_eq!(normal(name).as_deref(), Ok(name));
    }
}

#[test]
fn every_dot_is_one_dot() {
    for raw in ["阿卜杜•热合曼", "阿卜杜・热合曼", "阿卜杜‧热合曼", "阿卜杜 · 热合曼"]
    {
        assert_eq!(normal(raw).as_deref(), Ok("阿卜杜·热合曼"), "{raw}");
    }
}

#[test]
fn blanks_that_align_a_column_are_dropped() {
    assert_eq!(normal(" 张\u{3000}明 ").as_deref(), Ok("张明"));
    assert_eq!(normal("John   Smith").as_deref(), Ok("John Smith"));
}

#[test]
fn each_fault_has_its_own_name() {
    for (raw, fault) in [
        ("", NameFault::Text(TextFault::Empty)),
        ("张", NameFault::TooShort),
        ("张3", NameFault::NotALetter { position: 2 }),
        ("=张明", NameFault::NotALetter { position: 1 }),
        ("张明😀", NameFault::NotALetter { position: 3 }),
        ("张\u{200B}明", NameFault::Text(TextFault::Invisible { position: 2 })),
        ("·张明", NameFault::MisplacedDot),
        ("阿卜杜··热合曼", NameFault::MisplacedDot),
        ("阿卜杜·", NameFault::MisplacedDot),
    ] {
        assert_eq!(normal(raw), Err(fault), "{raw}");
    }
    let long = "张".repeat(51);
    assert_eq!(normal(&long), Err(NameFault::Text(TextFault::TooLong { found: 51, max: 50 })));
    assert!(normal(&"张".repeat(50)).is_ok());
}

#[test]
fn debug_shows_the_mask_only() {
    assert_eq!(format!("{:?}", PersonName::parse("张小明").unwrap()), "PersonName(张*明)");
}

#[test]
fn initials_are_the_first_letters() {
    for (name, initials) in [
        ("张小明", "zxm"),
        ("阿卜杜·热合曼", "abdrhm"),
        ("李Anna", "lanna"),
        ("欧阳娜娜", "oynn"),
        ("吕布", "lb"),
        ("安安", "aa"),
    ] {
        assert_eq!(pinyin_initials(name), initials, "{name}");
    }
}

#[test]
fn surnames_are_read_as_surnames() {
    for (name, initials) in [
        ("曾小明", "zxm"),
        ("单雄信", "sxx"),
        ("解珍", "xz"),
        ("仇英", "qy"),
        ("查良镛", "zly"),
        ("任正", "rz"),
        ("区小明", "oxm"),
        ("盖叫天", "gjt"),
        ("尉迟恭", "ycg"),
        ("万俟卨", "mqx"),
        ("长孙无忌", "zswj"),
    ] {
        assert_eq!(pinyin_initials(name), initials, "{name}");
    }
}

#[test]
fn a_character_in_a_given_name_is_read_as_elsewhere() {
    assert_eq!(pinyin_initials("王解放"), "wjf");
    assert_eq!(pinyin_initials("王单"), "wd");
}

proptest! {
    #[test]
    fn what_was_read_is_read_again(raw in any::<String>(), near in "[张李欧阳·・ aé]{1,12}") {
        for text in [&raw, &near] {
            if let Ok(name) = PersonName::parse(text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }
    }

    #[test]
    fn initials_are_lower_case_letters(name in "[\u{4e00}-\u{9fa5}]{2,6}") {
        let initials = pinyin_initials(&name);
        prop_assert_eq!(initials.chars().count(), name.chars().count());
        prop_assert!(!initials.chars().any(char::is_uppercase));
    }

    #[test]
    fn initials_of_any_text_are_made(text in any::<String>()) {
        prop_assert!(!pinyin_initials(&text).contains(' '));
    }
}
