//! Who is calling: the account behind a token, with its appointments.

use entity::account::AccountKind;
use entity::id::{AccountId, HouseholdId, NodeId, PersonId, SessionId};
use entity::{Moment, appointment::Role};
use sea_orm::FromQueryResult;
use time::Date;

use super::permission::{ALL, Permission};
use crate::params;
use crate::store::{Fault, Sql};

/// The account behind a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account: AccountId,
    /// The session that the token belongs to.
    pub session: SessionId,
    /// The account's version when this was read.
    pub version: i64,
    /// Staff or resident.
    pub kind: AccountKind,
    /// The name that others see.
    pub display_name: String,
    /// The household of a resident.
    pub household: Option<HouseholdId>,
    /// The person behind the account.
    pub person: Option<PersonId>,
    /// Whether a new password has to be set before anything else.
    pub password_due: bool,
    /// Roles at nodes; a resident's account, which opens with a printed card, has none.
    pub appointments: Vec<Held>,
}

/// A role that the caller holds at a node.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub struct Held {
    /// As what.
    pub role: Role,
    /// Where.
    pub node_id: NodeId,
    /// The first day.
    pub starts_on: Date,
    /// The last day.
    pub ends_on: Option<Date>,
}

impl Held {
    /// Whether it holds on this day.
    pub fn on(&self, day: Date) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|end| day <= end)
    }
}

/// Where a permission is held: at nodes and everything below, or in one's own household.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// Nodes.
    pub nodes: Vec<NodeId>,
    /// The own household.
    pub household: Option<HouseholdId>,
}

impl Places {
    /// Whether the permission is held nowhere.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.household.is_none()
    }
}

#[derive(FromQueryResult)]
struct Row {
    version: i64,
    kind: AccountKind,
    display_name: String,
    household_id: Option<HouseholdId>,
    person_id: Option<PersonId>,
    password_must_change: bool,
}

impl Caller {
    /// Reads who is behind `session`; `None` when it has ended or the account is disabled.
    pub async fn read(
        sql: Sql<'_>,
        account: AccountId,
        session: SessionId,
        now: Moment,
    ) -> Result<Option<Self>, Fault> {
        let row: Option<Row> = sql
            .one(
                "SELECT a.version, a.kind, a.display_name, a.household_id, a.person_id, \
                        a.password_must_change \
                 FROM session s JOIN account a ON a.id = s.account_id \
                 WHERE s.id = $1 AND s.account_id = $2 AND s.ended_at IS NULL \
                   AND s.expires_at > $3 AND a.state = 'active'",
                params![session, account, now],
            )
            .await?;
        let Some(row) = row else { return Ok(None) };
        let appointments = match row.kind {
            AccountKind::Resident => vec![],
            AccountKind::Staff => offices(sql, account).await?,
        };
        Ok(Some(Self {
            account,
            session,
            version: row.version,
            kind: row.kind,
            display_name: row.display_name,
            household: row.household_id,
            person: row.person_id,
            password_due: row.password_must_change,
            appointments,
        }))
    }

    /// The roles that the caller holds on this day, each once.
    pub fn roles(&self, day: Date) -> Vec<Role> {
        let mut roles: Vec<_> =
            self.appointments.iter().filter(|held| held.on(day)).map(|held| held.role).collect();
        roles.extend(self.household.map(|_| Role::Resident));
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// Where the caller holds `P` on this day.
    pub fn places<P: Permission>(&self, day: Date) -> Places {
        let held = self.appointments.iter().filter(|held| held.on(day));
        let nodes = held.filter(|held| P::ROLES.contains(&held.role)).map(|held| held.node_id);
        let own = P::ROLES.contains(&Role::Resident);
        Places { nodes: nodes.collect(), household: self.household.filter(|_| own) }
    }

    /// The names of all permissions that the caller holds somewhere on this day.
    pub fn permissions(&self, day: Date) -> Vec<&'static str> {
        let roles = self.roles(day);
        let held = |permission: &&super::permission::Listed| {
            permission.roles.iter().any(|role| roles.contains(role))
        };
        ALL.iter().filter(held).map(|permission| permission.name).collect()
    }
}

async fn offices(sql: Sql<'_>, account: AccountId) -> Result<Vec<Held>, Fault> {
    sql.all(
        "SELECT role, node_id, starts_on, ends_on FROM appointment \
         WHERE account_id = $1 AND ended_at IS NULL ORDER BY id",
        params![account],
    )
    .await
}
