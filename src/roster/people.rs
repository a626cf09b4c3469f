//! The households of a file: its rows put together by household number, in the order of the sheet.

use std::collections::{HashMap, HashSet};

use super::columns::Column;
use super::heading::Layout;
use super::model::{Monitoring, Relation};
use super::parse::{NumberedRow, Roster};
use super::person::Marks;
use super::row::RosterRow;
use crate::store::at::World;

/// A household as a file says it.
#[derive(Clone, Debug)]
pub(super) struct FileHousehold {
    /// Its number.
    pub(super) number: String,
    /// Its people; there is at least one.
    pub(super) people: Vec<FilePerson>,
    /// Whether a row of it is faulty, so that it is not to be trusted as a whole.
    pub(super) faulty: bool,
}

/// A person as a file says it.
#[derive(Clone, Debug)]
pub(super) struct FilePerson {
    /// The row in the sheet.
    pub(super) number: u32,
    /// What it says.
    pub(super) row: RosterRow,
    /// Blind indexes.
    pub(super) marks: Marks,
}

/// The names of a dwelling, from the community down.
pub(super) type Way<'a> = [Option<&'a str>; 4];

impl FileHousehold {
    /// Community, area, building and unit, the same in all rows.
    pub(super) fn way(&self) -> Way<'_> {
        let first = self.people.first().map(|person| &person.row);
        let name = |of: fn(&RosterRow) -> &String| first.map(|row| of(row).as_str());
        [
            name(|row| &row.community),
            name(|row| &row.area),
            name(|row| &row.building),
            first.and_then(|row| row.unit.as_deref()),
        ]
    }

    /// The room, the same in all rows.
    pub(super) fn room(&self) -> &str {
        self.people.first().map_or("", |person| &person.row.room)
    }

    /// The first answer of its rows to a question that concerns the household.
    pub(super) fn shared(&self, of: fn(&RosterRow) -> Option<&String>) -> Option<&str> {
        self.people.iter().find_map(|person| of(&person.row)).map(String::as_str)
    }

    /// The monitoring category. None says nothing: a category is ended by its own procedure.
    pub(super) fn monitoring(&self) -> Option<&'static str> {
        let category = self.people.iter().map(|person| person.row.monitoring);
        category.into_iter().find(|it| *it != Monitoring::None).map(Monitoring::code)
    }

    /// The head among its rows.
    pub(super) fn head(&self) -> Option<&FilePerson> {
        self.people.iter().find(|person| person.row.relation == Relation::Head)
    }
}

/// A file's households, and where its columns stand.
#[derive(Debug)]
pub(super) struct FileHouseholds {
    pub(super) households: Vec<FileHousehold>,
    pub(super) layout: Layout,
}

impl FileHouseholds {
    /// Puts a roster's rows together.
    pub(super) fn of(roster: &Roster, layout: Layout, world: &World) -> Self {
        let faulty: HashSet<u32> = roster.faults.iter().map(|fault| fault.row).collect();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let mut households: Vec<FileHousehold> = Vec::new();
        for NumberedRow { number, row } in &roster.rows {
            let place = *places.entry(&row.household_no).or_insert_with(|| {
                households.push(FileHousehold {
                    number: row.household_no.clone(),
                    people: Vec::new(),
                    faulty: roster.incomplete.contains(&row.household_no),
                });
                households.len() - 1
            });
            let Some(household) = households.get_mut(place) else { continue };
            household.faulty |= faulty.contains(number);
            let marks = Marks::of(row, world);
            household.people.push(FilePerson { number: *number, row: row.clone(), marks });
        }
        Self { households, layout }
    }

    /// Cuts the households from `first` on into pieces of about `rows` people each.
    pub(super) fn pieces(&self, first: usize, rows: usize) -> Vec<std::ops::Range<usize>> {
        let mut pieces = Vec::new();
        let (mut start, mut people) = (first, 0);
        for (at, household) in self.households.iter().enumerate().skip(first) {
            if people > 0 && people + household.people.len() > rows {
                pieces.push(start..at);
                (start, people) = (at, 0);
            }
            people += household.people.len();
        }
        if people > 0 {
            pieces.push(start..self.households.len());
        }
        pieces
    }

    /// Where a column stands in the sheet.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.layout.place(column)
    }
}
