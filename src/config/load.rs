//! Merges the sources, weakest first: defaults, file, environment, command line.

use std::path::Path;

use super::catalogue::Catalogue;
use super::problem::{ConfigProblems, Problem};
use super::setting::{Section, Setting, Walk};
use super::source::Given;
use super::value::Value;
use super::{Config, check};

/// Where the file is looked for when none is named.
const USUAL_FILE: &str = "xinju.toml";

/// Puts what was given in the defaults' place, and notes what can't be taken.
struct Reader<'c>(Given<'c>);

impl Walk for Reader<'_> {
    fn section(&mut self, _: Section) {}

    /// Values that a stronger source covers are checked too: a mistake would show as soon as that
    /// source is gone.
    fn setting<T: Value>(&mut self, setting: Setting, default: T) -> T {
        let Self(given) = self;
        let mut strongest = None;
        for (source, raw) in given.values.remove(setting.path).unwrap_or_default() {
            match T::read(&raw, setting.limit) {
                Ok(value) => strongest = Some(value),
                Err(fault) => {
                    let problem = Problem::refused(&setting, &source, &raw, fault, &default);
                    given.problems.push(problem);
                }
            }
        }
        strongest.unwrap_or(default)
    }
}

impl Config {
    /// Reads the configuration: defaults, then the file, then the environment's `XINJU__…`
    /// variables, then the command line's pairs of a dotted path and a value.
    ///
    /// A file that is named must be there; without a name `./xinju.toml` is read when there is one.
    ///
    /// # Errors
    /// All problems of all sources together.
    pub fn load(
        path: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
        overrides: Vec<(String, String)>,
    ) -> Result<Self, ConfigProblems> {
        let usual = Path::new(USUAL_FILE);
        let path = path.or_else(|| usual.exists().then_some(usual));
        Self::merge(|given| {
            if let Some(path) = path {
                given.file(path);
            }
            given.environment(environment);
            given.overrides(overrides);
        })
    }

    pub(super) fn merge(gather: impl FnOnce(&mut Given<'_>)) -> Result<Self, ConfigProblems> {
        let (catalogue, _) = Catalogue::with_defaults();
        let mut given = Given::new(&catalogue);
        gather(&mut given);
        let mut reader = Reader(given);
        let config = Self::walk(&mut reader);
        let mut problems = reader.0.problems;
        if problems.is_empty() {
            problems = check::contradictions(&config);
        }
        if problems.is_empty() { Ok(config) } else { Err(ConfigProblems(problems)) }
    }
}

/// This process's environment, for [`Config::load`]. Bytes that are no text become a mark that
/// every setting refuses.
pub fn environment() -> impl Iterator<Item = (String, String)> {
    std::env::vars_os().map(|(name, value)| {
        (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
    })
}
