//! What the access log says of a request, and what it keeps to itself.

use std::{
    io,
    sync::{Mutex, MutexGuard},
};

use poem::{EndpointExt, Route, endpoint::make, test::TestClient};
use tracing::instrument::WithSubscriber;
use tracing_subscriber::fmt::MakeWriter;

use super::*;

#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

struct Pen<'p>(MutexGuard<'p, Vec<u8>>);

impl io::Write for Pen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'p> MakeWriter<'p> for Paper {
    type Writer = Pen<'p>;

    fn make_writer(&'p self) -> Pen<'p> {
        Pen(self.0.lock().unwrap())
    }
}

impl Paper {
    fn log(&self) -> impl tracing::Subscriber + use<> {
        tracing_subscriber::fmt().json().flatten_event(true).with_writer(self.clone()).finish()
    }

    fn lines(&self) -> Vec<serde_json::Value> {
        let bytes = self.0.lock().unwrap().clone();
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn app() -> impl Endpoint<Output = Response> {
    let greet = make(|request: Request| async move {
        request.data::<AccessNote>().unwrap().account("a-17");
        request.data::<TraceId>().unwrap().to_string()
    });
    let never = make(|_| std::future::pending::<String>());
    Route::new()
        .at("/people/:name", greet)
        .at("/never", never)
        .with(NoteRoute)
        .with(Trace(Duration::from_secs(1)))
}

#[tokio::test]
async fn a_request_leaves_one_line_without_what_the_client_sent() {
    let paper = Paper::default();
    let client = TestClient::new(app());
    let request = client.get("/people/zhang?phone=13800001234").header("user-agent", "secret");
    let response = request.send().with_subscriber(paper.log()).await;
    let trace_id = response.0.header("trace-id").unwrap().to_owned();
    response.assert_text(&trace_id).await;
    let lines = paper.lines();
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line["target"], "access");
    assert_eq!(line["trace_id"], trace_id);
    assert_eq!(line["route"], "/people/:name");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["status"], 200);
    assert_eq!(line["bytes"], 32);
    assert_eq!(line["account"], "a-17");
    assert!(line["duration_ms"].is_number());
    for sent in ["zhang", "13800001234", "secret"] {
        assert!(!line.to_string().contains(sent));
    }
}

#[tokio::test]
async fn a_request_whose_client_hangs_up_leaves_a_line() {
    let paper = Paper::default();
    let app = app();
    let _log = tracing::subscriber::set_default(paper.log());
    let request = Request::builder().uri_str("/never").finish();
    {
        let mut call = Box::pin(app.call(request));
        assert!(futures_util::poll!(call.as_mut()).is_pending());
    }
    let lines = paper.lines();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["status"], 499);
}

#[tokio::test]
async fn a_valid_traceparent_is_carried_on_and_a_bad_one_replaced() {
    let client = TestClient::new(app());
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let parent = format!("00-{trace}-00f067aa0ba902b7-01");
    let response = client.get("/people/li").header("traceparent", parent).send().await;
    response.assert_header("trace-id", trace);
    let response = client.get("/people/li").header("traceparent", "00-x-y-01").send().await;
    assert!(hex(response.0.header("trace-id").unwrap(), 32).is_some());
}

#[test]
fn only_a_whole_traceparent_is_read() {
    let (trace, parent) = ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7");
    assert!(TraceId::parse(&format!("00-{trace}-{parent}-01")).is_some());
    for bad in [
        String::new(),
        format!("01-{trace}-{parent}-01"),
        format!("00-{trace}-{parent}"),
        format!("00-{trace}-{parent}-01-x"),
        format!("00-{}-{parent}-01", trace.to_uppercase()),
        format!("00-{}-{parent}-01", "0".repeat(32)),
        format!("00-{trace}-{}-01", "0".repeat(16)),
        format!("00-+{}-{parent}-01", &trace[1..]),
    ] {
        assert_eq!(TraceId::parse(&bad), None, "{bad}");
    }
}

#[test]
fn a_level_that_is_none_is_refused() {
    assert!(matches!(install_logs(true, "a=b=c"), Err(LogFault::Level)));
}
