//! One message a day to whoever sees to measures that are due soon or overdue.
//!
//! Where that person is not on duty for the household any more, the post above is told, past vacant
//! ones, so that no measure is forgotten with somebody's departure.

use std::collections::BTreeMap;
use std::sync::Arc;

use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use entity::staff_message::StaffTopic;
use sea_orm::FromQueryResult;
use time::Duration;

use super::store::{covering, morning};
use crate::app::App;
use crate::identity::duty::on_duty;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::params;
use crate::store::{At, Fault};
use crate::worker::Progress;
use crate::worker::schedule::Doing;

const TITLE: &str = "帮扶措施提醒";

/// How many measures of one person are due soon, and how many are overdue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    soon: i64,
    overdue: i64,
}

#[derive(FromQueryResult)]
struct Row {
    account_id: Option<AccountId>,
    node_id: NodeId,
    measures: i64,
    overdue: i64,
}

/// Writes the messages of the day; done again on the same day, it writes none.
pub(crate) fn remind(app: Arc<App>) -> Doing<Progress> {
    Box::pin(async move {
        app.work(|at| Box::pin(write(at))).await?;
        Ok(Progress::Done)
    })
}

/// Nobody is called at night.
const FROM_HOUR: i64 = 8;

async fn write(at: &At<'_>) -> Result<(), Fault> {
    if at.now < morning(at.today()).plus(Duration::hours(FROM_HOUR)) {
        return Ok(());
    }
    let mut due = gather(at).await?;
    for told in told_today(at).await? {
        due.remove(&told);
    }
    let mut alike: BTreeMap<Due, Vec<AccountId>> = BTreeMap::new();
    for (account, due) in due {
        alike.entry(due).or_default().push(account);
    }
    for (due, accounts) in alike {
        let body = due.body();
        let notice =
            Notice { topic: StaffTopic::Measure, subject: None, title: TITLE, body: &body };
        tell_staff(at, &accounts, notice).await?;
    }
    Ok(())
}

impl Due {
    fn body(self) -> String {
        let soon = (self.soon > 0).then(|| format!("{} 项帮扶措施快到期", self.soon));
        let overdue = (self.overdue > 0).then(|| format!("{} 项已经超期", self.overdue));
        let parts: Vec<_> = [soon, overdue].into_iter().flatten().collect();
        format!("您负责的帮扶措施中，{}，请尽快落实或调整。", parts.join("，"))
    }
}

/// What is due, by who is to be told.
async fn gather(at: &At<'_>) -> Result<BTreeMap<AccountId, Due>, Fault> {
    let days = at.world.config.policy.monitoring.measure_notice_days;
    let until = at.today().saturating_add(Duration::days(i64::from(days)));
    let sql = format!(
        "SELECT d.account_id, d.node_id, COUNT(*) AS measures, \
         CAST(SUM(d.overdue) AS bigint) AS overdue FROM ( \
           SELECT (SELECT a.id FROM account a \
               WHERE a.id = COALESCE(m.responsible_id, m.created_by) AND {}) AS account_id, \
             o.id AS node_id, CASE WHEN m.due_on < $1 THEN 1 ELSE 0 END AS overdue \
           FROM measure m JOIN household h ON h.id = m.household_id AND h.state = 'present' \
           JOIN grid_path g ON g.node_id = h.node_id \
           JOIN grid_node o ON o.id = g.ancestor_id AND o.kind = 'community' \
           WHERE m.state = 'planned' AND m.due_on <= $2) d \
         GROUP BY d.account_id, d.node_id",
        covering("h.node_id", 1)
    );
    let rows: Vec<Row> = at.sql().all(sql, params![at.today(), until]).await?;
    let mut due: BTreeMap<AccountId, Due> = BTreeMap::new();
    for row in rows {
        let accounts = match row.account_id {
            Some(account) => vec![account],
            None => on_duty(at.sql(), row.node_id, NodeKind::Community, at.today())
                .await?
                .map(|duty| duty.accounts)
                .unwrap_or_default(),
        };
        for account in accounts {
            let sum = due.entry(account).or_default();
            sum.soon += row.measures - row.overdue;
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
             WHERE kind = 'measure' AND subject_id IS NULL AND created_at >= $1",
            params![morning(at.today())],
        )
        .await?;
    Ok(told.into_iter().map(|told| told.account_id).collect())
}
