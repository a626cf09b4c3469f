//! Recording a visit (登记走访).

use entity::media::MediaOwner;
use entity::visit::VisitOutcome;
use sea_orm::FromQueryResult;

use super::VisitError;
use super::draft::{Checked, NewVisit};
use super::settle::{Met, settle};
use super::store::{Home, home};
use super::visits::{self, Visit, WORDS};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::RecordVisits;
use crate::declaration::signature::sign;
use crate::http::{Common, Invalid};
use crate::media::attach::{Owner, are_unused, attach};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use entity::id::{AccountId, HouseholdId, VisitId};

/// Records a visit.
#[derive(Debug)]
pub(super) struct Record(pub(super) NewVisit);

impl Command for Record {
    type Needs = RecordVisits;
    type Shows = Visit;
    type Error = VisitError;
    const ACTION: &'static str = "visit.record";

    async fn act(self, at: &At<'_>, by: &Grant<RecordVisits>) -> Result<Deed<Visit>, VisitError> {
        let (shows, subject) = record(at, by, self.0).await?;
        Ok(Deed::new(shows, subject))
    }
}

/// Records a visit, or finds it recorded before. What it refuses, it refuses before it writes anything.
pub(super) async fn record(
    at: &At<'_>,
    by: &Grant<RecordVisits>,
    new: NewVisit,
) -> Result<(Visit, Subject), VisitError> {
    let home = home(at, by, new.household_id).await?;
    let subject = Subject::new("visit", new.visit_id).household(home.id).node(home.node_id);
    if let Some(known) = known(at, new.visit_id).await? {
        if known != (Known { household_id: home.id, visitor_id: by.caller().account }) {
            return Err(VisitError::IdTaken);
        }
        let shows = visits::one(at.sql(), new.visit_id).await?.ok_or(VisitError::Missing)?;
        return Ok((shows, subject.facts(serde_json::json!({ "repeated": true }))));
    }
    let mut invalid = Invalid::default();
    let visit = new.check(at, &mut invalid);
    if !are_unused(at, by.caller(), &visit.media).await? {
        invalid.add("/media_ids", Common::FieldUnknown.entry());
    }
    invalid.check()?;
    let settled = write(at, by, &home, &visit).await?;
    let facts = serde_json::json!({
        "outcome": visit.outcome.code(), "settled": settled, "media": visit.media.len(),
    });
    let shows = visits::one(at.sql(), visit.id).await?.ok_or(VisitError::Missing)?;
    Ok((shows, subject.facts(facts)))
}

#[derive(Debug, PartialEq, Eq, FromQueryResult)]
struct Known {
    household_id: HouseholdId,
    visitor_id: AccountId,
}

async fn known(at: &At<'_>, id: VisitId) -> Result<Option<Known>, VisitError> {
    let sql = "SELECT household_id, visitor_id FROM visit WHERE id = $1";
    Ok(at.sql().one(sql, params![id]).await?)
}

/// Writes the visit and what follows from it; says how many tasks it settled.
async fn write(
    at: &At<'_>,
    by: &Grant<RecordVisits>,
    home: &Home,
    visit: &Checked,
) -> Result<u64, VisitError> {
    let visitor = sign(at, by, home.node_id).await?;
    let words = visit.words.as_deref();
    let words = words.map(|plain| WORDS.seal(at.world, visit.id.0, plain)).transpose()?;
    at.execute(
        "INSERT INTO visit (id, household_id, visited_at, recorded_at, visitor_id, visitor_name, \
         visitor_role, outcome, changes, words_sealed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        params![
            visit.id,
            home.id,
            visit.visited_at,
            at.now,
            visitor.account,
            visitor.name,
            visitor.role.code(),
            visit.outcome.code(),
            visit.changes.clone(),
            words
        ],
    )
    .await?;
    let owner = Owner { kind: MediaOwner::Visit, id: visit.id.0, household: home.id };
    if !attach(at, by.caller(), owner, &visit.media).await? {
        return Err(VisitError::Stale(vec!["media_ids"]));
    }
    if visit.outcome == VisitOutcome::NotHome {
        return Ok(0);
    }
    let met = Met { id: visit.id, household: home.id, at: visit.visited_at };
    Ok(settle(at, met).await?)
}
