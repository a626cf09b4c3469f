//! A declaration with its first step.

use std::sync::Arc;

use poem::http::StatusCode;
use poem::web::Data;
use poem::{Body, Request, Response, handler};
use sea_orm::sqlx;
use serde::Deserialize;
use uuid::Uuid;
use xinju::store::seal::Place;

use super::caller::still_granted;
use super::{Twin, leave, wrong};

#[derive(Deserialize)]
struct Asked {
    declaration_id: Uuid,
    kind: String,
    words: String,
}

const DUE_MS: i64 = 86_400_000;
const CHAIN_MS: i64 = 28 * DUE_MS;

#[handler]
#[expect(clippy::too_many_lines, reason = "one request of the twin, from top to bottom")]
pub(crate) async fn declare(
    request: &Request,
    body: Body,
    twin: Data<&Arc<Twin>>,
) -> poem::Result<Response> {
    let caller = twin.caller(request).await?;
    let bytes = body.into_bytes().await?;
    let claim = leave::claim(request, &bytes)?;
    let asked: Asked = serde_json::from_slice(&bytes).map_err(wrong)?;
    let household = caller.household.ok_or_else(|| wrong("no household"))?;
    let id = asked.declaration_id;
    let now = twin.clock.now().0;
    let place = Place { table: "declaration", column: "words_sealed", row: id };
    let sealed = twin.seal.seal(place, &asked.words).map_err(wrong)?.into_string();
    let mut transaction = twin.writer.begin_with("BEGIN IMMEDIATE").await.map_err(wrong)?;
    still_granted(&mut transaction, &caller, now).await?;
    let (node, _, head): (Uuid, String, Option<String>) = sqlx::query_as(
        "SELECT h.node_id, h.state, p.name AS head_name FROM household h \
         LEFT JOIN person p ON p.id = h.head_id WHERE h.id = $1 AND (h.id = $2)",
    )
    .bind(household)
    .bind(household)
    .fetch_one(&mut *transaction)
    .await
    .map_err(wrong)?;
    let taken: Vec<i64> = sqlx::query_scalar(
        "SELECT open_slot FROM declaration WHERE household_id = $1 AND open_slot IS NOT NULL",
    )
    .bind(household)
    .fetch_all(&mut *transaction)
    .await
    .map_err(wrong)?;
    let slot = (1..=50).find(|slot| !taken.contains(slot)).ok_or_else(|| wrong("too many"))?;
    sqlx::query(
        "INSERT INTO declaration (id, household_id, kind, words_sealed, state, level, \
         due_at, submitted_at, open_slot, filed_by, filed_by_name, filed_by_role, \
         head_name, person_id, person_name, consent, track, chain_due_at, stepped_at, \
         created_at, updated_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
         'monitoring', $17, $8, $8, $8) ON CONFLICT (household_id, open_slot) WHERE open_slot IS NOT NULL DO NOTHING",
    )
    .bind(id)
    .bind(household)
    .bind(&asked.kind)
    .bind(sealed)
    .bind("submitted")
    .bind("community")
    .bind(now + DUE_MS)
    .bind(now)
    .bind(slot)
    .bind(caller.account)
    .bind(&caller.name)
    .bind("resident")
    .bind(head)
    .bind(None::<Uuid>)
    .bind(None::<String>)
    .bind(None::<String>)
    .bind(now + CHAIN_MS)
    .execute(&mut *transaction)
    .await
    .map_err(wrong)?;
    sqlx::query(
        "INSERT INTO declaration_step (id, declaration_id, number, from_state, to_state, action, \
         level, actor_id, actor_name, actor_role, reason_code, words_sealed, due_at, at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
    )
    .bind(twin.ids.next(twin.clock.now()))
    .bind(id)
    .bind(1_i64)
    .bind(None::<String>)
    .bind("submitted")
    .bind("declare")
    .bind("community")
    .bind(caller.account)
    .bind(&caller.name)
    .bind("resident")
    .bind(None::<String>)
    .bind(None::<String>)
    .bind(now + DUE_MS)
    .bind(now)
    .execute(&mut *transaction)
    .await
    .map_err(wrong)?;
    let told = "您家的申报已经收到，社区会在规定时间内受理，请留意通知。".to_owned();
    let message = ("declaration", id, "申报已收到", told);
    leave::tell(&twin, &mut transaction, household, message).await?;
    let facts = serde_json::json!({ "kind": asked.kind, "media": 0 }).to_string();
    let what = ("declaration.declare", "declaration", id);
    leave::audit(&twin, &mut transaction, &caller, what, (household, node, Some(facts))).await?;
    let similar: Vec<(Uuid, String, i64)> = sqlx::query_as(
        "SELECT id, state, created_at FROM declaration WHERE household_id = $1 AND kind = $2 \
         AND created_at >= $3 AND id <> $4 ORDER BY created_at DESC, id DESC LIMIT 10",
    )
    .bind(household)
    .bind(&asked.kind)
    .bind(now - 30 * DUE_MS)
    .bind(id)
    .fetch_all(&mut *transaction)
    .await
    .map_err(wrong)?;
    let similar: Vec<_> = similar
        .into_iter()
        .map(|(id, state, at)| {
            let day = entity::Moment(at).day().to_string();
            serde_json::json!({ "declaration_id": id, "state": state, "filed_on": day })
        })
        .collect();
    let reply = serde_json::json!({
        "declaration_id": id, "track": "monitoring", "state": "submitted", "level": "community",
        "due_at": entity::Moment(now + DUE_MS), "version": 1, "similar": similar,
    })
    .to_string();
    leave::store(&twin, &mut transaction, &caller, claim, &reply).await?;
    transaction.commit().await.map_err(wrong)?;
    Ok(Response::builder().status(StatusCode::CREATED).content_type("application/json").body(reply))
}
