//! Removing the risk of a household whose record came with the register: the same conditions as for a
//! declaration.

use entity::id::{HouseholdId, NodeId, RecordId};
use entity::push::PushKind;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use super::{MonitoringError, record};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::ConfirmDeclarations;
use crate::declaration::removal;
use crate::declaration::remove_risk::RiskRemoval;
use crate::http::{ApiError, Invalid};
use crate::inbox::tell::tell;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest words, in characters.
const WORDS_CHARS_MAX: usize = 1_000;

/// A record whose risk was removed.
#[derive(Clone, Debug, Object, Serialize)]
pub struct RecordRemoved {
    /// The record.
    pub record_id: RecordId,
    /// The day until which the household is watched.
    #[serde(with = "crate::identity::day")]
    pub watch_until: Date,
}

/// Removes the risk.
#[derive(Clone, Debug)]
pub(super) struct Remove {
    pub(super) id: RecordId,
    pub(super) removal: RiskRemoval,
}

#[derive(FromQueryResult)]
struct Row {
    household_id: HouseholdId,
    node_id: NodeId,
    has_declaration: bool,
    is_open: bool,
    is_member: bool,
}

impl Command for Remove {
    type Needs = ConfirmDeclarations;
    type Shows = RecordRemoved;
    type Error = ApiError;
    const ACTION: &'static str = "monitoring.remove_risk";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ConfirmDeclarations>,
    ) -> Result<Deed<RecordRemoved>, ApiError> {
        let row = self.find(at, by).await?.ok_or(MonitoringError::Missing)?;
        let caller = by.caller();
        if by.is_own(row.household_id) || row.is_member {
            return Err(MonitoringError::OwnHousehold.into());
        }
        if row.has_declaration {
            return Err(MonitoringError::HasDeclaration.into());
        }
        let mut invalid = Invalid::default();
        let said = words::text(&mut invalid, "/words", &self.removal.words, WORDS_CHARS_MAX);
        invalid.check()?;
        if !row.is_open {
            return Err(MonitoringError::Removed.into());
        }
        removal::check_household(at, row.household_id).await?;
        let closed =
            record::close(at, row.household_id, caller.account, &said.unwrap_or_default()).await?;
        if !closed {
            return Err(MonitoringError::Removed.into());
        }
        let body = "经审定，您家的困难已经解决。往后一年我们还会常来看看，有困难随时再申报。";
        let (kind, title) = (PushKind::Notice, "您家的风险已消除");
        tell(at, row.household_id, kind, self.id.0, title, body).await?;
        let months = at.world.config.policy.monitoring.watch_months;
        let watch_until = removal::plus_months(at.today(), months);
        let subject = Subject::new("monitoring_record", self.id)
            .household(row.household_id)
            .node(row.node_id);
        Ok(Deed::new(RecordRemoved { record_id: self.id, watch_until }, subject))
    }
}

impl Remove {
    async fn find(
        &self,
        at: &At<'_>,
        by: &Grant<ConfirmDeclarations>,
    ) -> Result<Option<Row>, ApiError> {
        let mut values = params![self.id, by.caller().person];
        let clause = by.clause("h.node_id", None, &mut values);
        let sql = format!(
            "SELECT r.household_id, h.node_id, r.declaration_id IS NOT NULL AS has_declaration, \
             r.removed_at IS NULL AS is_open, EXISTS (SELECT 1 FROM person p \
               WHERE p.household_id = h.id AND p.id = $2) AS is_member \
             FROM monitoring_record r JOIN household h ON h.id = r.household_id \
             WHERE r.id = $1 AND {clause}"
        );
        Ok(at.sql().one(sql, values).await?)
    }
}
