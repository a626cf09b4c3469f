//! Somebody of the board who acts through the API, in this process: what the demonstration shows was
//! done the way everybody does it.

use poem::endpoint::BoxEndpoint;
use poem::http::{Method, header};
use poem::{Endpoint, Request, Response};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::api::BASE;
use crate::auth::guard::KEY;
use crate::command::Failure;

/// Somebody signed in.
pub(super) struct Visitor<'e> {
    endpoint: &'e BoxEndpoint<'static, Response>,
    token: Option<String>,
    key: Box<dyn Fn() -> Uuid + Send + Sync + 'e>,
}

impl<'e> Visitor<'e> {
    /// Signs in with login and password.
    pub(super) async fn sign_in(
        endpoint: &'e BoxEndpoint<'static, Response>,
        key: impl Fn() -> Uuid + Send + Sync + 'e,
        login: &str,
        password: &str,
    ) -> Result<Self, Failure> {
        let mut visitor = Self { endpoint, token: None, key: Box::new(key) };
        let body = json!({ "login": login, "password": password });
        let said = visitor.post("/auth/sessions", body).await?;
        visitor.token = Some(text(&said, "access_token"));
        Ok(visitor)
    }

    /// Writes.
    pub(super) async fn post(&self, path: &str, body: Value) -> Result<Value, Failure> {
        let mut request = Request::builder()
            .method(Method::POST)
            .uri_str(format!("{BASE}{path}"))
            .header(header::CONTENT_TYPE, "application/json")
            .header(KEY, (self.key)().to_string());
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = self.endpoint.get_response(request.body(body.to_string())).await;
        let status = response.status();
        let bytes = response.into_body().into_bytes().await.unwrap_or_default();
        if status.is_success() {
            return Ok(serde_json::from_slice(&bytes).unwrap_or_default());
        }
        let said = String::from_utf8_lossy(&bytes);
        Err(Failure::Refused(format!("The demonstration's POST {path} was refused: {said}")))
    }
}

/// A text field of a reply.
pub(super) fn text(reply: &Value, field: &str) -> String {
    reply.get(field).and_then(Value::as_str).unwrap_or_default().to_owned()
}
