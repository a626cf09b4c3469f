//! What a household lives on, and what a department noticed about it.

use super::Stage;
use crate::{clue, income};

impl Stage<'_> {
    /// An item of the household, another household with too little, or a clue about the household.
    pub(super) async fn ledgers(&mut self, name: &str) -> String {
        self.id("household").await;
        let (worker, household) = (&self.makers.worker, self.household.unwrap());
        match name {
            "income" => income::record(worker, household, "wage", 90_000_000).await,
            "poor" => {
                // The household itself may have an item that lifts it above the line.
                let poor = self.makers.town.household("north/1/u1").await;
                income::record(worker, poor, "necessary_cost", 100_000).await;
                poor.to_string()
            }
            _ => clue::record(worker, household).await,
        }
    }
}
