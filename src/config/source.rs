//! Collects what the file, the environment and the command line give, weakest source first.

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::catalogue::Catalogue;
use super::problem::{Problem, Source};
use super::value::Raw;

/// Every value given for each setting, weakest first, and what named no setting.
pub(super) struct Given<'c> {
    catalogue: &'c Catalogue,
    pub(super) values: BTreeMap<&'static str, Vec<(Source, Raw)>>,
    pub(super) problems: Vec<Problem>,
}

/// The text of a file with its name, to tell lines from offsets.
struct Text<'t> {
    file: &'t str,
    text: &'t str,
}

impl Text<'_> {
    fn line(&self, offset: usize) -> usize {
        self.text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
    }

    fn source(&self, offset: usize) -> Source {
        Source::File { file: self.file.to_owned(), line: self.line(offset) }
    }
}

impl<'c> Given<'c> {
    pub(super) fn new(catalogue: &'c Catalogue) -> Self {
        Self { catalogue, values: BTreeMap::new(), problems: Vec::new() }
    }

    /// Reads the file; what can't be read is a problem like any other.
    pub(super) fn file(&mut self, path: &Path) {
        let name = path.display().to_string();
        let refused = |english: &str, chinese: &str| Problem::unreadable(&name, english, chinese);
        match std::fs::read(path).map(String::from_utf8) {
            Ok(Ok(text)) => self.toml(&name, &text),
            Ok(Err(_)) => self.problems.push(refused(
                "is not UTF-8 text; save it again as UTF-8",
                "不是 UTF-8 编码，请另存为 UTF-8",
            )),
            Err(error) => self.problems.push(refused(
                &format!("can't be read ({}); check the path and its permissions", error.kind()),
                "无法读取，请检查路径与权限",
            )),
        }
    }

    pub(super) fn toml(&mut self, file: &str, text: &str) {
        let text = Text { file, text };
        let (table, errors) = DeTable::parse_recoverable(text.text);
        for error in &errors {
            let line = text.line(error.span().map_or(0, |span| span.start));
            self.problems.push(Problem::syntax(file, line, error.message()));
        }
        if errors.is_empty() {
            self.table(&text, "", table.get_ref());
        }
    }

    fn table(&mut self, text: &Text<'_>, section: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let source = text.source(key.span().start);
            let path = match section {
                "" => key.get_ref().to_string(),
                _ => format!("{section}.{}", key.get_ref()),
            };
            let is_section = self.catalogue.has_section(&path);
            match (value.get_ref(), self.catalogue.path(&path)) {
                (DeValue::Table(inner), None) if is_section => self.table(text, &path, inner),
                (DeValue::Table(_), None) => {
                    let nearest = self.catalogue.nearest_section(&path);
                    self.problems.push(Problem::unknown(&source, &path, nearest));
                }
                (_, None) if is_section => {
                    self.problems.push(Problem::not_a_section(&source, &path));
                }
                (_, None) => self.unknown(&source, &path, &path),
                (value, Some(known)) => self.add(known, source, raw(value)),
            }
        }
    }

    /// Takes the variables that begin with `XINJU__` and leaves all others alone.
    pub(super) fn environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        let mut ours: Vec<_> = variables.filter(|(name, _)| name.starts_with("XINJU__")).collect();
        ours.sort();
        for (name, value) in ours {
            if let Some(path) = self.catalogue.path_of_variable(&name) {
                self.add(path, Source::Environment, Raw::Loose(value));
            } else {
                let path = name.to_lowercase().replacen("xinju__", "", 1).replace("__", ".");
                self.unknown(&Source::Environment, &name, &path);
            }
        }
    }

    pub(super) fn overrides(&mut self, overrides: Vec<(String, String)>) {
        for (path, value) in overrides {
            match self.catalogue.path(&path) {
                Some(path) => self.add(path, Source::Flag, Raw::Loose(value)),
                None => self.unknown(&Source::Flag, &path, &path),
            }
        }
    }

    fn add(&mut self, path: &'static str, source: Source, raw: Raw) {
        self.values.entry(path).or_default().push((source, raw));
    }

    fn unknown(&mut self, source: &Source, written: &str, path: &str) {
        let nearest = self.catalogue.nearest(path);
        self.problems.push(Problem::unknown(source, written, nearest));
    }
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(text.to_string()),
        DeValue::Integer(number) => {
            let number = i128::from_str_radix(number.as_str(), number.radix());
            Raw::Whole(number.unwrap_or(i128::MAX))
        }
        DeValue::Boolean(truth) => Raw::Truth(*truth),
        DeValue::Array(items) => Raw::List(items.iter().map(|item| raw(item.get_ref())).collect()),
        DeValue::Float(_) | DeValue::Datetime(_) | DeValue::Table(_) => Raw::Other,
    }
}
