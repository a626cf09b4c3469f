//! The rules of a declaration a second time, written without looking at the table: where an action leads
//! from where, and by whom. Random walks hold the table against it.

use entity::declaration::{DeclarationState as State, DeskLevel as Desk, StopCause, Track};
use entity::declaration_step::DeclarationAction as Action;
use xinju::declaration::workflow::{self, Due, Guard, Place, To};

pub(crate) const OWN: &str = "declarations.declare";
pub(crate) const OTHERS: &str = "declarations.declare_for";
pub(crate) const HANDLE: &str = "declarations.handle";
const VERIFY: &str = "declarations.verify";
const REVIEW: &str = "declarations.review";
const STREET: &str = "declarations.street_review";
const CONFIRM: &str = "declarations.confirm";
pub(crate) const PAUSE: &str = "declarations.approve_pause";
const OBJECT: &str = "notices.object";

const PERMISSIONS: [&str; 9] =
    [OWN, OTHERS, HANDLE, VERIFY, REVIEW, STREET, CONFIRM, PAUSE, OBJECT];

/// A declaration as the rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own that the rules ask for"
)]
pub(crate) struct Case {
    pub(crate) state: Option<State>,
    pub(crate) track: Track,
    pub(crate) desk: Desk,
    pub(crate) stopped: Option<StopCause>,
    pub(crate) is_sudden: bool,
    pub(crate) is_green: bool,
    pub(crate) has_appealed: bool,
    /// Whether a deadline runs, or is held.
    pub(crate) has_due: bool,
}

impl Case {
    pub(crate) fn new(track: Track, is_sudden: bool) -> Self {
        Self {
            state: None,
            track,
            desk: Desk::Community,
            stopped: None,
            is_sudden,
            is_green: false,
            has_appealed: false,
            has_due: false,
        }
    }

    fn place(self) -> Place {
        Place { state: self.state, track: self.track, desk: self.desk }
    }
}

/// Where an action leads by the rules: state, track, desk and until when; none when it is refused.
pub(crate) type Lead = (State, Track, Desk, Due);

/// The rules.
pub(crate) fn lead(case: Case, action: Action, by: &str) -> Option<Lead> {
    let Some(state) = case.state else { return file(case, action, by) };
    if case.stopped.is_some() && !goes_while_stopped(state, action) {
        return None;
    }
    match action {
        Action::Declare | Action::DeclareFor => None,
        Action::Withdraw | Action::Solved | Action::NotSolved | Action::Appeal => {
            (by == OWN).then(|| own(case, state, action)).flatten()
        }
        Action::Supplement => {
            let may = state == State::Returned && (by == OWN || by == OTHERS);
            may.then_some((State::Submitted, case.track, case.desk, Due::Accept))
        }
        Action::Pause | Action::Resume => pause(case, state, action, by),
        Action::Verify
        | Action::Review
        | Action::Publish
        | Action::Object
        | Action::AnswerObjection
        | Action::StreetReview
        | Action::Confirm
        | Action::RemoveRisk => chain(case, state, action, by),
        _ => (by == HANDLE).then(|| desk(case, state, action)).flatten(),
    }
}

fn goes_while_stopped(state: State, action: Action) -> bool {
    match action {
        Action::Withdraw | Action::Resume | Action::Object | Action::AnswerObjection => true,
        Action::Refuse => state == State::InNotice,
        _ => false,
    }
}

fn file(case: Case, action: Action, by: &str) -> Option<Lead> {
    let right = match action {
        Action::Declare => OWN,
        Action::DeclareFor => OTHERS,
        _ => return None,
    };
    (by == right).then_some((State::Submitted, case.track, Desk::Community, Due::Accept))
}

