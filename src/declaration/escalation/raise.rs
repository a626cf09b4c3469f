//! The clock's work: raises what ran out, a batch at a time, and writes the day's digest.
//!
//! A batch is one transaction. What it marks, writes and tells is done together or not at all, so a
//! node that stops in the middle leaves nothing half told, and the next one goes on where it was.

use std::sync::Arc;

use entity::declaration::DeskLevel;
use entity::declaration_hop::HopCause;
use serde_json::json;
use time::Duration;

use super::hop::{self, Hop};
use super::ladder::Ladder;
use super::overdue::{self, BATCH, Late};
use super::{digest, tell};
use crate::app::App;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};
use crate::support::store::morning;
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// Nobody is called at night.
const FROM_HOUR: i64 = 8;

/// Raises one batch; done again, it raises nothing twice.
pub(crate) fn raise(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move { app.work(|at| Box::pin(batch(at))).await })
}

async fn batch(at: &At<'_>) -> Result<Progress, Fault> {
    let is_working = at.world.calendar.is_working_day(at.today());
    if !is_working || at.now < morning(at.today()).plus(Duration::hours(FROM_HOUR)) {
        return Ok(Progress::Done);
    }
    at.allow_long().await?;
    let mut ladder = Ladder::default();
    let steps = overdue::steps(at).await?;
    let chains = overdue::chains(at).await?;
    let is_full = steps.len() == BATCH || chains.len() == BATCH;
    let steps = hop::mark(at, of_steps(at, &mut ladder, steps).await?).await?;
    let chains = of_chains(at, &mut ladder, chains).await?;
    let raised = go_up(at, steps).await? + go_up(at, chains).await?;
    // A batch that raised nothing, in a grid without a county, must not be tried for ever.
    if is_full && raised > 0 {
        return Ok(Progress::More);
    }
    digest::write(at, &mut ladder).await?;
    Ok(Progress::Done)
}

async fn of_steps(at: &At<'_>, ladder: &mut Ladder, late: Vec<Late>) -> Result<Vec<Hop>, Fault> {
    let mut hops = Vec::with_capacity(late.len());
    for late in late {
        let post = ladder.post(at, late.community_id, late.next_level()).await?;
        hops.extend(post.map(|to| Hop { late, cause: HopCause::Step, to }));
    }
    Ok(hops)
}

/// The site and the county hear of a chain; where the site's post is vacant that is the county alone.
async fn of_chains(at: &At<'_>, ladder: &mut Ladder, late: Vec<Late>) -> Result<Vec<Hop>, Fault> {
    let mut hops = Vec::with_capacity(late.len() * 2);
    for late in late {
        let site = ladder.post(at, late.community_id, DeskLevel::Site).await?;
        let county = ladder.post(at, late.community_id, DeskLevel::County).await?;
        let above =
            county.filter(|county| site.as_ref().map(|post| post.node) != Some(county.node));
        for to in site.into_iter().chain(above) {
            hops.push(Hop { late: late.clone(), cause: HopCause::Chain, to });
        }
    }
    Ok(hops)
}

/// Writes hops down, tells whom they go to, and gives how many were new.
async fn go_up(at: &At<'_>, hops: Vec<Hop>) -> Result<usize, Fault> {
    let hops = hop::write(at, hops).await?;
    if hops.is_empty() {
        return Ok(0);
    }
    tell::staff(at, &hops).await?;
    tell::households(at, &hops).await?;
    for some in hops.chunks(100) {
        let subjects: Vec<_> = some.iter().map(subject).collect();
        audit::record(at, Actor::SYSTEM, "declaration.raise", &subjects).await?;
    }
    Ok(hops.len())
}

fn subject(hop: &Hop) -> Subject {
    Subject::new("declaration", hop.late.id)
        .household(hop.late.household_id)
        .node(hop.late.node_id)
        .facts(json!({
            "cause": hop.cause, "state": hop.late.state, "from": hop.late.answerable(),
            "to": hop.to.level, "skipped": hop.to.skipped, "told": hop.to.holders.len(),
        }))
}
