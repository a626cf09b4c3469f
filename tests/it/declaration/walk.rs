//! Random walks over the API on a real database: state, desk, deadline and timeline are what the rules of
//! [`super::model`] say, whoever tries what in whatever order.

use entity::Moment;
use entity::appointment::Role;
use entity::declaration::{DeclarationState as State, DeskLevel as Desk, StopCause, Track};
use entity::declaration_step::DeclarationAction as Action;
use sea_orm::FromQueryResult;
use serde_json::json;
use xinju::calendar::Calendar;
use xinju::config::Config;
use xinju::declaration::workflow::Due;
use xinju::params;

use super::model::{Case, Dice, HANDLE, Lead, OTHERS, OWN, PAUSE, after, lead, rank};
use super::*;
use crate::town::Town;

const DAY_MS: i64 = 86_400_000;

/// What is tried; the steps of the chain between have tests of their own.
const TRIED: [Action; 16] = [
    Action::Accept,
    Action::Return,
    Action::Supplement,
    Action::Refer,
    Action::Reclassify,
    Action::Withdraw,
    Action::Refuse,
    Action::Answer,
    Action::Solved,
    Action::NotSolved,
    Action::Appeal,
    Action::Uphold,
    Action::Reopen,
    Action::Green,
    Action::Pause,
    Action::Resume,
];

/// Where a declaration may be found, past the application.
const FOUND: [State; 4] =
    [State::Verified, State::Reviewed, State::InNotice, State::StreetReviewed];

/// Whoever tries something: by which permission, and from how high.
#[derive(Clone)]
struct Hand<'t> {
    actor: Actor<'t>,
    role: Role,
}

impl Hand<'_> {
    fn holds(&self, permission: &str) -> bool {
        match permission {
            OWN => self.role == Role::Resident,
            OTHERS => matches!(self.role, Role::BuildingHead | Role::CommunityWorker),
            PAUSE => matches!(self.role, Role::StreetOfficer | Role::CountyOfficer),
            _ => self.height().is_some(),
        }
    }

    fn height(&self) -> Option<u8> {
        match self.role {
            Role::CommunityWorker => Some(0),
            Role::StreetOfficer => Some(1),
            Role::CountyOfficer => Some(2),
            _ => None,
        }
    }

    fn covers(&self, desk: Desk) -> bool {
        self.height() >= Some(rank(desk))
    }
}

/// The rules with times: what the row must show.
struct Expected {
    case: Case,
    arrived: Moment,
    due: Option<Moment>,
    held: Option<(Moment, Option<Moment>)>,
    steps: i64,
    refuser: Option<usize>,
}

impl Expected {
    fn step(&mut self, action: Action, to: Lead, now: Moment, calendar: &Calendar) {
        let arrives = to.2 != self.case.desk || matches!(action, Action::Refer);
        let moved = after(self.case, action, to);
        if arrives || action == Action::Appeal || self.reopens(action) {
            self.arrived = now;
        }
        let days = |since: Moment, days: u32| {
            Some(Moment::from(calendar.deadline(since.utc(), u16::try_from(days).unwrap())))
        };
        let policy = Config::for_tests().policy.declaration;
        self.due = match to.3 {
            Due::None => None,
            Due::Same => self.due,
            Due::Accept => days(now, policy.accept_working_days),
            Due::Answer => days(self.arrived, policy.answer_working_days),
            Due::Verify => days(now, policy.verify_working_days),
            Due::Appeal => days(now, policy.appeal_working_days),
            other => panic!("{other:?} is not walked"),
        };
        match action {
            Action::Pause => self.held = Some((now, self.due.take())),
            Action::Resume => self.go_on(now, calendar),
            _ if moved.stopped.is_none() => self.held = None,
            _ => {}
        }
        self.case = moved;
        self.steps += 1;
    }

    /// The row of a reopened risk names the site's desk, so that it arrives there.
    fn reopens(&self, action: Action) -> bool {
        action == Action::Reopen && self.case.track == Track::Monitoring
    }

    fn go_on(&mut self, now: Moment, calendar: &Calendar) {
        let (stopped, due) = self.held.take().unwrap();
        let lost = calendar.working_days_between(stopped.day(), now.day());
        let lost = u16::try_from(lost).unwrap();
        self.due = due.map(|due| match lost {
            0 => due,
            lost => Moment::from(calendar.deadline(due.plus_ms(-1).utc(), lost)),
        });
    }
}

