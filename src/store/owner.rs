//! Whose keys a database's sealed fields are under: another installation's key file is told from ours
//! before it seals or searches anything.

use super::seal::Seal;
use super::{At, Fault, Sql};
use crate::params;

const NAME: &str = "keys";

/// What the keys make of a fixed word; it is the same after every rotation.
fn mark(seal: &Seal) -> String {
    seal.blind_index("installation.keys", "owner")
}

/// Whether the database was used with other keys than these; one that was never used has no owner.
pub async fn is_foreign(sql: Sql<'_>, seal: &Seal) -> Result<bool, Fault> {
    let kept = "SELECT value FROM installation WHERE name = $1";
    let kept: Option<String> = sql.value(kept, params![NAME]).await?;
    Ok(kept.is_some_and(|kept| kept != mark(seal)))
}

/// Notes whose database it is from now on; whoever comes first stays.
pub(crate) async fn claim(at: &At<'_>) -> Result<(), Fault> {
    let note = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    at.execute(note, params![NAME, mark(&at.world.seal)]).await?;
    Ok(())
}
