//! One message a day to the community about clues that are about to be overdue or are so already, past
//! vacant posts to the one above.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::id::{AccountId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use time::Duration;

use super::tell::on_duty_for;
use crate::app::App;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::{At, Fault};
use crate::support::store::morning;
use crate::worker::Progress;
use crate::worker::schedule::Doing;

const TITLE: &str = "部门线索提醒";

/// Nobody is called at night.
const FROM_HOUR: i64 = 8;

/// How many clues are due by the end of the day, and how many are overdue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Due {
    today: i64,
    overdue: i64,
}

#[derive(FromQueryResult)]
struct Row {
    node_id: NodeId,
    clues: i64,
    overdue: i64,
}

/// Writes the messages of the day; done again on the same day, it writes none.
pub(crate) fn remind(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        app.work(|at| Box::pin(write(at))).await?;
        Ok(Progress::Done)
    })
}

async fn write(at: &At<'_>) -> Result<(), Fault> {
    if at.now < morning(at.today()).plus(Duration::hours(FROM_HOUR)) {
        return Ok(());
    }
    let mut due = gather(at).await?;
    for told in told_today(at).await? {
        due.remove(&told);
    }
    for (account, due) in due {
        let body = due.body();
        let notice = Notice { topic: StaffTopic::Clue, subject: None, title: TITLE, body: &body };
        tell_staff(at, &[account], notice).await?;
    }
    Ok(())
}

impl Due {
    fn body(self) -> String {
        let today = (self.today > 0).then(|| format!("{} 条今天到期", self.today));
        let overdue = (self.overdue > 0).then(|| format!("{} 条已经超期", self.overdue));
        let parts: Vec<_> = [today, overdue].into_iter().flatten().collect();
        format!("待核查的部门线索中，{}，请尽快核查。", parts.join("，"))
    }
}

/// What is due, by who is to be told: one row for each community, so few.
async fn gather(at: &At<'_>) -> Result<BTreeMap<AccountId, Due>, Fault> {
    let evening = morning(at.today()).plus(Duration::days(1));
    let rows: Vec<Row> = at
        .sql()
        .all(
            "SELECT o.id AS node_id, COUNT(*) AS clues, \
             CAST(SUM(CASE WHEN c.due_at <= $1 THEN 1 ELSE 0 END) AS bigint) AS overdue \
             FROM clue c JOIN household h ON h.id = c.household_id AND h.state = 'present' \
             JOIN grid_path g ON g.node_id = h.node_id \
             JOIN grid_node o ON o.id = g.ancestor_id AND o.kind = 'community' \
             WHERE c.state = 'open' AND c.due_at <= $2 GROUP BY o.id",
            params![at.now, evening],
        )
        .await?;
    let mut due: BTreeMap<AccountId, Due> = BTreeMap::new();
    for row in rows {
        for account in on_duty_for(at, row.node_id).await? {
            let sum = due.entry(account).or_default();
            sum.today += row.clues - row.overdue;
            sum.overdue += row.overdue;
        }
    }
    Ok(due)
}

/// Who had this message today already.
async fn told_today(at: &At<'_>) -> Result<Vec<AccountId>, Fault> {
    #[derive(FromQueryResult)]
    struct Told {
        account_id: AccountId,
    }
    let told: Vec<Told> = at
        .sql()
        .all(
            "SELECT DISTINCT account_id FROM staff_message \
             WHERE kind = 'clue' AND subject_id IS NULL AND created_at >= $1",
            params![morning(at.today())],
        )
        .await?;
    Ok(told.into_iter().map(|told| told.account_id).collect())
}
