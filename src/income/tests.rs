//! The sums held against a plain model.

use entity::income_item::IncomeKind;
use proptest::prelude::*;

use super::figure::{Figure, KINDS, KindSum, yuan};

fn sums(items: &[(usize, i64)]) -> Vec<KindSum> {
    let sum = |(place, kind): (usize, IncomeKind)| {
        let of_kind = items.iter().filter(|item| item.0 == place);
        let amount_fen = of_kind.clone().map(|item| item.1).sum();
        KindSum { kind, amount_fen, items: i64::try_from(of_kind.count()).unwrap() }
    };
    KINDS.into_iter().enumerate().map(sum).collect()
}

proptest! {
    #[test]
    fn net_per_head_is_what_one_gets_by_hand(
        items in prop::collection::vec((0_usize..6, 1_i64..100_000_000), 0..40),
        members in 0_i64..12,
    ) {
        let figure = Figure::of(&sums(&items));
        let net: i64 = items
            .iter()
            .map(|(place, fen)| if KINDS[*place].is_cost() { -fen } else { *fen })
            .sum();
        prop_assert_eq!(figure.net_fen(), net);
        match figure.net_per_head_fen(members) {
            None => prop_assert!(items.is_empty() || members == 0),
            Some(each) => {
                // Rounded down, and by less than a fen for each.
                prop_assert!(each * members <= net && net < (each + 1) * members);
                prop_assert_eq!(each < 1_000_000, net < 1_000_000 * members);
            }
        }
    }
}

#[test]
fn nothing_on_record_is_not_zero() {
    assert_eq!(Figure::of(&sums(&[])).net_per_head_fen(3), None);
    assert_eq!(Figure::of(&sums(&[(0, 300), (4, 300)])).net_per_head_fen(3), Some(0));
    assert_eq!(Figure::of(&sums(&[(4, 100)])).net_per_head_fen(3), Some(-34));
}

#[test]
fn amounts_are_said_in_yuan() {
    let said: Vec<_> = [0, 5, 120_050, 1_000_000, -150].into_iter().map(yuan).collect();
    assert_eq!(said, ["0元", "0.05元", "1200.50元", "10000元", "-1.50元"]);
}
