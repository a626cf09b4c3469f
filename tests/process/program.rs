//! The program as a command: what it is called with, and what a finished run said.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The program under test.
pub(crate) fn binary() -> PathBuf {
    let named = std::env::var_os("XINJU_BINARY").filter(|name| !name.is_empty());
    named.map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_xinju")), PathBuf::from)
}

/// The program with nothing of this process's settings, in a folder without a settings file.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("XINJU") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).stdin(Stdio::null());
    command
}

/// A run that came to its end.
#[derive(Debug)]
pub(crate) struct Ran {
    /// The exit code; none after a signal.
    pub(crate) code: Option<i32>,
    /// What it printed.
    pub(crate) out: String,
    /// What it complained of.
    pub(crate) complaints: String,
}

impl Ran {
    /// Runs the program to its end.
    pub(crate) fn rest(mut command: Command) -> Self {
        Self::of(command.output().unwrap())
    }

    /// What a run said that came to its end.
    pub(crate) fn of(output: Output) -> Self {
        let Output { status, stdout, stderr } = output;
        Self {
            code: status.code(),
            out: String::from_utf8_lossy(&stdout).into_owned(),
            complaints: String::from_utf8_lossy(&stderr).into_owned(),
        }
    }

    /// Fails unless it ended well.
    #[track_caller]
    pub(crate) fn ok(&self) {
        assert_eq!(self.code, Some(0), "{} {}", self.out, self.complaints);
    }
}

/// The first line of `text` that is a JSON object.
pub(crate) fn first_object(text: &str) -> Option<Value> {
    let mut objects = text.lines().filter_map(|line| serde_json::from_str(line).ok());
    objects.find(Value::is_object)
}
