//! The sign-in board: who can sign in with what, and which households have a code to try.

use std::fs::{OpenOptions, Permissions};
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::people::PEOPLE;
use crate::command::Failure;

/// The file that keeps what every start prints; only its owner may read it.
pub(super) const KEPT: &str = "demo.json";

/// What is kept between two starts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// The password of every account on the board.
    pub(super) password: String,
    /// Households with their codes.
    pub(super) residents: Vec<Resident>,
}

/// A household that a stranger can be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Resident {
    /// Its number.
    pub(super) household: String,
    /// The code on its card.
    pub(super) activation_code: String,
}

/// The board as `--json` prints it.
#[derive(Debug, Serialize)]
pub(super) struct Board {
    /// Where the service is.
    pub(super) address: String,
    /// Where its documentation is.
    docs: String,
    /// Accounts, one for each role.
    pub(super) sign_in: Vec<Line>,
    /// Households.
    pub(super) residents: Vec<Resident>,
}

/// An account of the board.
#[derive(Debug, Serialize)]
pub(super) struct Line {
    /// As what.
    pub(super) role: &'static str,
    /// What to sign in with.
    pub(super) login: &'static str,
    /// The password.
    pub(super) password: String,
    /// Where the role is held.
    place: &'static str,
    #[serde(skip)]
    hint: &'static str,
}

impl Kept {
    /// Reads what the first start kept.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let file = folder.join(KEPT);
        let reading = || format!("Can't read {}; start with --fresh", file.display());
        let text = std::fs::read_to_string(&file).map_err(Failure::io(reading()))?;
        serde_json::from_str(&text).map_err(|error| Failure::io(reading())(error.into()))
    }

    /// Keeps it.
    pub(super) fn write(&self, folder: &Path) -> Result<(), Failure> {
        let file = folder.join(KEPT);
        let writing = || format!("Can't write {}", file.display());
        let mut options = OpenOptions::new();
        let opened = options.create(true).write(true).truncate(true).mode(0o600).open(&file);
        let mut opened = opened.map_err(Failure::io(writing()))?;
        let text = serde_json::to_string_pretty(self)?;
        // A file from before keeps its rights when it is opened.
        opened.set_permissions(Permissions::from_mode(0o600)).map_err(Failure::io(writing()))?;
        opened.write_all(text.as_bytes()).map_err(Failure::io(writing()))
    }
}

impl Board {
    /// The board of a service at `address`.
    pub(super) fn of(address: SocketAddr, kept: &Kept) -> Self {
        let address = format!("http://{address}");
        let lines = PEOPLE.iter().map(|person| Line {
            role: person.role.code(),
            login: person.login,
            password: kept.password.clone(),
            place: person.place,
            hint: person.hint,
        });
        Self {
            docs: format!("{address}/docs"),
            address,
            sign_in: lines.collect(),
            residents: kept.residents.clone(),
        }
    }

    /// Prints it for people.
    pub(super) fn print(&self) {
        say!("\nXinju 新居 demonstration · 演示：{}", self.address);
        say!("API documentation · 接口文档：{}\n", self.docs);
        say!("Sign in with · 登录账号：");
        for line in &self.sign_in {
            let Line { role, login, password, place, hint } = line;
            say!("  {role:<18} {login:<12} {password}   {place}: {hint}");
        }
        say!("\nHouseholds, by the code on their card · 住户开通码：");
        for resident in &self.residents {
            say!("  {}   {}", resident.household, resident.activation_code);
        }
    }
}
