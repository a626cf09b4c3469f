//! What a write is: a [`Command`] by somebody who holds a permission, or an [`Entry`] by a stranger;
//! and what it gives back, a [`Deed`].

use std::marker::PhantomData;

use entity::id::AccountId;
use serde::Serialize;

use crate::auth::{Grant, Permission};
use crate::http::ApiError;
use crate::store::At;
use crate::store::audit::Subject;
use crate::store::reply::Reply;

/// A write that needs a permission.
pub trait Command: Send + 'static {
    /// The permission.
    type Needs: Permission;
    /// What the client is shown afterwards.
    type Shows: Serialize + Send + 'static;
    /// How it can refuse.
    type Error: Into<ApiError> + Send;
    /// The deed's stable name in the audit trail, such as `points.credit`.
    const ACTION: &'static str;

    /// Does it. Everything it reads and writes goes through `at`; an error undoes all of it.
    fn act(
        self,
        at: &At<'_>,
        by: &Grant<Self::Needs>,
    ) -> impl Future<Output = Result<Deed<Self::Shows>, Self::Error>> + Send;
}

/// A write by somebody who is not signed in yet: signing in, activating, refreshing.
pub trait Entry: Send + 'static {
    /// What the client is shown afterwards.
    type Shows: Serialize + Send + 'static;
    /// How it can refuse.
    type Error: Into<ApiError> + Send;
    /// The deed's stable name in the audit trail.
    const ACTION: &'static str;

    /// Does it.
    fn act(
        self,
        at: &At<'_>,
    ) -> impl Future<Output = Result<Deed<Self::Shows>, Self::Error>> + Send;
}

/// What a write did: what to show, and what the audit trail says it was done to.
#[derive(Debug)]
pub struct Deed<T> {
    pub(super) shows: T,
    pub(super) version: Option<i64>,
    pub(super) about: Vec<Subject>,
    pub(super) actor: Option<AccountId>,
}

impl<T> Deed<T> {
    /// A deed done to `subject`; there is no deed without one.
    pub fn new(shows: T, subject: Subject) -> Self {
        Self { shows, version: None, about: vec![subject], actor: None }
    }

    /// The version that is shown, which becomes the reply's ETag.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// It was done to this as well.
    #[must_use]
    pub fn also(mut self, subject: Subject) -> Self {
        self.about.push(subject);
        self
    }

    /// Who turned out to be acting, for an [`Entry`].
    #[must_use]
    pub fn by(mut self, account: AccountId) -> Self {
        self.actor = Some(account);
        self
    }
}

/// The reply of a write that was performed, or performed before.
#[derive(Debug)]
pub struct Performed<T> {
    /// The bytes.
    pub reply: Reply,
    shows: PhantomData<fn() -> T>,
}

impl<T> From<Reply> for Performed<T> {
    fn from(reply: Reply) -> Self {
        Self { reply, shows: PhantomData }
    }
}
