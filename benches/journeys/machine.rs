//! The machine that the figures belong to.

use std::fmt::Write;
use std::fs;
use std::process::Command;

/// A line for each thing that figures depend on.
pub(crate) fn describe() -> String {
    let mut text = String::new();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let model = field("/proc/cpuinfo", "model name").unwrap_or_default();
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let _ = writeln!(text, "machine   {cores} cores ({model}), {memory} memory");
    let _ = writeln!(text, "kernel    {}", kernel.trim());
    let _ = writeln!(text, "compiler  {}", compiler());
    let _ = writeln!(text, "load      {} before the start", load.trim());
    let _ = write!(text, "load and servers share this machine");
    text
}

fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_default()
}