#[derive(FromQueryResult)]
struct Row {
    state: State,
    level: Desk,
    track: Track,
    due_at: Option<Moment>,
    stopped_for: Option<StopCause>,
    has_slot: bool,
    version: i64,
    steps: i64,
}

async fn hold(town: &Town, id: &str, expected: &Expected, after: &str) {
    let id: uuid::Uuid = id.parse().unwrap();
    let rows: Vec<Row> = town
        .rows(
            "SELECT d.state, d.level, d.track, d.due_at, d.stopped_for, \
             (d.open_slot IS NOT NULL) AS has_slot, d.version, \
             (SELECT COUNT(*) FROM declaration_step s WHERE s.declaration_id = d.id) AS steps \
             FROM declaration d WHERE d.id = $1",
            params![id],
        )
        .await;
    let (row, case) = (&rows[0], &expected.case);
    assert_eq!(
        (Some(row.state), row.level, row.track),
        (case.state, case.desk, case.track),
        "{after}"
    );
    assert_eq!(row.due_at, expected.due, "{after}: {case:?}");
    assert_eq!(row.stopped_for, case.stopped, "{after}");
    assert_eq!((row.version, row.steps), (expected.steps, expected.steps), "{after}");
    assert_eq!(row.has_slot, xinju::declaration::workflow::is_open(row.state), "{after}");
}

/// Sends an action; a pause is asked for by the hand and decided by another.
async fn send(hand: &Hand<'_>, id: &str, action: Action) -> Said {
    let by = &hand.actor;
    let words = json!({ "words": "已经看过，情况属实。" });
    let to = |deed: &str| format!("/declarations/{id}/{deed}");
    match action {
        Action::Accept => accept(by, id).await,
        Action::Withdraw => step(by, id, "withdrawal").await,
        Action::Resume => step(by, id, "resumption").await,
        Action::Solved => rate(by, id, "solved").await,
        Action::NotSolved => rate(by, id, "not_solved").await,
        Action::Supplement if hand.role != Role::Resident => {
            by.post(&to("supplement/on-behalf"), words).await
        }
        Action::Supplement => by.post(&to("supplement"), words).await,
        Action::Refer => by.post(&to("referral"), words).await,
        Action::Reclassify => by.post(&to("reclassification"), words).await,
        Action::Answer => by.post(&to("answer"), words).await,
        Action::Appeal => by.post(&to("appeal"), words).await,
        Action::Return => by.post(&to("return"), because("document_missing")).await,
        Action::Refuse => by.post(&to("refusal"), because("not_confirmed")).await,
        Action::Pause => by.post(&to("pauses"), because("household_away")).await,
        Action::Uphold | Action::Reopen => {
            let decision = json!({ "decision": action.code(), "words": "重新看过材料。" });
            by.post(&to("appeal-decision"), decision).await
        }
        Action::Green => by.post(&to("green-channel"), first_aid()).await,
        other => panic!("{other} is not walked"),
    }
}

