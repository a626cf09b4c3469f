//! The processes that are measured: started, waited for, paused while others run, stopped.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::Outcome;
use crate::load::get;
use crate::settings::SETTINGS;

const PATIENCE: Duration = Duration::from_mins(5);
const BREATH: Duration = Duration::from_millis(1);

/// The program that is measured.
pub(crate) fn binary() -> PathBuf {
    let named = std::env::var_os("XINJU_BINARY").filter(|name| !name.is_empty());
    named.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_xinju")), PathBuf::from)
}

/// `xinju VERB --data FOLDER` with the settings of a measurement.
pub(crate) fn command(verb: &[&str], folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder).args(verb).arg("--data").arg(folder);
    for (name, value) in SETTINGS {
        command.args(["--set", &format!("{name}={value}")]);
    }
    command
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:PORT`.
    pub(crate) address: String,
    /// From the start of the process to the first answer that says it is ready.
    pub(crate) took: Duration,
}

impl Server {
    /// Starts `command`, which names its address in its first line, and waits until `ready` answers.
    pub(crate) async fn start(mut command: Command, ready: &str) -> Outcome<Self> {
        let start = Instant::now();
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().ok_or("the server has no output")?;
        let (put, line) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || {
            let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
            let _ = put.send(lines.find(|line| address(line).is_some()));
            // What follows is read, so that the server never waits for a reader.
            lines.for_each(drop);
        });
        let line = tokio::time::timeout(PATIENCE, line).await??;
        let line = line.ok_or("the server ended without naming its address")?;
        let address = address(&line).ok_or("the server did not name its address")?;
        let mut server = Self { child, address, took: Duration::ZERO };
        while get(&server.address, ready).await.ok() != Some(200) {
            if start.elapsed() > PATIENCE {
                return Err("the server did not become ready".into());
            }
            tokio::time::sleep(BREATH).await;
        }
        server.took = start.elapsed();
        Ok(server)
    }

    /// Starts the program on `folder`.
    pub(crate) async fn xinju(folder: &Path) -> Outcome<Self> {
        Self::start(command(&["serve"], folder), "/readyz").await
    }

    fn signal(&self, name: &str) -> Outcome<()> {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status()?;
        if status.success() { Ok(()) } else { Err("the signal was not sent".into()) }
    }

    /// Takes it off the processor, so that it doesn't disturb another's measurement.
    pub(crate) fn pause(&self) -> Outcome<()> {
        self.signal("-STOP")
    }

    /// Lets it go on.
    pub(crate) fn go_on(&self) -> Outcome<()> {
        self.signal("-CONT")
    }

    /// Stops it and waits for its end.
    pub(crate) async fn stop(mut self) -> Outcome<()> {
        self.go_on()?;
        self.signal("-TERM")?;
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > PATIENCE {
                return Err("the server did not stop".into());
            }
            tokio::time::sleep(BREATH).await;
        }
        Ok(())
    }

    /// Resident memory in MiB: all of it, and the part that is not a mapped file.
    pub(crate) fn memory_mib(&self) -> Outcome<(u64, u64)> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let kib = |name: &str| -> Option<u64> {
            let line = text.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        let all = kib("VmRSS:").ok_or("the system tells no memory")?;
        Ok((all / 1024, kib("RssAnon:").unwrap_or(all) / 1024))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The first address on this machine with a real port that `text` names.
fn address(text: &str) -> Option<String> {
    text.split("127.0.0.1:").skip(1).find_map(|rest| {
        let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let port: u16 = port.parse().ok().filter(|port| *port != 0)?;
        Some(format!("127.0.0.1:{port}"))
    })
}
