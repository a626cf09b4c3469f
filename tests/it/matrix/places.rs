//! Where a permission holds: what each role that may use an operation gets, by where it stands.
//!
//! `places.txt` says it by hand and from the policy. The roles come from `roles.txt` and the operations
//! from the OpenAPI document, so a new one without a row fails. `+` is a success and nothing less, and
//! `-` is what a thing that does not exist would get: a probe that is answered otherwise proves nothing
//! and fails. Whoever stands outside leaves no trace in the database, and whoever stands inside ties
//! nothing to what lies outside.

use std::collections::{BTreeMap, HashMap};

use entity::appointment::Role;
use serde_json::Value;

use super::probes::{self, Body, Probe};
use super::stage::{Makers, Stage};
use super::{Operation, ROLES, compare, operations, rows};
use crate::database::server;
use crate::shape::{TABLES, columns};
use crate::town::{Actor, Said, Town};

/// Operations about the caller alone, who can't name anybody else's thing there.
const OF_THE_CALLER: &[&str] = &[
    "change_my_password",
    "end_current_session",
    "get_me",
    "list_messages",
    "list_my_access_log",
    "list_my_objections",
    "list_my_sessions",
    "list_my_tasks",
];

/// Operations that answer each of many things by itself; what is outside is tried in their stories.
const ONE_BY_ONE: &[&str] = &["confirm_colours", "record_visits"];

/// Operations about nothing that lies anywhere.
const WITHOUT_PLACE: &[&str] = &["get_roster_template", "list_pictograms", "upload_media"];

/// Where somebody stands, as seen from the thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Stand {
    Inside,
    Above,
    Beside,
    Elsewhere,
}

const STANDS: [Stand; 4] = [Stand::Inside, Stand::Above, Stand::Beside, Stand::Elsewhere];

/// Where somebody of this role is appointed.
fn place(role: Role, stand: Stand, of_site: bool) -> &'static str {
    let at = STANDS.iter().position(|known| *known == stand).unwrap();
    let places = match role {
        _ if of_site => ["site", "", "other", "north"],
        Role::Resident => ["north/1/u1", "", "north/1/u2", "far/1/u1"],
        Role::BuildingHead => ["north/1", "site", "north/2", "far/1"],
        Role::AreaHead => ["north/a", "site", "south/a", "far/a"],
        _ => ["north", "site", "south", "other"],
    };
    places[at]
}

/// Everybody who tries something, by role and place.
type Cast<'t> = HashMap<(Role, &'static str), Actor<'t>>;

/// Something to try: a probe by somebody.
struct Try<'p> {
    probe: &'p Probe,
    operation: &'p Operation,
    letter: char,
    role: Role,
    stand: Stand,
}

