//! The list of all sections and settings, and the nearest one to a mistyped name.

use super::setting::{Section, Setting, Walk};
use super::value::{Value, Words};
use super::{Config, setting};

/// A setting with what its type says about it.
pub(super) struct Entry {
    pub(super) setting: Setting,
    pub(super) allowed: Words,
    /// The default in TOML.
    pub(super) default: String,
}

/// A section with its own settings, without those of the sections within it.
pub(super) struct Chapter {
    pub(super) section: Section,
    pub(super) entries: Vec<Entry>,
}

/// All sections, in the order of the example file.
#[derive(Default)]
pub(super) struct Catalogue {
    pub(super) chapters: Vec<Chapter>,
}

impl Walk for Catalogue {
    fn section(&mut self, section: Section) {
        self.chapters.push(Chapter { section, entries: Vec::new() });
    }

    fn setting<T: Value>(&mut self, setting: Setting, default: T) -> T {
        let entry = Entry { setting, allowed: T::allowed(setting.limit), default: default.write() };
        if let Some(chapter) = self.chapters.last_mut() {
            chapter.entries.push(entry);
        }
        default
    }
}

impl Catalogue {
    /// The catalogue, and the configuration that consists of the defaults.
    pub(super) fn with_defaults() -> (Self, Config) {
        let mut catalogue = Self::default();
        let config = Config::walk(&mut catalogue);
        (catalogue, config)
    }

    fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.chapters.iter().flat_map(|chapter| &chapter.entries).map(|entry| entry.setting.path)
    }

    pub(super) fn has_section(&self, path: &str) -> bool {
        self.chapters.iter().any(|chapter| chapter.section.path == path)
    }

    /// The path of the setting with this path, as the tables state it.
    pub(super) fn path(&self, path: &str) -> Option<&'static str> {
        self.paths().find(|known| *known == path)
    }

    /// The path of the setting that this environment variable sets.
    pub(super) fn path_of_variable(&self, name: &str) -> Option<&'static str> {
        self.paths().find(|known| setting::variable(known) == name)
    }

    /// The known path that looks most like `path`. A right name in the wrong section comes before a
    /// wrong name.
    pub(super) fn nearest(&self, path: &str) -> &'static str {
        let last = |path: &str| path.rsplit('.').next().unwrap_or_default().to_owned();
        let distance = |known: &str| {
            let elsewhere = last(known) != last(path);
            (elsewhere, strsim::damerau_levenshtein(known, path))
        };
        self.paths().min_by_key(|known| distance(known)).unwrap_or_default()
    }

    /// The known section that looks most like `path`.
    pub(super) fn nearest_section(&self, path: &str) -> &'static str {
        self.chapters
            .iter()
            .map(|chapter| chapter.section.path)
            .min_by_key(|known| strsim::damerau_levenshtein(known, path))
            .unwrap_or_default()
    }
}
