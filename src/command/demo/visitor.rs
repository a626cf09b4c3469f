//! Somebody of the board who acts through the API, in this process: what the demonstration shows was
//! done the way everybody does it.

use std::sync::Arc;

use entity::id::{AccountId, SessionId};
use poem::endpoint::BoxEndpoint;
use poem::http::{Method, header};
use poem::{Body, Endpoint, Request, Response};
use serde_json::{Value, json};

use crate::api::BASE;
use crate::app::App;
use crate::auth::guard::KEY;
use crate::auth::token::Bearer;
use crate::command::Failure;
use crate::params;
use crate::store::Fault;

/// Somebody signed in.
pub(super) struct Visitor<'e> {
    app: &'e Arc<App>,
    endpoint: &'e BoxEndpoint<'static, Response>,
    pass: Pass,
}

/// By what somebody is known.
enum Pass {
    /// Nothing yet.
    None,
    /// A token that signing in gave.
    Token(String),
    /// A session, for which each request gets a token of its own time.
    Session(Bearer),
}

impl<'e> Visitor<'e> {
    /// Signs in with login and password.
    pub(super) async fn sign_in(
        app: &'e Arc<App>,
        endpoint: &'e BoxEndpoint<'static, Response>,
        login: &str,
        password: &str,
    ) -> Result<Self, Failure> {
        let mut visitor = Self { app, endpoint, pass: Pass::None };
        let body = json!({ "login": login, "password": password });
        let said = visitor.post("/auth/sessions", body).await?;
        visitor.pass = Pass::Token(text(&said, "access_token"));
        Ok(visitor)
    }

    /// Opens a session that lasts while the clock is moved through a year.
    pub(super) async fn stay(
        app: &'e Arc<App>,
        endpoint: &'e BoxEndpoint<'static, Response>,
        account: AccountId,
    ) -> Result<Self, Failure> {
        let session: SessionId = app.world.ids.next(app.clock.now()).into();
        app.work(move |at| {
            Box::pin(async move {
                at.execute(
                    "INSERT INTO session (id, account_id, created_at, used_at, expires_at) \
                     VALUES ($1, $2, $3, $3, $4)",
                    params![session, account, at.now, at.now.plus(time::Duration::days(400))],
                )
                .await?;
                Ok::<_, Fault>(())
            })
        })
        .await?;
        let version = "SELECT version FROM account WHERE id = $1";
        let version: Option<i64> = app.view().sql.value(version, params![account]).await?;
        let bearer = Bearer {
            account: account.0,
            session: session.0,
            token: session.0,
            version: version.unwrap_or(1),
        };
        Ok(Self { app, endpoint, pass: Pass::Session(bearer) })
    }

    /// Writes.
    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        self.send(Method::POST, path, "application/json", body.to_string().into()).await
    }

    /// Uploads a file.
    pub(super) async fn upload(&self, media_type: &str, bytes: &[u8]) -> Result<Value, Failure> {
        self.send(Method::POST, "/media", media_type, bytes.to_vec().into()).await
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        media_type: &str,
        body: Body,
    ) -> Result<Value, Failure> {
        let key = self.app.world.ids.next(self.app.clock.now());
        let mut request = Request::builder()
            .method(method.clone())
            .uri_str(format!("{BASE}{path}"))
            .header(header::CONTENT_TYPE, media_type)
            .header(KEY, key.to_string());
        if let Some(token) = self.token()? {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.endpoint.get_response(request.body(body)).await;
        let status = response.status();
        let bytes = response.into_body().into_bytes().await.unwrap_or_default();
        if status.is_success() {
            return Ok(serde_json::from_slice(&bytes).unwrap_or_default());
        }
        let said = String::from_utf8_lossy(&bytes);
        Err(Failure::Refused(format!("The demonstration's {method} {path} was refused: {said}")))
    }

    fn token(&self) -> Result<Option<String>, Failure> {
        Ok(match &self.pass {
            Pass::None => None,
            Pass::Token(token) => Some(token.clone()),
            Pass::Session(bearer) => {
                let signed = self.app.tokens.sign(bearer, self.app.clock.now().0);
                Some(signed.map_err(|_| Failure::Database(Fault::Panicked))?)
            }
        })
    }
}

/// A text field of a reply.
pub(super) fn text(reply: &Value, field: &str) -> String {
    reply.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}