impl Try<'_> {
    fn place(&self) -> &'static str {
        place(self.role, self.stand, self.probe.of_site)
    }

    /// Whether it may change the thing.
    fn writes(&self) -> bool {
        self.operation.method != "GET"
    }

    fn is_outside(&self) -> bool {
        matches!(self.stand, Stand::Beside | Stand::Elsewhere)
    }

    /// Whether the policy lets it write from where it stands.
    fn is_let_in(&self, policy: &Outcomes) -> bool {
        let outcomes = policy.get(&(self.operation.id.clone(), self.letter));
        let at = STANDS.iter().position(|stand| *stand == self.stand).unwrap();
        self.writes() && outcomes.is_some_and(|outcomes| outcomes[at] == '+')
    }

    fn is_own(&self) -> bool {
        self.role == Role::Resident && self.stand == Stand::Inside
    }

    /// Does it, and says what came of it.
    async fn outcome(
        &self,
        actor: &Actor<'_>,
        stage: &mut Stage<'_>,
        makers: &Makers<'_>,
    ) -> Result<char, String> {
        let said = self.send(actor, stage, makers).await;
        let unknown = |error: &Value| error["code"] == "field.unknown_reference";
        match said.status {
            200..=299 => match self.probe.finds {
                Some(thing) if !shows(&said, &stage.id(thing).await) => Ok('-'),
                _ => Ok('+'),
            },
            403 => Ok('x'),
            404 => Ok('-'),
            422 if said.body["errors"].as_array().is_some_and(|all| all.iter().all(unknown)) => {
                Ok('-')
            }
            status => {
                let (operation, role, stand) = (&self.operation.id, self.role, self.stand);
                Err(format!("{operation} by {role} {stand:?}: {status} {}", said.body))
            }
        }
    }

    fn shown(&self) -> String {
        match &self.probe.body {
            Body::Json(body) => body.to_string(),
            _ => String::new(),
        }
    }

    /// Makes the things that it names.
    async fn set(&self, stage: &mut Stage<'_>) {
        self.path(stage).await;
        if let Body::Json(body) = &self.probe.body {
            stage.fill(&body.to_string()).await;
        }
        if let Some(thing) = self.probe.finds {
            stage.id(thing).await;
        }
    }

    async fn path(&self, stage: &mut Stage<'_>) -> String {
        let mut path = String::new();
        for part in self.operation.path.split('/').skip(1) {
            let parameter = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
            path.push('/');
            match parameter {
                Some(parameter) => path += &stage.id(self.thing(parameter)).await,
                None => path += part,
            }
        }
        path + &stage.fill(self.probe.query).await
    }

    async fn send(&self, actor: &Actor<'_>, stage: &mut Stage<'_>, makers: &Makers<'_>) -> Said {
        let path = self.path(stage).await;
        let key = actor.town.id().to_string();
        let method = &self.operation.method;
        let mut headers = vec![("idempotency-key", key.as_str())];
        if method == "PATCH" {
            headers.push(("if-match", "\"v1\""));
        }
        let body = match &self.probe.body {
            Body::Nothing => None,
            Body::Json(body) => Some(stage.fill(&body.to_string()).await),
            Body::Sheet => {
                headers.push(("content-type", "text/csv"));
                return actor.send_bytes(method, &path, Some(makers.sheet()), &headers).await;
            }
        };
        let body = body.map(|text| serde_json::from_str(&text).unwrap());
        actor.send(method, &path, body, &headers).await
    }

    /// The thing that a parameter of the path names.
    fn thing<'a>(&'a self, parameter: &'a str) -> &'a str {
        let named = self.probe.named.iter().find(|(name, _)| *name == parameter);
        named.map_or_else(|| parameter.strip_suffix("_id").unwrap(), |(_, thing)| thing)
    }
}

fn shows(said: &Said, id: &str) -> bool {
    said.body.to_string().contains(id)
}

/// What is to be tried by every role that may use the operation, from these stands.
fn tries<'p>(probes: &'p [Probe], operations: &'p [Operation], stands: &[Stand]) -> Vec<Try<'p>> {
    let allowed: HashMap<_, _> =
        rows(include_str!("roles.txt")).map(|row| row.split_once(' ').unwrap()).collect();
    let mut all = Vec::new();
    for probe in probes {
        let operation = operations.iter().find(|operation| operation.id == probe.operation);
        let operation = operation.unwrap_or_else(|| panic!("{} is unknown", probe.operation));
        let letters = allowed[probe.operation];
        for (letter, role) in ROLES.iter().filter(|(letter, _)| letters.contains(*letter)) {
            let (letter, role) = (*letter, *role);
            let known = |stand: &&Stand| role != Role::Resident || **stand != Stand::Above;
            let each = |stand: &Stand| Try { probe, operation, letter, role, stand: *stand };
            all.extend(stands.iter().filter(known).map(each));
        }
    }
    all
}