/// The permission by which the hand tries an action.
fn permission(action: Action, hand: &Hand<'_>) -> &'static str {
    match action {
        Action::Supplement if hand.role != Role::Resident => OTHERS,
        Action::Withdraw
        | Action::Solved
        | Action::NotSolved
        | Action::Appeal
        | Action::Supplement => OWN,
        _ => HANDLE,
    }
}

/// Where the rules say that it leads when this hand tries it.
fn foretell(expected: &Expected, action: Action, hand: &Hand<'_>, number: usize) -> Option<Lead> {
    let by = permission(action, hand);
    if !hand.holds(by) || (by == HANDLE && !hand.covers(expected.case.desk)) {
        return None;
    }
    let decides_appeal = matches!(action, Action::Uphold | Action::Reopen);
    if decides_appeal && expected.refuser == Some(number) {
        return None;
    }
    lead(expected.case, action, if action == Action::Pause { PAUSE } else { by })
}

/// An action and whose hand tries it: mostly one that the rules allow, so that walks come far.
fn choose(expected: &Expected, hands: &[Hand<'_>], dice: &mut Dice) -> (Action, usize) {
    let all = TRIED.iter().flat_map(|action| (0..hands.len()).map(|hand| (*action, hand)));
    let legal: Vec<_> = all
        .filter(|(action, hand)| foretell(expected, *action, &hands[*hand], *hand).is_some())
        .collect();
    if legal.is_empty() || dice.roll(10) < 4 {
        return (dice.pick(&TRIED), dice.roll(hands.len()));
    }
    dice.pick(&legal)
}

async fn walk(town: &Town, hands: &[Hand<'_>], dice: &mut Dice) -> i64 {
    let calendar = Calendar::built_in().unwrap();
    let household = town.household("north/1/u1").await;
    let home = Hand { actor: town.resident(household).await, role: Role::Resident };
    let mut hands = hands.to_vec();
    // The household tries as often as all desks together.
    hands.extend(vec![home.clone(); hands.len()]);
    let kind = dice.pick(&["illness", "disaster", "consultation", "address_change"]);
    let is_risk = matches!(kind, "illness" | "disaster");
    let track = if is_risk { Track::Monitoring } else { Track::Service };
    let body = json!({ "kind": kind, "words": "家里有事，请来看看。" });
    let id = home.actor.post("/declarations", body).await.id("declaration_id");
    let now = town.clock.now();
    let mut expected = Expected {
        case: Case::new(track, kind == "disaster"),
        arrived: now,
        due: None,
        held: None,
        steps: 0,
        refuser: None,
    };
    let filed = lead(expected.case, Action::Declare, OWN).unwrap();
    expected.step(Action::Declare, filed, now, &calendar);
    if track == Track::Monitoring && dice.roll(3) == 0 {
        find(town, &id, dice.pick(&FOUND), &mut expected).await;
    }
    hold(town, &id, &expected, "filed").await;
    for _ in 0..10 {
        if dice.roll(9) == 0 {
            town.clock.advance_ms(DAY_MS);
        }
        let (action, number) = choose(&expected, &hands, dice);
        let hand = &hands[number];
        let foretold = foretell(&expected, action, hand, number);
        let said = send(hand, &id, action).await;
        let told = format!("{action} by {} {:#}", hand.role, said.body);
        assert_eq!(said.status / 100 == 2, foretold.is_some(), "{told} {:?}", expected.case);
        assert!(matches!(said.status, 200 | 201 | 403 | 409), "{told}");
        let Some(to) = foretold else { continue };
        if action == Action::Pause {
            let (site, county) = (&hands[3], &hands[5]);
            let other = if expected.case.desk == Desk::County { county } else { site };
            let other = if number == 3 || number == 5 { &hands[number - 1] } else { other };
            let path = format!("/declarations/{id}/pauses/{}/decision", said.id("pause_id"));
            let body = json!({ "approve": true, "words": "情况属实，同意。" });
            other.actor.post(&path, body).await.ok();
        }
        if action == Action::Refuse {
            expected.refuser = Some(number);
        }
        expected.step(action, to, town.clock.now(), &calendar);
        hold(town, &id, &expected, &told).await;
    }
    expected.steps
}

/// Puts a declaration further on, past the application.
async fn find(town: &Town, id: &str, state: State, expected: &mut Expected) {
    let id: uuid::Uuid = id.parse().unwrap();
    let desk = if state == State::StreetReviewed { Desk::County } else { Desk::Community };
    town.sql(
        "UPDATE declaration SET state = $2, level = $3 WHERE id = $1",
        params![id, state.code(), desk.code()],
    )
    .await;
    (expected.case.state, expected.case.desk) = (Some(state), desk);
}

#[tokio::test]
async fn two_hundred_random_walks_over_the_api_end_where_the_rules_say() {
    let town = Town::start().await;
    let posts = [
        (Role::CommunityWorker, "north"),
        (Role::CommunityWorker, "north"),
        (Role::StreetOfficer, "site"),
        (Role::StreetOfficer, "site"),
        (Role::CountyOfficer, ""),
        (Role::CountyOfficer, ""),
        (Role::BuildingHead, "north/1"),
    ];
    let mut hands = Vec::new();
    for (role, place) in posts {
        hands.push(Hand { actor: town.staff(role, place).await, role });
    }
    let mut dice = Dice(0xdec1_a7e5);
    let mut steps = 0;
    for _ in 0..200 {
        steps += walk(&town, &hands, &mut dice).await;
    }
    assert!(steps > 800, "walks must come somewhere: {steps} steps");
}
