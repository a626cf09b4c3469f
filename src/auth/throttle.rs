//! Pauses after wrong attempts (AUTHN-4): counted in the database, so a restart forgets nothing.
//!
//! Each account and each address has a counter. Beyond its limit every further failure pauses it,
//! each time twice as long, up to a greatest pause: nobody is locked out for good, and attempts
//! during a pause are refused without making it longer. A quiet window forgets the failures.
//! Logins and addresses stand in the table as keyed hashes.

use std::net::IpAddr;

use entity::Moment;

use crate::config::Throttle;
use crate::params;
use crate::store::at::World;
use crate::store::{At, Fault, Sql};

const MS_PER_MINUTE: i64 = 60_000;
/// Doubling more often than this would pass any greatest pause.
const DOUBLINGS_MAX: u32 = 20;

/// Something whose wrong attempts are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counter {
    subject: String,
    failures_max: u32,
}

impl Counter {
    /// A login, whether an account has it or not.
    pub(crate) fn login(world: &World, login: &str) -> Self {
        let index = world.seal.blind_index("throttle.login", login);
        let failures_max = world.config.auth.throttle.account_failures_max;
        Self { subject: format!("login:{index}"), failures_max }
    }

    /// An address that signs in.
    pub(crate) fn address(world: &World, address: Option<IpAddr>) -> Self {
        let failures_max = world.config.auth.throttle.address_failures_max;
        Self { subject: format!("address:{}", place(world, address)), failures_max }
    }

    /// An address that tries activation codes (AUTHN-5: 5 tries).
    pub(crate) fn codes(world: &World, address: Option<IpAddr>) -> Self {
        let failures_max = world.config.auth.activation_tries_max;
        Self { subject: format!("codes:{}", place(world, address)), failures_max }
    }
}

/// The keyed hash of an address; one subscriber has a whole /64 of IPv6.
fn place(world: &World, address: Option<IpAddr>) -> String {
    let text = match address {
        None => "unknown".to_owned(),
        Some(IpAddr::V4(address)) => address.to_string(),
        Some(IpAddr::V6(address)) => format!("{:x}/64", u128::from(address) >> 64),
    };
    world.seal.blind_index("throttle.address", &text)
}

/// How long the longest pause among `counters` still lasts (s), if one does.
pub(crate) async fn wait_s(
    sql: Sql<'_>,
    now: Moment,
    counters: &[Counter],
) -> Result<Option<u32>, Fault> {
    let mut values = params![now];
    values.extend(counters.iter().map(|counter| counter.subject.clone().into()));
    let list = crate::store::sql::placeholders(2, counters.len());
    let until: Option<Option<i64>> = sql
        .value(
            format!(
                "SELECT MAX(blocked_until) FROM throttle \
                 WHERE blocked_until > $1 AND subject IN ({list})"
            ),
            values,
        )
        .await?;
    let ms = until.flatten().map(|until| until.saturating_sub(now.0));
    Ok(ms.map(|ms| u32::try_from(ms.div_euclid(1000).saturating_add(1)).unwrap_or(u32::MAX)))
}

/// Makes whoever else concludes an attempt of `counter` wait until this transaction is done, so
/// that attempts made at the same time are judged one after the other.
pub(crate) async fn lock(at: &At<'_>, counter: &Counter) -> Result<(), Fault> {
    at.execute(
        "INSERT INTO throttle (subject, window_at, failures) VALUES ($1, $2, 0) \
         ON CONFLICT (subject) DO UPDATE SET failures = throttle.failures",
        params![counter.subject.clone(), at.now],
    )
    .await?;
    Ok(())
}

/// Counts a wrong attempt of each of `counters`; the transaction has to be kept.
pub(crate) async fn count(at: &At<'_>, counters: &[Counter]) -> Result<(), Fault> {
    let settings = &at.world.config.auth.throttle;
    let quiet_since = at.now.plus_ms(-i64::from(settings.window_min) * MS_PER_MINUTE);
    for counter in counters {
        let failures: Option<i64> = at
            .sql()
            .value(
                "INSERT INTO throttle (subject, window_at, failures) VALUES ($1, $2, 1) \
                 ON CONFLICT (subject) DO UPDATE SET \
                   failures = CASE WHEN COALESCE(throttle.blocked_until, throttle.window_at) <= $3 \
                     THEN 1 ELSE throttle.failures + 1 END, \
                   window_at = CASE WHEN COALESCE(throttle.blocked_until, throttle.window_at) <= $3 \
                     THEN $2 ELSE throttle.window_at END, \
                   blocked_until = CASE \
                     WHEN COALESCE(throttle.blocked_until, throttle.window_at) <= $3 \
                     THEN NULL ELSE throttle.blocked_until END \
                 RETURNING failures",
                params![counter.subject.clone(), at.now, quiet_since],
            )
            .await?;
        if let Some(pause_ms) = pause_ms(settings, counter.failures_max, failures.unwrap_or(1)) {
            at.execute(
                "UPDATE throttle SET blocked_until = $2 WHERE subject = $1",
                params![counter.subject.clone(), at.now.plus_ms(pause_ms)],
            )
            .await?;
        }
    }
    Ok(())
}

/// Forgets the wrong attempts of `counter`: it proved to be who it says.
pub(crate) async fn clear(at: &At<'_>, counter: &Counter) -> Result<(), Fault> {
    let subject = counter.subject.clone();
    at.execute("DELETE FROM throttle WHERE subject = $1", params![subject]).await?;
    Ok(())
}

/// Removes counters that have been quiet since `before`; says how many, at most `batch`.
pub async fn forget(at: &At<'_>, before: Moment, batch: u32) -> Result<u64, Fault> {
    at.execute(
        "DELETE FROM throttle WHERE subject IN (SELECT subject FROM throttle \
         WHERE COALESCE(blocked_until, window_at) < $1 LIMIT $2)",
        params![before, i64::from(batch)],
    )
    .await
}

/// The pause after the failure with this number, counted from 1.
fn pause_ms(settings: &Throttle, failures_max: u32, failures: i64) -> Option<i64> {
    let beyond = u32::try_from(failures).unwrap_or(u32::MAX).checked_sub(failures_max)?;
    let first = u64::from(settings.pause_s_first);
    let pause_s = first << beyond.min(DOUBLINGS_MAX);
    let pause_s = pause_s.min(u64::from(settings.pause_s_max).max(first));
    i64::try_from(pause_s.saturating_mul(1000)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_the_longest() {
        let settings = Throttle {
            pause_s_first: 30,
            pause_s_max: 100,
            ..crate::config::Config::default().auth.throttle
        };
        let pauses: Vec<_> = (1..=8).map(|failures| pause_ms(&settings, 5, failures)).collect();
        let expected = [None, None, None, None, Some(30_000), Some(60_000), Some(100_000)];
        assert_eq!(pauses.get(..7), Some(expected.as_slice()));
        assert_eq!(pause_ms(&settings, 5, i64::MAX), Some(100_000));
    }
}
