//! What staff and households are told when something goes up.
//!
//! Each holder of a post hears in one message of all that went up to it at once, so that the morning
//! after a long silence is not a morning of a hundred messages.

use std::collections::BTreeMap;

use entity::declaration_hop::HopCause;
use entity::id::{AccountId, HouseholdId, NodeId};
use entity::push::PushKind;
use entity::staff_message::StaffTopic;
use uuid::Uuid;

use super::hop::Hop;
use crate::declaration::terms;
use crate::inbox::tell::tell_each;
use crate::inbox::tell_staff::{Notice, tell_staff};
use crate::store::{At, Fault};

/// What goes up to one post for one cause.
#[derive(Debug, Default)]
struct Bundle<'h> {
    holders: &'h [AccountId],
    hops: Vec<&'h Hop>,
}

/// Tells the holders of the posts.
pub(super) async fn staff(at: &At<'_>, hops: &[Hop]) -> Result<(), Fault> {
    let mut bundles: BTreeMap<(NodeId, HopCause, bool), Bundle<'_>> = BTreeMap::new();
    for hop in hops {
        let is_own_desk = hop.cause == HopCause::Step && hop.is_own_desk();
        let bundle = bundles.entry((hop.to.node, hop.cause, is_own_desk)).or_default();
        bundle.holders = &hop.to.holders;
        bundle.hops.push(hop);
    }
    for ((_, cause, is_own_desk), bundle) in bundles {
        let (title, body) = text(cause, is_own_desk, &bundle.hops);
        let subject = match bundle.hops.as_slice() {
            [one] => Some(one.late.id.0),
            _ => None,
        };
        let notice = Notice { topic: StaffTopic::Declaration, subject, title, body: &body };
        tell_staff(at, bundle.holders, notice).await?;
    }
    Ok(())
}

fn text(cause: HopCause, is_own_desk: bool, hops: &[&Hop]) -> (&'static str, String) {
    let number = hops.len();
    let deed = match hops {
        [one] => terms::due_deed(one.late.state, one.late.track).unwrap_or("办理"),
        _ => "办理",
    };
    match (cause, is_own_desk) {
        (HopCause::Step, false) => (
            "申报超期，请督办",
            format!("有 {number} 件申报没有按时{deed}，已转到您这里督办，请尽快过问。"),
        ),
        (HopCause::Step, true) => (
            "申报超期，请尽快办理",
            format!("有 {number} 件申报在县里没有按时{deed}，请尽快办理。"),
        ),
        (HopCause::Chain, _) => (
            "申报全流程超期",
            format!("有 {number} 件申报超过了全流程时限还没有办结，请督促各环节抓紧办理。"),
        ),
    }
}

/// Tells each household once that its step is seen to above.
pub(super) async fn households(at: &At<'_>, hops: &[Hop]) -> Result<(), Fault> {
    let first = |hop: &&Hop| hop.cause == HopCause::Step && hop.late.raised_level.is_none();
    let of = |is_own_desk: bool| -> Vec<(HouseholdId, Uuid)> {
        let hops = hops.iter().filter(first).filter(|hop| hop.is_own_desk() == is_own_desk);
        hops.map(|hop| (hop.late.household_id, hop.late.id.0)).collect()
    };
    let (title, body) = (
        "您的申报已转请上一级督办",
        "这件申报没有按时办完，已转请上一级督办，有进展会告诉您，您不用再跑一趟。",
    );
    tell_each(at, &of(false), PushKind::Declaration, title, body).await?;
    let (title, body) = (
        "您的申报正在催办",
        "这件申报没有按时办完，已催县里尽快办理，有进展会告诉您，您不用再跑一趟。",
    );
    tell_each(at, &of(true), PushKind::Declaration, title, body).await
}
