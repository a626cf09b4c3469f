//! A household that is to be visited, and one that was.

use super::Stage;
use crate::visit::{painted, plan, unchanged};

impl Stage<'_> {
    /// A visit, the household that was visited, or one that awaits a visit.
    pub(super) async fn visits(&mut self, name: &str) -> String {
        if name == "awaited" {
            let household = painted(self.makers.town, "north/1/u1", "red").await;
            plan(self.makers.town).await;
            return household.to_string();
        }
        self.id("household").await;
        let household = self.household.unwrap();
        let visit = unchanged(&self.makers.worker, household).await.id("visit_id");
        if name == "visit" { visit } else { household.to_string() }
    }
}
