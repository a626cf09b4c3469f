//! What a household is helped with, and the colours that it has.

use serde_json::json;

use super::Stage;
use crate::support::{assign, deliver, open_plan, plan};

impl Stage<'_> {
    /// A household with a helper, its plan, or a measure planned or delivered.
    pub(super) async fn support(&mut self, name: &str) -> String {
        let worker = &self.makers.worker;
        self.id("household").await;
        let household = self.household.unwrap();
        match name {
            "helped" => {
                assign(worker, household, worker.account.unwrap()).await.ok();
                household.to_string()
            }
            "plan" => open_plan(worker, household).await,
            "measure" => plan(worker, household).await,
            _ => {
                let id = plan(worker, household).await;
                deliver(worker, &id).await.ok();
                id
            }
        }
    }

    /// A draft of the county's rule, or a colour that the street proposes for the household.
    pub(super) async fn colours(&mut self, name: &str) -> String {
        if name == "colourrule" {
            let draft = json!({
                "node_id": self.makers.town.node(""), "name": "新规则", "source": "县级专班文件",
                "body": crate::colour::body(),
            });
            return self.makers.county.post("/colour-rules", draft).await.id("rule_id");
        }
        let path = format!("/households/{}/colour", self.id("household").await);
        let proposal = json!({ "colour": "yellow", "words": "户主住院，收入中断。" });
        self.makers.street.post(&path, proposal).await.id("result_id")
    }
}
