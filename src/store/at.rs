//! [`At`] and [`View`]: all that a deed or a reading may use of the outside world.
//!
//! Domain code has no other clock, no other connection and no other source of ids, so a test can hold
//! the world still and a reader can see what a deed depends on.

use std::sync::Mutex;

use entity::{Moment, id::AccountId};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement, Value};
use uuid::Uuid;

use super::{Fault, Ids, Sql, seal::Seal};
use crate::calendar::Calendar;
use crate::config::Config;

/// What deeds and readings share: settings, keys and the calendar.
#[derive(Debug)]
pub struct World {
    /// The settings.
    pub config: Config,
    /// Seals and opens fields.
    pub seal: Seal,
    /// Knows working days.
    pub calendar: Calendar,
    /// Makes ids.
    pub ids: Ids,
}

/// A message for the worker, written in the transaction of the deed that it follows from.
#[derive(Debug)]
pub struct Message {
    /// What kind of work; the worker finds the room by it.
    pub topic: &'static str,
    /// What it is about.
    pub payload: serde_json::Value,
    /// Not before this time.
    pub due_at: Moment,
}

/// The inside of one write: its transaction, its time, and what it leaves behind.
#[derive(Debug)]
pub struct At<'t> {
    /// The transaction.
    pub tx: &'t DatabaseTransaction,
    /// The time of the deed; the same for all its rows.
    pub now: Moment,
    /// Settings, keys, calendar.
    pub world: &'t World,
    left: Mutex<Left>,
}

/// What a deed leaves behind besides its rows.
#[derive(Debug, Default)]
pub(crate) struct Left {
    pub(crate) messages: Vec<Message>,
    pub(crate) changed_accounts: Vec<AccountId>,
}

impl<'t> At<'t> {
    pub(crate) fn new(tx: &'t DatabaseTransaction, now: Moment, world: &'t World) -> Self {
        Self { tx, now, world, left: Mutex::default() }
    }

    /// Asks a question inside the transaction.
    pub fn sql(&self) -> Sql<'t> {
        Sql::Tx(self.tx)
    }

    /// Runs a statement and says how many rows it touched.
    pub async fn execute(&self, sql: impl Into<String>, values: Vec<Value>) -> Result<u64, Fault> {
        let statement = Statement::from_sql_and_values(self.tx.get_database_backend(), sql, values);
        Ok(self.tx.execute_raw(statement).await?.rows_affected())
    }

    /// Gives the statements that follow the time of imports, pushes and sweeps instead of a request's.
    pub(crate) async fn allow_long(&self) -> Result<(), Fault> {
        if self.tx.get_database_backend() == DbBackend::Postgres {
            let ms = self.world.config.database.long_statement_ms_max;
            let text = format!("SET LOCAL statement_timeout = {ms}");
            self.tx.execute_unprepared(&text).await?;
        }
        Ok(())
    }

    /// A new id.
    pub fn id<T: From<Uuid>>(&self) -> T {
        T::from(self.world.ids.next(self.now))
    }

    /// Today in Asia/Shanghai.
    pub fn today(&self) -> time::Date {
        self.now.day()
    }

    /// Leaves work for the worker, to be done after the commit and not before `due_at`.
    pub fn post(&self, message: Message) {
        self.leave(|left| left.messages.push(message));
    }

    /// Says that the rights or the state of `account` changed, so that every node forgets what it
    /// remembers of it after the commit.
    pub fn changed_account(&self, account: AccountId) {
        self.leave(|left| left.changed_accounts.push(account));
    }

    pub(crate) fn take_left(&self) -> Left {
        self.left.lock().map(|mut left| std::mem::take(&mut *left)).unwrap_or_default()
    }

    fn leave(&self, note: impl FnOnce(&mut Left)) {
        if let Ok(mut left) = self.left.lock() {
            note(&mut left);
        }
    }
}

/// The inside of one reading.
#[derive(Clone, Copy, Debug)]
pub struct View<'c> {
    /// Asks questions of the readers' pool.
    pub sql: Sql<'c>,
    /// The time of the reading.
    pub now: Moment,
    /// Settings, keys, calendar.
    pub world: &'c World,
}

impl View<'_> {
    /// Today in Asia/Shanghai.
    pub fn today(&self) -> time::Date {
        self.now.day()
    }
}

impl<'t> From<&At<'t>> for View<'t> {
    fn from(at: &At<'t>) -> Self {
        View { sql: at.sql(), now: at.now, world: at.world }
    }
}
