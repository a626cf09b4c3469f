//! A running program: started, waited for, stopped, killed.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::client::Client;

/// The longest that anything is waited for; nothing is measured by it.
pub(crate) const PATIENCE: Duration = Duration::from_mins(5);

/// A running program; it is killed when it is dropped.
#[derive(Debug)]
pub(crate) struct Node {
    child: Child,
    lines: UnboundedReceiver<String>,
    said: Vec<String>,
    /// `http://127.0.0.1:PORT`.
    pub(crate) address: String,
}

impl Node {
    /// Starts `command` and waits until it is ready.
    pub(crate) async fn start(command: Command) -> Self {
        let mut node = Self::spawn(command);
        let line = node.line_with(|line| loopback(line).is_some()).await;
        node.address = loopback(&line).unwrap();
        node.until_ready().await;
        node
    }

    /// Starts `command`, whose first line must be a JSON object, and waits until it is ready.
    pub(crate) async fn start_saying(command: Command) -> (Self, Value) {
        let mut node = Self::spawn(command);
        let line = node.line_with(|line| !line.starts_with("stderr ")).await;
        let said: Value = serde_json::from_str(&line).unwrap_or_else(|error| {
            panic!("the first line is not JSON ({error}): {line}\n{:#?}", node.said)
        });
        node.address = loopback(said["address"].as_str().unwrap()).unwrap();
        node.until_ready().await;
        (node, said)
    }

    fn spawn(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (put, lines) = unbounded_channel();
        listen(child.stdout.take().unwrap(), "", put.clone());
        listen(child.stderr.take().unwrap(), "stderr ", put);
        Self { child, lines, said: vec![], address: String::new() }
    }

    /// Somebody without a token.
    pub(crate) fn client(&self) -> Client {
        Client::new(&self.address)
    }

    /// The next line that is like this.
    pub(crate) async fn line_with(&mut self, fits: impl Fn(&str) -> bool) -> String {
        let search = async {
            while let Some(line) = self.lines.recv().await {
                self.said.push(line.clone());
                if fits(&line) {
                    return Some(line);
                }
            }
            None
        };
        let found = tokio::time::timeout(PATIENCE, search).await.ok().flatten();
        found.unwrap_or_else(|| panic!("the program did not say it: {:#?}", self.said))
    }

    async fn until_ready(&self) {
        let client = self.client();
        until("ready", || async { client.status("/readyz").await == Some(200) }).await;
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Kills it, as a lack of power would.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(mut self) -> ExitStatus {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(start.elapsed() < PATIENCE, "the program does not end: {:#?}", self.said);
            breath().await;
        }
    }

    /// Asks it to stop and waits until it has.
    pub(crate) async fn stop(self) {
        self.terminate();
        let status = self.ended().await;
        assert!(status.success(), "{status}");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if std::thread::panicking() {
            while let Ok(line) = self.lines.try_recv() {
                self.said.push(line);
            }
            let last = self.said.len().saturating_sub(30);
            eprintln!("the program's last lines: {:#?}", &self.said[last..]);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again and again until it is so.
pub(crate) async fn until<F, R>(what: &str, mut is_so: F)
where
    F: FnMut() -> R,
    R: Future<Output = bool>,
{
    let start = Instant::now();
    while !is_so().await {
        assert!(start.elapsed() < PATIENCE, "it never became {what}");
        breath().await;
    }
}

/// The pause between two questions.
async fn breath() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

fn listen(stream: impl Read + Send + 'static, mark: &'static str, put: UnboundedSender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = put.send(format!("{mark}{line}"));
        }
    });
}

/// The first address on this machine with a real port that `text` names.
fn loopback(text: &str) -> Option<String> {
    text.split("127.0.0.1:").skip(1).find_map(|rest| {
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
        Some(format!("http://127.0.0.1:{port}"))
    })
}
