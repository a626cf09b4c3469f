//! One step of an import: the changes of some households, written together with what undoes them.

use std::collections::{BTreeSet, HashMap};

use entity::household::{self, HouseholdState};
use entity::household_history::Model as Event;
use entity::id::{AccountId, BatchId, HouseholdId, NodeId, PersonId};
use entity::import_change::ChangeKind;
use entity::person::{self, PersonState};

use super::columns::Column;
use super::error::RosterError;
use super::grid::{self, SiteGrid};
use super::keepsake::{self, HouseholdBefore, PersonBefore};
use super::people::{FileHousehold, FileHouseholds, FilePerson};
use super::person::{Seals, overwrite};
use super::plan::{Compared, PersonPlan, Plan};
use super::register::Register;
use super::store::{self, Change};
use crate::household::insert::UNKNOWN;
use crate::store::{At, Fault};

/// The sealed fields of people whom the file may bring in, by row of the sheet. They are made before
/// the write begins, and bound to a row's id, so the id comes with them.
pub(super) type Prepared = HashMap<u32, (PersonId, Seals)>;

/// What one step works on.
pub(super) struct Step<'s> {
    pub(super) batch: BatchId,
    pub(super) site: NodeId,
    pub(super) by: Option<AccountId>,
    pub(super) skip_faulty: bool,
    pub(super) file: &'s FileHouseholds,
    pub(super) households: &'s [FileHousehold],
    pub(super) prepared: &'s Prepared,
    pub(super) grid: &'s SiteGrid,
}

/// The rows that a step writes.
#[derive(Default)]
struct Written {
    households: Vec<household::Model>,
    persons: Vec<person::Model>,
    history: Vec<Event>,
    changes: Vec<Change>,
}