fn own(case: Case, state: State, action: Action) -> Option<Lead> {
    let up = case.desk.above();
    match (action, state) {
        (
            Action::Withdraw,
            State::Submitted
            | State::Returned
            | State::Accepted
            | State::Verified
            | State::Reviewed,
        ) => Some((State::Withdrawn, case.track, case.desk, Due::None)),
        (Action::Solved, State::Answered) => {
            Some((State::Closed, case.track, case.desk, Due::None))
        }
        (Action::NotSolved, State::Answered) => Some(match case.desk {
            Desk::County => (State::Closed, case.track, Desk::County, Due::None),
            _ => (State::Submitted, case.track, up, Due::Accept),
        }),
        (Action::Appeal, State::Refused) if !case.has_appealed => {
            Some((State::Appealed, case.track, up, Due::Appeal))
        }
        _ => None,
    }
}

fn desk(case: Case, state: State, action: Action) -> Option<Lead> {
    let here = |state, due| Some((state, case.track, case.desk, due));
    let is_chain = case.track == Track::Monitoring;
    match (action, state) {
        (Action::Accept, State::Submitted) => {
            here(State::Accepted, if is_chain { Due::Verify } else { Due::Answer })
        }
        (Action::Return, State::Submitted | State::Accepted) => here(State::Returned, Due::None),
        (Action::Refer, State::Submitted | State::Accepted) if case.desk != Desk::County => {
            Some((State::Submitted, case.track, case.desk.above(), Due::Accept))
        }
        (Action::Reclassify, State::Submitted) if is_chain => {
            Some((state, Track::Service, case.desk, Due::Same))
        }
        (Action::Reclassify, State::Accepted) if is_chain => {
            Some((state, Track::Service, case.desk, Due::Answer))
        }
        (
            Action::Refuse,
            State::Submitted
            | State::Returned
            | State::Accepted
            | State::Verified
            | State::Reviewed
            | State::InNotice
            | State::StreetReviewed,
        ) => here(State::Refused, Due::None),
        (Action::Green, State::Submitted | State::Accepted)
            if is_chain && case.is_sudden && !case.is_green =>
        {
            here(state, Due::Same)
        }
        (Action::Answer, State::Accepted) => here(State::Answered, Due::None),
        (Action::Uphold, State::Appealed) => here(State::Closed, Due::None),
        (Action::Reopen, State::Appealed) if is_chain => {
            Some((State::Accepted, case.track, Desk::Site, Due::Verify))
        }
        (Action::Reopen, State::Appealed) => here(State::Accepted, Due::Answer),
        _ => None,
    }
}

fn pause(case: Case, state: State, action: Action, by: &str) -> Option<Lead> {
    let may = match state {
        State::Accepted
        | State::Verified
        | State::Reviewed
        | State::InNotice
        | State::StreetReviewed => match action {
            Action::Pause => by == PAUSE,
            _ => by == HANDLE && case.stopped == Some(StopCause::Pause),
        },
        _ => false,
    };
    may.then_some((state, case.track, case.desk, Due::Same))
}

fn chain(case: Case, state: State, action: Action, by: &str) -> Option<Lead> {
    let (right, to, at, due) = match (state, action) {
        (State::Accepted, Action::Verify) if case.track == Track::Monitoring => {
            (VERIFY, State::Verified, case.desk, Due::Review)
        }
        (State::Verified, Action::Review) => (REVIEW, State::Reviewed, case.desk, Due::Publish),
        (State::Reviewed, Action::Publish) => {
            (REVIEW, State::InNotice, case.desk, Due::StreetReview)
        }
        (State::InNotice, Action::Object) if by == OBJECT => (OBJECT, state, case.desk, Due::Same),
        (State::InNotice, Action::Object | Action::AnswerObjection) => {
            (REVIEW, state, case.desk, Due::Same)
        }
        (State::InNotice, Action::StreetReview) => {
            (STREET, State::StreetReviewed, Desk::County, Due::Confirm)
        }
        (State::StreetReviewed, Action::Confirm) => {
            (CONFIRM, State::Supporting, case.desk, Due::None)
        }
        (State::Supporting, Action::RemoveRisk) => {
            (CONFIRM, State::RiskRemoved, case.desk, Due::None)
        }
        _ => return None,
    };
    (by == right).then_some((to, case.track, at, due))
}

