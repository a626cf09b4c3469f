//! Picks the next free pictogram so that neighbours look and sound different.

use std::collections::HashSet;

use super::Pictogram;

/// The next free pictogram beside those that the siblings have, or none when all are taken.
///
/// `taken` lists the siblings' codes in door order, the last being the nearest neighbour; codes
/// that the catalogue lacks count for nothing. The pick avoids the neighbour's category, then
/// prefers the category least used among the siblings, then a colour other than the neighbour's,
/// then catalogue order. The same input always gives the same pick.
pub fn assign<'a>(taken: impl IntoIterator<Item = &'a str>) -> Option<Pictogram> {
    let siblings: Vec<Pictogram> = taken.into_iter().filter_map(Pictogram::find).collect();
    let used: HashSet<Pictogram> = siblings.iter().copied().collect();
    let neighbour = siblings.last();
    Pictogram::all().filter(|candidate| !used.contains(candidate)).min_by_key(|candidate| {
        let category = candidate.category();
        let same_category = neighbour.is_some_and(|near| near.category() == category);
        let same_colour = neighbour.is_some_and(|near| near.colour() == candidate.colour());
        let usage = used.iter().filter(|other| other.category() == category).count();
        // `min_by_key` returns the first of equals, which is what keeps catalogue order.
        (same_category, usage, same_colour)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(count: usize) -> Vec<Pictogram> {
        let mut given: Vec<Pictogram> = Vec::new();
        for _ in 0..count {
            given.push(assign(given.iter().map(|pictogram| pictogram.code())).unwrap());
        }
        given
    }

    #[test]
    fn the_first_door_gets_the_apple() {
        assert_eq!(assign([]).unwrap().code(), "apple");
    }

    #[test]
    fn nobody_gets_a_picture_twice_and_the_catalogue_is_used_up() {
        let total = Pictogram::all().len();
        let given = fill(total);
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), total);
        assert_eq!(assign(given.iter().map(|pictogram| pictogram.code())), None);
    }

    #[test]
    fn neighbours_differ_in_category_and_nearly_always_in_colour() {
        let given = fill(Pictogram::all().len());
        assert!(given.windows(2).all(|pair| match pair {
            [left, right] => left.category() != right.category(),
            _ => false,
        }));
        let alike = fill(40)
            .windows(2)
            .filter(|pair| matches!(pair, [left, right] if left.colour() == right.colour()))
            .count();
        assert!(alike <= 2, "{alike} neighbours of 40 share a colour");
    }

    #[test]
    fn ten_neighbours_come_from_ten_categories() {
        let categories: HashSet<_> = fill(10).into_iter().map(Pictogram::category).collect();
        assert_eq!(categories.len(), 10);
    }

    #[test]
    fn an_unknown_code_takes_nothing_away() {
        assert_eq!(assign(["unicorn"]), assign([]));
    }
}
