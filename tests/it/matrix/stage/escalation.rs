//! A declaration that went up because it was overdue, and a message to a member of staff.

use xinju::params;

use super::Stage;
use crate::escalation::{hops, named, tick};
use crate::inbox_staff::send;

impl Stage<'_> {
    /// What went up, or a message to the worker of the community.
    pub(super) async fn escalation(&mut self, name: &str) -> String {
        let town = self.makers.town;
        if name == "message" {
            return send(town, self.makers.worker.account.unwrap(), "measure", "提醒").await;
        }
        let id = named(&self.id("declaration").await);
        town.sql("UPDATE declaration SET due_at = 1 WHERE id = $1", params![id]).await;
        tick(town).await;
        let own = hops(town).await.into_iter().find(|hop| hop.declaration_id == id);
        own.unwrap().id.to_string()
    }
}
