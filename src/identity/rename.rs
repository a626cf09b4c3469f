//! Changing the name that others see of an account, and who looks after it.

use entity::id::{AccountId, NodeId};
use poem_openapi::Object;
use serde::Deserialize;

use super::account::{self, Account};
use super::error::IdentityError;
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
        invalid.check()?;
        let before = account::take_charge(at, by, self.id).await?;
        let renamed = name.as_ref().is_some_and(|name| *name != before.display_name);
        let moved = self.given.node_id.is_some() && self.given.node_id != before.node_id;
        let fields: Vec<_> = [(renamed, "display_name"), (moved, "node_id")]
            .into_iter()
            .filter_map(|(changed, field)| changed.then_some(field))
            .collect();
        let changed = at
            .execute(
                "UPDATE account SET display_name = COALESCE($2, display_name), \
                   node_id = COALESCE($3, node_id), version = version + 1 \
                 WHERE id = $1 AND version = $4",
                params![self.id, name, self.given.node_id, self.version],
            )
            .await?;
        if changed == 0 {
            return Err(IdentityError::Stale(fields));
        }
        at.changed_account(self.id);
        let shown = account::after(at, by, self.id).await?;
        let version = shown.version;
        let subject =
            Subject::new("account", self.id).facts(serde_json::json!({ "fields": fields }));
        Ok(Deed::new(shown, subject).version(version))
    }
}
