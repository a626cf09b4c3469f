//! The day's digest (今日到期提醒): one message to each desk holder that says how many steps run out today.

use std::collections::BTreeMap;

use entity::declaration::DeskLevel;
use entity::id::{AccountId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use time::Duration;

use super::ladder::Ladder;
use super::overdue::{ANSWERABLE, TABLES};
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::{At, Fault};
use crate::support::store::morning;

const TITLE: &str = "今天到期的申报";

#[derive(FromQueryResult)]
struct Row {
    community_id: NodeId,
    level: DeskLevel,
    number: i64,
}

/// Writes the digests of today; done again on the same day, it writes none.
pub(super) async fn write(at: &At<'_>, ladder: &mut Ladder) -> Result<(), Fault> {
    let tomorrow = morning(at.today().saturating_add(Duration::days(1)));
    let sql = format!(
        "SELECT x.community_id, x.level, COUNT(*) AS number FROM ( \
           SELECT c.id AS community_id, {ANSWERABLE} AS level FROM {TABLES} \
           WHERE d.due_at > $1 AND d.due_at <= $2) x \
         GROUP BY x.community_id, x.level"
    );
    let rows: Vec<Row> = at.sql().all(sql, params![at.now, tomorrow]).await?;
    let mut due: BTreeMap<AccountId, i64> = BTreeMap::new();
    for row in rows {
        let post = ladder.post(at, row.community_id, row.level).await?;
        for holder in post.map(|post| post.holders).unwrap_or_default() {
            *due.entry(holder).or_default() += row.number;
        }
    }
    for told in told_today(at).await? {
        due.remove(&told);
    }
    let mut alike: BTreeMap<i64, Vec<AccountId>> = BTreeMap::new();
    for (account, number) in due {
        alike.entry(number).or_default().push(account);
    }
    for (number, accounts) in alike {
        let body = format!("有 {number} 件申报今天到期，请今天办完；办不完的会转请上一级督办。");
        let notice =
            Notice { topic: StaffTopic::Declaration, subject: None, title: TITLE, body: &body };
        tell_staff(at, &accounts, notice).await?;
    }
    Ok(())
}

/// Who had the digest today already.
async fn told_today(at: &At<'_>) -> Result<Vec<AccountId>, Fault> {
    #[derive(FromQueryResult)]
    struct Told {
        account_id: AccountId,
    }
    let told: Vec<Told> = at
        .sql()
        .all(
            "SELECT DISTINCT account_id FROM staff_message WHERE kind = 'declaration' \
             AND subject_id IS NULL AND title = $1 AND created_at >= $2",
            params![TITLE, morning(at.today())],
        )
        .await?;
    Ok(told.into_iter().map(|told| told.account_id).collect())
}
