//! The worker's part: scores every household by its county's rule, and proposes where that differs.
//!
//! One statement reads all inputs of a county, the scoring happens here, and only the differing rows are
//! written, a batch at a time. Done again it writes nothing, because an open proposal that says the same
//! is no difference.

use std::collections::HashMap;
use std::sync::Arc;

use entity::colour_result::Colour;
use entity::grid_node::NodeKind;
use entity::id::{ColourResultId, HouseholdId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::{FromQueryResult, Value};
use serde_json::json;

use super::difference::{self, Difference, Proposal};
use super::rules::{self, Rule};
use super::seed;
use crate::app::App;
use crate::identity::duty::on_duty;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};
use crate::support::store::{listed, morning};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// Households that one transaction writes for.
const BATCH: usize = 500;

/// Proposes what differs, one batch of a county at a time.
pub(crate) fn compute(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        for county in counties(&app).await? {
            if county_batch(&app, county).await? == Progress::More {
                return Ok(Progress::More);
            }
        }
        app.work(|at| Box::pin(announce(at))).await?;
        Ok(Progress::Done)
    })
}

async fn counties(app: &App) -> Result<Vec<NodeId>, Fault> {
    #[derive(FromQueryResult)]
    struct County {
        id: NodeId,
    }
    let sql = "SELECT id FROM grid_node WHERE kind = 'county' AND retired_at IS NULL ORDER BY id";
    let rows: Vec<County> = app.view().sql.all(sql, vec![]).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn county_batch(app: &Arc<App>, county: NodeId) -> Result<Progress, Fault> {
    let rule = match rules::adopted(app.view().sql, county).await? {
        Some(rule) => rule,
        None => {
            app.work(move |at| Box::pin(async move { seed::adopted(at, county).await })).await?
        }
    };
    let view = app.long_view();
    let mut differences = difference::find(view.sql, view.today(), &rule).await?;
    let is_last = differences.len() <= BATCH;
    differences.truncate(BATCH);
    if differences.is_empty() {
        return Ok(Progress::Done);
    }
    let written =
        app.work(move |at| Box::pin(async move { write(at, &rule, differences).await })).await?;
    // Another rule was adopted meanwhile: what was computed by this one is not worth writing.
    Ok(if written && is_last { Progress::Done } else { Progress::More })
}

/// Writes one batch; `false` when the rule is not in force any more.
async fn write(at: &At<'_>, rule: &Rule, differences: Vec<Difference>) -> Result<bool, Fault> {
    at.allow_long().await?;
    let rows = at
        .execute(
            "UPDATE colour_rule SET state = state WHERE id = $1 AND state = 'adopted'",
            params![rule.id],
        )
        .await?;
    if rows == 0 {
        return Ok(false);
    }
    let held = hold(at, &differences).await?;
    let still = |one: &Difference| held.get(&one.household) == Some(&one.before);
    let standing: Vec<_> = differences.into_iter().filter(still).collect();
    let lapsed = supersede(at, standing.iter().filter_map(|one| one.supersedes).collect()).await?;
    let mut proposed = 0;
    let proposals =
        standing.into_iter().filter_map(|one| Some((one.household, one.before, one.proposes?)));
    let proposals: Vec<_> = proposals.collect();
    for some in proposals.chunks(BATCH) {
        proposed += propose(at, rule, some).await?;
    }
    let subject = Subject::new("colour_rule", rule.id).node(rule.node_id);
    let subject = subject.facts(json!({ "proposed": proposed, "superseded": lapsed }));
    audit::record(at, Actor::SYSTEM, "colour.compute", &[subject]).await?;
    Ok(true)
}

/// The present colours of these households; nobody changes them until the commit.
async fn hold(
    at: &At<'_>,
    differences: &[Difference],
) -> Result<HashMap<HouseholdId, Colour>, Fault> {
    #[derive(FromQueryResult)]
    struct Held {
        id: HouseholdId,
        colour: Colour,
    }
    let mut values = Vec::new();
    let ids = listed(&mut values, differences.iter().map(|one| one.household).collect());
    let sql = format!(
        "UPDATE household SET colour = colour WHERE state = 'present' AND id IN ({ids}) \
         RETURNING id, colour"
    );
    let rows: Vec<Held> = at.sql().all(sql, values).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.colour)).collect())
}

async fn supersede(at: &At<'_>, results: Vec<ColourResultId>) -> Result<u64, Fault> {
    if results.is_empty() {
        return Ok(0);
    }
    let mut values = Vec::new();
    let ids = listed(&mut values, results);
    let sql = format!(
        "UPDATE colour_result SET state = 'superseded' WHERE state = 'proposed' AND id IN ({ids})"
    );
    at.execute(sql, values).await
}

const COLUMNS: usize = 9;

/// Proposes; a household for which something waits meanwhile is left alone.
async fn propose(
    at: &At<'_>,
    rule: &Rule,
    proposals: &[(HouseholdId, Colour, Proposal)],
) -> Result<u64, Fault> {
    if proposals.is_empty() {
        return Ok(0);
    }
    let mut values: Vec<Value> = Vec::with_capacity(proposals.len() * COLUMNS);
    let mut rows = Vec::with_capacity(proposals.len());
    for (household, before, proposal) in proposals {
        rows.push(format!("({}, 'proposed')", placeholders(values.len() + 1, COLUMNS)));
        values.extend(params![
            at.id::<ColourResultId>(),
            *household,
            rule.id,
            before.code(),
            proposal.colour.code(),
            proposal.score,
            proposal.inputs.clone(),
            proposal.sentence.clone(),
            at.now
        ]);
    }
    let sql = format!(
        "INSERT INTO colour_result (id, household_id, rule_id, colour_before, colour, score, \
         inputs, sentence, computed_at, state) VALUES {} ON CONFLICT DO NOTHING",
        rows.join(", ")
    );
    at.execute(sql, values).await
}

#[derive(FromQueryResult)]
struct Waiting {
    site_id: NodeId,
    results: i64,
}

/// Tells each site's officers once a day how many new proposals wait for them.
async fn announce(at: &At<'_>) -> Result<(), Fault> {
    let today = morning(at.today());
    let sites: Vec<Waiting> = at
        .sql()
        .all(
            "SELECT s.id AS site_id, COUNT(*) AS results FROM colour_result r \
             JOIN household h ON h.id = r.household_id \
             JOIN grid_path g ON g.node_id = h.node_id \
             JOIN grid_node s ON s.id = g.ancestor_id AND s.kind = 'site' \
             WHERE r.state = 'proposed' AND r.proposed_by IS NULL AND r.computed_at >= $1 \
             AND NOT EXISTS (SELECT 1 FROM staff_message t WHERE t.kind = 'colour' \
               AND t.subject_id = s.id AND t.created_at >= $1) GROUP BY s.id",
            params![today],
        )
        .await?;
    for site in sites {
        let duty = on_duty(at.sql(), site.site_id, NodeKind::Site, at.today()).await?;
        let Some(duty) = duty else { continue };
        let body = format!("今天重新测算后，有 {} 户的红黄绿需要您确认。", site.results);
        let notice = Notice {
            topic: StaffTopic::Colour,
            subject: Some(site.site_id.0),
            title: "红黄绿待确认",
            body: &body,
        };
        tell_staff(at, &duty.accounts, notice).await?;
    }
    Ok(())
}
