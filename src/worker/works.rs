//! The register of works and of outbox handlers: a feature adds its own in one line.

use super::{Handler, Work, forget, imports, reseal, seal};
use crate::config::Config;
use crate::{clue, colour, declaration, job, monitoring, round, support, visit};

const DAY_MS: u64 = 86_400_000;
const HOUR_MS: u64 = 3_600_000;
const MINUTE_MS: u64 = 60_000;

/// All works of this version.
pub fn works() -> Vec<Work> {
    vec![
        Work::new(seal::NAME, |config| config.audit.seal_ms, seal::seal).when(seal::wanted),
        Work::new("replies.forget", |_| HOUR_MS, forget::replies),
        Work::new("refresh_tokens.forget", |_| HOUR_MS, forget::refresh_tokens),
        Work::new("throttles.forget", |_| HOUR_MS, forget::throttles),
        Work::new("uploads.forget", |_| HOUR_MS, forget::uploads),
        Work::new("imports.resume", |_| MINUTE_MS, imports::resume),
        Work::new("imports.forget", |_| HOUR_MS, imports::forget),
        Work::new("fields.reseal", |_| HOUR_MS, reseal::reseal),
        Work::new("clues.remind", |_| HOUR_MS, clue::remind),
        Work::new("colours.compute", colour_ms, colour::compute),
        Work::new("measures.remind", |_| HOUR_MS, support::remind),
        Work::new("declarations.clock", clock_ms, declaration::escalation::raise).watched(),
        Work::new("visits.plan", |_| HOUR_MS, visit::plan),
        Work::new("visits.missed", |_| HOUR_MS, visit::missed),
        Work::new("monitoring.keep", |_| DAY_MS, monitoring::keep),
        Work::new("rounds.keep", |_| HOUR_MS, round::keep),
        Work::new("jobs.expire", |_| HOUR_MS, job::expire_batch),
    ]
}

fn colour_ms(config: &Config) -> u64 {
    HOUR_MS.saturating_mul(u64::from(config.policy.monitoring.colour_hours))
}

fn clock_ms(config: &Config) -> u64 {
    MINUTE_MS.saturating_mul(u64::from(config.policy.declaration.clock_minutes))
}

/// All handlers of this version, by topic.
pub fn handlers() -> Vec<Handler> {
    vec![]
}
