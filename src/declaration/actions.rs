//! What the reader of a declaration may do with it now: the rows of the table, the reader's permissions
//! where it lies, and what must be so besides.

use entity::declaration::StopCause;
use entity::declaration_step::DeclarationAction as Action;
use entity::id::NodeId;
use sea_orm::FromQueryResult;

use super::pauses::OpenPause;
use super::removal;
use super::store::Case;
use super::workflow::{self, Guard, Step};
use super::{guards, store};
use crate::auth::permission::{ALL, Role};
use crate::auth::{Caller, Grant, Permission};
use crate::params;
use crate::store::{Fault, View};

#[derive(FromQueryResult)]
struct Above {
    ancestor_id: NodeId,
}

/// Who asks, and from where they reach the household and its desk.
struct Reader<'a> {
    caller: &'a Caller,
    /// The nodes from the household upwards.
    above: Vec<NodeId>,
    /// How many of them lie below the desk.
    below_desk: usize,
    is_own: bool,
    today: time::Date,
}

/// The actions that the caller may take now, in the order of the table.
pub(super) async fn open<P: Permission>(
    view: &View<'_>,
    by: &Grant<P>,
    case: &Case,
    pauses: &[(entity::id::AccountId, OpenPause)],
) -> Result<Vec<Action>, Fault> {
    let reader = Reader::of(view, by, case).await?;
    let mut found = Vec::new();
    for step in workflow::open_actions(case.stand.place()) {
        let is_stopped = case.stand.stopped_at.is_some() && !step.while_stopped;
        if is_stopped || found.contains(&step.action) || !reader.may(step, case) {
            continue;
        }
        if is_ready(view, &reader, case, step, pauses).await? {
            found.push(step.action);
        }
    }
    Ok(found)
}

impl<'a> Reader<'a> {
    async fn of<P: Permission>(
        view: &View<'_>,
        by: &'a Grant<P>,
        case: &Case,
    ) -> Result<Self, Fault> {
        let rows: Vec<Above> = view
            .sql
            .all(
                "SELECT ancestor_id FROM grid_path WHERE node_id = $1 ORDER BY depth",
                params![case.node_id],
            )
            .await?;
        let above: Vec<_> = rows.into_iter().map(|row| row.ancestor_id).collect();
        let below_desk = above.iter().take_while(|node| **node != case.office_id).count();
        let caller = by.caller();
        let is_own = by.is_own(case.household_id)
            || store::is_member(view.sql, case.household_id, caller.person).await?;
        Ok(Self { caller, above, below_desk, is_own, today: view.today() })
    }

    /// Whether the row lets this reader act, by any of its permissions.
    fn may(&self, step: &Step, case: &Case) -> bool {
        let decides_own = self.is_own || self.caller.account == case.filed_by;
        if step.decides && decides_own {
            return false;
        }
        let skipped = if step.decides && !step.is_fieldwork { self.below_desk } else { 0 };
        let permissions = ALL.iter().filter(|listed| step.by.contains(&listed.name));
        permissions.into_iter().any(|listed| {
            let by_office = self.caller.appointments.iter().any(|held| {
                held.on(self.today)
                    && listed.roles.contains(&held.role)
                    && self.above.iter().skip(skipped).any(|node| *node == held.node_id)
            });
            let own = self.caller.household == Some(case.household_id);
            // Nobody objects to the notice of their own household.
            let by_home = own && listed.roles.contains(&Role::Resident);
            by_office || (by_home && step.action != Action::Object)
        })
    }
}

/// Whether what must be so besides is so.
async fn is_ready(
    view: &View<'_>,
    reader: &Reader<'_>,
    case: &Case,
    step: &Step,
    pauses: &[(entity::id::AccountId, OpenPause)],
) -> Result<bool, Fault> {
    match step.action {
        Action::Resume => return Ok(case.stand.stopped_for == Some(StopCause::Pause)),
        Action::AnswerObjection => return guards::has_objections(view.sql, case).await,
        _ => {}
    }
    for guard in step.guards {
        let is_so = match guard {
            Guard::FirstAppeal => !case.stand.has_appealed,
            Guard::SuddenKind => case.is_sudden() && !case.stand.is_green,
            Guard::AnotherThanRefused => {
                guards::who_refused(view.sql, case).await? != Some(reader.caller.account)
            }
            Guard::NoticeOver => !guards::notice_hangs(view.sql, case, view.now).await?,
            Guard::PauseApproved => pauses
                .iter()
                .any(|(asker, pause)| !pause.is_running && *asker != reader.caller.account),
            Guard::RemovalConditions => {
                let today = view.today();
                let household = case.household_id;
                let checks = removal::conditions(view.sql, view.world, today, household).await?;
                !checks.is_empty() && checks.iter().all(|check| check.is_met)
            }
        };
        if !is_so {
            return Ok(false);
        }
    }
    Ok(true)
}