async fn gather<'t>(town: &'t Town, tries: &[Try<'_>]) -> Cast<'t> {
    let mut cast = Cast::new();
    for (role, place) in tries.iter().filter(|one| !one.is_own()).map(|one| (one.role, one.place()))
    {
        if cast.contains_key(&(role, place)) {
            continue;
        }
        let actor = match role {
            Role::Resident => town.resident(town.household(place).await).await,
            _ => town.staff(role, place).await,
        };
        cast.insert((role, place), actor.with_one_token());
    }
    cast
}

/// All rows of all tables, as text.
type Everything = BTreeMap<&'static str, Vec<String>>;

async fn everything(town: &Town) -> Everything {
    #[derive(sea_orm::FromQueryResult)]
    struct Row {
        text: String,
    }
    let mut all = BTreeMap::new();
    for table in TABLES {
        let columns = columns(town, table).await.into_iter().map(|column| {
            let text = if server().is_some() { "CAST($ AS text)" } else { "quote($)" };
            format!("COALESCE({}, '-')", text.replace('$', &column))
        });
        let text = columns.collect::<Vec<_>>().join(" || ' ' || ");
        let rows: Vec<Row> =
            town.rows(&format!("SELECT {text} AS text FROM {table} ORDER BY 1"), vec![]).await;
        all.insert(*table, rows.into_iter().map(|row| row.text).collect());
    }
    all
}

/// Fails when a row came, went or changed. Only the entry of a search that found nobody may come.
fn unchanged(before: &Everything, after: &Everything) {
    for (table, rows) in before {
        let gone: Vec<_> = rows.iter().filter(|row| !after[table].contains(row)).collect();
        let new = after[table].iter().filter(|row| !rows.contains(row));
        let new: Vec<_> = new.filter(|row| !row.contains("\"found\":0")).collect();
        assert!(gone.is_empty(), "who stood outside took from {table}: {gone:#?}");
        assert!(new.is_empty(), "who stood outside left a trace in {table}: {new:#?}");
    }
}

/// The outcomes by operation and letter, one for each stand.
type Outcomes = BTreeMap<(String, char), [char; 4]>;

/// A run over everything that is tried.
struct Trial<'t> {
    makers: &'t Makers<'t>,
    cast: Cast<'t>,
    /// Where nothing may be changed; what may be changed is new each time.
    shared: Stage<'t>,
    outcomes: Outcomes,
    /// Answers that prove nothing.
    unclear: Vec<String>,
}

impl Trial<'_> {
    async fn attempt(&mut self, tries: &[Try<'_>]) {
        for one in tries {
            let letter = match self.one(one).await {
                Ok(letter) => letter,
                Err(unclear) => {
                    self.unclear.push(unclear);
                    '?'
                }
            };
            let key = (one.operation.id.clone(), one.letter);
            let at = STANDS.iter().position(|stand| *stand == one.stand).unwrap();
            self.outcomes.entry(key).or_insert(['.'; 4])[at] = letter;
        }
    }

    async fn one(&mut self, one: &Try<'_>) -> Result<char, String> {
        let mut fresh = Stage::new(self.makers);
        let is_shared = one.is_outside() || !one.writes();
        let stage = if is_shared { &mut self.shared } else { &mut fresh };
        let actor = match self.cast.get(&(one.role, one.place())) {
            Some(actor) if !one.is_own() => actor.clone(),
            _ => stage.resident().await,
        };
        if !is_shared {
            stage.acted_by(&actor);
            if one.stand == Stand::Inside {
                stage.owned_by(&actor);
            }
        }
        one.outcome(&actor, stage, self.makers).await
    }
}

/// A table in one form: the letters of an operation that share their outcomes in one line.
fn lines(outcomes: &Outcomes) -> Vec<String> {
    let mut lines: Vec<(&str, String, String)> = Vec::new();
    for (letter, _) in ROLES {
        for ((operation, _), seen) in outcomes.iter().filter(|((_, who), _)| who == letter) {
            let seen: String = seen.iter().collect();
            let known = lines.iter_mut().find(|(id, _, all)| id == operation && *all == seen);
            match known {
                Some((_, letters, _)) => letters.push(*letter),
                None => lines.push((operation, letter.to_string(), seen)),
            }
        }
    }
    lines.sort_by_key(|(operation, ..)| *operation);
    lines.iter().map(|(id, letters, seen)| format!("{id:<28}{letters:<13}{seen}")).collect()
}

