//! Three stories to paste into a shell: declare, jobs, points.

use std::sync::Arc;

use entity::id::{HouseholdId, NodeId, RuleId};
use serde_json::json;

use super::board::Board;
use super::people::COMMUNITY;
use super::scene::posting;
use crate::api::BASE;
use crate::app::App;
use crate::command::Failure;
use crate::params;
use crate::store::Fault;

/// What the shell needs once.
const TOOLS: &str = r#"key() { cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen; }
field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }
post() { curl -s "$API$1" -H "authorization: Bearer $TOKEN" -H "idempotency-key: $(key)" -H 'content-type: application/json' -d "$2"; echo; }
get() { curl -s "$API$1" -H "authorization: Bearer $TOKEN"; echo; }
sign_in() { TOKEN=$(curl -s "$API/auth/sessions" -H 'content-type: application/json' -d "{\"login\":\"$1\",\"password\":\"$PASSWORD\"}" | field access_token); }
activate() { TOKEN=$(curl -s "$API/auth/activations" -H 'content-type: application/json' -d "{\"code\":\"$1\"}" | field access_token); }"#;

/// Prints them.
pub(super) async fn print(app: &Arc<App>, board: &Board) -> Result<(), Failure> {
    let sql = app.view().sql;
    let missing = || Failure::Database(Fault::Panicked);
    let site = "SELECT id FROM grid_node WHERE kind = 'site' ORDER BY id LIMIT 1";
    let site: NodeId = sql.value(site, vec![]).await?.ok_or_else(missing)?;
    let rule = "SELECT r.id FROM point_rule r JOIN grid_node n ON n.id = r.node_id \
                WHERE n.name = $1 AND r.ended_at IS NULL ORDER BY r.id LIMIT 1";
    let rule: Option<RuleId> = sql.value(rule, params![COMMUNITY]).await?;
    let codes: Vec<_> = board.residents.iter().collect();
    let [first, second, ..] = codes.as_slice() else { return Err(missing()) };
    let household = "SELECT id FROM household WHERE number = $1";
    let household: Option<HouseholdId> =
        sql.value(household, params![second.household.as_str()]).await?;
    let password = board.sign_in.first().map_or("", |line| line.password.as_str());

    say!("\n# Paste this first · 先粘贴这一段：\n");
    say!("API={}{BASE} PASSWORD='{password}'\n{TOOLS}", board.address);
    say!("\n# 1. A household declares, the worker sees it · 自主申报：\n");
    say!("activate {}", first.activation_code);
    let words = json!({ "kind": "illness", "words": "家里有人住院，医药费有困难。" });
    say!("post /declarations '{words}'");
    say!("sign_in community; get '/declarations?mine=true'");
    say!("\n# 2. A job reaches every household that it is meant for · 送岗到户：\n");
    say!("sign_in employment");
    say!("JOB=$(post /job-postings '{}' | field id)", posting(app, site));
    say!("post /job-postings/$JOB/publication '{}'", json!({ "node_ids": [site] }));
    say!("get /job-postings/$JOB/reach");
    say!("\n# 3. A volunteer credits points, the household sees them · 积分：\n");
    say!("sign_in volunteer");
    let credit = json!({ "household_id": household, "rule_id": rule, "times": 1 });
    let credit = credit.to_string();
    let rest = credit.trim_start_matches('{');
    say!("post /point-credits \"{{\\\"transfer_id\\\":\\\"$(key)\\\",\"'{rest}'");
    say!("activate {}; get /me/points\n", second.activation_code);
    Ok(())
}
