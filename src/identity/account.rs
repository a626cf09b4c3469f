//! An account as administrators see it, and which accounts are theirs.

use entity::Moment;
use entity::account::{AccountKind, AccountState};
use entity::appointment::Role;
use entity::id::{AccountId, AppointmentId, NodeId, PersonId};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Serialize;

use crate::auth::permission::ManageAccounts;
use crate::auth::{Grant, Permission};
use crate::http::{Common, FieldError, Invalid};
use crate::identity::error::IdentityError;
use crate::params;
use crate::store::{At, Fault, Sql};
use crate::text::{TextFault, clean_line};

const NAME_CHARS_MAX: usize = 50;

/// An account.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct Account {
    /// Names it.
    pub account_id: AccountId,
    /// Staff or resident.
    pub kind: AccountKind,
    /// The name typed at sign-in; residents have none.
    #[oai(skip_serializing_if_is_none, validator(max_length = 40))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The name that others see.
    #[oai(validator(max_length = 50))]
    pub display_name: String,
    /// The node whose administrators look after it; for a resident, where the household lives.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_id: Option<NodeId>,
    /// The person of the register behind a staff account, if that was said.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<PersonId>,
    /// Whether it was said of a staff account that its owner lives in no household here.
    pub lives_elsewhere: bool,
    /// Active or disabled.
    pub state: AccountState,
    /// Whether the next sign-in must set a new password first.
    pub password_due: bool,
    /// When it was made.
    pub created_at: Moment,
    #[oai(skip)]
    #[serde(skip)]
    pub(crate) version: i64,
}

/// An account with its appointments.
#[derive(Clone, Debug, Object, Serialize)]
pub struct AccountDetails {
    /// The account.
    pub account: Account,
    /// The appointments that are in force or lie ahead.
    #[oai(validator(max_items = 100))]
    pub appointments: Vec<HeldRole>,
}

/// A role that an account holds or will hold.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct HeldRole {
    /// The appointment.
    pub appointment_id: AppointmentId,
    /// As what.
    pub role: Role,
    /// Where.
    pub node_id: NodeId,
    /// The first day.
    #[serde(with = "crate::identity::day")]
    pub starts_on: time::Date,
    /// The last day, if it is set.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none", with = "crate::identity::day::option")]
    pub ends_on: Option<time::Date>,
}

/// The columns of [`Account`], of `account a` and `household h`.
pub(crate) const COLUMNS: &str = "a.id AS account_id, a.kind, a.login, a.display_name, \
     COALESCE(a.node_id, h.node_id) AS node_id, a.person_id, a.lives_elsewhere, a.state, \
     a.password_must_change AS password_due, \
     a.created_at, a.version";

/// Where [`COLUMNS`] come from.
pub(crate) const TABLES: &str = "account a LEFT JOIN household h ON h.id = a.household_id";

/// The condition that account `a` is at home in the places of `by`, or serves there.
pub(crate) fn is_known<P: Permission>(
    by: &Grant<P>,
    today: time::Date,
    values: &mut Vec<Value>,
) -> String {
    let home = by.clause("COALESCE(a.node_id, h.node_id)", None, values);
    let serves = by.clause("o.node_id", None, values);
    values.push(today.into());
    format!(
        "({home} OR EXISTS (SELECT 1 FROM appointment o WHERE o.account_id = a.id \
         AND o.ended_at IS NULL AND (o.ends_on IS NULL OR o.ends_on >= ${}) AND {serves}))",
        values.len()
    )
}

/// Reads an account that is known in the places of `by`.
pub(crate) async fn read<P: Permission>(
    sql: Sql<'_>,
    by: &Grant<P>,
    id: AccountId,
    today: time::Date,
) -> Result<Option<Account>, Fault> {
    let mut values = params![id];
    let known = is_known(by, today, &mut values);
    sql.one(format!("SELECT {COLUMNS} FROM {TABLES} WHERE a.id = $1 AND {known}"), values).await
}