/// The table as it is written.
fn policy() -> Outcomes {
    let mut outcomes = Outcomes::new();
    for row in rows(include_str!("places.txt")) {
        let parts: Vec<_> = row.split_whitespace().collect();
        let seen: Vec<char> = parts[2].chars().collect();
        for letter in parts[1].chars() {
            let key = (parts[0].to_owned(), letter);
            let before = outcomes.insert(key, seen.clone().try_into().unwrap());
            assert!(before.is_none(), "{} has {letter} twice", parts[0]);
        }
    }
    outcomes
}

impl<'t> Trial<'t> {
    /// Everybody and everything in their places.
    async fn prepare(town: &'t Town, makers: &'t Makers<'t>, tries: &[Try<'_>]) -> Self {
        let (cast, mut shared) = (gather(town, tries).await, Stage::new(makers));
        shared.resident().await;
        for one in tries {
            one.set(&mut shared).await;
        }
        Self { makers, cast, shared, outcomes: Outcomes::new(), unclear: vec![] }
    }
}

/// A town in which one household may have a declaration at every step at once.
async fn stage_town() -> Town {
    Town::with(|config| config.policy.declaration.open_per_household_max = 50).await
}

#[tokio::test]
async fn every_permission_holds_where_the_policy_says_and_nowhere_else() {
    let town = stage_town().await;
    let (probes, operations) = (probes::all(), operations(&town));
    let tries = tries(&probes, &operations, &STANDS);
    let makers = Makers::gather(&town).await;
    let mut trial = Trial::prepare(&town, &makers, &tries).await;
    let policy = policy();
    let kept_out = |one: &Try<'_>| one.is_outside() && !one.is_let_in(&policy);
    let (outside, inside): (Vec<_>, Vec<_>) = tries.into_iter().partition(kept_out);
    let (writes, reads): (Vec<_>, Vec<_>) = inside.into_iter().partition(Try::writes);
    let before = everything(&town).await;
    trial.attempt(&outside).await;
    let after = everything(&town).await;
    trial.attempt(&reads).await;
    trial.attempt(&writes).await;
    assert!(trial.unclear.is_empty(), "these prove nothing: {:#?}", trial.unclear);
    compare(&lines(&policy), &lines(&trial.outcomes));
    unchanged(&before, &after);
}

#[tokio::test]
async fn what_lies_inside_is_tied_to_nothing_that_lies_outside() {
    let town = stage_town().await;
    let (probes, operations) = (probes::reaching_out(), operations(&town));
    for probe in probes {
        let probe = [probe];
        let tries = tries(&probe, &operations, &[Stand::Inside]);
        let makers = Makers::gather(&town).await;
        let mut trial = Trial::prepare(&town, &makers, &tries).await;
        let before = everything(&town).await;
        for one in &tries {
            let actor = match trial.cast.get(&(one.role, one.place())) {
                Some(actor) => actor.clone(),
                None => trial.shared.resident().await,
            };
            let outcome = one.outcome(&actor, &mut trial.shared, &makers).await;
            assert_eq!(outcome, Ok('-'), "{} by {}: {}", one.operation.id, one.role, one.shown());
        }
        unchanged(&before, &everything(&town).await);
    }
}

#[tokio::test]
async fn every_operation_is_tried_or_has_a_reason_not_to_be() {
    let town = Town::start().await;
    let operations = operations(&town);
    let probes = probes::all();
    let tried = probes.iter().map(|probe| &probe.operation);
    let mut all: Vec<_> =
        tried.chain(OF_THE_CALLER).chain(ONE_BY_ONE).chain(WITHOUT_PLACE).copied().collect();
    all.sort_unstable();
    let closed = operations.iter().filter(|operation| !operation.is_open);
    let mut known: Vec<_> = closed.map(|operation| operation.id.as_str()).collect();
    known.sort_unstable();
    assert_eq!(all, known, "a probe, or a line in one of the lists, is missing or too many");
}
