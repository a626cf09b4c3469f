//! The edge on real sockets: what slow, greedy and leaving clients get, and how a stop goes.

use poem::{IntoEndpoint, Middleware, Request, Route, endpoint::make, handler, post};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::{Notify, oneshot},
    task::JoinHandle,
};

use super::*;
use crate::http::layers::wrap;

struct Running {
    address: SocketAddr,
    shutdown: Shutdown,
    metrics: Metrics,
    task: JoinHandle<Stopped>,
}

/// No problem layer: errors become their plain answers further out.
struct Plain;

impl<E: poem::Endpoint> Middleware<E> for Plain {
    type Output = E;

    fn transform(&self, inner: E) -> E {
        inner
    }
}

#[handler]
async fn measure(body: poem::Body) -> poem::Result<String> {
    Ok(body.into_bytes().await?.len().to_string())
}

fn settings() -> HttpSettings {
    HttpSettings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        stop_delay_ms: 0,
        ..HttpSettings::default()
    }
}

async fn start(settings: HttpSettings, routes: impl IntoEndpoint<Endpoint: 'static>) -> Running {
    let (settings, metrics) = (Arc::new(settings), Metrics::new());
    let endpoint = wrap(routes.into_endpoint(), &settings, &metrics, Plain);
    let server = Server::bind(settings, endpoint, metrics.clone()).await.unwrap();
    let (address, shutdown) = (server.address(), Shutdown::new());
    let task = tokio::spawn(server.run(shutdown.clone()));
    Running { address, shutdown, metrics, task }
}

fn echo() -> Route {
    Route::new().at("/length", post(measure))
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends a whole request and reads until the server closes.
    async fn exchange(&self, request: &[u8]) -> String {
        let (mut reader, mut writer) = self.connect().await.into_split();
        let bytes = request.to_vec();
        let sender = tokio::spawn(async move {
            // The server may stop reading before all is sent.
            let _ = writer.write_all(&bytes).await;
            writer
        });
        let answer = read_all(&mut reader).await;
        drop(sender.await.unwrap());
        answer
    }
}

async fn read_all(reader: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = Vec::new();
    // A reset after the answer closes the connection as well as anything.
    let _ = reader.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

/// Reads one answer from a connection that stays open.
async fn read_one(reader: &mut (impl AsyncReadExt + Unpin)) -> String {
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(reader.read_u8().await.unwrap());
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).await.unwrap();
    head
}

