//! Whatever is tried in whatever order, the state is one of the table's and the timeline tells it.

use entity::appointment::Role;
use entity::declaration::{DeskLevel, Track};
use entity::declaration_step::DeclarationAction as Action;
use proptest::prelude::*;
use xinju::declaration::workflow;

use super::*;
use crate::town::Town;

async fn attempt(action: Action, resident: &Actor<'_>, desk: &Actor<'_>, id: &str) -> Said {
    match action {
        Action::Accept => accept(desk, id).await,
        Action::Answer => answer(desk, id).await,
        Action::Refuse => refuse(desk, id).await,
        Action::Withdraw => step(resident, id, "withdrawal").await,
        Action::Solved => rate(resident, id, "solved").await,
        Action::NotSolved => rate(resident, id, "not_solved").await,
        _ => read(resident, id).await,
    }
}

/// What is tried.
const TRIED: [Action; 6] = [
    Action::Accept,
    Action::Answer,
    Action::Refuse,
    Action::Withdraw,
    Action::Solved,
    Action::NotSolved,
];

async fn story(tries: Vec<usize>) {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let desk = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    let mut taken = vec![Action::Declare];
    for place in tries {
        let action = TRIED[place];
        let stands = workflow::replay(Track::Monitoring, taken.clone()).unwrap();
        let allowed = workflow::rows(stands, action).next().is_some()
            && !(stands.desk == DeskLevel::County && action != Action::Withdraw);
        let state = stands.state.unwrap();
        let said = attempt(action, &resident, &desk, &id).await;
        assert_eq!(said.status, if allowed { 200 } else { 409 }, "{action} in {state}");
        if allowed {
            taken.push(action);
        }
        let detail = read(&resident, &id).await.ok();
        let told = actions(&detail).into_iter().map(|code| Action::from_code(code).unwrap());
        let stands = workflow::replay(Track::Monitoring, told).expect("a course of the table");
        assert_eq!(detail["declaration"]["state"], stands.state.unwrap().code());
        assert_eq!(detail["declaration"]["level"], stands.desk.code());
        assert_eq!(detail["version"], taken.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn random_actions_never_leave_the_table(
        tries in proptest::collection::vec(0_usize..6, 1..15)
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1)
            .enable_all().build().unwrap();
        runtime.block_on(story(tries));
    }
}
