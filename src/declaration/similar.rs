//! Declarations that may be the same one again: hinted at, never in the way.

use entity::Moment;
use entity::declaration::{DeclarationKind, DeclarationState};
use entity::id::{DeclarationId, HouseholdId};
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::Serialize;
use time::Date;

use crate::params;
use crate::store::{At, Fault};

/// How many are hinted at.
const LIMIT: i64 = 10;
const DAY_MS: i64 = 86_400_000;

/// A declaration of the same household and kind, a short while ago.
#[derive(Clone, Copy, Debug, Object, Serialize)]
pub struct SimilarDeclaration {
    /// The declaration.
    pub declaration_id: DeclarationId,
    /// Its state.
    pub state: DeclarationState,
    /// The day on which it was filed.
    #[serde(with = "crate::identity::day")]
    pub filed_on: Date,
}

#[derive(FromQueryResult)]
struct Row {
    id: DeclarationId,
    state: DeclarationState,
    created_at: Moment,
}

/// Those of the same household and kind within the policy's days, newest first, but not `but` itself.
pub(super) async fn find(
    at: &At<'_>,
    household: HouseholdId,
    kind: DeclarationKind,
    but: DeclarationId,
) -> Result<Vec<SimilarDeclaration>, Fault> {
    let days = i64::from(at.world.config.policy.declaration.repeat_days);
    let since = at.now.plus_ms(-days * DAY_MS);
    let rows: Vec<Row> = at
        .sql()
        .all(
            "SELECT id, state, created_at FROM declaration \
             WHERE household_id = $1 AND kind = $2 AND created_at >= $3 AND id <> $4 \
             ORDER BY created_at DESC, id DESC LIMIT $5",
            params![household, kind.code(), since, but, LIMIT],
        )
        .await?;
    let shown = rows.into_iter().map(|row| SimilarDeclaration {
        declaration_id: row.id,
        state: row.state,
        filed_on: row.created_at.day(),
    });
    Ok(shown.collect())
}
