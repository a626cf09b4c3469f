//! A list under construction: what it selects, what narrows it, and its pages, the newest row first.
//!
//! Ids are made in the order of time, so the id of the last row is where the next page goes on.

use poem_openapi::types::{ParseFromJSON, ToJSON, Type};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::whose;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::store::keys::Keys;
use crate::store::{Fault, Sql, View};

/// Which page of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Turn<'a> {
    /// How many.
    pub limit: PageLimit,
    /// Where to go on.
    pub cursor: Option<&'a str>,
    /// Whether all matches are counted.
    pub with_total: bool,
}

impl<'a> Turn<'a> {
    /// The page that the query parameters of the same names ask for.
    pub(crate) fn new(
        limit: Option<u32>,
        cursor: Option<&'a str>,
        include_total: Option<bool>,
    ) -> Result<Self, ApiError> {
        let limit = PageLimit::new(limit)?;
        Ok(Self { limit, cursor, with_total: include_total.unwrap_or(false) })
    }
}

/// What a list is read from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source {
    /// The name under which it signs its cursors.
    pub(crate) name: &'static str,
    /// What it selects.
    pub(crate) columns: &'static str,
    /// From which tables.
    pub(crate) tables: &'static str,
    /// Whether each row also names its household, which is `h` among the tables.
    pub(crate) with_household: bool,
    /// The column of the id by which it is sorted.
    pub(crate) key: &'static str,
}

impl Source {
    /// The tables, with those that name the household.
    pub(crate) fn tables(&self) -> String {
        let more = if self.with_household { whose::TABLES } else { "" };
        format!("{} {more}", self.tables)
    }

    /// The statement up to its conditions.
    pub(crate) fn select(&self) -> String {
        let more =
            if self.with_household { format!(", {}", whose::COLUMNS) } else { String::new() };
        format!("SELECT {}{more} FROM {}", self.columns, self.tables())
    }
}

/// A list under construction.
#[derive(Debug)]
pub(crate) struct Listing {
    source: Source,
    parts: Vec<String>,
    pub(crate) values: Vec<Value>,
}

impl Listing {
    /// All rows of `source`.
    pub(crate) fn of(source: Source) -> Self {
        Self { source, parts: vec![], values: vec![] }
    }

    /// Only rows for which this holds; its values were put into `values` already.
    pub(crate) fn only(&mut self, part: impl Into<String>) {
        self.parts.push(part.into());
    }

    /// Only rows for which this holds, if a value is given; it stands for `?`.
    pub(crate) fn only_if(&mut self, part: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.values.push(value.into());
            self.parts.push(part.replace('?', &format!("${}", self.values.len())));
        }
    }

    /// The newest row.
    pub(crate) async fn first<R: FromQueryResult>(self, sql: Sql<'_>) -> Result<Option<R>, Fault> {
        let text = format!(
            "{} WHERE {} ORDER BY {} DESC LIMIT 1",
            self.source.select(),
            self.parts.join(" AND "),
            self.source.key
        );
        sql.one(text, self.values).await
    }

    /// Reads a page, and how many rows there are where that was asked for.
    pub(crate) async fn page<R, I>(
        self,
        view: &View<'_>,
        keys: &Keys,
        turn: Turn<'_>,
        line: impl Fn(R) -> I,
        id: impl Fn(&I) -> Uuid,
    ) -> Result<Page<I>, ApiError>
    where
        R: FromQueryResult,
        I: Type + ParseFromJSON + ToJSON + Send + Sync,
    {
        self.page_of(view, keys, turn, |row| Ok(line(row)), id).await
    }

    /// The same for rows that may be damaged.
    pub(crate) async fn page_of<R, I>(
        self,
        view: &View<'_>,
        keys: &Keys,
        turn: Turn<'_>,
        line: impl Fn(R) -> Result<I, Fault>,
        id: impl Fn(&I) -> Uuid,
    ) -> Result<Page<I>, ApiError>
    where
        R: FromQueryResult,
        I: Type + ParseFromJSON + ToJSON + Send + Sync,
    {
        let Self { source, mut parts, mut values } = self;
        let Source { name, key, .. } = source;
        let mut total = None;
        if turn.with_total {
            let (tables, matches) = (source.tables(), parts.join(" AND "));
            let count = format!("SELECT COUNT(*) FROM {tables} WHERE {matches}");
            total = view.sql.value(count, values.clone()).await?;
        }
        if let Some(last) = Cursor::read::<Uuid>(keys, name, turn.cursor)? {
            values.push(last.into());
            parts.push(format!("{key} < ${}", values.len()));
        }
        values.push(turn.limit.probe().into());
        let sql = format!(
            "{} WHERE {} ORDER BY {key} DESC LIMIT ${}",
            source.select(),
            parts.join(" AND "),
            values.len()
        );
        let rows: Vec<R> = view.sql.all(sql, values).await?;
        let lines = rows.into_iter().map(line).collect::<Result<_, _>>()?;
        let mut page = turn.limit.cut(lines, |last| Cursor::write(keys, name, &id(last)))?;
        page.total = total;
        Ok(page)
    }
}
