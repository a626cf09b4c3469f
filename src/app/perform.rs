//! `App::perform`: the one place where a write happens, always in the same order: begin, check the
//! right, act, leave messages, write the audit entry, store the reply, commit.
//!
//! The key of a repeated write is found by the unique index on stored replies: whoever comes second is
//! undone and gets the first one's reply. So the usual write pays for one statement, not two.

use std::sync::Arc;

use futures_util::future::BoxFuture;
use serde::Serialize;

use super::deed::{Command, Deed, Entry, Performed};
use super::{App, still_granted};
use crate::auth::guard::Asked;
use crate::auth::{Acting, Grant, Permission};
use crate::http::{ApiError, Common, answer};
use crate::params;
use crate::store::at::Left;
use crate::store::audit::{self, Actor, Subject};
use crate::store::reply::{self, Claim, Known, Reply};
use crate::store::{At, Fault};

/// Why a write was undone.
enum Undone {
    /// It refused.
    Refused(ApiError),
    /// Its key was used before.
    KeyUsed,
}

impl<E: Into<ApiError>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl App {
    /// Performs `command` for `by`, once per key.
    pub async fn perform<C: Command>(
        self: &Arc<Self>,
        by: &Acting<C::Needs>,
        command: C,
    ) -> Result<Performed<C::Shows>, ApiError> {
        if self.db.file().is_some() {
            self.need_room()?;
        }
        let claim = Claim { account: by.caller().account, key: by.key, digest: by.digest.clone() };
        let app = Arc::clone(self);
        let (grant, trace, kept) = (Grant::clone(by), by.asked.trace.clone(), claim.clone());
        let outcome = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let at = At::new(tx, app.clock.now(), &app.world);
                    app.act(&at, &grant, trace.as_deref(), &kept, command).await
                })
            })
            .await;
        match outcome {
            Ok(Ok((reply, left))) => {
                self.announce(&left).await;
                Ok(reply.into())
            }
            Ok(Err(undone)) => self.replay(&claim, undone).await.map(Performed::from),
            Err(fault) => Err(fault.into()),
        }
    }

    async fn act<C: Command>(
        &self,
        at: &At<'_>,
        grant: &Grant<C::Needs>,
        trace: Option<&str>,
        claim: &Claim,
        command: C,
    ) -> Result<(Reply, Left), Undone> {
        let grant = still_granted(at.sql(), grant, at.now).await?;
        let deed = command.act(at, &grant).await.map_err(Into::into)?;
        let actor = Actor { account: Some(claim.account), trace };
        let (reply, left) = conclude(at, actor, C::ACTION, deed).await?;
        if reply::store(at, claim, &reply).await? {
            Ok((reply, left))
        } else {
            Err(Undone::KeyUsed)
        }
    }

    /// A refused write may be the repetition of one that succeeded: then that one's reply is given.
    async fn replay(&self, claim: &Claim, undone: Undone) -> Result<Reply, ApiError> {
        match (reply::look_up(self.db.read(), claim).await?, undone) {
            (Known::Same(reply), _) => Ok(reply),
            (Known::Other, _) => Err(Common::KeyReused.into()),
            (Known::New, Undone::Refused(error)) => Err(error),
            (Known::New, Undone::KeyUsed) => Err(ApiError::from(Common::Busy).retry_after_s(1)),
        }
    }

    /// Performs the entry of somebody who is not signed in yet.
    pub async fn enter<E: Entry>(
        self: &Arc<Self>,
        asked: &Asked,
        entry: E,
    ) -> Result<Performed<E::Shows>, ApiError> {
        let app = Arc::clone(self);
        let trace = asked.trace.clone();
        let outcome: Result<(Reply, Left), ApiError> = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let at = At::new(tx, app.clock.now(), &app.world);
                    let deed = entry.act(&at).await.map_err(Into::into)?;
                    let actor = Actor { account: deed.actor, trace: trace.as_deref() };
                    conclude(&at, actor, E::ACTION, deed).await
                })
            })
            .await?;
        let (reply, left) = outcome?;
        self.announce(&left).await;
        Ok(reply.into())
    }

    /// Writes down that `by` read something that is somebody's own; call it before showing it.
    pub async fn disclose<P: Permission>(
        self: &Arc<Self>,
        grant: &Grant<P>,
        asked: &Asked,
        action: &'static str,
        subjects: Vec<Subject>,
    ) -> Result<(), ApiError> {
        let (account, trace) = (grant.caller().account, asked.trace.clone());
        self.work(move |at| {
            Box::pin(async move {
                let actor = Actor { account: Some(account), trace: trace.as_deref() };
                audit::record(at, actor, action, &subjects).await
            })
        })
        .await?;
        Ok(())
    }

    /// Does what a reading leaves behind, such as the codes that printing makes, with its audit entries.
    /// The right is checked again where it acts.
    pub(crate) async fn issue<P, T, F>(
        self: &Arc<Self>,
        grant: &Grant<P>,
        asked: &Asked,
        action: &'static str,
        act: F,
    ) -> Result<T, ApiError>
    where
        P: Permission,
        T: Send + 'static,
        F: for<'a> FnOnce(&'a At<'a>, &'a Grant<P>) -> BoxFuture<'a, Result<Deed<T>, ApiError>>
            + Send
            + 'static,
    {
        let (grant, trace, app) = (Grant::clone(grant), asked.trace.clone(), Arc::clone(self));
        self.work(move |at| {
            Box::pin(async move {
                let grant = still_granted(at.sql(), &grant, app.clock.now()).await?;
                let deed = act(at, &grant).await?;
                let account = Some(grant.caller().account);
                let actor = Actor { account, trace: trace.as_deref() };
                audit::record(at, actor, action, &deed.about).await?;
                Ok(deed.shows)
            })
        })
        .await
    }

    /// Work of the service itself in one transaction; it writes its own audit entries where it acts on
    /// anybody's behalf.
    pub(crate) async fn work<T, E, F>(self: &Arc<Self>, act: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Fault> + Send + 'static,
        F: for<'a> FnOnce(&'a At<'a>) -> BoxFuture<'a, Result<T, E>> + Send + 'static,
    {
        let app = Arc::clone(self);
        let outcome: Result<(T, Left), E> = self
            .db
            .write(move |tx| {
                Box::pin(async move {
                    let at = At::new(tx, app.clock.now(), &app.world);
                    let value = act(&at).await?;
                    let left = at.take_left();
                    leave(&at, &left).await?;
                    Ok((value, left))
                })
            })
            .await?;
        let (value, left) = outcome?;
        self.announce(&left).await;
        Ok(value)
    }
}

/// Writes what a deed leaves behind, and its reply.
async fn conclude<T: Serialize>(
    at: &At<'_>,
    actor: Actor<'_>,
    action: &str,
    deed: Deed<T>,
) -> Result<(Reply, Left), ApiError> {
    let left = at.take_left();
    leave(at, &left).await?;
    audit::record(at, actor, action, &deed.about).await?;
    let reply = answer::write(&deed.shows, deed.version.map(answer::etag))?;
    Ok((reply, left))
}

async fn leave(at: &At<'_>, left: &Left) -> Result<(), Fault> {
    for message in &left.messages {
        at.execute(
            "INSERT INTO outbox (id, topic, payload, created_at, due_at) \
             VALUES ($1, $2, $3, $4, $5)",
            params![
                at.id::<entity::id::OutboxId>(),
                message.topic,
                message.payload.to_string(),
                at.now,
                message.due_at
            ],
        )
        .await?;
    }
    Ok(())
}
