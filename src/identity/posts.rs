//! Posts and vacancies (空岗) in the caller's places.

use entity::appointment::Role;
use entity::id::{NodeId, PostId};

use super::post::{NodePost, SELECT};
use crate::app::App;
use crate::auth::Grant;
use crate::auth::permission::ReadAppointments;
use crate::http::{ApiError, Cursor, Page, PageLimit};
use crate::params;

/// The condition that nobody holds post `p` today; `$1` is today.
const VACANT: &str = "n.retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM appointment v \
     WHERE v.node_id = p.node_id AND v.role = p.role AND v.ended_at IS NULL \
       AND v.starts_on <= $1 AND (v.ends_on IS NULL OR v.ends_on >= $1))";

/// Which posts to list.
#[derive(Debug, Default)]
pub(crate) struct PostFilter {
    pub(crate) below: Option<NodeId>,
    pub(crate) role: Option<Role>,
    pub(crate) vacant_only: bool,
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
}

/// Lists posts in the order in which they were set up.
pub(crate) async fn list(
    app: &App,
    by: &Grant<ReadAppointments>,
    filter: PostFilter,
) -> Result<Page<NodePost>, ApiError> {
    let view = app.view();
    let limit = PageLimit::new(filter.limit)?;
    let name = if filter.vacant_only { "list_vacancies" } else { "list_posts" };
    let after: Option<PostId> = Cursor::read(&app.keys, name, filter.cursor.as_deref())?;
    let mut values = params![view.today()];
    let mut clauses = vec![by.clause("p.node_id", None, &mut values)];
    if let Some(below) = filter.below {
        values.push(below.into());
        let place = values.len();
        clauses.push(format!(
            "p.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ${place})"
        ));
    }
    if let Some(role) = filter.role {
        values.push(role.code().into());
        clauses.push(format!("p.role = ${}", values.len()));
    }
    if filter.vacant_only {
        clauses.push(VACANT.to_owned());
    }
    if let Some(after) = after {
        values.push(after.into());
        clauses.push(format!("p.id > ${}", values.len()));
    }
    values.push(limit.probe().into());
    let clause = clauses.join(" AND ");
    let sql = format!("{SELECT} WHERE {clause} ORDER BY p.id LIMIT ${}", values.len());
    let items: Vec<NodePost> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(&app.keys, name, &last.post_id))
}
