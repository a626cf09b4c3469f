//! Postings as the desk finds them.

use entity::id::{NodeId, PostingId};
use entity::job_posting::{self, JobChannel, PostingState};
use sea_orm::Value;

use super::model::Posting;
use super::store;
use crate::auth::Grant;
use crate::auth::permission::ReadJobs;
use crate::http::{ApiError, Common, Cursor, Page, PageLimit};
use crate::store::View;
use crate::store::keys::Keys;
use crate::text::clean_line;

const LIST: &str = "list_job_postings";
/// The longest text to search for, in characters.
const SEARCH_CHARS: usize = 50;

/// What a list of postings is narrowed down by.
#[derive(Debug, Default)]
pub(super) struct PostingFilter {
    pub(super) state: Option<PostingState>,
    pub(super) channel: Option<JobChannel>,
    pub(super) node: Option<NodeId>,
    pub(super) search: Option<String>,
}

/// Which page of a list is asked for.
#[derive(Debug)]
pub(super) struct Asking {
    pub(super) limit: Option<u32>,
    pub(super) cursor: Option<String>,
    pub(super) total: Option<bool>,
}

impl PostingFilter {
    fn narrow(self, clause: &mut String, values: &mut Vec<Value>) -> Result<(), ApiError> {
        if let Some(state) = self.state {
            store::narrow(clause, values, "p.state = ?", state.code());
        }
        if let Some(channel) = self.channel {
            store::narrow(clause, values, "p.channel = ?", channel.code());
        }
        if let Some(node) = self.node {
            store::narrow(clause, values, &format!("p.node_id {}", store::BELOW), node);
        }
        if let Some(search) = self.search {
            let search = clean_line(&search, SEARCH_CHARS).map_err(|_| Common::Parameter)?;
            let test = "(lower(p.title) LIKE ? ESCAPE '!' OR lower(p.employer) LIKE ? ESCAPE '!')";
            store::narrow(clause, values, test, pattern(&search));
        }
        Ok(())
    }
}

/// What LIKE finds `text` anywhere with, upper and lower case alike.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for letter in text.chars().flat_map(char::to_lowercase) {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// One page of postings, the newest first.
pub(super) async fn list(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadJobs>,
    filter: PostingFilter,
    asking: Asking,
) -> Result<Page<Posting>, ApiError> {
    let limit = PageLimit::new(asking.limit)?;
    let after: Option<PostingId> = Cursor::read(keys, LIST, asking.cursor.as_deref())?;
    let mut values = vec![];
    let mut clause = store::visible(by, &mut values);
    filter.narrow(&mut clause, &mut values)?;
    let total = match asking.total {
        Some(true) => {
            let text = format!("SELECT COUNT(*) FROM job_posting p WHERE {clause}");
            view.sql.value(text, values.clone()).await?
        }
        _ => None,
    };
    if let Some(after) = after {
        store::narrow(&mut clause, &mut values, "p.id < ?", after);
    }
    values.push(Value::from(limit.probe()));
    let text = format!(
        "SELECT p.* FROM job_posting p WHERE {clause} ORDER BY p.id DESC LIMIT ${}",
        values.len()
    );
    let rows: Vec<job_posting::Model> = view.sql.all(text, values).await?;
    let items = rows.into_iter().map(Posting::from).collect();
    let page = limit.cut(items, |last: &Posting| Cursor::write(keys, LIST, &last.id))?;
    Ok(Page { total, ..page })
}
