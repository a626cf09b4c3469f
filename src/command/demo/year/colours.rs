//! The colours of the year: each week the county looks through what the worker proposes, and confirms
//! as many as the site can visit that often. What is left stays proposed.

use entity::colour_result::Colour;
use entity::id::ColourResultId;
use sea_orm::FromQueryResult;
use serde_json::json;

use super::Year;
use crate::command::Failure;
use crate::params;

/// Households that are red, and yellow, at a time.
const HELD: [(Colour, i64); 2] = [(Colour::Red, 8), (Colour::Yellow, 90)];
/// Results that one request confirms.
const MANY: i64 = 100;

/// Confirms what fits: milder colours always, stricter ones as long as there is room.
pub(super) async fn confirm(year: &Year<'_>) -> Result<(), Failure> {
    let mut chosen = proposed(year, Colour::Green, MANY).await?;
    for (colour, held) in HELD {
        let sql = "SELECT COUNT(*) FROM household WHERE site_id = $1 AND colour = $2";
        let view = year.app.view();
        let now: Option<i64> = view.sql.value(sql, params![year.site, colour.code()]).await?;
        chosen.extend(proposed(year, colour, held - now.unwrap_or_default()).await?);
    }
    chosen.truncate(usize::try_from(MANY).unwrap_or_default());
    if !chosen.is_empty() {
        let body = json!({ "result_ids": chosen });
        year.cast.county.post("/colour-results/confirmations", body).await?;
    }
    Ok(())
}

/// Up to so many results that propose this colour, the most pressing first.
async fn proposed(
    year: &Year<'_>,
    colour: Colour,
    room: i64,
) -> Result<Vec<ColourResultId>, Failure> {
    #[derive(FromQueryResult)]
    struct Proposed {
        id: ColourResultId,
    }
    let rows: Vec<Proposed> = year
        .app
        .view()
        .sql
        .all(
            "SELECT r.id FROM colour_result r JOIN household h ON h.id = r.household_id \
             WHERE r.state = 'proposed' AND r.colour = $1 AND h.site_id = $2 \
             AND h.colour = r.colour_before AND h.state = 'present' \
             ORDER BY r.score DESC, h.number LIMIT $3",
            params![colour.code(), year.site, room.max(0)],
        )
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
