//! Assigning a helper (帮扶联系人) to a household; the one before is released and stays on record.

use entity::id::{AccountId, HelperId, HouseholdId};
use entity::staff_message::StaffTopic;
use poem_openapi::Object;
use serde::Deserialize;

use super::assignments::{self, Assignment};
use super::{SupportError, store};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::household::store::{Note, record};
use crate::http::{Common, Invalid};
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Who shall help.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewHelper {
    /// A member of staff whose post covers the household's door.
    pub account_id: AccountId,
}

/// Assigns a helper.
#[derive(Debug)]
pub(super) struct Assign {
    pub(super) household: HouseholdId,
    pub(super) new: NewHelper,
}

impl Command for Assign {
    type Needs = EditMeasures;
    type Shows = Assignment;
    type Error = SupportError;
    const ACTION: &'static str = "support.helper.assign";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Assignment>, SupportError> {
        let home = store::home(at, by, self.household).await?.present()?;
        let account = self.new.account_id;
        let Some(official) = store::official(at, account, home.node_id).await? else {
            let mut invalid = Invalid::default();
            invalid.add("/account_id", Common::FieldUnknown.entry());
            return Err(invalid.into());
        };
        if official.is_of(home.id) {
            return Err(SupportError::HelperOfHousehold);
        }
        if store::helper_of(at, home.id).await? == Some(account) {
            return Err(SupportError::SameHelper);
        }
        end(at, home.id).await?;
        let id = at.id::<HelperId>();
        insert(at, id, home.id, account, &official.name, by.caller().account).await?;
        name(at, home.id, Some(&official.name), by.caller().account).await?;
        let body =
            format!("请尽快上门认识户编号 {} 的家庭，了解需要，和他们商量帮扶计划。", home.number);
        let notice = Notice {
            topic: StaffTopic::Measure,
            subject: Some(home.id.0),
            title: "您是一户家庭的帮扶联系人",
            body: &body,
        };
        tell_staff(at, &[account], notice).await?;
        let shows = assignments::one(at.sql(), id).await?.ok_or(SupportError::Missing)?;
        let subject = Subject::new("helper", id).household(home.id).node(home.node_id);
        Ok(Deed::new(shows, subject))
    }
}

async fn insert(
    at: &At<'_>,
    id: HelperId,
    household: HouseholdId,
    account: AccountId,
    name: &str,
    assigned_by: AccountId,
) -> Result<(), SupportError> {
    let done = at
        .execute(
            "INSERT INTO helper (id, household_id, account_id, name, since, assigned_by, \
             created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
            params![id, household, account, name, at.today(), assigned_by, at.now],
        )
        .await;
    match done {
        Ok(_) => Ok(()),
        Err(fault) if fault.is_duplicate() => Err(SupportError::HelperChanged),
        Err(fault) => Err(fault.into()),
    }
}

/// Releases the present helper; says whether there was one.
pub(super) async fn end(at: &At<'_>, household: HouseholdId) -> Result<bool, Fault> {
    let rows = at
        .execute(
            "UPDATE helper SET ended_at = $2 WHERE household_id = $1 AND ended_at IS NULL",
            params![household, at.now],
        )
        .await?;
    Ok(rows > 0)
}

/// Writes the helper's name into the register, with a line in the household's history.
pub(super) async fn name(
    at: &At<'_>,
    household: HouseholdId,
    name: Option<&str>,
    actor: AccountId,
) -> Result<(), Fault> {
    at.execute(
        "UPDATE household SET helper_name = $2, updated_at = $3, version = version + 1 \
         WHERE id = $1",
        params![household, name.map(str::to_owned), at.now],
    )
    .await?;
    let note = Note { fields: vec!["helper_name"], ..Note::default() };
    record(at, household, "edited", note, Some(actor)).await
}
