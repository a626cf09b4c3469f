//! What only shows when rows are compared: an ID-card number twice, a household without a head or with two,
//! in two dwellings, or with two answers to one question.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::columns::Column;
use super::fault::{CellFault, FaultKind};
use super::heading::Layout;
use super::model::{Monitoring, Relation};
use super::parse::NumberedRow;
use super::row::RosterRow;

/// The households that have a row which can't be read: what they lack may stand in it.
#[derive(Debug, Default)]
pub(super) struct Households {
    open: HashSet<String>,
}

/// What the first rows of a household say.
struct Household<'rows> {
    first: &'rows NumberedRow,
    head_row: Option<u32>,
    /// For each of [`SHARED`] the first row that answers.
    answers: [Option<&'rows NumberedRow>; SHARED.len()],
}

/// A text of a row; `None` when the cell is empty.
type TextOf = fn(&RosterRow) -> Option<&str>;

/// What makes a dwelling.
const DWELLING: [(Column, TextOf); 5] = [
    (Column::Community, |row| Some(&row.community)),
    (Column::Area, |row| Some(&row.area)),
    (Column::Building, |row| Some(&row.building)),
    (Column::Unit, |row| row.unit.as_deref()),
    (Column::Room, |row| Some(&row.room)),
];

/// What a household answers once; an empty cell is no answer.
const SHARED: [(Column, TextOf); 4] = [
    (Column::OriginTownship, |row| row.origin_township.as_deref()),
    (Column::OriginVillage, |row| row.origin_village.as_deref()),
    (Column::Helper, |row| row.helper.as_deref()),
    (Column::Monitoring, |row| match row.monitoring {
        Monitoring::None => None,
        category => Some(category.code()),
    }),
];

impl Households {
    /// Notes that a household has a row which can't be read.
    pub(super) fn leave_open(&mut self, household_no: Option<String>) {
        self.open.extend(household_no);
    }

    /// The numbers of those households.
    pub(super) fn into_open(self) -> HashSet<String> {
        self.open
    }

    /// Compares the rows with each other and adds what is wrong.
    pub(super) fn check(&self, rows: &[NumberedRow], layout: &Layout, faults: &mut Vec<CellFault>) {
        let mut refuse = |row: u32, column: Column, kind: FaultKind| {
            faults.push(CellFault { row, column, place: layout.place(column), kind });
        };
        let mut cards: HashMap<&str, u32> = HashMap::with_capacity(rows.len());
        let mut households: HashMap<&str, Household<'_>> = HashMap::new();
        for numbered in rows {
            match cards.entry(numbered.row.id_card.normal()) {
                Entry::Occupied(first) => {
                    let kind = FaultKind::IdCardRepeated { first_row: *first.get() };
                    refuse(numbered.number, Column::IdCard, kind);
                }
                Entry::Vacant(free) => {
                    free.insert(numbered.number);
                }
            }
            let household = households.entry(&numbered.row.household_no).or_insert(Household {
                first: numbered,
                head_row: None,
                answers: [None; SHARED.len()],
            });
            household.join(numbered, &mut refuse);
        }
        for (household_no, household) in households {
            if household.head_row.is_none() && !self.open.contains(household_no) {
                let row = household.first.number;
                refuse(row, Column::Relation, FaultKind::HouseholdWithoutHead);
            }
        }
    }
}

impl<'rows> Household<'rows> {
    fn join(
        &mut self,
        numbered: &'rows NumberedRow,
        refuse: &mut impl FnMut(u32, Column, FaultKind),
    ) {
        let NumberedRow { number, row } = numbered;
        if row.relation == Relation::Head {
            match self.head_row {
                Some(first_row) => {
                    let kind = FaultKind::HouseholdWithTwoHeads { first_row };
                    refuse(*number, Column::Relation, kind);
                }
                None => self.head_row = Some(*number),
            }
        }
        let differs = |(_, text): &&(Column, TextOf)| text(row) != text(&self.first.row);
        if let Some((column, _)) = DWELLING.iter().find(differs) {
            let kind = FaultKind::HouseholdInTwoDwellings { first_row: self.first.number };
            refuse(*number, *column, kind);
        }
        for ((column, text), answer) in SHARED.iter().zip(&mut self.answers) {
            let Some(said) = text(row) else { continue };
            match answer {
                None => *answer = Some(numbered),
                Some(first) if text(&first.row) != Some(said) => {
                    let kind = FaultKind::HouseholdValuesDiffer { first_row: first.number };
                    refuse(*number, *column, kind);
                }
                Some(_) => {}
            }
        }
    }
}
