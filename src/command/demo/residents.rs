//! Households that a stranger can be: each has the code of its card on the board.
//!
//! A code works once. Every start makes the board's codes good again, so that the board never lies.

use std::sync::Arc;

use entity::id::HouseholdId;
use sea_orm::FromQueryResult;
use time::Duration;

use super::board::Resident;
use super::people::COMMUNITY;
use crate::app::App;
use crate::auth::activation::{code_index, print_code};
use crate::auth::activation_code::ActivationCode;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{At, Fault};

/// How many households are on the board.
const COUNT: i64 = 6;

#[derive(FromQueryResult)]
struct Row {
    id: HouseholdId,
    number: String,
}

/// Chooses households of the board's community with somebody able to work, and prints their codes.
pub(super) async fn choose(app: &Arc<App>) -> Result<Vec<Resident>, Fault> {
    app.work(|at| {
        Box::pin(async move {
            let rows: Vec<Row> = at
                .sql()
                .all(
                    "SELECT h.id, h.number FROM household h \
                     JOIN grid_path p ON p.node_id = h.node_id \
                     JOIN grid_node n ON n.id = p.ancestor_id AND n.name = $1 \
                     WHERE EXISTS (SELECT 1 FROM person m WHERE m.household_id = h.id \
                       AND m.labour_capacity = 'full') ORDER BY h.number LIMIT $2",
                    params![COMMUNITY, COUNT],
                )
                .await?;
            let mut residents = Vec::new();
            for row in rows {
                let (code, _) = print_code(at, row.id, None).await?;
                let subject = Subject::new("household", row.id).household(row.id);
                audit::record(at, Actor::SYSTEM, "card.print", &[subject]).await?;
                let activation_code = code.printed();
                residents.push(Resident { household: row.number, activation_code });
            }
            Ok::<_, Fault>(residents)
        })
    })
    .await
}

/// Makes codes that were used, or replaced by another print, good again.
pub(super) async fn rearm(app: &Arc<App>, residents: &[Resident]) -> Result<(), Fault> {
    let residents = residents.to_vec();
    app.work(move |at| {
        Box::pin(async move {
            for resident in &residents {
                rearm_one(at, resident).await?;
            }
            Ok::<_, Fault>(())
        })
    })
    .await
}

async fn rearm_one(at: &At<'_>, resident: &Resident) -> Result<(), Fault> {
    let Ok(code) = ActivationCode::parse(&resident.activation_code) else { return Ok(()) };
    let index = code_index(at.world, &code);
    let days = Duration::days(i64::from(at.world.config.auth.activation_days));
    at.execute(
        "UPDATE activation SET voided_at = $2 WHERE used_at IS NULL AND voided_at IS NULL \
         AND code_index <> $1 AND household_id = \
         (SELECT household_id FROM activation WHERE code_index = $1)",
        params![index.clone(), at.now],
    )
    .await?;
    at.execute(
        "UPDATE activation SET used_at = NULL, voided_at = NULL, expires_at = $2 \
         WHERE code_index = $1",
        params![index, at.now.plus(days)],
    )
    .await?;
    Ok(())
}
