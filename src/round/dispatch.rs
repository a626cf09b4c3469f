//! Dispatching a finding (调度): to whom, with which measure, until when. The owner is told.

use entity::id::{AccountId, FindingId, MeasureId};
use entity::round_finding::FindingState;
use entity::staff_message::StaffTopic;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::RoundError;
use super::findings::Finding;
use super::store::{self, Case};
use crate::app::{Command, Deed};
use crate::auth::permission::{RecordVisits, RunRounds};
use crate::auth::{Grant, Permission};
use crate::http::{Common, Invalid};
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::{At, Fault};
use crate::support::store::official_as;

/// Who sees to a finding, and how.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Dispatch {
    /// The owner: somebody who records visits where the household lives.
    pub owner_id: AccountId,
    /// The last day on which it is settled in time, today or later. Needed without a measure.
    #[serde(default, with = "crate::identity::day::option")]
    pub due_on: Option<Date>,
    /// The measure for the household that answers it. Needed without a day.
    pub measure_id: Option<MeasureId>,
}

/// Dispatches a finding, or gives it to somebody else.
#[derive(Debug)]
pub(super) struct DispatchFinding {
    pub(super) finding: FindingId,
    pub(super) dispatch: Dispatch,
}

impl Command for DispatchFinding {
    type Needs = RunRounds;
    type Shows = Finding;
    type Error = RoundError;
    const ACTION: &'static str = "round.finding.dispatch";

    async fn act(self, at: &At<'_>, by: &Grant<RunRounds>) -> Result<Deed<Finding>, RoundError> {
        let case = store::case(at, by, self.finding).await?;
        case.need(&[FindingState::Assessed, FindingState::Dispatched])?;
        let Dispatch { owner_id, due_on, measure_id } = self.dispatch;
        let owner = official_as(at, RecordVisits::ROLES, owner_id, case.node_id).await?;
        if owner.as_ref().is_some_and(|owner| owner.is_of(case.household_id)) {
            return Err(RoundError::OwnerOfHousehold);
        }
        let mut invalid = Invalid::default();
        if owner.is_none() {
            invalid.add("/owner_id", Common::FieldUnknown.entry());
        }
        check(at, &mut invalid, &case, due_on, measure_id).await?;
        invalid.check()?;
        at.execute(
            "UPDATE round_finding SET state = 'dispatched', owner_id = $2, owner_name = $3, \
             due_on = $4, measure_id = $5, updated_at = $6, version = version + 1 WHERE id = $1",
            params![case.id, owner_id, owner.map(|owner| owner.name), due_on, measure_id, at.now],
        )
        .await?;
        tell(at, owner_id, case.id).await?;
        case.done(at).await
    }
}

async fn check(
    at: &At<'_>,
    invalid: &mut Invalid,
    case: &Case,
    due_on: Option<Date>,
    measure: Option<MeasureId>,
) -> Result<(), Fault> {
    check_due(invalid, due_on, at.today());
    match measure {
        None if due_on.is_none() => invalid.add("/due_on", Common::FieldMissing.entry()),
        None => {}
        Some(measure) => {
            let is_its = at
                .sql()
                .exists(
                    "SELECT 1 FROM measure WHERE id = $1 AND household_id = $2 \
                     AND state <> 'cancelled'",
                    params![measure, case.household_id],
                )
                .await?;
            if !is_its {
                invalid.add("/measure_id", Common::FieldUnknown.entry());
            }
        }
    }
    Ok(())
}

/// A finding is due today or later.
pub(super) fn check_due(invalid: &mut Invalid, due_on: Option<Date>, today: Date) {
    if due_on.is_some_and(|due| due < today) {
        invalid.beyond("/due_on", Common::FieldTooSmall.entry(), today);
    }
}

async fn tell(at: &At<'_>, owner: AccountId, finding: FindingId) -> Result<(), Fault> {
    let notice = Notice {
        topic: StaffTopic::Round,
        subject: Some(finding.0),
        title: "有一条排查发现由您负责",
        body: "街道把一条排查发现交由您办理，请按时落实，办完后登记结果。",
    };
    tell_staff(at, &[owner], notice).await
}
