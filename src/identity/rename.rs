//! Changing the name that others see of an account, who looks after it, and where its owner lives.

use entity::account::AccountKind;
use entity::id::{AccountId, NodeId, PersonId};
use poem_openapi::Object;
use serde::Deserialize;

use super::account::{self, Account};
use super::error::IdentityError;
use super::home::{Home, field};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ManageAccounts;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// What may be changed of an account; what is left out stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct AccountChange {
    /// The name that others see.
    #[oai(validator(min_length = 1, max_length = 50))]
    #[serde(default)]
    pub display_name: Option<String>,
    /// The node whose administrators look after the account.
    #[serde(default)]
    pub node_id: Option<NodeId>,
    /// The person of the register whose account it is; takes the place of `lives_elsewhere`.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// `true` says that the owner lives in no household here, and takes the place of the person;
    /// `false` needs a `person_id`.
    #[serde(default)]
    pub lives_elsewhere: Option<bool>,
}

/// Changes the version of an account that the caller has read.
#[derive(Clone, Debug)]
pub(crate) struct ChangeAccount {
    pub(crate) id: AccountId,
    pub(crate) version: Option<i64>,
    pub(crate) given: AccountChange,
}

impl Command for ChangeAccount {
    type Needs = ManageAccounts;
    type Shows = Account;
    type Error = IdentityError;
    const ACTION: &'static str = "account.change";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ManageAccounts>,
    ) -> Result<Deed<Account>, IdentityError> {
        let mut invalid = Invalid::default();
        let name = self.given.display_name.as_deref();
        let name = name.and_then(|name| account::display_name(name, &mut invalid));
        if let Some(node) = self.given.node_id
            && !by.covers(at.sql(), node).await?
        {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        let said = (self.given.person_id, self.given.lives_elsewhere);
        let home = Home::read(at, by, said, &mut invalid).await?;
        invalid.check()?;
        let before = account::take_charge(at, by, self.id).await?;
        self.check_home(&before, home)?;
        let renamed = name.as_ref().is_some_and(|name| *name != before.display_name);
        let moved = self.given.node_id.is_some() && self.given.node_id != before.node_id;
        let was = (before.person_id, before.lives_elsewhere);
        let (person, elsewhere) = home.map_or(was, |home| Home::columns(Some(home)));
        let fields: Vec<_> = [
            (renamed, "display_name"),
            (moved, "node_id"),
            (person != before.person_id, "person_id"),
            (elsewhere != before.lives_elsewhere, "lives_elsewhere"),
        ]
        .into_iter()
        .filter_map(|(changed, field)| changed.then_some(field))
        .collect();
        let changed = at
            .execute(
                "UPDATE account SET display_name = COALESCE($2, display_name), \
                   node_id = COALESCE($3, node_id), person_id = $5, lives_elsewhere = $6, \
                   version = version + 1 \
                 WHERE id = $1 AND version = $4",
                params![self.id, name, self.given.node_id, self.version, person, elsewhere],
            )
            .await?;
        if changed == 0 {
            return Err(IdentityError::Stale(fields));
        }
        at.changed_account(self.id);
        let shown = account::after(at, by, self.id).await?;
        let version = shown.version;
        let mut facts = serde_json::json!({ "fields": fields });
        if home.is_some() {
            facts = serde_json::json!({
                "fields": fields, "person_id": person, "lives_elsewhere": elsewhere,
            });
        }
        let subject = Subject::new("account", self.id).facts(facts);
        Ok(Deed::new(shown, subject).version(version))
    }
}

impl ChangeAccount {
    /// What was said of the owner's home is replaced, never taken back.
    fn check_home(&self, before: &Account, home: Option<Home>) -> Result<(), IdentityError> {
        if home.is_some() && before.kind == AccountKind::Resident {
            return Err(IdentityError::HomeResident);
        }
        let takes_back = self.given.lives_elsewhere == Some(false) && home.is_none();
        if takes_back && before.lives_elsewhere {
            let named = field("/person_id", IdentityError::HomeNamed);
            return Err(Invalid(vec![named]).into());
        }
        Ok(())
    }
}
