//! What a file's household would change in the register, and where it contradicts it.

use entity::household::{self, HouseholdState};
use entity::id::{NodeId, PersonId};
use entity::person;

use super::columns::Column;
use super::conflict::Conflict;
use super::fault::{CellFault, FaultKind};
use super::grid::SiteGrid;
use super::people::{FileHousehold, FileHouseholds, FilePerson};
use super::person::{differences, is_same_without_card};
use super::register::Register;
use crate::store::Fault;
use crate::store::at::World;

/// What is to be done with one household.
#[derive(Debug, Default)]
pub(super) struct Plan<'r> {
    /// The household that the register has.
    pub(super) known: Option<&'r household::Model>,
    /// Columns of the household that change, the dwelling's included.
    pub(super) columns: Vec<Column>,
    /// What is to be done with each person, in the order of the file.
    pub(super) people: Vec<PersonPlan<'r>>,
    /// Where the file contradicts the register.
    pub(super) conflicts: Vec<CellFault>,
}

/// What is to be done with one person.
#[derive(Debug)]
pub(super) enum PersonPlan<'r> {
    /// Enter.
    New,
    /// Change these columns.
    Changed(&'r person::Model, Vec<Column>),
    /// Nothing.
    Same(PersonId),
}

impl Plan<'_> {
    /// Whether nothing is to be done.
    pub(super) fn is_nothing(&self) -> bool {
        let same = |person: &PersonPlan<'_>| matches!(person, PersonPlan::Same(_));
        self.known.is_some() && self.columns.is_empty() && self.people.iter().all(same)
    }
}

/// What comparing needs besides the file.
pub(super) struct Compared<'r> {
    pub(super) register: &'r Register,
    pub(super) world: &'r World,
    pub(super) site: NodeId,
    pub(super) grid: &'r SiteGrid,
}

impl<'r> Compared<'r> {
    /// Compares one household of `file`; `node` is where the grid has its dwelling.
    pub(super) fn plan(
        &self,
        file: &FileHouseholds,
        household: &FileHousehold,
        node: Option<NodeId>,
    ) -> Result<Plan<'r>, Fault> {
        let mut plan = Plan::default();
        let mut refuse = |person: &FilePerson, column: Column, conflict: Conflict| {
            plan.conflicts.push(CellFault {
                row: person.number,
                column,
                place: file.place(column),
                kind: FaultKind::Conflict(conflict),
            });
        };
        let known = self.register.households.get(&household.number);
        if let Some(gone) = known.filter(|row| row.state != HouseholdState::Present) {
            for person in &household.people {
                refuse(person, Column::HouseholdNo, Conflict::HouseholdGone);
            }
            plan.known = Some(gone);
            plan.people = household.people.iter().map(|_| PersonPlan::New).collect();
            return Ok(plan);
        }
        if known.is_some_and(|row| !self.grid.has(row.node_id)) {
            for person in &household.people {
                refuse(person, Column::HouseholdNo, Conflict::HouseholdElsewhere);
            }
        }
        for person in &household.people {
            if let Some(conflict) = self.elsewhere(person, known) {
                refuse(person, Column::IdCard, conflict);
            }
        }
        if let (Some(known), Some(head)) = (known, household.head())
            && self.has_other_head(known, household)
        {
            refuse(head, Column::Relation, Conflict::OtherHead);
        }
        plan.known = known;
        plan.columns = known.map_or_else(Vec::new, |known| changed(known, household, node));
        let people = household.people.iter().map(|person| self.person(known, person));
        plan.people = people.collect::<Result<_, _>>()?;
        Ok(plan)
    }

    fn elsewhere(&self, person: &FilePerson, known: Option<&household::Model>) -> Option<Conflict> {
        let found = self.register.elsewhere.get(&person.marks.id_card)?;
        if known.is_some_and(|known| known.id == found.household_id) {
            return None;
        }
        Some(if found.site_id == self.site {
            Conflict::InOtherHousehold { number: found.number.clone() }
        } else {
            Conflict::AtOtherSite
        })
    }

    fn member(
        &self,
        known: Option<&household::Model>,
        person: &FilePerson,
    ) -> Option<&'r person::Model> {
        let members = self.register.members.get(&known?.id)?;
        let by_card =
            |member: &&person::Model| member.id_card_index.as_ref() == Some(&person.marks.id_card);
        let by_name = |member: &&person::Model| is_same_without_card(member, &person.row);
        members.iter().find(by_card).or_else(|| members.iter().find(by_name))
    }

    fn person(
        &self,
        known: Option<&household::Model>,
        person: &FilePerson,
    ) -> Result<PersonPlan<'r>, Fault> {
        let Some(member) = self.member(known, person) else { return Ok(PersonPlan::New) };
        let columns = differences(member, &person.row, &person.marks, self.world)?;
        Ok(if columns.is_empty() {
            PersonPlan::Same(member.id)
        } else {
            PersonPlan::Changed(member, columns)
        })
    }

    /// Whether the register's head isn't among the people of the file, so that there would be two.
    fn has_other_head(&self, known: &household::Model, household: &FileHousehold) -> bool {
        let Some(head) = known.head_id else { return false };
        let members = self.register.members.get(&known.id).map_or(&[][..], Vec::as_slice);
        let is_there = members.iter().any(|member| member.id == head);
        let found = household.people.iter().filter_map(|one| self.member(Some(known), one));
        is_there && !found.into_iter().any(|member| member.id == head)
    }
}

/// The columns of a household that the file changes; an empty cell says nothing.
fn changed(
    known: &household::Model,
    household: &FileHousehold,
    node: Option<NodeId>,
) -> Vec<Column> {
    let other = |now: Option<&String>, said: Option<&str>| {
        said.is_some() && now.map(String::as_str) != said
    };
    let township = household.shared(|row| row.origin_township.as_ref());
    let village = household.shared(|row| row.origin_village.as_ref());
    let helper = household.shared(|row| row.helper.as_ref());
    let checks = [
        (Column::Building, node != Some(known.node_id)),
        (Column::Room, known.room != household.room()),
        (Column::OriginTownship, other(known.origin_township.as_ref(), township)),
        (Column::OriginVillage, other(known.origin_village.as_ref(), village)),
        (Column::Helper, other(known.helper_name.as_ref(), helper)),
        (Column::Monitoring, other(Some(&known.monitoring), household.monitoring())),
    ];
    checks.into_iter().filter(|(_, differs)| *differs).map(|(column, _)| column).collect()
}
