//! Whatever is tried in whatever order, the state is one of the table's and the timeline tells it.

use entity::appointment::Role;
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
        Action::Declare | Action::DeclareFor => read(resident, id).await,
    }
}

async fn story(tries: Vec<usize>) {
    let town = Town::start().await;
    let resident = town.resident(town.household("north/1/u1").await).await;
    let desk = town.staff(Role::StreetOfficer, "site").await;
    let id = declare(&resident).await;
    let mut taken = vec![Action::Declare];
    for place in tries {
        let action = Action::ALL[2 + place];
        let (state, level) = workflow::replay(taken.clone()).unwrap();
        let allowed = workflow::next(Some(state), level, action).is_some();
        let said = attempt(action, &resident, &desk, &id).await;
        assert_eq!(said.status, if allowed { 200 } else { 409 }, "{action} in {state}");
        if allowed {
            taken.push(action);
        }
        let detail = read(&resident, &id).await.ok();
        let told = actions(&detail).into_iter().map(|code| Action::from_code(code).unwrap());
        let (state, level) = workflow::replay(told).expect("a course of the table");
        assert_eq!(detail["declaration"]["state"], state.code());
        assert_eq!(detail["declaration"]["level"], level.code());
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