fn posted(headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("POST /length HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n");
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_request_is_answered_with_the_headers_of_the_edge() {
    let running = start(settings(), echo()).await;
    let answer = running.exchange(&posted("content-length: 3\r\n", b"abc")).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("\r\nx-content-type-options: nosniff\r\n"), "{answer}");
    assert!(answer.contains("\r\ntrace-id: "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n3"), "{answer}");
    let text = running.metrics.render().unwrap();
    let counted = "{route=\"/length\",method=\"POST\",status=\"200\"} 1";
    assert!(text.contains(counted), "{text}");
}

#[tokio::test]
async fn a_header_that_does_not_end_is_cut() {
    let impatient = HttpSettings { header_read_ms_max: 200, ..settings() };
    let running = start(impatient, echo()).await;
    for beginning in ["", "PRI", "GET / HT", "GET / HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut socket = running.connect().await;
        socket.write_all(beginning.as_bytes()).await.unwrap();
        assert_eq!(read_all(&mut socket).await, "", "{beginning:?}");
    }
}

#[tokio::test]
async fn an_idle_connection_is_closed_after_its_answer() {
    let impatient = HttpSettings { header_read_ms_max: 200, ..settings() };
    let running = start(impatient, echo()).await;
    let mut socket = running.connect().await;
    socket.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(read_all(&mut socket).await.starts_with("HTTP/1.1 404"));
}

#[tokio::test]
async fn a_large_header_is_refused() {
    let running = start(settings(), echo()).await;
    let large = format!("x-large: {}\r\n", "x".repeat(20 * 1024));
    let answer = running.exchange(&posted(&large, b"")).await;
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
}

#[tokio::test]
async fn a_large_body_is_refused_whether_it_is_announced_or_not() {
    let running = start(settings(), echo()).await;
    let body = vec![b'x'; 300 * 1024];
    let announced = posted(&format!("content-length: {}\r\n", body.len()), &body);
    let answer = running.exchange(&announced).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    let chunk = [format!("{:x}\r\n", body.len()).as_bytes(), &body, b"\r\n0\r\n\r\n"].concat();
    let answer = running.exchange(&posted("transfer-encoding: chunked\r\n", &chunk)).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_client_that_waits_for_leave_is_refused_before_it_sends() {
    let running = start(settings(), echo()).await;
    let asked = posted("content-length: 999999999\r\nexpect: 100-continue\r\n", b"");
    let answer = running.exchange(&asked).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let running = start(settings(), echo()).await;
    let zipped = posted("content-length: 4\r\ncontent-encoding: gzip\r\n", b"\x1f\x8b\x08\x00");
    let answer = running.exchange(&zipped).await;
    assert!(answer.starts_with("HTTP/1.1 415 "), "{answer}");
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_refused() {
    let impatient = HttpSettings { body_read_ms_max: 200, ..settings() };
    let running = start(impatient, echo()).await;
    let answer = running.exchange(&posted("content-length: 4\r\n", b"ab")).await;
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
}

#[tokio::test]
async fn a_full_house_lets_the_next_wait_until_one_leaves() {
    let small = HttpSettings { connections_max: 1, ..settings() };
    let running = start(small, echo()).await;
    let mut first = running.connect().await;
    first.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(read_one(&mut first).await.starts_with("HTTP/1.1 404"));
    let mut second = running.connect().await;
    let asked = b"GET /absent HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
    second.write_all(asked).await.unwrap();
    let waiting = tokio::spawn(async move { read_all(&mut second).await });
    // The first connection is still served, and the second has not been let in.
    first.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(read_one(&mut first).await.starts_with("HTTP/1.1 404"));
    assert!(running.metrics.render().unwrap().contains("xinju_http_connections 1"));
    assert!(!waiting.is_finished());
    drop(first);
    assert!(waiting.await.unwrap().starts_with("HTTP/1.1 404"));
}

#[tokio::test]
async fn one_address_gets_only_its_share() {
    let small = HttpSettings { connections_per_address_max: 1, ..settings() };
    let running = start(small.clone(), echo()).await;
    let mut first = running.connect().await;
    first.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(read_one(&mut first).await.starts_with("HTTP/1.1 404"));
    let mut second = running.connect().await;
    assert_eq!(read_all(&mut second).await, "");
    assert!(running.metrics.render().unwrap().contains("xinju_http_connections_refused_total 1"));

    let trusted = HttpSettings { proxies: vec!["127.0.0.0/8".parse().unwrap()], ..small };
    let running = start(trusted, echo()).await;
    let _first = running.connect().await;
    let answer = running.exchange(&posted("content-length: 3\r\n", b"abc")).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[tokio::test]
async fn http2_without_tls_is_spoken() {
    let running = start(settings(), echo()).await;
    let socket = TcpStream::connect(running.address).await.unwrap();
    let io = hyper_util::rt::TokioIo::new(socket);
    let executor = hyper_util::rt::TokioExecutor::new();
    let (mut client, connection) =
        hyper::client::conn::http2::handshake(executor, io).await.unwrap();
    tokio::spawn(connection);
    let uri = format!("http://{}/length", running.address);
    let body = http_body_util::Full::new(hyper::body::Bytes::from_static(b"four"));
    let request = hyper::Request::post(uri).body(body).unwrap();
    let answer = client.send_request(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.version(), hyper::Version::HTTP_2);
}

/// A route that tells when a request is inside and answers when it is let go.
fn gate() -> (Route, oneshot::Receiver<()>, Arc<Notify>) {
    let (inside, is_inside) = oneshot::channel();
    let inside = Arc::new(std::sync::Mutex::new(Some(inside)));
    let open = Arc::new(Notify::new());
    let gate = open.clone();
    let wait = make(move |_: Request| {
        let (inside, gate) = (inside.clone(), gate.clone());
        async move {
            if let Some(inside) = inside.lock().unwrap().take() {
                inside.send(()).unwrap();
            }
            gate.notified().await;
            "done"
        }
    });
    (Route::new().at("/gate", wait), is_inside, open)
}

#[tokio::test]
async fn a_stop_lets_the_request_under_way_finish() {
    let (routes, is_inside, open) = gate();
    let running = start(settings(), routes).await;
    let mut busy = running.connect().await;
    let mut idle = running.connect().await;
    idle.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    read_one(&mut idle).await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    is_inside.await.unwrap();
    assert!(!running.shutdown.is_asked());
    running.shutdown.ask();
    assert!(running.shutdown.is_asked());
    assert_eq!(read_all(&mut idle).await, "", "an idle connection is closed at once");
    assert!(TcpStream::connect(running.address).await.is_err(), "nothing more is accepted");
    open.notify_one();
    let answer = read_all(&mut busy).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
    assert!(answer.ends_with("done"), "{answer}");
    assert_eq!(running.task.await.unwrap(), Stopped { cut: 0 });
}

#[tokio::test]
async fn a_stop_cuts_what_does_not_finish() {
    let (routes, is_inside, _never_opened) = gate();
    let hasty = HttpSettings { stop_ms_max: 100, ..settings() };
    let running = start(hasty, routes).await;
    let mut busy = running.connect().await;
    busy.write_all(b"GET /gate HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    is_inside.await.unwrap();
    running.shutdown.ask();
    assert_eq!(running.task.await.unwrap(), Stopped { cut: 1 });
    assert_eq!(read_all(&mut busy).await, "");
}

#[tokio::test]
async fn until_the_delay_is_over_a_stopping_server_serves() {
    let patient = HttpSettings { stop_delay_ms: 60_000, ..settings() };
    let running = start(patient, echo()).await;
    running.shutdown.ask();
    let mut socket = running.connect().await;
    socket.write_all(b"GET /absent HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let answer = read_all(&mut socket).await;
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert!(answer.to_lowercase().contains("connection: close"), "{answer}");
}

#[tokio::test]
async fn a_lack_of_descriptors_makes_the_loop_pause_and_go_on() {
    let metrics = Metrics::new();
    let mut failures = vec![
        io::Error::from_raw_os_error(24),
        io::ErrorKind::ConnectionAborted.into(),
        io::Error::from_raw_os_error(23),
    ];
    let accept = || std::future::ready(failures.pop().map_or(Ok("accepted"), Err));
    assert_eq!(patiently(accept, &metrics).await, "accepted");
    assert!(metrics.render().unwrap().contains("xinju_http_accept_errors_total 2"));
}

#[test]
fn the_pause_grows_to_a_second() {
    let pauses = std::iter::successors(Some(PAUSE_MIN), |pause| Some(longer(*pause)));
    let pauses: Vec<u128> = pauses.take(9).map(|pause| pause.as_millis()).collect();
    assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
}
