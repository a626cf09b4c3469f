//! The load: connections that stay open, each sending one request after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::Outcome;
use crate::figures::percentile;

/// Requests of a connection, made one by one.
pub(crate) trait Shots: Send + Sync + 'static {
    /// The request of connection `connection`, the `number`th of this round.
    fn shot(&self, connection: usize, number: usize) -> Shot;
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Shot {
    pub(crate) path: String,
    pub(crate) token: Arc<str>,
    /// A write's key and body; none for a read.
    pub(crate) write: Option<(Uuid, String)>,
}

/// What a round brought.
#[derive(Clone, Debug)]
pub(crate) struct Round {
    /// Requests per second.
    pub(crate) rate: f64,
    pub(crate) p50: Duration,
    pub(crate) p99: Duration,
}

/// A connection that stays open.
pub(crate) struct Line {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Line {
    /// Connects.
    pub(crate) async fn open(address: &str) -> Outcome<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: address.to_owned() })
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn send(&mut self, shot: Shot) -> Outcome<(u16, Bytes)> {
        let method = if shot.write.is_some() { Method::POST } else { Method::GET };
        let mut request = Request::builder()
            .method(method)
            .uri(shot.path)
            .header(header::HOST, &self.host)
            .header(header::AUTHORIZATION, format!("Bearer {}", shot.token));
        let mut body = Bytes::new();
        if let Some((key, text)) = shot.write {
            request = request
                .header("idempotency-key", key.to_string())
                .header(header::CONTENT_TYPE, "application/json");
            body = Bytes::from(text);
        }
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(body))?).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }

    /// Sends a write and gives what was answered; anything but a success is an error.
    pub(crate) async fn expect(&mut self, shot: Shot) -> Outcome<serde_json::Value> {
        let path = shot.path.clone();
        let (status, body) = self.send(shot).await?;
        if status / 100 != 2 {
            let said = String::from_utf8_lossy(&body);
            return Err(format!("{path} was answered {status}: {said}").into());
        }
        Ok(if body.is_empty() { serde_json::Value::Null } else { serde_json::from_slice(&body)? })
    }
}

/// The status of a page.
pub(crate) async fn get(address: &str, path: &str) -> Outcome<u16> {
    let shot = Shot { path: path.to_owned(), token: "".into(), write: None };
    Ok(Line::open(address).await?.send(shot).await?.0)
}

/// Sends for `length` on `connections` connections at once. Any answer but a success ends it: figures
/// of refusals would mean nothing.
pub(crate) async fn round(
    address: &str,
    connections: usize,
    length: Duration,
    shots: &Arc<impl Shots>,
) -> Outcome<Round> {
    let mut lines = Vec::with_capacity(connections);
    for _ in 0..connections {
        lines.push(Line::open(address).await?);
    }
    let start = Instant::now();
    let mut tasks = Vec::with_capacity(connections);
    for (connection, line) in lines.into_iter().enumerate() {
        tasks.push(tokio::spawn(talk(line, connection, start + length, Arc::clone(shots))));
    }
    let mut times = vec![];
    for task in tasks {
        times.extend(task.await??);
    }
    let elapsed = start.elapsed().as_secs_f64();
    times.sort_unstable();
    let count = u32::try_from(times.len())?;
    Ok(Round {
        rate: f64::from(count) / elapsed,
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
    })
}

async fn talk(
    mut line: Line,
    connection: usize,
    end: Instant,
    shots: Arc<impl Shots>,
) -> Outcome<Vec<Duration>> {
    let mut times = Vec::with_capacity(4_096);
    for number in 0.. {
        let shot = shots.shot(connection, number);
        let path = shot.path.clone();
        let start = Instant::now();
        let (status, body) = line.send(shot).await?;
        times.push(start.elapsed());
        if status / 100 != 2 {
            let said = String::from_utf8_lossy(&body);
            return Err(format!("{path} was answered {status}: {said}").into());
        }
        if Instant::now() >= end {
            break;
        }
    }
    Ok(times)
}
