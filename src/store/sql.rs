//! [`Sql`]: the questions that a read or a write may ask, with positional parameters (`$1`) that mean
//! the same on SQLite and Postgres.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult,
    QueryResult, Statement, TransactionTrait, TryGetable, Value,
};

use super::Fault;

/// Makes a list of parameters out of values of different types.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { vec![$(::sea_orm::Value::from($value)),*] };
}

/// A connection to ask questions on: inside a write's transaction, or of the readers' pool.
#[derive(Clone, Copy, Debug)]
pub enum Sql<'c> {
    /// Inside a transaction.
    Tx(&'c DatabaseTransaction),
    /// On any connection of the readers' pool.
    Pool(&'c DatabaseConnection),
    /// The same for a question that may take this many milliseconds on Postgres.
    Long(&'c DatabaseConnection, u64),
}

impl Sql<'_> {
    /// Which database answers.
    pub fn backend(&self) -> DbBackend {
        match self {
            Self::Tx(connection) => connection.get_database_backend(),
            Self::Pool(connection) | Self::Long(connection, _) => connection.get_database_backend(),
        }
    }

    /// All rows.
    pub async fn all<T: FromQueryResult>(
        &self,
        sql: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Vec<T>, Fault> {
        let rows = self.rows(sql, values).await?;
        Ok(rows.iter().map(|row| T::from_query_result(row, "")).collect::<Result<_, _>>()?)
    }

    /// The first row, if there is one.
    pub async fn one<T: FromQueryResult>(
        &self,
        sql: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        let row = self.row(sql, values).await?;
        Ok(row.map(|row| T::from_query_result(&row, "")).transpose()?)
    }

    /// The first column of the first row, if there is one.
    pub async fn value<T: TryGetable>(
        &self,
        sql: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Option<T>, Fault> {
        let row = self.row(sql, values).await?;
        Ok(row.map(|row| row.try_get_by_index(0)).transpose()?)
    }

    /// Whether any row is there.
    pub async fn exists(&self, sql: impl Into<String>, values: Vec<Value>) -> Result<bool, Fault> {
        Ok(self.row(sql, values).await?.is_some())
    }

    /// All rows, undecoded.
    pub async fn rows(
        &self,
        sql: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Vec<QueryResult>, Fault> {
        let statement = Statement::from_sql_and_values(self.backend(), sql, values);
        Ok(match self {
            Self::Tx(connection) => connection.query_all_raw(statement).await?,
            Self::Pool(connection) => connection.query_all_raw(statement).await?,
            Self::Long(connection, ms) => {
                let transaction = patient(connection, *ms).await?;
                let rows = transaction.query_all_raw(statement).await?;
                transaction.commit().await?;
                rows
            }
        })
    }

    async fn row(
        &self,
        sql: impl Into<String>,
        values: Vec<Value>,
    ) -> Result<Option<QueryResult>, Fault> {
        let statement = Statement::from_sql_and_values(self.backend(), sql, values);
        Ok(match self {
            Self::Tx(connection) => connection.query_one_raw(statement).await?,
            Self::Pool(connection) => connection.query_one_raw(statement).await?,
            Self::Long(connection, ms) => {
                let transaction = patient(connection, *ms).await?;
                let row = transaction.query_one_raw(statement).await?;
                transaction.commit().await?;
                row
            }
        })
    }
}

/// A transaction of Postgres whose statements may take `ms` each.
#[expect(
    clippy::disallowed_methods,
    reason = "a reading with a time of its own; it writes nothing"
)]
async fn patient(connection: &DatabaseConnection, ms: u64) -> Result<DatabaseTransaction, DbErr> {
    let transaction = connection.begin().await?;
    transaction.execute_unprepared(&format!("SET LOCAL statement_timeout = {ms}")).await?;
    Ok(transaction)
}

/// `$first, $first+1, …`: placeholders for `count` values.
pub fn placeholders(first: usize, count: usize) -> String {
    let list: Vec<_> = (first..first + count).map(|place| format!("${place}")).collect();
    list.join(", ")
}

/// A pattern for `LIKE … ESCAPE '!'` that finds `text` anywhere.
pub fn containing(text: &str) -> String {
    format!("%{}", starting(text))
}

/// A pattern for `LIKE … ESCAPE '!'` that finds what starts with `text`.
pub fn starting(text: &str) -> String {
    let escaped = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("{escaped}%")
}
