//! Incomes of the households: wages of those in work, transfers, crops and their costs, so that the
//! screening ledger holds about one household in thirty.

use std::sync::Arc;

use entity::id::{AccountId, HouseholdId, IncomeItemId, NodeId, PersonId};
use sea_orm::{FromQueryResult, Value};

use crate::app::App;
use crate::command::Failure;
use crate::demo::random::Random;
use crate::params;
use crate::store::audit::{self, Actor, Subject};
use crate::store::sql::placeholders;
use crate::store::{At, Fault};

/// Items of one statement.
const CHUNK: usize = 500;

#[derive(FromQueryResult)]
struct Member {
    household_id: HouseholdId,
    id: PersonId,
    employment: String,
    labour_capacity: String,
}

struct Item {
    household: HouseholdId,
    person: Option<PersonId>,
    kind: &'static str,
    fen: i64,
}

/// Writes a year's items of every present household of the site.
pub(super) async fn write(app: &Arc<App>, site: NodeId, year: i32) -> Result<(), Failure> {
    app.work(move |at| {
        Box::pin(async move {
            let members: Vec<Member> = at
                .sql()
                .all(
                    "SELECT p.household_id, p.id, p.employment, p.labour_capacity FROM person p \
                     JOIN household h ON h.id = p.household_id AND h.state = 'present' \
                     WHERE h.site_id = $1 AND p.state = 'present' ORDER BY p.household_id, p.id",
                    params![site],
                )
                .await?;
            let recorder = "SELECT id FROM account WHERE login = 'community'";
            let recorder: Option<AccountId> = at.sql().value(recorder, vec![]).await?;
            let recorder = recorder.ok_or(Fault::Panicked)?;
            let mut random = Random::new(u64::from(year.unsigned_abs()));
            let items = items(&mut random, &members);
            for some in items.chunks(CHUNK) {
                insert(at, some, year, recorder).await?;
            }
            let facts = serde_json::json!({ "items": items.len(), "year": year });
            let subject = Subject::new("grid_node", site).node(site).facts(facts);
            audit::record(at, Actor::SYSTEM, "demo.incomes", &[subject]).await
        })
    })
    .await?;
    Ok(())
}

fn items(random: &mut Random, members: &[Member]) -> Vec<Item> {
    let mut items = Vec::new();
    for family in members.chunk_by(|one, other| one.household_id == other.household_id) {
        let Some(first) = family.first() else { continue };
        let household = first.household_id;
        let mut add = |person, kind, yuan: u32| {
            items.push(Item { household, person, kind, fen: i64::from(yuan) * 100 });
        };
        for member in family {
            match member.employment.as_str() {
                "employed" => add(Some(member.id), "wage", random.between(28_000, 66_000)),
                "retired" => add(Some(member.id), "transfer", random.between(1_500, 2_600)),
                _ if member.labour_capacity == "none" && random.chance(300) => {
                    add(Some(member.id), "transfer", random.between(1_200, 6_000));
                }
                _ => {}
            }
        }
        if random.chance(350) {
            add(None, "business", random.between(6_000, 30_000));
            add(None, "business_cost", random.between(1_500, 5_500));
        }
        if random.chance(500) {
            add(None, "transfer", random.between(2_000, 9_000));
        }
        if random.chance(120) {
            add(None, "property", random.between(300, 2_400));
        }
    }
    items
}

async fn insert(at: &At<'_>, items: &[Item], year: i32, recorder: AccountId) -> Result<(), Fault> {
    let mut values: Vec<Value> = Vec::with_capacity(items.len() * 9);
    let mut rows = Vec::with_capacity(items.len());
    for item in items {
        rows.push(format!("({})", placeholders(values.len() + 1, 9)));
        values.extend(params![
            at.id::<IncomeItemId>(),
            item.household,
            item.person,
            i64::from(year),
            item.kind,
            item.fen,
            "visit",
            recorder,
            at.now
        ]);
    }
    let sql = format!(
        "INSERT INTO income_item (id, household_id, person_id, year, kind, amount_fen, source, \
         recorded_by, created_at) VALUES {}",
        rows.join(", ")
    );
    at.execute(sql, values).await?;
    Ok(())
}
