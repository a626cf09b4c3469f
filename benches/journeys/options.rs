//! What the command line asks for.

use std::time::Duration;

/// How long and how often to measure.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// Rounds of each measurement; medians are shown.
    pub(crate) rounds: usize,
    /// The length of one round of requests.
    pub(crate) round: Duration,
    /// Numbers of connections.
    pub(crate) connections: Vec<usize>,
    /// Whether the twin remembers verified tokens, as the program does.
    pub(crate) twin_remembers: bool,
    only: Vec<String>,
}

impl Options {
    /// Reads `--quick`, `--rounds N`, `--seconds N`, `--only PART` (import, cold, push, visits, month,
    /// rates) and `--twin-remembers`; what cargo adds is passed over.
    pub(crate) fn read(arguments: &[String]) -> Self {
        let has = |name: &str| arguments.iter().any(|argument| argument == name);
        let values = |name: &str| -> Vec<String> {
            let pairs = arguments.iter().zip(arguments.iter().skip(1));
            pairs.filter(|(flag, _)| *flag == name).map(|(_, value)| value.clone()).collect()
        };
        let number = |name: &str| values(name).first().and_then(|text| text.parse::<u64>().ok());
        let quick = has("--quick");
        let rounds = number("--rounds").unwrap_or(if quick { 3 } else { 5 });
        let seconds = number("--seconds").unwrap_or(if quick { 1 } else { 3 });
        Self {
            rounds: usize::try_from(rounds).unwrap_or(5).max(1),
            round: Duration::from_secs(seconds.max(1)),
            connections: vec![1, 16, 64],
            twin_remembers: has("--twin-remembers"),
            only: values("--only"),
        }
    }

    /// Whether a part is wanted.
    pub(crate) fn wants(&self, part: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| only == part)
    }
}
