//! Opening a site's round of this month.

use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId, RoundId};
use poem_openapi::Object;
use serde::Deserialize;

use super::RoundError;
use super::cover::cover;
use super::days::Days;
use super::rounds::{self, Round};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RunRounds;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// A round to open.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewRound {
    /// The site.
    pub site_id: NodeId,
}

/// Opens the round.
#[derive(Debug)]
pub(super) struct OpenRound(pub(super) NewRound);

impl Command for OpenRound {
    type Needs = RunRounds;
    type Shows = Round;
    type Error = RoundError;
    const ACTION: &'static str = "round.open";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Round>, RoundError> {
        let site = self.0.site_id;
        if !by.covers(at.sql(), site).await? {
            return Err(RoundError::Missing);
        }
        check_site(at, site).await?;
        let opened = open(at, site, Some(by.caller().account)).await?;
        let round = opened.ok_or(RoundError::Exists)?;
        let shows = rounds::one(at.sql(), round, at.today()).await?.ok_or(RoundError::Missing)?;
        let subject = subject(&shows);
        Ok(Deed::new(shows, subject).version(1))
    }
}

async fn check_site(at: &At<'_>, site: NodeId) -> Result<(), RoundError> {
    let kind: Option<NodeKind> = at
        .sql()
        .value("SELECT kind FROM grid_node WHERE id = $1 AND retired_at IS NULL", params![site])
        .await?;
    let mut invalid = Invalid::default();
    if kind != Some(NodeKind::Site) {
        invalid.add("/site_id", Common::FieldUnknown.entry());
    }
    Ok(invalid.check()?)
}

/// Opens the site's round of this month, unless it is open; the unique index on site and month
/// decides between two who do so at once.
pub(super) async fn open(
    at: &At<'_>,
    site: NodeId,
    by: Option<AccountId>,
) -> Result<Option<RoundId>, Fault> {
    let days = Days::of(&at.world.config.policy.rounds, at.today());
    let id: RoundId = at.id();
    let opened = at
        .execute(
            "INSERT INTO monitoring_round (id, site_id, month, phase, check_by, assess_by, \
             dispatch_by, supervise_by, household_count, opened_by, opened_at, moved_at) \
             VALUES ($1, $2, $3, 'check', $4, $5, $6, $7, 0, $8, $9, $9) \
             ON CONFLICT (site_id, month) DO NOTHING",
            params![
                id,
                site,
                days.month,
                days.check_by,
                days.assess_by,
                days.dispatch_by,
                days.supervise_by,
                by,
                at.now
            ],
        )
        .await?;
    if opened == 0 {
        return Ok(None);
    }
    cover(at, id, site, days.month).await?;
    Ok(Some(id))
}

/// What the audit trail says of an opened round.
pub(super) fn subject(round: &Round) -> Subject {
    let facts = serde_json::json!({
        "month": round.month.to_string(), "households": round.household_count,
    });
    Subject::new("monitoring_round", round.round_id).node(round.site_id).facts(facts)
}
