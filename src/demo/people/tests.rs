//! The made-up town, counted, and brought through the same doors as a real one.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use super::*;
use crate::demo::place::{BUILDINGS, TOWNSHIPS};
use crate::roster::model::{Employment, LabourCapacity, Literacy};
use crate::roster::{parse, sheet};

static TOWN: LazyLock<Vec<RosterRow>> = LazyLock::new(|| generate(1));

fn checksum(rows: &[RosterRow]) -> String {
    let mut sum = Sha256::new();
    for row in rows {
        for cell in row.cells(Shown::Wholly) {
            sum.update(cell.as_bytes());
            sum.update([0]);
        }
    }
    hex::encode(sum.finalize())
}

/// Parts of `whole` in tenths of a percent.
fn per_mille(part: usize, whole: usize) -> usize {
    part * 1_000 / whole
}

#[test]
fn the_town_is_as_large_as_the_real_one() {
    let households: BTreeSet<_> = TOWN.iter().map(|row| &row.household_no).collect();
    let buildings: BTreeSet<_> = TOWN.iter().map(|row| &row.building).collect();
    let communities: BTreeSet<_> = TOWN.iter().map(|row| &row.community).collect();
    let townships: BTreeSet<_> = TOWN.iter().map(|row| &row.origin_township).collect();
    let homes: BTreeSet<_> = TOWN.iter().map(|row| (&row.building, &row.unit, &row.room)).collect();
    assert_eq!(TOWN.len(), 22_782);
    assert_eq!(households.len(), 5_277);
    assert_eq!(homes.len(), 5_277);
    assert_eq!(buildings.len(), usize::try_from(BUILDINGS).unwrap());
    assert_eq!((communities.len(), townships.len()), (3, TOWNSHIPS.len()));
    assert_eq!(TOWNSHIPS.len(), 14);
}

#[test]
fn the_same_seed_makes_the_same_town() {
    assert_eq!(checksum(&TOWN), "d56fd565f35c05e34f842f101174f93ef8107c5d78178fe29b7f7bd7c7db1299");
    assert_ne!(checksum(&generate(2)), checksum(&TOWN));
}

#[test]
fn another_seed_makes_a_town_of_the_same_size() {
    for seed in [0, 2, u64::MAX] {
        let rows = generate(seed);
        let heads = rows.iter().filter(|row| row.relation == Relation::Head).count();
        assert_eq!((rows.len(), heads), (22_782, 5_277), "{seed}");
    }
}

#[test]
fn nobody_in_it_can_be_real() {
    let cards: HashSet<_> = TOWN.iter().map(|row| row.id_card.normal()).collect();
    assert_eq!(cards.len(), TOWN.len());
    assert!(cards.iter().all(|card| card.starts_with("539999")));
    let phones: Vec<_> = TOWN.iter().filter_map(|row| row.phone.as_ref()).collect();
    let different: HashSet<_> = phones.iter().map(|phone| phone.normal()).collect();
    assert_eq!(different.len(), phones.len());
    assert!(phones.iter().all(|phone| phone.normal().starts_with("154")));
}

#[test]
fn work_is_shared_out_as_in_the_source() {
    let able = |row: &&RosterRow| row.labour_capacity != LabourCapacity::None;
    let works = |row: &&RosterRow| row.employment == Some(Employment::Employed);
    let force = TOWN.iter().filter(able).count();
    let working = TOWN.iter().filter(works).count();
    // 29,586 of 52,169 people are the labour force, and 92 % of it work.
    assert!((557..=577).contains(&per_mille(force, TOWN.len())), "{force}");
    assert!((915..=928).contains(&per_mille(working, force)), "{working} of {force}");
    let mut homes: BTreeMap<&str, (bool, bool, bool)> = BTreeMap::new();
    for row in TOWN.iter() {
        let (has_force, has_work, has_phone) = homes.entry(&row.household_no).or_default();
        *has_force |= able(&row);
        *has_work |= works(&row);
        *has_phone |= row.phone.is_some();
    }
    let without_work = homes.values().filter(|(force, work, _)| *force && !*work).count();
    let without_phone = homes.values().filter(|(_, _, phone)| !*phone).count();
    assert!((200..=400).contains(&without_work), "{without_work}");
    assert!((150..=500).contains(&without_phone), "{without_phone}");
}

#[test]
fn the_old_read_less_than_the_young() {
    let illiterate = |ages: std::ops::Range<i32>| {
        let of_age = |row: &&RosterRow| ages.contains(&(2025 - row.birth_day().year()));
        let people: Vec<_> = TOWN.iter().filter(of_age).collect();
        let no = people.iter().filter(|row| row.literacy == Some(Literacy::No)).count();
        per_mille(no, people.len())
    };
    assert!(illiterate(65..96) > 350);
    assert!(illiterate(15..40) < 60);
}

#[test]
fn the_whole_town_comes_back_from_its_file() {
    let mut file = Vec::new();
    write_xlsx(1, &mut file).unwrap();
    let sheet = sheet::read(&file, &sheet::Limits::default()).unwrap();
    let roster = parse::parse(&sheet, ROSTER_DAY);
    assert_eq!(roster.faults, []);
    assert_eq!(roster.notes, []);
    assert_eq!(roster.rows.first().unwrap().number, 3);
    assert!(roster.rows.iter().map(|each| &each.row).eq(TOWN.iter()));
}
