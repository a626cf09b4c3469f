//! PostgreSQL's own tools, which must be installed. The password goes through the environment of the
//! tool, never onto its command line, where every user of the machine could read it.

use std::path::PathBuf;
use std::process::Command;

use url::Url;

use crate::command::Failure;
use crate::config::ServiceAddress;

/// Dumps the database at `address` into the new file `to`.
pub(crate) async fn dump(address: ServiceAddress, to: PathBuf) -> Result<(), Failure> {
    run("pg_dump", address, move |command| {
        command.args(["--format=custom", "--no-owner", "--no-privileges"]).arg("--file").arg(to);
    })
    .await
}

/// Restores the dump `from` into the empty database at `address`, all of it or nothing.
pub(crate) async fn restore(address: ServiceAddress, from: PathBuf) -> Result<(), Failure> {
    run("pg_restore", address, move |command| {
        command
            .args(["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"])
            .arg(from);
    })
    .await
}

/// Empties the database at `address` again, which held nothing before a restore.
pub(crate) async fn clear(address: ServiceAddress) -> Result<(), Failure> {
    run("psql", address, |command| {
        command.args(["--quiet", "--no-psqlrc", "--set", "ON_ERROR_STOP=1"]);
        command.args(["--command", "DROP SCHEMA public CASCADE"]);
        command.args(["--command", "CREATE SCHEMA public"]);
    })
    .await
}

async fn run(
    program: &'static str,
    address: ServiceAddress,
    arguments: impl FnOnce(&mut Command),
) -> Result<(), Failure> {
    let failed = |said: String| Failure::Tool { program, said };
    let mut url = Url::parse(address.expose())
        .map_err(|_| failed("the address can't be understood.".to_owned()))?;
    let mut command = Command::new(program);
    if let Some(password) = url.password().map(decoded) {
        command.env("PGPASSWORD", password);
    }
    let _ = url.set_password(None);
    command.arg("--no-password").arg("--dbname").arg(url.as_str());
    arguments(&mut command);
    let output = tokio::task::spawn_blocking(move || command.output())
        .await
        .map_err(|_| failed("it panicked.".to_owned()))?
        .map_err(|error| failed(format!("{error}.")))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let end: Vec<_> = said.lines().rev().take(5).collect();
    Err(failed(end.into_iter().rev().collect::<Vec<_>>().join("\n")))
}

/// Undoes the `%40` that stand for characters in a password.
fn decoded(text: &str) -> String {
    let pair = format!("p={}", text.replace('+', "%2B"));
    url::form_urlencoded::parse(pair.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_password_is_handed_over_as_it_was_chosen() {
        assert_eq!(decoded("p%40ss+w%2Ford"), "p@ss+w/ord");
    }
}
