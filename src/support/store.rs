//! The statements that several deeds of support share.

use entity::Moment;
use entity::appointment::Role;
use entity::household::HouseholdState;
use entity::id::{AccountId, HouseholdId, NodeId};
use sea_orm::{FromQueryResult, Value};
use time::{Date, Duration};

use super::SupportError;
use crate::auth::permission::{EditMeasures, ReadMonitoring};
use crate::auth::{Grant, Permission};
use crate::params;
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// A household that something is arranged for.
#[derive(Debug, FromQueryResult)]
pub(super) struct Home {
    pub(super) id: HouseholdId,
    pub(super) node_id: NodeId,
    pub(super) number: String,
    state: HouseholdState,
}

impl Home {
    /// Refuses for a household that does not live here any more.
    pub(super) fn present(self) -> Result<Self, SupportError> {
        if self.state == HouseholdState::Present {
            Ok(self)
        } else {
            Err(SupportError::HouseholdGone)
        }
    }
}

/// The household, if it lies where the caller may arrange support and is not the caller's own. Until
/// the commit no other deed arranges anything for it.
pub(super) async fn home(
    at: &At<'_>,
    by: &Grant<EditMeasures>,
    household: HouseholdId,
) -> Result<Home, SupportError> {
    at.execute("UPDATE household SET state = state WHERE id = $1", params![household]).await?;
    let mut values = params![household];
    let clause = by.clause("h.node_id", None, &mut values);
    let sql = format!(
        "SELECT h.id, h.node_id, h.number, h.state FROM household h WHERE h.id = $1 AND {clause}"
    );
    let home: Option<Home> = at.sql().one(sql, values).await?;
    let home = home.ok_or(SupportError::Missing)?;
    if is_own(at, by, household).await? {
        return Err(SupportError::OwnHousehold);
    }
    Ok(home)
}

/// Whether the caller is of this household, by the account or by the person behind it.
pub(crate) async fn is_own<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    household: HouseholdId,
) -> Result<bool, Fault> {
    if by.is_own(household) {
        return Ok(true);
    }
    let Some(person) = by.caller().person else { return Ok(false) };
    at.sql()
        .exists(
            "SELECT 1 FROM person WHERE id = $1 AND household_id = $2",
            params![person, household],
        )
        .await
}

/// A member of staff who can look after a household.
#[derive(Debug, FromQueryResult)]
pub(crate) struct Official {
    pub(crate) name: String,
    lives_in: Option<HouseholdId>,
    home_of_person: Option<HouseholdId>,
}

impl Official {
    /// Whether this is somebody of the household.
    pub(crate) fn is_of(&self, household: HouseholdId) -> bool {
        [self.lives_in, self.home_of_person].contains(&Some(household))
    }
}

/// What must hold of the account `a` for it to look after what lies at the node `{node}`: a post there
/// or above, today, whose role may read what is done for households.
pub(crate) fn covering(node: &str, today: usize) -> String {
    covering_as(ReadMonitoring::ROLES, node, today)
}

/// The same for a post with one of these roles.
fn covering_as(roles: &[Role], node: &str, today: usize) -> String {
    let roles: Vec<_> = roles.iter().map(|role| format!("'{}'", role.code())).collect();
    format!(
        "a.state = 'active' AND EXISTS (SELECT 1 FROM appointment v \
         JOIN grid_path c ON c.ancestor_id = v.node_id AND c.node_id = {node} \
         WHERE v.account_id = a.id AND v.ended_at IS NULL AND v.starts_on <= ${today} \
         AND (v.ends_on IS NULL OR v.ends_on >= ${today}) AND v.role IN ({}))",
        roles.join(", ")
    )
}

/// The member of staff with this account, if their post covers the node.
pub(super) async fn official(
    at: &At<'_>,
    account: AccountId,
    node: NodeId,
) -> Result<Option<Official>, Fault> {
    official_as(at, ReadMonitoring::ROLES, account, node).await
}

/// The same, if their post has one of these roles.
pub(crate) async fn official_as(
    at: &At<'_>,
    roles: &[Role],
    account: AccountId,
    node: NodeId,
) -> Result<Option<Official>, Fault> {
    let sql = format!(
        "SELECT a.display_name AS name, a.household_id AS lives_in, \
         (SELECT p.household_id FROM person p WHERE p.id = a.person_id) AS home_of_person \
         FROM account a WHERE a.id = $1 AND {}",
        covering_as(roles, "$2", 3)
    );
    at.sql().one(sql, params![account, node, at.today()]).await
}

/// The account of the household's helper.
pub(crate) async fn helper_of(
    at: &At<'_>,
    household: HouseholdId,
) -> Result<Option<AccountId>, Fault> {
    at.sql()
        .value(
            "SELECT account_id FROM helper WHERE household_id = $1 AND ended_at IS NULL",
            params![household],
        )
        .await
}

/// The household of a plan or measure, wherever it lies.
pub(super) async fn household_of(
    at: &At<'_>,
    table: &'static str,
    id: impl Into<Value>,
) -> Result<HouseholdId, SupportError> {
    let sql = format!("SELECT household_id FROM {table} WHERE id = $1");
    at.sql().value(sql, vec![id.into()]).await?.ok_or(SupportError::Missing)
}

/// When a day begins in Asia/Shanghai.
pub(crate) fn morning(day: Date) -> Moment {
    Moment::from(day.midnight().assume_utc()).plus(Duration::hours(-8))
}

/// `$first, …` for what is pushed to `values`.
pub(crate) fn listed<T: Into<Value>>(values: &mut Vec<Value>, items: Vec<T>) -> String {
    let first = values.len() + 1;
    let list = placeholders(first, items.len());
    values.extend(items.into_iter().map(Into::into));
    list
}