impl Step<'_> {
    /// Compares with the register as it is now, and writes what differs.
    pub(super) async fn write(&self, at: &At<'_>) -> Result<(), RosterError> {
        let ways = self.households.iter().map(FileHousehold::way);
        let dwellings: BTreeSet<NodeId> = ways.filter_map(|way| self.grid.find(way)).collect();
        let dwellings: Vec<NodeId> = dwellings.into_iter().collect();
        if !grid::hold(at, self.site, &dwellings).await? {
            return Err(RosterError::GridChanged);
        }
        let register = Register::read_locked(at, self.site, self.households).await?;
        let compared =
            Compared { register: &register, world: at.world, site: self.site, grid: self.grid };
        let mut written = Written::default();
        let mut held = 0;
        for household in self.households {
            let node = self.grid.find(household.way());
            let plan = compared.plan(self.file, household, node)?;
            match node {
                Some(node) if plan.conflicts.is_empty() && !household.faulty => {
                    self.household(at, &mut written, household, &plan, node)?;
                }
                _ => held += 1,
            }
        }
        if held > 0 && !self.skip_faulty {
            return Err(RosterError::Faulty { count: held });
        }
        store::put_households(at, written.households).await?;
        store::put_persons(at, written.persons).await?;
        store::put_history(at, written.history).await?;
        store::put_changes(at, self.batch, written.changes).await?;
        Ok(())
    }

    fn household(
        &self,
        at: &At<'_>,
        written: &mut Written,
        household: &FileHousehold,
        plan: &Plan<'_>,
        node: NodeId,
    ) -> Result<(), Fault> {
        if plan.is_nothing() {
            return Ok(());
        }
        let mut row = match plan.known {
            Some(known) => known.clone(),
            None => self.new_household(at, household, node),
        };
        let mut change =
            Change { kind: ChangeKind::Household, row: row.id.0, before: None, version_after: 1 };
        if plan.known.is_some() {
            change.before =
                Some(keepsake::seal(&at.world.seal, row.id.0, &HouseholdBefore::of(&row))?);
            written.history.extend(self.edits(at, &row, household, &plan.columns));
            row.version += 1;
            row.updated_at = at.now;
            change.version_after = row.version;
        } else {
            written.history.push(self.event(at, row.id, "created"));
        }
        written.changes.push(change);
        for (person, what) in household.people.iter().zip(&plan.people) {
            let id = self.person(at, written, &row, (person, what), plan.known.is_some())?;
            if household.head().is_some_and(|head| head.number == person.number) {
                row.head_id = Some(id);
            }
        }
        fill(&mut row, household, node);
        written.households.push(row);
        Ok(())
    }

    fn person(
        &self,
        at: &At<'_>,
        written: &mut Written,
        household: &household::Model,
        (person, what): (&FilePerson, &PersonPlan<'_>),
        is_known_household: bool,
    ) -> Result<PersonId, Fault> {
        let (row, before, event, fields) = match what {
            PersonPlan::Same(id) => return Ok(*id),
            PersonPlan::New => {
                let prepared = self.prepared.get(&person.number);
                let (id, seals) = prepared.ok_or(Fault::Panicked)?.clone();
                let mut row = new_person(at, household.id, id);
                overwrite(&mut row, &person.row, &person.marks, seals);
                (row, None, "member_joined", None)
            }
            PersonPlan::Changed(known, columns) => {
                let seal = &at.world.seal;
                let before = keepsake::seal(seal, known.id.0, &PersonBefore::of(known))?;
                let seals = Seals::of(&person.row, known.id, at.world)?;
                let mut row = (*known).clone();
                overwrite(&mut row, &person.row, &person.marks, seals);
                row.version += 1;
                row.updated_at = at.now;
                (row, Some(before), "edited", Some(names(columns)))
            }
        };
        if is_known_household {
            let event = self.event(at, household.id, event);
            written.history.push(Event { person_id: Some(row.id), fields, ..event });
        }
        let (kind, id) = (ChangeKind::Person, row.id);
        written.changes.push(Change { kind, row: id.0, before, version_after: row.version });
        written.persons.push(row);
        Ok(id)
    }

    /// What the history says of a household's own changes: a move, and an edit of the rest.
    fn edits(
        &self,
        at: &At<'_>,
        row: &household::Model,
        household: &FileHousehold,
        columns: &[Column],
    ) -> Vec<Event> {
        let moves = |column: &Column| matches!(column, Column::Building | Column::Room);
        let mut events = Vec::new();
        if columns.iter().any(moves) {
            let words = |way: [&str; 4], room: &str| format!("{}{room}", way.concat());
            let to = household.way().map(Option::unwrap_or_default);
            events.push(Event {
                from_place: Some(words(self.grid.way_to(row.node_id), &row.room)),
                to_place: Some(words(to, household.room())),
                ..self.event(at, row.id, "moved")
            });
        }
        let others: Vec<Column> = columns.iter().filter(|it| !moves(it)).copied().collect();
        if !others.is_empty() {
            let fields = Some(names(&others));
            events.push(Event { fields, ..self.event(at, row.id, "edited") });
        }
        events
    }

    fn event(&self, at: &At<'_>, household: HouseholdId, event: &str) -> Event {
        Event {
            id: at.id(),
            household_id: household,
            event: event.to_owned(),
            other_id: None,
            person_id: None,
            from_place: None,
            to_place: None,
            fields: None,
            actor_id: self.by,
            at: at.now,
        }
    }

    fn new_household(
        &self,
        at: &At<'_>,
        household: &FileHousehold,
        node: NodeId,
    ) -> household::Model {
        household::Model {
            id: at.id(),
            site_id: self.site,
            number: household.number.clone(),
            node_id: node,
            room: String::new(),
            head_id: None,
            origin_township: None,
            origin_village: None,
            helper_name: None,
            monitoring: "none".to_owned(),
            colour: "green".to_owned(),
            state: HouseholdState::Present,
            merged_into: None,
            version: 1,
            created_at: at.now,
            updated_at: at.now,
        }
    }
}

/// Writes what the file says over a household; an empty cell says nothing.
fn fill(row: &mut household::Model, household: &FileHousehold, node: NodeId) {
    row.node_id = node;
    household.room().clone_into(&mut row.room);
    let said = |now: &mut Option<String>, said: Option<&str>| {
        if let Some(said) = said {
            *now = Some(said.to_owned());
        }
    };
    said(&mut row.origin_township, household.shared(|row| row.origin_township.as_ref()));
    said(&mut row.origin_village, household.shared(|row| row.origin_village.as_ref()));
    said(&mut row.helper_name, household.shared(|row| row.helper.as_ref()));
    if let Some(category) = household.monitoring() {
        category.clone_into(&mut row.monitoring);
    }
}

fn new_person(at: &At<'_>, household: HouseholdId, id: PersonId) -> person::Model {
    person::Model {
        id,
        household_id: household,
        name: String::new(),
        initials: String::new(),
        sex: String::new(),
        birth_date: time::Date::MIN,
        ethnicity: String::new(),
        education: None,
        literacy: None,
        disability: None,
        health_sealed: None,
        relation: String::new(),
        labour_capacity: String::new(),
        employment: UNKNOWN.to_owned(),
        skills: None,
        id_card_sealed: None,
        id_card_index: None,
        phone_sealed: None,
        phone_index: None,
        state: PersonState::Present,
        version: 1,
        created_at: at.now,
        updated_at: at.now,
    }
}

fn names(columns: &[Column]) -> String {
    let keys: Vec<&str> = columns.iter().map(|column| column.info().key).collect();
    keys.join(",")
}
