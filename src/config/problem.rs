//! What is wrong with a configuration, in sentences that say what to do.

use std::fmt;

use super::setting::{Setting, variable};
use super::value::{Fault, Raw, Value, Words};

/// Where a value was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// A line of the configuration file, counted from 1.
    File {
        /// The path as it was given.
        file: String,
        /// Counted from 1.
        line: usize,
    },
    /// An environment variable.
    Environment,
    /// The command line.
    Flag,
}

impl Source {
    fn words(&self, path: &str) -> Words {
        match self {
            Self::File { file, line } => {
                Words::new(format!("{file} line {line}"), format!("{file} 第 {line} 行"))
            }
            Self::Environment => {
                let name = variable(path);
                Words::new(format!("environment variable {name}"), format!("环境变量 {name}"))
            }
            Self::Flag => Words::new("command line", "命令行"),
        }
    }

    /// A setting's path as this source writes it.
    fn name(&self, path: &str) -> String {
        if *self == Self::Environment { variable(path) } else { path.to_owned() }
    }
}

/// One thing that is wrong, in both languages. It never holds the value of a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The dotted path that it is about; empty when it is about the file as a whole.
    pub path: String,
    /// One sentence in English.
    pub english: String,
    /// The same in Chinese.
    pub chinese: String,
}

impl Problem {
    fn new(path: &str, english: String, chinese: String) -> Self {
        Self { path: path.to_owned(), english, chinese }
    }

    /// The file can't be read at all.
    pub(super) fn unreadable(file: &str, english: &str, chinese: &str) -> Self {
        Self::new(
            "",
            format!("The configuration file {file} {english}."),
            format!("配置文件 {file} {chinese}。"),
        )
    }

    /// The file isn't TOML. The parser's words are about the form, and quote no value.
    pub(super) fn syntax(file: &str, line: usize, message: &str) -> Self {
        let message = message.replace('\n', ", ");
        Self::new(
            "",
            format!("{file} line {line} is not valid TOML: {message}; correct that line."),
            format!("{file} 第 {line} 行不符合 TOML 格式，请改正该行。"),
        )
    }

    /// A key that names no setting. `written` is what the source says, `nearest` a dotted path.
    pub(super) fn unknown(source: &Source, written: &str, nearest: &str) -> Self {
        let place = match source {
            Source::Environment => Words::new("environment", "环境变量"),
            Source::File { .. } | Source::Flag => source.words(""),
        };
        let written: String = written.escape_debug().take(80).collect();
        let nearest = source.name(nearest);
        Self::new(
            &written,
            format!(
                "{written} ({}) is not a setting; did you mean {nearest}? Correct or remove it.",
                place.english
            ),
            format!("{written}（{}）不是设置项，是否想写 {nearest}？请改正或删去。", place.chinese),
        )
    }

    /// A section's name was given a plain value.
    pub(super) fn not_a_section(source: &Source, path: &str) -> Self {
        let place = source.words(path);
        Self::new(
            path,
            format!(
                "{path} ({}) is a section, not a setting; write its settings below [{path}].",
                place.english
            ),
            format!("{path}（{}）是分节而非设置项，请在 [{path}] 之下填写。", place.chinese),
        )
    }

    /// A value that the setting doesn't take.
    pub(super) fn refused<T: Value>(
        setting: &Setting,
        source: &Source,
        raw: &Raw,
        fault: Fault,
        default: &T,
    ) -> Self {
        let Setting { path, limit, .. } = *setting;
        let place = source.words(path);
        let value = if T::SHOWN { format!(" = {}", raw.shown()) } else { String::new() };
        let allowed = T::allowed(limit);
        let default = default.write();
        let wrong = match fault {
            Fault::Kind => Words::new("has the wrong type", "类型不对"),
            Fault::Limit => Words::new("is outside what is allowed", "超出允许范围"),
            Fault::Form => Words::new("can't be understood", "写法无法识别"),
        };
        Self::new(
            path,
            format!(
                "{path}{value} ({}) {}; write {}, or remove it for the default {default}.",
                place.english, wrong.english, allowed.english
            ),
            format!(
                "{path}{value}（{}）{}，请填 {}，或删去以使用默认值 {default}。",
                place.chinese, wrong.chinese, allowed.chinese
            ),
        )
    }

    /// Two settings that contradict each other: `less` can't be above `more`.
    pub(super) fn order(less: (&str, i128), more: (&str, i128)) -> Self {
        let ((less, small), (more, large)) = (less, more);
        Self::new(
            less,
            format!(
                "{less} = {small} is above {more} = {large}; lower the first or raise the second."
            ),
            format!("{less} = {small} 大于 {more} = {large}，请调低前者或调高后者。"),
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} / {}", self.english, self.chinese)
    }
}

/// Everything that is wrong with a configuration, one sentence to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigProblems(pub(super) Vec<Problem>);

impl ConfigProblems {
    /// The problems, in the order of the file and then of the settings. Never empty.
    pub fn problems(&self) -> &[Problem] {
        &self.0
    }
}

impl fmt::Display for ConfigProblems {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, problem) in self.0.iter().enumerate() {
            let line_break = if number == 0 { "" } else { "\n" };
            write!(out, "{line_break}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigProblems {}
