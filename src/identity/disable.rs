//! Closing an account and opening it again; closing ends all its sessions.

use entity::account::AccountState;
use entity::id::AccountId;
use poem_openapi::Object;
use serde::Deserialize;

use super::account::{self, Account};
use super::error::IdentityError;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::error::text_entry;
use crate::auth::permission::ManageAccounts;
use crate::auth::session::{self, End, Which};
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::text::clean_line;

const REASON_CHARS_MAX: usize = 200;

/// Why an account's state is changed.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct StateReason {
    /// The reason, for the audit trail.
    #[oai(validator(min_length = 1, max_length = 200))]
    pub reason: String,
}

/// Sets an account's state.
#[derive(Clone, Debug)]
pub(crate) struct SetState {
    pub(crate) id: AccountId,
    pub(crate) state: AccountState,
    pub(crate) reason: String,
}

impl Command for SetState {
    type Needs = ManageAccounts;
    type Shows = Account;
    type Error = IdentityError;
    const ACTION: &'static str = "account.set_state";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ManageAccounts>,
    ) -> Result<Deed<Account>, IdentityError> {
        let mut invalid = Invalid::default();
        let reason = clean_line(&self.reason, REASON_CHARS_MAX).map_err(text_entry);
        let reason = invalid.keep("/reason", reason).unwrap_or_default();
        invalid.check()?;
        account::take_charge(at, by, self.id).await?;
        let changed = at
            .execute(
                "UPDATE account SET state = $2, version = version + 1 \
                 WHERE id = $1 AND state <> $2",
                params![self.id, self.state.code()],
            )
            .await?;
        if changed == 0 {
            return Err(IdentityError::SameState);
        }
        if self.state == AccountState::Disabled {
            session::end(at, self.id, Which::All, End::Disabled).await?;
        }
        at.changed_account(self.id);
        let shown = account::after(at, by, self.id).await?;
        let version = shown.version;
        let subject = Subject::new("account", self.id)
            .reason(reason)
            .facts(serde_json::json!({ "state": self.state.code() }));
        Ok(Deed::new(shown, subject).version(version))
    }
}
