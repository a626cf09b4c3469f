//! Medians, and the table that is printed at the end.

use std::fmt;
use std::time::Duration;

/// The middle of the values; the lower one of two.
pub(crate) fn median<T: PartialOrd + Copy>(values: &[T]) -> Option<T> {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

/// The value below which `share` per cent of sorted values lie.
pub(crate) fn percentile(sorted: &[Duration], share: usize) -> Duration {
    let place = (sorted.len() * share).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

/// A time with three figures.
pub(crate) fn time(duration: Duration) -> String {
    let ms = duration.as_secs_f64() * 1_000.0;
    match ms {
        _ if ms >= 10_000.0 => format!("{:.1} s", ms / 1_000.0),
        _ if ms >= 1_000.0 => format!("{:.2} s", ms / 1_000.0),
        _ if ms >= 100.0 => format!("{ms:.0} ms"),
        _ if ms >= 10.0 => format!("{ms:.1} ms"),
        _ => format!("{ms:.2} ms"),
    }
}

/// One line of the table.
#[derive(Debug)]
pub(crate) struct Line {
    /// What was measured.
    pub(crate) what: String,
    /// The program's figure.
    pub(crate) program: String,
    /// The yardstick's figure, where there is one.
    pub(crate) yardstick: String,
    /// The two compared, or the figure alone, as a number.
    pub(crate) ratio: String,
    /// What is wanted.
    pub(crate) target: String,
    /// Whether it is met.
    pub(crate) met: Option<bool>,
}

/// All lines, in the order in which they were measured.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<Line>);

impl Report {
    /// Adds a line, and says it right away.
    pub(crate) fn add(&mut self, line: Line) {
        eprintln!("{} {} {} {}", line.what, line.program, line.yardstick, line.ratio);
        self.0.push(line);
    }

    /// Adds a figure without a yardstick; `met` is none where nothing is promised.
    pub(crate) fn plain(
        &mut self,
        what: impl Into<String>,
        figure: impl Into<String>,
        target: impl Into<String>,
        met: Option<bool>,
    ) {
        self.add(Line {
            what: what.into(),
            program: figure.into(),
            yardstick: String::new(),
            ratio: String::new(),
            target: target.into(),
            met,
        });
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n| what | xinju | yardstick | ratio | target | |")?;
        writeln!(f, "| --- | --- | --- | --- | --- | --- |")?;
        for line in &self.0 {
            let Line { what, program, yardstick, ratio, target, met } = line;
            let met = match met {
                None => "",
                Some(true) => "met",
                Some(false) => "**missed**",
            };
            writeln!(f, "| {what} | {program} | {yardstick} | {ratio} | {target} | {met} |")?;
        }
        Ok(())
    }
}