/// The case after a step that the rules allow.
pub(crate) fn after(mut case: Case, action: Action, lead: Lead) -> Case {
    (case.state, case.track, case.desk) = (Some(lead.0), lead.1, lead.2);
    case.has_due = match lead.3 {
        Due::None => false,
        Due::Same => case.has_due,
        _ => true,
    };
    case.is_green |= action == Action::Green;
    case.has_appealed |= action == Action::Appeal;
    case.stopped = match action {
        Action::Pause => Some(StopCause::Pause),
        Action::Object => case.stopped.or(Some(StopCause::Objection)),
        Action::AnswerObjection => case.stopped.filter(|cause| *cause == StopCause::Pause),
        Action::Resume => None,
        _ if lead.0 == State::InNotice => case.stopped,
        _ if !workflow::is_open(lead.0) => None,
        _ => case.stopped,
    };
    case
}

/// What the table says, with what its row asks of the case itself.
fn by_table(case: Case, action: Action, by: &str) -> Option<Lead> {
    let step = workflow::next(case.place(), action, by)?;
    if case.stopped.is_some() && !step.while_stopped {
        return None;
    }
    // What runs is resumed only by whoever can end it: an objection ends with its answer.
    if action == Action::Resume && case.stopped != Some(StopCause::Pause) {
        return None;
    }
    let holds = |guard: &Guard| match guard {
        Guard::FirstAppeal => !case.has_appealed,
        Guard::SuddenKind => case.is_sudden && !case.is_green,
        _ => true,
    };
    if !step.guards.iter().all(holds) {
        return None;
    }
    let to = step.leads_to(case.place());
    if let To::State(state) = step.to {
        assert_eq!(to.state, Some(state));
    }
    Some((to.state?, to.track, to.desk, step.due))
}

/// Numbers that are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    /// One of them.
    pub(crate) fn pick<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())]
    }
}

/// How high a desk stands.
pub(crate) fn rank(desk: Desk) -> u8 {
    match desk {
        Desk::Community => 0,
        Desk::Site => 1,
        Desk::County => 2,
    }
}

/// An action and a permission: mostly one that the rules allow, so that walks come far.
fn choose(dice: &mut Dice, case: Case) -> (Action, &'static str) {
    let any = |dice: &mut Dice| (dice.pick(Action::ALL), dice.pick(&PERMISSIONS));
    if dice.roll(10) < 3 {
        return any(dice);
    }
    let all = Action::ALL.iter().flat_map(|action| PERMISSIONS.map(|by| (*action, by)));
    let legal: Vec<_> = all.filter(|(action, by)| lead(case, *action, by).is_some()).collect();
    if legal.is_empty() { any(dice) } else { dice.pick(&legal) }
}

#[test]
fn ten_thousand_random_walks_find_the_table_and_the_rules_of_one_mind() {
    let mut dice = Dice(0x5eed_2026);
    let (mut taken, mut refused) = (0, 0);
    let mut reached = std::collections::BTreeSet::new();
    for _ in 0..10_000 {
        let mut case = Case::new(dice.pick(Track::ALL), dice.roll(3) == 0);
        let mut appeals = 0;
        for _ in 0..25 {
            let (action, by) = choose(&mut dice, case);
            let expected = lead(case, action, by);
            assert_eq!(by_table(case, action, by), expected, "{action} by {by} in {case:?}");
            let Some(lead) = expected else {
                refused += 1;
                continue;
            };
            let before = case;
            case = after(case, action, lead);
            appeals += i32::from(action == Action::Appeal);
            taken += 1;
            reached.insert(lead.0);
            let state = lead.0;
            assert_eq!(case.has_due, workflow::waits_for_desk(state), "{action} to {case:?}");
            let falls = rank(case.desk) < rank(before.desk);
            assert!(!falls || (action == Action::Reopen && case.desk == Desk::Site), "{case:?}");
            assert!(case.stopped.is_none() || workflow::is_open(state), "{case:?}");
            assert!(appeals <= 1, "{case:?}");
        }
    }
    assert_eq!(reached.len(), State::ALL.len(), "every state is reached: {reached:?}");
    assert!(taken > 50_000 && refused > 50_000, "{taken} taken, {refused} refused");
}
