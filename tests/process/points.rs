//! The third journey: points are credited by rule, seen, and redeemed; never twice, never below zero.
use crate::demo::Demo;
pub(crate) async fn story(demo: &Demo) {
    let _ = demo.resident(2);
}
