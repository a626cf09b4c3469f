//! Keeping rounds: opened on the first of the month, complete while the check goes on, told when late.

use std::sync::Arc;

use entity::grid_node::NodeKind;
use entity::id::{NodeId, RoundId};
use entity::monitoring_round::RoundPhase;
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use time::Date;

use super::cover::{cover, excuse_gone};
use super::days::first;
use super::open::{open, subject};
use super::rounds::{self, LATE, word};
use super::store::held;
use crate::app::App;
use crate::identity::duty::on_duty;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::audit::{self, Actor};
use crate::store::{At, Fault};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

/// Opens one round that this month lacks; once there is none, completes those in their check and tells
/// of those that are late.
pub(crate) fn keep(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        if app.work(|at| Box::pin(open_next(at))).await? {
            return Ok(Progress::More);
        }
        let checking: Vec<Checking> = app
            .view()
            .sql
            .all("SELECT id FROM monitoring_round WHERE phase = 'check' ORDER BY month, id", vec![])
            .await?;
        for round in checking {
            app.work(move |at| Box::pin(complete(at, round.id))).await?;
        }
        app.work(|at| Box::pin(tell_late(at))).await?;
        Ok(Progress::Done)
    })
}

#[derive(FromQueryResult)]
struct Checking {
    id: RoundId,
}

/// Opens the round of a site where somebody lives and this month has none; says whether there was one.
async fn open_next(at: &At<'_>) -> Result<bool, Fault> {
    let site: Option<NodeId> = at
        .sql()
        .value(
            "SELECT n.id FROM grid_node n WHERE n.kind = 'site' AND n.retired_at IS NULL \
             AND NOT EXISTS (SELECT 1 FROM monitoring_round m \
               WHERE m.site_id = n.id AND m.month = $1) \
             AND EXISTS (SELECT 1 FROM grid_path g JOIN household h ON h.node_id = g.node_id \
               WHERE g.ancestor_id = n.id AND h.state = 'present') ORDER BY n.id LIMIT 1",
            params![first(at.today())],
        )
        .await?;
    let Some(site) = site else { return Ok(false) };
    at.allow_long().await?;
    let Some(id) = open(at, site, None).await? else { return Ok(true) };
    if let Some(round) = rounds::one(at.sql(), id, at.today()).await? {
        audit::record(at, Actor::SYSTEM, "round.open", &[subject(&round)]).await?;
    }
    Ok(true)
}

/// Takes in who moved in, and excuses who left before anybody came.
async fn complete(at: &At<'_>, round: RoundId) -> Result<(), Fault> {
    let Some(round) = held(at, round).await? else { return Ok(()) };
    if round.phase == RoundPhase::Check {
        at.allow_long().await?;
        cover(at, round.id, round.site_id, round.month).await?;
        excuse_gone(at, round.id).await?;
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct Late {
    id: RoundId,
    site_id: NodeId,
    site_name: String,
    month: Date,
    phase: RoundPhase,
}

/// Tells the street, or whoever is on duty above it, once of each phase that is late.
async fn tell_late(at: &At<'_>) -> Result<(), Fault> {
    let sql = format!(
        "SELECT t.id, t.site_id, s.name AS site_name, t.month, t.phase FROM monitoring_round t \
         JOIN grid_node s ON s.id = t.site_id WHERE {} \
         AND (t.told_phase IS NULL OR t.told_phase <> t.phase) ORDER BY t.id",
        LATE.replace('?', "$1")
    );
    let late: Vec<Late> = at.sql().all(sql, params![at.today()]).await?;
    for round in late {
        let told = at
            .execute(
                "UPDATE monitoring_round SET told_phase = phase WHERE id = $1 AND phase = $2 \
                 AND (told_phase IS NULL OR told_phase <> phase)",
                params![round.id, round.phase.code()],
            )
            .await?;
        if told == 1 {
            tell(at, &round).await?;
        }
    }
    Ok(())
}

async fn tell(at: &At<'_>, round: &Late) -> Result<(), Fault> {
    let duty = on_duty(at.sql(), round.site_id, NodeKind::Site, at.today()).await?;
    let Some(duty) = duty else { return Ok(()) };
    let body = format!(
        "{}{}月的{}已经过了截止日，请查看还缺什么，尽快进入下一阶段。",
        round.site_name,
        u8::from(round.month.month()),
        word(round.phase)
    );
    let notice = Notice {
        topic: StaffTopic::Round,
        subject: Some(round.id.0),
        title: "月排查已超期",
        body: &body,
    };
    tell_staff(at, &duty.accounts, notice).await
}
