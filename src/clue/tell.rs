//! Telling the community that clues arrived: of one, or once of all that an import brought.

use entity::grid_node::NodeKind;
use entity::id::{AccountId, NodeId};
use entity::staff_message::StaffTopic;
use uuid::Uuid;

use crate::identity::duty::on_duty;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::store::{At, Fault};

const TITLE: &str = "收到部门线索";

/// Clues that arrived together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Arrived {
    /// The clue, or the import that brought them.
    pub(crate) subject: Uuid,
    /// Where the households live: a door, or a community.
    pub(crate) node: NodeId,
    /// How many there are.
    pub(crate) clues: i64,
    /// Who brought them, and so knows.
    pub(crate) brought_by: AccountId,
}

/// Tells who is on duty for the community that clues arrived: once for all of an import.
pub(crate) async fn tell(at: &At<'_>, arrived: Arrived) -> Result<(), Fault> {
    let days = at.world.config.policy.income.clue_working_days;
    let body = format!("收到 {} 条部门线索，请在 {days} 个工作日内核查。", arrived.clues);
    let mut accounts = on_duty_for(at, arrived.node).await?;
    accounts.retain(|account| *account != arrived.brought_by);
    let subject = Some(arrived.subject);
    let notice = Notice { topic: StaffTopic::Clue, subject, title: TITLE, body: &body };
    tell_staff(at, &accounts, notice).await
}

/// Who holds the community's post for the node, or the one above where it is vacant.
pub(super) async fn on_duty_for(at: &At<'_>, node: NodeId) -> Result<Vec<AccountId>, Fault> {
    let duty = on_duty(at.sql(), node, NodeKind::Community, at.today()).await?;
    Ok(duty.map(|duty| duty.accounts).unwrap_or_default())
}
