//! Routes: The audit trail (审计).

use std::sync::Arc;

use entity::Moment;
use entity::id::{AccountId, HouseholdId};
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::Query;
use uuid::Uuid;

use super::entries::{self, AuditEntry, EntryFilter};
use crate::api::Tag;
use crate::app::App;
use crate::auth::Allowed;
use crate::auth::permission::ReadAudit;
use crate::http::{Answer, Page};
use crate::store::audit::Subject;

/// The audit trail (审计).
#[derive(Clone, Debug)]
pub struct AuditApi(pub Arc<App>);

#[OpenApi(tag = "Tag::Audit")]
impl AuditApi {
    /// List entries of the audit trail
    ///
    /// In the caller's places, the latest first. Asking for one household is itself entered, so
    /// that its members see who looked.
    #[oai(path = "/audit/entries", method = "get", operation_id = "list_audit_entries")]
    #[expect(clippy::too_many_arguments, reason = "a parameter is an argument")]
    async fn list_audit_entries(
        &self,
        by: Allowed<ReadAudit>,
        /// Only this deed, such as `appointment.grant`.
        #[oai(validator(max_length = 100))]
        action: Query<Option<String>>,
        /// Only what was done to this kind of thing, such as `account`.
        #[oai(validator(max_length = 100))]
        subject_kind: Query<Option<String>>,
        /// Only what was done to this thing.
        subject_id: Query<Option<Uuid>>,
        /// Only what concerns this household.
        household_id: Query<Option<HouseholdId>>,
        /// Only what this account did.
        actor_id: Query<Option<AccountId>>,
        /// Only from this time on.
        from: Query<Option<Moment>>,
        /// Only before this time.
        until: Query<Option<Moment>>,
        /// How many on a page; 20 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
    ) -> Result<Answer<Page<AuditEntry>>> {
        if let Some(household) = household_id.0
            && entries::concerns(self.0.view().sql, &by, household).await?
        {
            let subject = Subject::kind("audit").household(household);
            self.0.disclose(&by, &by.asked, "audit.read", vec![subject]).await?;
        }
        let filter = EntryFilter {
            action: action.0,
            subject_kind: subject_kind.0,
            subject: subject_id.0,
            household: household_id.0,
            actor: actor_id.0,
            from: from.0,
            until: until.0,
            limit: limit.0,
            cursor: cursor.0,
        };
        Ok(Answer::new(&entries::list(&self.0, &by, filter).await?)?)
    }
}