/// Reads the appointments of an account that are in force or lie ahead.
pub(crate) async fn held(
    sql: Sql<'_>,
    id: AccountId,
    today: time::Date,
) -> Result<Vec<HeldRole>, Fault> {
    sql.all(
        "SELECT id AS appointment_id, role, node_id, starts_on, ends_on FROM appointment \
         WHERE account_id = $1 AND ended_at IS NULL AND (ends_on IS NULL OR ends_on >= $2) \
         ORDER BY id LIMIT 100",
        params![id, today],
    )
    .await
}

/// Makes whoever else changes the account or its appointments wait until this write is done.
pub(crate) async fn lock(at: &At<'_>, id: AccountId) -> Result<bool, Fault> {
    let locked = at
        .execute(
            "UPDATE account SET version = version WHERE id = $1 AND state = 'active'",
            params![id],
        )
        .await?;
    Ok(locked == 1)
}

/// Locks an account that `by` may close, reopen or reset: not the caller's own, at home in these
/// places or nowhere, and without an appointment outside them.
pub(crate) async fn take_charge(
    at: &At<'_>,
    by: &Grant<ManageAccounts>,
    id: AccountId,
) -> Result<Account, IdentityError> {
    at.execute("UPDATE account SET version = version WHERE id = $1", params![id]).await?;
    let account = read(at.sql(), by, id, at.today()).await?.ok_or(IdentityError::Missing)?;
    if id == by.caller().account {
        return Err(IdentityError::OwnAccount);
    }
    if let Some(home) = account.node_id
        && !by.covers(at.sql(), home).await?
    {
        return Err(IdentityError::ServesElsewhere);
    }
    let mut values = params![id, at.today()];
    let inside = by.clause("node_id", None, &mut values);
    let serves_elsewhere = at
        .sql()
        .exists(
            format!(
                "SELECT 1 FROM appointment WHERE account_id = $1 AND ended_at IS NULL \
                 AND (ends_on IS NULL OR ends_on >= $2) AND NOT {inside}"
            ),
            values,
        )
        .await?;
    if serves_elsewhere { Err(IdentityError::ServesElsewhere) } else { Ok(account) }
}

/// The account as it stands after a change.
pub(crate) async fn after<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    id: AccountId,
) -> Result<Account, IdentityError> {
    read(at.sql(), by, id, at.today()).await?.ok_or(IdentityError::Missing)
}

/// Parses the name that others see.
pub(crate) fn display_name(typed: &str, invalid: &mut Invalid) -> Option<String> {
    match clean_line(typed, NAME_CHARS_MAX) {
        Ok(name) => Some(name),
        Err(TextFault::TooLong { max, .. }) => {
            invalid.0.push(FieldError {
                pointer: "/display_name".to_owned(),
                entry: Common::FieldTooLong.entry(),
                gaps: vec![("limit", max.to_string())],
            });
            None
        }
        Err(fault) => {
            invalid.add("/display_name", crate::auth::error::text_entry(fault));
            None
        }
    }
}

/// Parses a new login: 3 to 40 small letters, digits, dots, dashes and underscores.
pub(crate) fn login(typed: &str, invalid: &mut Invalid) -> Option<String> {
    let login = crate::auth::sign_in::fold_login(typed);
    let known = |sign: char| {
        sign.is_ascii_lowercase() || sign.is_ascii_digit() || matches!(sign, '.' | '-' | '_')
    };
    if (3..=40).contains(&login.len()) && login.chars().all(known) {
        return Some(login);
    }
    invalid.0.push(FieldError {
        pointer: "/login".to_owned(),
        entry: Common::FieldForm.entry(),
        gaps: vec![("expected", "a-z 0-9 . - _ (3–40)".to_owned())],
    });
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(typed: &str) -> Option<String> {
        login(typed, &mut Invalid::default())
    }

    #[test]
    fn a_login_is_one_text_however_it_is_typed() {
        for typed in ["li.wei-1", " LI.WEI-1 ", "Li.Wei-１"] {
            assert_eq!(parsed(typed).as_deref(), Some("li.wei-1"));
        }
        for typed in ["", "ab", "李伟李伟", "a b c", "a/b/c", &"a".repeat(41)] {
            assert_eq!(parsed(typed), None, "{typed:?}");
        }
    }
}
