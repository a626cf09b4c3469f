//! Somebody who talks to a running program over HTTP.

use std::sync::LazyLock;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use uuid::Uuid;
use xinju::store::{Clock, Ids};

/// Somebody with a token, or without.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
}

impl Client {
    /// Somebody without a token.
    pub(crate) fn new(address: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { http, address: address.to_owned(), token: None }
    }

    /// The same with a token.
    pub(crate) fn with(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The same person at another node.
    pub(crate) fn at(&self, address: &str) -> Self {
        Self { address: address.to_owned(), ..self.clone() }
    }

    /// The token.
    pub(crate) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// Signs in with a login.
    pub(crate) async fn sign_in(&self, login: &str, password: &str) -> Self {
        let body = json!({ "login": login, "password": password });
        self.begin("/auth/sessions", body).await
    }

    /// Signs in with the code printed on a household card.
    pub(crate) async fn activate(&self, code: &str) -> Self {
        self.begin("/auth/activations", json!({ "code": code })).await
    }

    async fn begin(&self, path: &str, body: Value) -> Self {
        let signed_in = self.post(path, body).await.ok();
        self.with(signed_in["access_token"].as_str().unwrap())
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Said {
        self.send(Method::GET, path, None, None).await.unwrap()
    }

    /// Writes with a new key.
    pub(crate) async fn post(&self, path: &str, body: Value) -> Said {
        self.post_keyed(path, fresh(), body).await
    }

    /// Writes with this key.
    pub(crate) async fn post_keyed(&self, path: &str, key: Uuid, body: Value) -> Said {
        self.try_post(path, key, &body).await.unwrap()
    }

    /// Writes with this key to a program that may be gone.
    pub(crate) async fn try_post(
        &self,
        path: &str,
        key: Uuid,
        body: &Value,
    ) -> Result<Said, reqwest::Error> {
        self.send(Method::POST, path, Some(key), Some(body)).await
    }

    /// Ends something with a new key.
    pub(crate) async fn delete(&self, path: &str) -> Said {
        self.send(Method::DELETE, path, Some(fresh()), None).await.unwrap()
    }

    /// The status of a page outside the API; none when nobody answers.
    pub(crate) async fn status(&self, path: &str) -> Option<u16> {
        let response = self.http.get(format!("{}{path}", self.address)).send().await.ok()?;
        Some(response.status().as_u16())
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        key: Option<Uuid>,
        body: Option<&Value>,
    ) -> Result<Said, reqwest::Error> {
        let url = format!("{}/api/v1{path}", self.address);
        let mut request = self.http.request(method, url).header("accept-language", "en");
        if let Some(key) = key {
            request = request.header("idempotency-key", key.to_string());
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        // A deed without particulars has no body at all.
        if let Some(body) = body.filter(|body| !body.is_null()) {
            request = request.json(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Said { status, headers, text: response.text().await? })
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Said {
    /// Whether it was done.
    pub(crate) fn is_ok(&self) -> bool {
        self.status / 100 == 2
    }

    /// Whether it is a stored answer.
    pub(crate) fn is_replayed(&self) -> bool {
        self.headers.get("idempotent-replayed").is_some_and(|value| value == "true")
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert!(self.is_ok(), "{} {}", self.status, self.text);
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

/// A new id, made by a client.
pub(crate) fn fresh() -> Uuid {
    static IDS: LazyLock<Ids> = LazyLock::new(Ids::random);
    IDS.next(Clock::system().now())
}
