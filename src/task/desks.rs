//! Which households a caller is on duty for, at each rung of the grid, past posts that are vacant.

use entity::appointment::Role;
use entity::grid_node::NodeKind;
use entity::id::{HouseholdId, NodeId};
use sea_orm::Value;
use time::Date;

use crate::auth::caller::Caller;
use crate::identity::duty::LADDER;

/// The posts of the ladder that somebody holds today.
#[derive(Debug)]
pub(super) struct Desks {
    held: Vec<(usize, NodeId)>,
    own: Option<HouseholdId>,
    today: Date,
}

impl Desks {
    /// Those of this caller.
    pub(super) fn of(caller: &Caller, today: Date) -> Self {
        let posts = caller.appointments.iter().filter(|held| held.on(today));
        let held = posts.filter_map(|held| Some((rung(held.role)?, held.node_id))).collect();
        Self { held, own: caller.household, today }
    }

    /// Of a household `h`: the caller is the one who acts at the rung `kind`, because they hold the post
    /// there, or one above it with nobody in between.
    pub(super) fn on_duty(&self, kind: NodeKind, values: &mut Vec<Value>) -> String {
        let Some(from) = LADDER.iter().position(|(rung, _)| *rung == kind) else {
            return NOWHERE.to_owned();
        };
        let above = self.held.iter().filter(|(rung, _)| *rung >= from);
        let parts: Vec<_> = above
            .map(|(rung, node)| {
                values.push(Value::from(*node));
                let here = format!(
                    "h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = ${})",
                    values.len()
                );
                match LADDER.get(from..*rung).unwrap_or_default() {
                    [] => here,
                    between => format!("({here} AND {})", self.vacant(between, values)),
                }
            })
            .collect();
        if parts.is_empty() { NOWHERE.to_owned() } else { format!("({})", parts.join(" OR ")) }
    }

    /// Of a household `h`: nobody holds a post at these rungs above it today.
    fn vacant(&self, rungs: &[(NodeKind, Role)], values: &mut Vec<Value>) -> String {
        values.push(Value::from(self.today));
        let day = values.len();
        let posts: Vec<_> = rungs
            .iter()
            .map(|(kind, role)| {
                format!("(o.kind = '{}' AND v.role = '{}')", kind.code(), role.code())
            })
            .collect();
        format!(
            "NOT EXISTS (SELECT 1 FROM grid_path q JOIN grid_node o ON o.id = q.ancestor_id \
             JOIN appointment v ON v.node_id = o.id AND v.ended_at IS NULL \
               AND v.starts_on <= ${day} AND (v.ends_on IS NULL OR v.ends_on >= ${day}) \
             JOIN account w ON w.id = v.account_id AND w.state = 'active' \
             WHERE q.node_id = h.node_id AND ({}))",
            posts.join(" OR ")
        )
    }

    /// Of a household `h`: it is not the caller's own.
    pub(super) fn of_others(&self, values: &mut Vec<Value>) -> Option<String> {
        let own = self.own?;
        values.push(Value::from(own));
        Some(format!("h.id <> ${}", values.len()))
    }
}

const NOWHERE: &str = "1 = 0";

fn rung(role: Role) -> Option<usize> {
    LADDER.iter().position(|(_, holder)| *holder == role)
}
