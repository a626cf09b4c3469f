//! The list of one's work: all kinds together, the most urgent first, and how much of each there is.

use entity::Moment;
use entity::id::{HouseholdId, NodeId};
use poem_openapi::Object;
use serde::Serialize;
use uuid::Uuid;

use super::desks::Desks;
use super::found::{self, Found, Standing, Want};
use super::kind::TaskKind;
use super::sources::Whom;
use crate::auth::Grant;
use crate::auth::permission::ReadTasks;
use crate::declaration::clock::DeclarationClock;
use crate::http::{ApiError, Cursor, Page};
use crate::store::View;
use crate::store::keys::Keys;
use crate::support::listing::Turn;

/// The work that waits for the caller (待办).
#[derive(Clone, Debug, Object, Serialize)]
pub struct TaskList {
    /// How much of each kind there is, whichever kind is listed.
    #[oai(validator(max_items = 20))]
    pub counts: Vec<TaskCount>,
    /// The tasks, the most urgent first.
    pub tasks: Page<Task>,
}

/// How much work of a kind there is.
#[derive(Clone, Debug, Object, Serialize)]
pub struct TaskCount {
    /// The kind.
    pub kind: TaskKind,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// How many wait.
    #[oai(validator(minimum(value = "0")))]
    pub open: i64,
    /// Of them: past their deadline.
    #[oai(validator(minimum(value = "0")))]
    pub overdue: i64,
}

/// Something that waits for the caller.
#[derive(Clone, Debug, Object, Serialize)]
pub struct Task {
    /// What it asks for.
    pub kind: TaskKind,
    /// The same in Chinese.
    #[oai(validator(max_length = 20))]
    pub kind_word: String,
    /// The declaration, clue, finding or measure to act on; of a visit the household.
    pub subject_id: Uuid,
    /// What it is about, in Chinese.
    #[oai(validator(max_length = 40))]
    pub about: String,
    /// The household.
    pub household_id: HouseholdId,
    /// The number of the household.
    #[oai(validator(max_length = 50))]
    pub household_number: String,
    /// The head of the household, masked.
    #[oai(skip_serializing_if_is_none, validator(max_length = 100))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub head_name: Option<String>,
    /// Building, unit and room.
    #[oai(validator(max_length = 300))]
    pub door: String,
    /// What the list is sorted by: the deadline or, where there is none, when it arrived.
    pub urgent_at: Moment,
    /// The first moment that is too late; absent where nothing has a deadline.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    /// Whether there is time left; absent where nothing has a deadline.
    #[oai(skip_serializing_if_is_none)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<DeclarationClock>,
    /// Where it is read.
    #[oai(validator(max_length = 300))]
    pub href: String,
}

/// What of the work is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TaskFilter {
    pub(super) kind: Option<TaskKind>,
    pub(super) overdue: Option<bool>,
    pub(super) node: Option<NodeId>,
}

const LIST: &str = "tasks";

/// Reads a page of the caller's work.
pub(super) async fn read(
    view: &View<'_>,
    keys: &Keys,
    by: &Grant<ReadTasks>,
    filter: TaskFilter,
    turn: Turn<'_>,
) -> Result<TaskList, ApiError> {
    let (today, node) = (view.today(), filter.node);
    let (account, desks) = (by.caller().account, Desks::of(by.caller(), today));
    let whom = Whom { account, desks, now: view.now, today, node };
    let after = Cursor::read::<Standing>(keys, LIST, turn.cursor)?;
    let mut found: Vec<Found> = Vec::new();
    let want = Want { is_overdue: filter.overdue, after, limit: turn.limit.probe() };
    for kind in wanted(filter.kind) {
        found.extend(found::page(view, &whom, *kind, want).await?);
    }
    found.sort_by_key(|task| task.at);
    let numbers = found::numbers(view, &whom).await?;
    let counts: Vec<_> = numbers.into_iter().map(count).collect();
    let mut ends: Vec<_> = found.iter().map(|task| task.at).collect();
    ends.truncate(usize::try_from(turn.limit.probe() - 1).unwrap_or(usize::MAX));
    let tasks = found.into_iter().map(|task| shown(view, task)).collect();
    let mut tasks = turn.limit.cut(tasks, |_| Cursor::write(keys, LIST, &ends.last()))?;
    tasks.total = turn.with_total.then(|| total(&counts, filter));
    Ok(TaskList { counts, tasks })
}

fn wanted(kind: Option<TaskKind>) -> &'static [TaskKind] {
    let at = TaskKind::ALL.iter().position(|known| Some(*known) == kind);
    at.and_then(|at| TaskKind::ALL.get(at..=at)).unwrap_or(TaskKind::ALL)
}

/// All counts together, as far as the filter asks for them.
fn total(counts: &[TaskCount], filter: TaskFilter) -> i64 {
    let of_kind = counts.iter().filter(|count| filter.kind.is_none_or(|kind| kind == count.kind));
    let number = |count: &TaskCount| match filter.overdue {
        None => count.open,
        Some(true) => count.overdue,
        Some(false) => count.open - count.overdue,
    };
    of_kind.map(number).sum()
}

fn count(number: found::Number) -> TaskCount {
    let found::Number { kind, open, overdue } = number;
    TaskCount { kind, kind_word: kind.word().to_owned(), open, overdue }
}

fn shown(view: &View<'_>, task: Found) -> Task {
    let kind = task.at.kind;
    let calendar = &view.world.calendar;
    Task {
        kind,
        kind_word: kind.word().to_owned(),
        subject_id: task.subject,
        about: task.about,
        household_id: task.household,
        household_number: task.whose.household_number.clone(),
        head_name: task.whose.head_masked(),
        door: task.whose.door(),
        urgent_at: task.at.urgent_at,
        due_at: task.due_at,
        clock: DeclarationClock::shown(calendar, view.now, task.due_at, false),
        href: kind.path(task.subject),
    }
}
