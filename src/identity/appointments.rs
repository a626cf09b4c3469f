//! Who holds which role where.

use entity::appointment::Role;
use entity::id::{AccountId, AppointmentId, NodeId};

use super::appointment::{Appointment, SELECT};
use crate::app::App;
use crate::auth::Grant;
use crate::auth::permission::ReadAppointments;
use crate::http::{ApiError, Cursor, Page, PageLimit};

const LIST: &str = "list_appointments";

/// Which appointments to list.
#[derive(Debug, Default)]
pub(crate) struct AppointmentFilter {
    pub(crate) below: Option<NodeId>,
    pub(crate) role: Option<Role>,
    pub(crate) account: Option<AccountId>,
    pub(crate) current: Option<bool>,
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
}

/// Lists appointments in the order in which they were written.
pub(crate) async fn list(
    app: &App,
    by: &Grant<ReadAppointments>,
    filter: AppointmentFilter,
) -> Result<Page<Appointment>, ApiError> {
    let view = app.view();
    let limit = PageLimit::new(filter.limit)?;
    let after: Option<AppointmentId> = Cursor::read(&app.keys, LIST, filter.cursor.as_deref())?;
    let mut values = vec![];
    let mut clauses = vec![by.clause("o.node_id", None, &mut values)];
    let mut narrow = |value: Option<sea_orm::Value>, before: &str, behind: &str| {
        if let Some(value) = value {
            values.push(value);
            clauses.push(format!("{before} ${}{behind}", values.len()));
        }
    };
    narrow(
        filter.below.map(Into::into),
        "o.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id =",
        ")",
    );
    narrow(filter.role.map(|role| role.code().into()), "o.role =", "");
    narrow(filter.account.map(Into::into), "o.account_id =", "");
    if filter.current.unwrap_or(true) {
        narrow(Some(view.today().into()), "o.ended_at IS NULL AND o.starts_on <=", "");
        narrow(Some(view.today().into()), "(o.ends_on IS NULL OR o.ends_on >=", ")");
    }
    narrow(after.map(Into::into), "o.id >", "");
    values.push(limit.probe().into());
    let clause = clauses.join(" AND ");
    let sql = format!("{SELECT} WHERE {clause} ORDER BY o.id LIMIT ${}", values.len());
    let items: Vec<Appointment> = view.sql.all(sql, values).await?;
    limit.cut(items, |last| Cursor::write(&app.keys, LIST, &last.appointment_id))
}
