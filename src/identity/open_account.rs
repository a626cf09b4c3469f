//! Making an account for somebody who works for the community.
//!
//! The first password is shown once and must be changed at the first sign-in. It is derived from
//! the request's key and a secret outside the database, so it can be shown again when the reply was
//! lost, and yet is stored nowhere.

use std::sync::Arc;

use entity::id::{AccountId, NodeId, PersonId};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::account::{self, Account};
use super::error::IdentityError;
use super::home::Home;
use crate::app::{App, Command, Deed};
use crate::auth::activation_code::ActivationCode;
use crate::auth::permission::ManageAccounts;
use crate::auth::{Acting, Grant};
use crate::http::{ApiError, Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::store::reply::Reply;

/// A new account.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewAccount {
    /// The login: 3 to 40 letters, digits, dots, dashes and underscores; capitals don't matter.
    #[oai(validator(min_length = 1, max_length = 64))]
    pub login: String,
    /// The name that others see.
    #[oai(validator(min_length = 1, max_length = 50))]
    pub display_name: String,
    /// The node whose administrators look after the account.
    pub node_id: NodeId,
    /// The person of the register whose account it is. Who is to act for households needs this or
    /// `lives_elsewhere`, so that nobody acts for their own.
    #[serde(default)]
    pub person_id: Option<PersonId>,
    /// That the owner lives in no household here; not together with `person_id`.
    #[serde(default)]
    pub lives_elsewhere: Option<bool>,
}

/// An account with its first password.
#[derive(Clone, Debug, Object, Serialize)]
pub struct AccountWithPassword {
    /// The account.
    pub account: Account,
    /// The password for the first sign-in, shown only here; it must be changed there.
    #[oai(validator(max_length = 64))]
    pub one_time_password: String,
}

/// The reply before the password is put in.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WithoutPassword {
    pub(crate) account: Account,
}

/// Makes the account.
pub(crate) async fn open(
    app: &Arc<App>,
    by: &Acting<ManageAccounts>,
    given: NewAccount,
) -> Result<Reply, ApiError> {
    let password = one_time_password(app, by);
    let hash = app.passwords.hash(password.as_str().into()).await?;
    let performed = app.perform(by, OpenAccount { given, hash }).await?;
    put_in(performed.reply, &password)
}

/// A password of 53 bits that only this request's key gives.
pub(crate) fn one_time_password(app: &App, by: &Acting<ManageAccounts>) -> String {
    let request = format!("{}/{}/{}", by.caller().account, by.key, by.digest);
    let digits = app.world.seal.blind_index("account.one_time_password", &request);
    let number = u128::from_str_radix(&digits, 16).unwrap_or_default();
    ActivationCode::from_random(number.to_be_bytes()).printed().to_lowercase()
}

/// Puts the password into the reply, which is stored without it.
pub(crate) fn put_in(mut reply: Reply, password: &str) -> Result<Reply, ApiError> {
    let mut body: serde_json::Value =
        serde_json::from_str(&reply.body).map_err(|_| Common::Internal)?;
    if let Some(fields) = body.as_object_mut() {
        fields.insert("one_time_password".to_owned(), password.into());
    }
    reply.body = body.to_string();
    Ok(reply)
}

struct OpenAccount {
    given: NewAccount,
    hash: String,
}

impl Command for OpenAccount {
    type Needs = ManageAccounts;
    type Shows = WithoutPassword;
    type Error = IdentityError;
    const ACTION: &'static str = "account.open";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ManageAccounts>,
    ) -> Result<Deed<WithoutPassword>, IdentityError> {
        let mut invalid = Invalid::default();
        let login = account::login(&self.given.login, &mut invalid);
        let name = account::display_name(&self.given.display_name, &mut invalid);
        let node = self.given.node_id;
        if !by.covers(at.sql(), node).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        let said = (self.given.person_id, self.given.lives_elsewhere);
        let home = Home::read(at, by, said, &mut invalid).await?;
        invalid.check()?;
        let (person, elsewhere) = Home::columns(home);
        let id: AccountId = at.id();
        let made = at
            .execute(
                "INSERT INTO account (id, kind, login, display_name, password_hash, \
                   password_set_at, password_must_change, node_id, person_id, lives_elsewhere, \
                   state, version, created_at) \
                 VALUES ($1, 'staff', $2, $3, $4, $5, true, $6, $7, $8, 'active', 1, $5) \
                 ON CONFLICT DO NOTHING",
                params![id, login, name, self.hash, at.now, node, person, elsewhere],
            )
            .await?;
        if made == 0 {
            return Err(IdentityError::LoginTaken);
        }
        let account = account::after(at, by, id).await?;
        let version = account.version;
        let facts = serde_json::json!({ "person_id": person, "lives_elsewhere": elsewhere });
        let subject = Subject::new("account", id).node(node).facts(facts);
        Ok(Deed::new(WithoutPassword { account }, subject).version(version))
    }
}
