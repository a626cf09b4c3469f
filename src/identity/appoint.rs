//! Appointing somebody (任命): never above one's own node or role, never oneself (AUTHZ-5), and
//! never an administrator or auditor to anything else (AUTHZ-3).
//!
//! Only staff accounts hold offices: a resident's account opens with a printed card, and whoever has
//! the card would have the office. Who acts for households must have said where they live, or nobody
//! could be kept from acting for their own.

use entity::account::AccountKind;
use entity::appointment::Role;
use entity::id::{AccountId, AppointmentId, NodeId};
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::account::{self, Account, HeldRole};
use super::appointment::{self, Appointment};
use super::error::IdentityError;
use super::home::field;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::{Appoint, acts_for_households};
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// A new appointment.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewAppointment {
    /// Who is appointed: a staff account, not the caller's own.
    pub account_id: AccountId,
    /// As what; not above the caller's own role there, and not `resident`.
    pub role: Role,
    /// Where; the role covers the node and all below it.
    pub node_id: NodeId,
    /// The first day; today when it is left out.
    #[serde(default, with = "crate::identity::day::option")]
    pub starts_on: Option<Date>,
    /// The last day; without it the appointment holds until it is ended.
    #[serde(default, with = "crate::identity::day::option")]
    pub ends_on: Option<Date>,
}

impl Command for NewAppointment {
    type Needs = Appoint;
    type Shows = Appointment;
    type Error = IdentityError;
    const ACTION: &'static str = "appointment.grant";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<Appoint>,
    ) -> Result<Deed<Appointment>, IdentityError> {
        let who = self.check(at, by).await?;
        if self.account_id == by.caller().account {
            return Err(IdentityError::Oneself);
        }
        if who.kind != AccountKind::Staff {
            return Err(IdentityError::ResidentAccount);
        }
        appointment::check_rank(at, by, self.role, self.node_id).await?;
        let held = account::held(at.sql(), self.account_id, at.today()).await?;
        self.check_beside(&held)?;
        if acts_for_households(self.role) && who.person_id.is_none() && !who.lives_elsewhere {
            return Err(IdentityError::HomeUnsaid);
        }
        let id: AppointmentId = at.id();
        at.execute(
            "INSERT INTO appointment \
               (id, account_id, role, node_id, starts_on, ends_on, granted_by, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            params![
                id,
                self.account_id,
                self.role.code(),
                self.node_id,
                self.starts_on.unwrap_or(at.today()),
                self.ends_on,
                by.caller().account,
                at.now
            ],
        )
        .await?;
        at.changed_account(self.account_id);
        let subject = Subject::new("appointment", id)
            .node(self.node_id)
            .facts(serde_json::json!({ "account_id": self.account_id, "role": self.role.code() }));
        Ok(Deed::new(appointment::read(at, id).await?, subject))
    }
}

impl NewAppointment {
    /// Checks the fields, and locks the account so that two appointments don't pass each other.
    async fn check(&self, at: &At<'_>, by: &Grant<Appoint>) -> Result<Account, IdentityError> {
        let mut invalid = Invalid::default();
        if self.role == Role::Resident {
            invalid.0.push(field("/role", IdentityError::ResidentRole));
        }
        let first = self.starts_on.unwrap_or(at.today());
        if self.ends_on.is_some_and(|last| last < first || last < at.today()) {
            invalid.0.push(field("/ends_on", IdentityError::DayOrder));
        }
        let is_active = account::lock(at, self.account_id).await?;
        let who = account::read(at.sql(), by, self.account_id, at.today()).await?;
        let who = who.filter(|_| is_active);
        if who.is_none() {
            invalid.add("/account_id", Common::FieldUnknown.entry());
        }
        if !by.covers(at.sql(), self.node_id).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        who.ok_or(IdentityError::Missing)
    }

    /// Compares with what the account holds already.
    fn check_beside(&self, held: &[HeldRole]) -> Result<(), IdentityError> {
        let same = |held: &HeldRole| held.role == self.role && held.node_id == self.node_id;
        if held.iter().any(same) {
            return Err(IdentityError::Duplicate);
        }
        let apart = |role: Role| matches!(role, Role::Administrator | Role::Auditor);
        let mixes =
            |held: &HeldRole| held.role != self.role && (apart(held.role) || apart(self.role));
        if held.iter().any(mixes) { Err(IdentityError::Separation) } else { Ok(()) }
    }
}
