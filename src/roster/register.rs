//! What the register has of a file's households, read with three statements for many at once.

use std::collections::HashMap;

use entity::id::{HouseholdId, NodeId};
use entity::{household, person};
use sea_orm::{FromQueryResult, Value};

use super::people::FileHousehold;
use super::store::{lock_households, marks};
use crate::params;
use crate::store::{Fault, Sql};

/// What the register has of some households and their people.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// By number; those that left included.
    pub(super) households: HashMap<String, household::Model>,
    /// Present members by household.
    pub(super) members: HashMap<HouseholdId, Vec<person::Model>>,
    /// Who is a member elsewhere, by blind index of the ID-card number.
    pub(super) elsewhere: HashMap<String, Elsewhere>,
}

/// The household of somebody.
#[derive(Debug, FromQueryResult)]
pub(super) struct Elsewhere {
    id_card_index: String,
    /// Whose member.
    pub(super) household_id: HouseholdId,
    /// Its number.
    pub(super) number: String,
    /// Its site.
    pub(super) site_id: NodeId,
}

impl Register {
    /// Reads what there is of `asked`.
    pub(super) async fn read(
        sql: Sql<'_>,
        site: NodeId,
        asked: &[FileHousehold],
    ) -> Result<Self, Fault> {
        let mut register = Self::default();
        if asked.is_empty() {
            return Ok(register);
        }
        let numbers: Vec<Value> =
            asked.iter().map(|household| household.number.clone().into()).collect();
        let rows: Vec<household::Model> = sql
            .all(
                format!(
                    "SELECT * FROM household WHERE number IN ({}) AND site_id = {}",
                    marks(sql.backend(), 1, numbers.len()),
                    marks(sql.backend(), numbers.len() + 1, 1),
                ),
                [numbers, params![site]].concat(),
            )
            .await?;
        register.read_members(sql, &rows).await?;
        register.households = rows.into_iter().map(|row| (row.number.clone(), row)).collect();
        register.read_elsewhere(sql, asked).await?;
        Ok(register)
    }

    /// The same inside a write, after nobody else can change these households any more.
    pub(super) async fn read_locked(
        at: &crate::store::At<'_>,
        site: NodeId,
        asked: &[FileHousehold],
    ) -> Result<Self, Fault> {
        lock_households(at, site, asked).await?;
        Self::read(at.sql(), site, asked).await
    }

    async fn read_members(
        &mut self,
        sql: Sql<'_>,
        households: &[household::Model],
    ) -> Result<(), Fault> {
        if households.is_empty() {
            return Ok(());
        }
        let ids: Vec<Value> = households.iter().map(|row| row.id.into()).collect();
        let list = marks(sql.backend(), 1, ids.len());
        let members: Vec<person::Model> = sql
            .all(
                format!(
                    "SELECT * FROM person WHERE household_id IN ({list}) AND state = 'present'"
                ),
                ids,
            )
            .await?;
        for member in members {
            self.members.entry(member.household_id).or_default().push(member);
        }
        Ok(())
    }

    async fn read_elsewhere(&mut self, sql: Sql<'_>, asked: &[FileHousehold]) -> Result<(), Fault> {
        let people = asked.iter().flat_map(|household| &household.people);
        let cards: Vec<Value> = people.map(|one| one.marks.id_card.clone().into()).collect();
        let list = marks(sql.backend(), 1, cards.len());
        let found: Vec<Elsewhere> = sql
            .all(
                format!(
                    "SELECT p.id_card_index, p.household_id, h.number, h.site_id FROM person p \
                     JOIN household h ON h.id = p.household_id \
                     WHERE p.id_card_index IN ({list}) AND p.state = 'present'"
                ),
                cards,
            )
            .await?;
        let found = found.into_iter().map(|row| (row.id_card_index.clone(), row));
        self.elsewhere = found.collect();
        Ok(())
    }
}
