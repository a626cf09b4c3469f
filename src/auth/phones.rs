//! The phones of a household: all sessions of its residents' accounts, and its open codes.
//!
//! A household has one account, and a session doesn't say whose phone it is. So when somebody leaves
//! the household all its phones are signed out, and those who stay come back with a new card.

use entity::id::{AccountId, HouseholdId};

use super::session::{self, End, Which};
use crate::params;
use crate::store::{At, Fault};

/// Signs out all phones of `household` and voids its open codes; says how many sessions ended.
pub(crate) async fn shut_out(at: &At<'_>, household: HouseholdId) -> Result<u64, Fault> {
    // Waits for an activation under way, whose session would begin after the others ended.
    at.execute("UPDATE household SET id = id WHERE id = $1", params![household]).await?;
    void_codes(at, household).await?;
    let mut ended: u64 = 0;
    for account in accounts(at, household).await? {
        ended = ended.saturating_add(session::end(at, account, Which::All, End::Household).await?);
    }
    Ok(ended)
}

/// Signs out all phones of a household that is no more, and disables its accounts.
pub(crate) async fn close(at: &At<'_>, household: HouseholdId) -> Result<(), Fault> {
    shut_out(at, household).await?;
    at.execute(
        "UPDATE account SET state = 'disabled', version = version + 1 \
         WHERE household_id = $1 AND kind = 'resident' AND state = 'active'",
        params![household],
    )
    .await?;
    Ok(())
}

/// Voids the household's open codes.
pub(crate) async fn void_codes(at: &At<'_>, household: HouseholdId) -> Result<(), Fault> {
    at.execute(
        "UPDATE activation SET voided_at = $2 \
         WHERE household_id = $1 AND used_at IS NULL AND voided_at IS NULL",
        params![household, at.now],
    )
    .await?;
    Ok(())
}

async fn accounts(at: &At<'_>, household: HouseholdId) -> Result<Vec<AccountId>, Fault> {
    let rows = at
        .sql()
        .rows(
            "SELECT id FROM account WHERE household_id = $1 AND kind = 'resident' ORDER BY id",
            params![household],
        )
        .await?;
    let ids: Result<Vec<AccountId>, _> = rows.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(ids?)
}
