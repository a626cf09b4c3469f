//! What an ID-card number must be, on examples and on a few hundred made-up cards.

use proptest::prelude::*;
use time::macros::date;

use super::*;

const TODAY: Date = date!(2026 - 11 - 23);

fn parse(raw: &str) -> Result<IdCard, IdCardFault> {
    IdCard::parse(raw, TODAY)
}

#[test]
fn the_example_of_the_standard_is_read() {
    let card = parse("11010519491231002X").unwrap();
    assert_eq!(card.birth_date(), date!(1949 - 12 - 31));
    assert_eq!(card.sex(), Sex::Female);
    assert_eq!(card.area_code(), "110105");
    assert_eq!(parse("440524188001010014"), Err(IdCardFault::ImpossibleBirthDate));
}

#[test]
fn a_small_x_blanks_and_full_width_digits_are_folded() {
    let card = parse(" １１０１０５ 1949\u{3000}1231 002ｘ\n").unwrap();
    assert_eq!(card.normal(), "11010519491231002X");
    assert_eq!(Ok(card), parse("11010519491231002x"));
}

#[test]
fn debug_shows_the_mask_only() {
    let card = parse("11010519491231002X").unwrap();
    assert_eq!(format!("{card:?}"), "IdCard(110***********002X)");
}

#[test]
fn each_fault_has_its_own_name() {
    for (raw, fault) in [
        ("", IdCardFault::WrongLength { found: 0 }),
        ("1101051949123100", IdCardFault::WrongLength { found: 16 }),
        ("一二三", IdCardFault::WrongLength { found: 3 }),
        ("110105491231002", IdCardFault::OldNumber),
        ("11010519491231OO2X", IdCardFault::NotDigits { position: 15 }),
        ("1101051949123100X2", IdCardFault::NotDigits { position: 17 }),
        ("11010519490231002X", IdCardFault::ImpossibleBirthDate),
        ("11010520491231002X", IdCardFault::ImpossibleBirthDate),
        ("110105194912310021", IdCardFault::WrongCheckDigit),
        ("5.3212E+17", IdCardFault::LooksLikeFloat),
        ("5.3212e+17", IdCardFault::LooksLikeFloat),
        ("110105194912310020.0", IdCardFault::LooksLikeFloat),
    ] {
        assert_eq!(parse(raw), Err(fault), "{raw}");
    }
}

#[test]
fn a_birthday_may_be_today_and_not_tomorrow() {
    let today = format!("530102{}001", "20261123");
    let tomorrow = format!("530102{}001", "20261124");
    let number = |first17: &str| format!("{first17}{}", check_digit(first17).unwrap());
    assert!(parse(&number(&today)).is_ok());
    assert_eq!(parse(&number(&tomorrow)), Err(IdCardFault::ImpossibleBirthDate));
}

#[test]
fn a_cell_that_lost_its_last_digits_says_so() {
    let wrong = "110105194912310000";
    assert_eq!(parse(wrong), Err(IdCardFault::WrongCheckDigit));
    assert_eq!(IdCard::parse_cell_text(wrong, TODAY), Err(IdCardFault::LooksLikeFloat));
    assert!(IdCard::parse_cell_text("11010519491231002X", TODAY).is_ok());
}

#[test]
fn a_number_cell_is_never_an_id_card() {
    let fault = |cell| IdCard::parse_cell_number(cell).unwrap_err();
    assert_eq!(fault(532_123_199_001_011_008.0), IdCardFault::LooksLikeFloat);
    assert_eq!(fault(1_101_051_949_123_100.0), IdCardFault::LooksLikeFloat);
    assert_eq!(fault(110_105_491_231_002.0), IdCardFault::OldNumber);
    assert_eq!(fault(1234.0), IdCardFault::WrongLength { found: 4 });
    assert_eq!(fault(f64::NAN), IdCardFault::NotDigits { position: 1 });
}

#[test]
fn a_check_digit_needs_seventeen_digits() {
    assert_eq!(check_digit("11010519491231002"), Some('X'));
    assert_eq!(check_digit("1101051949123100"), None);
    assert_eq!(check_digit("1101051949123100X"), None);
}

prop_compose! {
    fn card()(
        area in 100_000_u32..1_000_000,
        day in date!(1900 - 01 - 01).to_julian_day()..=TODAY.to_julian_day(),
        order in 0_u32..1000,
    ) -> String {
        let date = Date::from_julian_day(day).unwrap();
        let (year, month, day) = date.to_calendar_date();
        let first17 = format!("{area}{year:04}{:02}{day:02}{order:03}", u8::from(month));
        let digit = check_digit(&first17).unwrap();
        format!("{first17}{digit}")
    }
}

proptest! {
    #[test]
    fn a_true_card_is_always_read(number in card()) {
        let card = parse(&number).unwrap();
        prop_assert_eq!(card.normal(), &number);
        prop_assert_eq!(card.area_code(), &number[..6]);
        prop_assert_eq!(IdCard::parse_cell_text(&number, TODAY), Ok(card));
    }

    #[test]
    fn a_changed_digit_is_always_refused(
        number in card(),
        place in 0_usize..18,
        other in "[0-9X]",
    ) {
        prop_assume!(number[place..=place] != *other);
        let changed = format!("{}{other}{}", &number[..place], &number[place + 1..]);
        prop_assert!(parse(&changed).is_err());
    }

    #[test]
    fn two_swapped_neighbours_are_always_refused(number in card(), place in 0_usize..17) {
        let mut swapped: Vec<char> = number.chars().collect();
        swapped.swap(place, place + 1);
        let swapped: String = swapped.into_iter().collect();
        prop_assume!(swapped != number);
        prop_assert!(parse(&swapped).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(raw in any::<String>(), near in "[0-9０-９xXeE.+ -]{10,20}") {
        for text in [&raw, &near] {
            if let Ok(card) = parse(text) {
                prop_assert_eq!(card.normal().len(), 18);
            }
        }
    }

    #[test]
    fn any_number_cell_is_refused(cell in any::<f64>()) {
        prop_assert!(IdCard::parse_cell_number(cell).is_err());
    }
}
