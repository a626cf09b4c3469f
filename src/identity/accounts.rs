//! The accounts that an administrator looks after.

use entity::account::AccountState;
use entity::id::AccountId;

use super::account::{Account, AccountDetails, COLUMNS, TABLES, held, is_known, read};
use crate::app::App;
use crate::auth::Grant;
use crate::auth::permission::ManageAccounts;
use crate::http::{ApiError, Common, Cursor, Page, PageLimit};
use crate::store::View;

const LIST: &str = "list_accounts";

/// Which accounts to list.
#[derive(Debug, Default)]
pub(crate) struct AccountFilter {
    pub(crate) state: Option<AccountState>,
    pub(crate) search: Option<String>,
    pub(crate) limit: Option<u32>,
    pub(crate) cursor: Option<String>,
    pub(crate) include_total: bool,
}

/// Lists accounts in the order in which they were made.
pub(crate) async fn list(
    app: &App,
    by: &Grant<ManageAccounts>,
    filter: AccountFilter,
) -> Result<Page<Account>, ApiError> {
    let view = app.view();
    let limit = PageLimit::new(filter.limit)?;
    let after: Option<AccountId> = Cursor::read(&app.keys, LIST, filter.cursor.as_deref())?;
    let mut values = vec![];
    let mut clauses = vec![is_known(by, view.today(), &mut values)];
    if let Some(state) = filter.state {
        values.push(state.code().into());
        clauses.push(format!("a.state = ${}", values.len()));
    }
    if let Some(search) = filter.search.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        values.push(like(&search.to_lowercase()).into());
        let place = values.len();
        clauses.push(format!(
            "(a.login LIKE ${place} ESCAPE '!' OR LOWER(a.display_name) LIKE ${place} ESCAPE '!')"
        ));
    }
    let total = if filter.include_total {
        let sql = format!("SELECT COUNT(*) FROM {TABLES} WHERE {}", clauses.join(" AND "));
        view.sql.value(sql, values.clone()).await?
    } else {
        None
    };
    if let Some(after) = after {
        values.push(after.into());
        clauses.push(format!("a.id > ${}", values.len()));
    }
    values.push(limit.probe().into());
    let sql = format!(
        "SELECT {COLUMNS} FROM {TABLES} WHERE {} ORDER BY a.id LIMIT ${}",
        clauses.join(" AND "),
        values.len()
    );
    let items: Vec<Account> = view.sql.all(sql, values).await?;
    let page = limit.cut(items, |last| Cursor::write(&app.keys, LIST, &last.account_id))?;
    Ok(Page { total, ..page })
}

/// Reads one account with its appointments.
pub(crate) async fn details(
    view: &View<'_>,
    by: &Grant<ManageAccounts>,
    id: AccountId,
) -> Result<AccountDetails, ApiError> {
    let account = read(view.sql, by, id, view.today()).await?.ok_or(Common::NotFound)?;
    Ok(AccountDetails { account, appointments: held(view.sql, id, view.today()).await? })
}

/// A pattern that finds `text` anywhere.
fn like(text: &str) -> String {
    let plain = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{plain}%")
}
