//! The only door to rows that lie in the grid.
//!
//! A [`Grant`] knows where its permission is held. [`Grant::rows`] and [`Grant::clause`] put that into
//! the query, so a row outside the caller's area and a row that does not exist are the same `None`.

use std::marker::PhantomData;
use std::sync::Arc;

use entity::id::{HouseholdId, NodeId};
use entity::{grid_path, household};
use sea_orm::sea_query::{Query, SelectStatement};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PrimaryKeyTrait, QueryFilter, Select, Value};

use super::caller::{Caller, Places};
use super::permission::{Permission, UseAccount};
use crate::store::{At, Fault, View};

/// A table whose rows lie at a node of the grid.
pub trait InGrid: EntityTrait {
    /// The column that names the node.
    fn node() -> Self::Column;
    /// The column that names the household whose members may see the row.
    fn household() -> Option<Self::Column>;
    /// The primary key's column.
    fn key() -> Self::Column;
}

impl InGrid for household::Entity {
    fn node() -> Self::Column {
        household::Column::NodeId
    }
    fn household() -> Option<Self::Column> {
        Some(household::Column::Id)
    }
    fn key() -> Self::Column {
        household::Column::Id
    }
}

/// A caller who holds `P` in some places: the proof that deeds and readings ask for.
#[derive(Debug)]
pub struct Grant<P> {
    caller: Arc<Caller>,
    places: Places,
    permission: PhantomData<fn() -> P>,
}

impl<P> Clone for Grant<P> {
    fn clone(&self) -> Self {
        Self {
            caller: Arc::clone(&self.caller),
            places: self.places.clone(),
            permission: PhantomData,
        }
    }
}

impl<P: Permission> Grant<P> {
    /// The grant of a caller who holds `P` somewhere on this day. Everybody holds the right to their
    /// own account: who is not appointed yet, or no more, still signs out and changes the password.
    pub(crate) fn of(caller: Arc<Caller>, day: time::Date) -> Option<Self> {
        let places = caller.places::<P>(day);
        let grant = Self { caller, places, permission: PhantomData };
        let is_held = !grant.places.is_empty() || P::NAME == UseAccount::NAME;
        is_held.then_some(grant)
    }

    /// Who it is.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Where the permission is held.
    pub fn places(&self) -> &Places {
        &self.places
    }

    /// The rows of `E` in these places.
    #[expect(clippy::disallowed_methods, reason = "this is the door that others must use")]
    pub fn rows<E: InGrid>(&self) -> Select<E> {
        E::find().filter(self.condition::<E>())
    }

    fn condition<E: InGrid>(&self) -> Condition {
        let mut any = Condition::any();
        if !self.places.nodes.is_empty() {
            any = any.add(E::node().in_subquery(below(&self.places.nodes)));
        }
        match (self.places.household, E::household()) {
            (Some(own), Some(column)) => any.add(column.eq(own)),
            _ if self.places.nodes.is_empty() => any.add(E::key().is_null()),
            _ => any,
        }
    }

    /// The same condition for a hand-written statement: `node` and `household` are column names of the
    /// statement; the values are appended to `values`.
    pub fn clause(&self, node: &str, household: Option<&str>, values: &mut Vec<Value>) -> String {
        let mut parts = Vec::new();
        if !self.places.nodes.is_empty() {
            let first = values.len() + 1;
            values.extend(self.places.nodes.iter().map(|node| Value::from(*node)));
            let list = crate::store::sql::placeholders(first, self.places.nodes.len());
            parts.push(format!(
                "{node} IN (SELECT node_id FROM grid_path WHERE ancestor_id IN ({list}))"
            ));
        }
        if let (Some(own), Some(column)) = (self.places.household, household) {
            values.push(Value::from(own));
            parts.push(format!("{column} = ${}", values.len()));
        }
        if parts.is_empty() {
            return "1 = 0".to_owned();
        }
        format!("({})", parts.join(" OR "))
    }

    /// The row with this id, if it lies in these places: what a write may touch.
    pub async fn within<E>(&self, at: &At<'_>, id: KeyOf<E>) -> Result<Option<Within<P, E>>, Fault>
    where
        E: InGrid,
        KeyOf<E>: Into<Value>,
    {
        let row = self.rows::<E>().filter(E::key().eq(id)).one(at.tx).await?;
        Ok(row.map(|row| Within { row, permission: PhantomData }))
    }

    /// The row with this id, if it lies in these places: what a reading may show.
    pub async fn seen<E>(&self, view: &View<'_>, id: KeyOf<E>) -> Result<Option<E::Model>, Fault>
    where
        E: InGrid,
        KeyOf<E>: Into<Value>,
    {
        let rows = self.rows::<E>().filter(E::key().eq(id));
        Ok(match view.sql {
            crate::store::Sql::Tx(connection) => rows.one(connection).await?,
            crate::store::Sql::Pool(connection) | crate::store::Sql::Long(connection, _) => {
                rows.one(connection).await?
            }
        })
    }

    /// Whether `node` lies in these places.
    pub async fn covers(&self, sql: crate::store::Sql<'_>, node: NodeId) -> Result<bool, Fault> {
        let mut values = vec![Value::from(node)];
        let clause = self.clause("id", None, &mut values);
        sql.exists(format!("SELECT 1 FROM grid_node WHERE id = $1 AND {clause}"), values).await
    }

    /// The same caller with another permission, where they hold that one on this day: for a deed that
    /// goes on to another one.
    pub(crate) fn also<Q: Permission>(&self, day: time::Date) -> Option<Grant<Q>> {
        Grant::of(Arc::clone(&self.caller), day)
    }

    /// Whether the caller belongs to `household`: nobody decides on their own.
    pub fn is_own(&self, household: HouseholdId) -> bool {
        self.caller.household == Some(household)
    }
}

/// The type of a table's primary key.
pub type KeyOf<E> = <<E as EntityTrait>::PrimaryKey as PrimaryKeyTrait>::ValueType;

/// A row that lies where `P` is held; only this file can make one.
#[derive(Debug)]
pub struct Within<P, E: EntityTrait> {
    row: E::Model,
    permission: PhantomData<fn() -> P>,
}

impl<P, E: EntityTrait> Within<P, E> {
    /// The row itself.
    pub fn into_row(self) -> E::Model {
        self.row
    }
}

impl<P, E: EntityTrait> std::ops::Deref for Within<P, E> {
    type Target = E::Model;

    fn deref(&self) -> &E::Model {
        &self.row
    }
}

/// The ids of all nodes at and below `nodes`.
fn below(nodes: &[NodeId]) -> SelectStatement {
    let ids = nodes.iter().map(|node| Value::from(*node));
    Query::select()
        .column(grid_path::Column::NodeId)
        .from(grid_path::Entity)
        .and_where(grid_path::Column::AncestorId.is_in(ids))
        .to_owned()
}
