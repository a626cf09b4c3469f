//! Who visits whom: of those who record visits, whoever's post lies nearest to the household's door.

use std::collections::HashMap;

use entity::id::{AccountId, HouseholdId, NodeId};
use sea_orm::FromQueryResult;

use crate::app::App;
use crate::params;
use crate::store::Fault;

/// Who visits a household.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Caller {
    household_id: HouseholdId,
    /// The account.
    pub(super) account_id: AccountId,
    /// The name that is kept with the visit.
    pub(super) name: String,
    /// The code of the role that is kept with the visit.
    pub(super) role: String,
}

/// Who visits each household of a site.
#[derive(Debug)]
pub(super) struct Doors(HashMap<HouseholdId, Caller>);

impl Doors {
    /// Finds out who it is, for each household that lives at the site; nobody visits their own.
    pub(super) async fn assign(app: &App, site: NodeId) -> Result<Self, Fault> {
        let view = app.view();
        let callers: Vec<Caller> = view
            .sql
            .all(
                "SELECT h.id AS household_id, a.id AS account_id, a.display_name AS name, v.role \
                 FROM household h JOIN grid_path g ON g.node_id = h.node_id \
                 JOIN appointment v ON v.node_id = g.ancestor_id AND v.ended_at IS NULL \
                   AND v.role IN ('building_head', 'area_head', 'community_worker') \
                 JOIN account a ON a.id = v.account_id AND a.state = 'active' \
                 LEFT JOIN person p ON p.id = a.person_id \
                 WHERE h.site_id = $1 AND h.state = 'present' \
                 AND (a.household_id IS NULL OR a.household_id <> h.id) \
                 AND (p.household_id IS NULL OR p.household_id <> h.id) \
                 ORDER BY CASE v.role WHEN 'community_worker' THEN 1 WHEN 'area_head' THEN 2 \
                   ELSE 3 END, v.starts_on, a.id",
                params![site],
            )
            .await?;
        // A later one is nearer to the door.
        Ok(Self(callers.into_iter().map(|caller| (caller.household_id, caller)).collect()))
    }

    /// Who visits this household; none where no post covers it.
    pub(super) fn caller(&self, household: HouseholdId) -> Option<&Caller> {
        self.0.get(&household)
    }
}
