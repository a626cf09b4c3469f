//! Routes: Accounts, appointments and vacant posts.

use std::sync::Arc;

use entity::account::AccountState;
use entity::appointment::Role;
use entity::id::{AccountId, AppointmentId, NodeId, PostId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::account::{Account, AccountDetails};
use super::accounts::{self, AccountFilter};
use super::appoint::NewAppointment;
use super::appointment::Appointment;
use super::appointments::{self, AppointmentFilter};
use super::disable::{SetState, StateReason};
use super::dismiss::Dismiss;
use super::open_account::{self, AccountWithPassword, NewAccount};
use super::post::{NewPost, NodePost, RemovePost};
use super::posts::{self, PostFilter};
use super::rename::{AccountChange, ChangeAccount};
use super::reset_password;
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{Appoint, ManageAccounts, ReadAppointments};
use crate::auth::{Acting, Allowed};
use crate::http::{Answer, Body, Common, Created, Done, Page, answer};

/// Accounts, appointments and vacant posts.
#[derive(Clone, Debug)]
pub struct AccountApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Accounts")]
impl AccountApi {
    /// Make an account
    ///
    /// For somebody who works for the community. The reply shows a password for the first sign-in,
    /// which must be changed there; it is shown only here. `person_id` or `lives_elsewhere` says where
    /// the owner lives: nobody is appointed to act for households before one of them is said.
    #[oai(path = "/accounts", method = "post", operation_id = "create_account")]
    async fn create_account(
        &self,
        by: Acting<ManageAccounts>,
        body: Body<NewAccount>,
    ) -> Result<Created<AccountWithPassword>> {
        Ok(open_account::open(&self.0, &by, body.0).await?.into())
    }

    /// List accounts
    ///
    /// Those that belong to the caller's places or serve there, in the order in which they were
    /// made.
    #[oai(path = "/accounts", method = "get", operation_id = "list_accounts")]
    async fn list_accounts(
        &self,
        by: Allowed<ManageAccounts>,
        /// Only those in this state.
        state: Query<Option<AccountState>>,
        /// Only those whose login or name holds this.
        #[oai(validator(max_length = 50))]
        search: Query<Option<String>>,
        /// How many on a page; 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all pages together.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<Account>>> {
        let filter = AccountFilter {
            state: state.0,
            search: search.0,
            limit: limit.0,
            cursor: cursor.0,
            include_total: include_total.0.unwrap_or(false),
        };
        Ok(Answer::new(&accounts::list(&self.0, &by, filter).await?)?)
    }

    /// Read an account
    ///
    /// With the appointments that are in force or lie ahead.
    #[oai(path = "/accounts/:account_id", method = "get", operation_id = "get_account")]
    async fn get_account(
        &self,
        by: Allowed<ManageAccounts>,
        /// Which account.
        account_id: Path<AccountId>,
    ) -> Result<Answer<AccountDetails>> {
        let shown = accounts::details(&self.0.view(), &by, account_id.0).await?;
        Ok(Answer::version(&shown, shown.account.version)?)
    }

    /// Change an account
    ///
    /// The name that others see, the node whose administrators look after it, and where the owner
    /// lives.
    #[oai(path = "/accounts/:account_id", method = "patch", operation_id = "update_account")]
    async fn update_account(
        &self,
        by: Acting<ManageAccounts>,
        /// Which account.
        account_id: Path<AccountId>,
        /// The ETag that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<AccountChange>,
    ) -> Result<Answer<Account>> {
        let etag = if_match.0.ok_or(Common::MatchMissing)?;
        let version = answer::version_of(&etag);
        let change = ChangeAccount { id: account_id.0, version, given: body.0 };
        Ok(self.0.perform(&by, change).await?.into())
    }

    /// Reset a password
    ///
    /// The reply shows a new password for one sign-in; all sessions of the account end.
    #[oai(
        path = "/accounts/:account_id/password-reset",
        method = "post",
        operation_id = "reset_account_password"
    )]
    async fn reset_account_password(
        &self,
        by: Acting<ManageAccounts>,
        /// Which account.
        account_id: Path<AccountId>,
    ) -> Result<Answer<AccountWithPassword>> {
        Ok(reset_password::reset(&self.0, &by, account_id.0).await?.into())
    }

    /// Disable an account
    ///
    /// Its sessions end with the next request.
    #[oai(
        path = "/accounts/:account_id/disabling",
        method = "post",
        operation_id = "disable_account"
    )]
    async fn disable_account(
        &self,
        by: Acting<ManageAccounts>,
        /// Which account.
        account_id: Path<AccountId>,
        body: Body<StateReason>,
    ) -> Result<Answer<Account>> {
        let (id, reason) = (account_id.0, body.0.reason);
        let set = SetState { id, state: AccountState::Disabled, reason };
        Ok(self.0.perform(&by, set).await?.into())
    }

    /// Enable an account
    ///
    /// It can be used again; its old sessions stay ended.
    #[oai(
        path = "/accounts/:account_id/enabling",
        method = "post",
        operation_id = "enable_account"
    )]
    async fn enable_account(
        &self,
        by: Acting<ManageAccounts>,
        /// Which account.
        account_id: Path<AccountId>,
        body: Body<StateReason>,
    ) -> Result<Answer<Account>> {
        let (id, reason) = (account_id.0, body.0.reason);
        let set = SetState { id, state: AccountState::Active, reason };
        Ok(self.0.perform(&by, set).await?.into())
    }

    /// Appoint somebody
    ///
    /// To a role at a node of the caller's places, never above the caller's own role there, and
    /// never oneself. An administrator or auditor holds no other role. Only staff accounts are
    /// appointed, and for roles that act for households the account must say where its owner lives.
    #[oai(path = "/appointments", method = "post", operation_id = "create_appointment")]
    async fn create_appointment(
        &self,
        by: Acting<Appoint>,
        body: Body<NewAppointment>,
    ) -> Result<Created<Appointment>> {
        Ok(self.0.perform(&by, body.0).await?.into())
    }

    /// List appointments
    ///
    /// In the caller's places, in the order in which they were written.
    #[oai(path = "/appointments", method = "get", operation_id = "list_appointments")]
    #[expect(clippy::too_many_arguments, reason = "a parameter is an argument")]
    async fn list_appointments(
        &self,
        by: Allowed<ReadAppointments>,
        /// Only those at this node and below it.
        node_id: Query<Option<NodeId>>,
        /// Only those to this role.
        role: Query<Option<Role>>,
        /// Only those of this account.
        account_id: Query<Option<AccountId>>,
        /// Only those in force today, which is so when left out; `false` gives past and coming ones
        /// as well.
        current: Query<Option<bool>>,
        /// How many on a page; 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<Appointment>>> {
        let filter = AppointmentFilter {
            below: node_id.0,
            role: role.0,
            account: account_id.0,
            current: current.0,
            limit: limit.0,
            cursor: cursor.0,
        };
        Ok(Answer::new(&appointments::list(&self.0, &by, filter).await?)?)
    }

    /// End an appointment
    ///
    /// Before its last day; the rights end with the next request.
    #[oai(
        path = "/appointments/:appointment_id/ending",
        method = "post",
        operation_id = "end_appointment"
    )]
    async fn end_appointment(
        &self,
        by: Acting<Appoint>,
        /// Which appointment.
        appointment_id: Path<AppointmentId>,
    ) -> Result<Answer<Appointment>> {
        Ok(self.0.perform(&by, Dismiss(appointment_id.0)).await?.into())
    }

    /// Set up a post
    ///
    /// Says that somebody is expected to hold a role at a node.
    #[oai(path = "/posts", method = "post", operation_id = "create_post")]
    async fn create_post(
        &self,
        by: Acting<Appoint>,
        body: Body<NewPost>,
    ) -> Result<Created<NodePost>> {
        Ok(self.0.perform(&by, body.0).await?.into())
    }

    /// List posts
    ///
    /// In the caller's places, with how many hold each today.
    #[oai(path = "/posts", method = "get", operation_id = "list_posts")]
    async fn list_posts(
        &self,
        by: Allowed<ReadAppointments>,
        /// Only those at this node and below it.
        node_id: Query<Option<NodeId>>,
        /// Only those for this role.
        role: Query<Option<Role>>,
        /// How many on a page; 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<NodePost>>> {
        let (below, role, limit, cursor) = (node_id.0, role.0, limit.0, cursor.0);
        let filter = PostFilter { below, role, vacant_only: false, limit, cursor };
        Ok(Answer::new(&posts::list(&self.0, &by, filter).await?)?)
    }

    /// Remove a post
    ///
    /// Nobody is expected there any more; appointments stay as they are.
    #[oai(path = "/posts/:post_id", method = "delete", operation_id = "delete_post")]
    async fn delete_post(
        &self,
        by: Acting<Appoint>,
        /// Which post.
        post_id: Path<PostId>,
    ) -> Result<Done> {
        Ok(self.0.perform(&by, RemovePost(post_id.0)).await?.into())
    }

    /// List vacancies
    ///
    /// Posts in the caller's places that nobody holds today.
    #[oai(path = "/vacancies", method = "get", operation_id = "list_vacancies")]
    async fn list_vacancies(
        &self,
        by: Allowed<ReadAppointments>,
        /// Only those at this node and below it.
        node_id: Query<Option<NodeId>>,
        /// Only those for this role.
        role: Query<Option<Role>>,
        /// How many on a page; 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<NodePost>>> {
        let (below, role, limit, cursor) = (node_id.0, role.0, limit.0, cursor.0);
        let filter = PostFilter { below, role, vacant_only: true, limit, cursor };
        Ok(Answer::new(&posts::list(&self.0, &by, filter).await?)?)
    }
}
