//! Settings that are right each by itself and contradict each other.

use super::Config;
use super::problem::Problem;

type Figure = (&'static str, i128);

fn count(path: &'static str, amount: usize) -> Figure {
    (path, i128::try_from(amount).unwrap_or(i128::MAX))
}

fn figure(path: &'static str, amount: impl Into<i128>) -> Figure {
    (path, amount.into())
}

/// One problem for each pair in which the first setting is above the second.
pub(super) fn contradictions(config: &Config) -> Vec<Problem> {
    pairs(config)
        .into_iter()
        .filter(|((_, less), (_, more))| less > more)
        .map(|(less, more)| Problem::order(less, more))
        .collect()
}

/// Pairs of which the first can't be above the second.
fn pairs(config: &Config) -> Vec<(Figure, Figure)> {
    let Config { server, database, media, import, worker, auth, policy, .. } = config;
    let upload = count("server.upload_bytes_max", server.upload_bytes_max);
    let (password, declaration) = (&auth.password, &policy.declaration);
    vec![
        (count("server.body_bytes_max", server.body_bytes_max), upload),
        (figure("media.photo_bytes_max", media.photo_bytes_max), upload),
        (figure("media.voice_bytes_max", media.voice_bytes_max), upload),
        (figure("import.file_bytes_max", import.file_bytes_max), upload),
        (
            count("server.connections_per_address_max", server.connections_per_address_max),
            count("server.connections_max", server.connections_max),
        ),
        (
            figure("database.connections_min", database.connections_min),
            figure("database.connections_max", database.connections_max),
        ),
        (
            figure("database.statement_ms_max", database.statement_ms_max),
            figure("database.long_statement_ms_max", database.long_statement_ms_max),
        ),
        (
            figure("worker.backoff_ms_first", worker.backoff_ms_first),
            figure("worker.backoff_ms_max", worker.backoff_ms_max),
        ),
        (
            figure("auth.refresh_days", auth.refresh_days),
            figure("auth.session_days_max", auth.session_days_max),
        ),
        (
            figure("auth.throttle.pause_s_first", auth.throttle.pause_s_first),
            figure("auth.throttle.pause_s_max", auth.throttle.pause_s_max),
        ),
        (
            count("auth.password.chars_min", password.chars_min),
            count("auth.password.chars_min_alone", password.chars_min_alone),
        ),
        (
            figure("policy.declaration.accept_working_days", declaration.accept_working_days),
            figure("policy.declaration.whole_working_days", declaration.whole_working_days),
        ),
        (
            figure("policy.points.credit_max", policy.points.credit_max),
            figure("policy.points.volunteer_day_max", policy.points.volunteer_day_max),
        ),
    ]
}
