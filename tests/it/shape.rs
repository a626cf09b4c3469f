//! The shape of the project: tables are what the entities say, dependencies point one way, files and
//! headers keep the house's measures.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sea_orm::{DbBackend, EntityTrait, FromQueryResult, IdenStatic, Iterable};

use crate::database::server;
use crate::town::Town;

#[derive(FromQueryResult)]
struct Column {
    name: String,
}

/// The columns of a table as the database knows them.
pub(crate) async fn columns(town: &Town, table: &str) -> BTreeSet<String> {
    let sql = if server().is_some() {
        format!(
            "SELECT CAST(column_name AS text) AS name FROM information_schema.columns \
             WHERE table_name = '{table}'"
        )
    } else {
        format!("SELECT name FROM pragma_table_info('{table}')")
    };
    let rows: Vec<Column> = town.rows(&sql, vec![]).await;
    rows.into_iter().map(|column| column.name).collect()
}

async fn same<E: EntityTrait>(town: &Town) {
    let table = E::default().table_name().to_owned();
    let expected: BTreeSet<_> =
        E::Column::iter().map(|column| column.as_str().to_owned()).collect();
    assert_eq!(columns(town, &table).await, expected, "table {table}");
    let list: Vec<_> = expected.iter().cloned().collect();
    let sql = format!("SELECT {} FROM {table} LIMIT 0", list.join(", "));
    let _: Vec<Column> = town.rows(&sql, vec![]).await;
}

macro_rules! tables {
    ($($name:ident),* $(,)?) => {
        /// All tables.
        pub(crate) const TABLES: &[&str] = &[$(stringify!($name)),*];
        async fn compare(town: &Town) {
            $(same::<entity::$name::Entity>(town).await;)*
        }
    };
}

tables![
    account,
    activation,
    appointment,
    audit,
    audit_checkpoint,
    clue,
    colour_result,
    colour_rule,
    declaration,
    declaration_hop,
    declaration_pause,
    declaration_step,
    declaration_verification,
    delivery,
    grid_node,
    grid_path,
    helper,
    household,
    household_history,
    idempotency,
    import_batch,
    import_change,
    import_fault,
    import_file,
    income_item,
    installation,
    job_answer,
    job_posting,
    job_publication,
    job_publication_node,
    ledger_batch,
    ledger_batch_line,
    measure,
    media,
    monitoring_round,
    monitoring_record,
    notice_objection,
    outbox,
    person,
    point_entry,
    point_rule,
    point_rule_version,
    point_tally,
    point_transfer,
    post,
    public_notice,
    public_notice_entry,
    purse,
    push,
    redemption,
    refresh_token,
    round_finding,
    round_household,
    round_snapshot,
    review_meeting,
    review_vote,
    schedule,
    session,
    shop,
    shop_item,
    staff_message,
    stock_movement,
    support_plan,
    throttle,
    visit,
    visit_task,
];

#[tokio::test]
async fn the_tables_are_what_the_entities_say() {
    let town = Town::start().await;
    compare(&town).await;
}

#[test]
fn every_entity_is_compared_with_its_table() {
    let folder = root().join("entity/src");
    let known: BTreeSet<_> = TABLES.iter().map(|name| (*name).to_owned()).collect();
    let files: BTreeSet<_> = sources(&folder)
        .into_iter()
        .filter(|file| std::fs::read_to_string(file).unwrap().contains("DeriveEntityModel"))
        .map(|file| file.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(known, files);
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string()
}

/// The lines before a file's own tests.
fn production(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap()
}

#[test]
fn every_file_says_what_it_is_for_and_none_is_a_hall() {
    let mut faults = Vec::new();
    for folder in ["src", "entity/src", "migration/src", "tests"] {
        for file in sources(&root().join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            let name = relative(&file);
            if !text.starts_with("//!") {
                faults.push(format!("{name} has no header"));
            }
            let lines = production(&text).lines().count();
            if lines > 500 && !name.starts_with("tests/") && !name.ends_with("tests.rs") {
                faults.push(format!("{name} has {lines} lines"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_framework_stays_at_the_edge() {
    let mut faults = Vec::new();
    for file in sources(&root().join("src")) {
        let name = relative(&file);
        let is_edge = name.starts_with("src/http/")
            || name.starts_with("src/openapi/")
            || name.starts_with("src/command/")
            || name.contains("/api_")
            || ["api.rs", "guard.rs", "events.rs", "body.rs"].iter().any(|end| name.ends_with(end));
        let text = std::fs::read_to_string(&file).unwrap();
        if !is_edge && production(&text).lines().any(|line| line.starts_with("use poem::")) {
            faults.push(name);
        }
    }
    assert!(faults.is_empty(), "these use the web framework: {faults:#?}");
}

/// Deeds that are never written down with a household.
const OF_NO_HOUSEHOLD: &[&str] = &[
    "account.change",
    "account.open",
    "account.set_state",
    "activation.refuse",
    "appointment.end",
    "appointment.grant",
    "colour.adopt",
    "colour.compute",
    "colour.confirm",
    "colour.confirm_many",
    "colour.draft",
    "colour.edit",
    "colour.propose",
    "colour.reject",
    "demo.account",
    "demo.excuses",
    "demo.incomes",
    "demo.visits",
    "grid.create",
    "grid.edit",
    "grid.relocate",
    "grid.retire",
    "installation.claim",
    "job.draft",
    "job.edit",
    "job.expire",
    "job.pause",
    "job.publish",
    "job.resume",
    "job.withdraw",
    "media.forget",
    "media.upload",
    "meeting.hold",
    "message.read",
    "message.read_until",
    "notice.object",
    "notice.record_objection",
    "password.change",
    "password.reset",
    "points.rule.adopt",
    "points.rule.amend",
    "points.rule.end",
    "post.add",
    "post.remove",
    "roster.applied",
    "roster.apply",
    "roster.export",
    "roster.preview",
    "roster.undo",
    "roster.undone",
    "round.move",
    "round.open",
    "session.end",
    "session.open",
    "session.refuse",
    "session.reuse",
    "shops.item.add",
    "shops.item.edit",
    "shops.open",
    "shops.stock.move",
    "visit.missed",
    "visit.plan",
];

/// What the calls and constants of a file call its deeds.
fn deeds(text: &str) -> Vec<&str> {
    let marks = [
        "const ACTION: &'static str =",
        "audit::record(",
        ".disclose(",
        ".issue(",
        ".look(",
        " record(",
    ];
    let mut found = Vec::new();
    for mark in marks {
        for (at, _) in text.match_indices(mark) {
            let call = text[at..].split(';').next().unwrap();
            let name = call.split('"').nth(1).unwrap_or_default();
            let letter = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '.' | '_');
            if name.contains('.') && name.chars().all(letter) {
                found.push(name);
            }
        }
    }
    found
}

#[test]
fn every_deed_has_words_in_the_access_log_of_the_household() {
    let words = std::fs::read_to_string(root().join("src/household/access_log.rs")).unwrap();
    let mut seen = BTreeSet::new();
    for file in sources(&root().join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        seen.extend(deeds(production(&text)).into_iter().map(str::to_owned));
    }
    assert!(
        ["media.read", "household.export", "card.print", "activation.use", "household.read"]
            .iter()
            .all(|name| seen.contains(*name)),
        "{seen:#?}"
    );
    let silent: Vec<_> = seen
        .iter()
        .filter(|name| {
            let said = [format!("\"{name}\" => \""), format!("\"{name}\" | \"")];
            !said.iter().any(|line| words.contains(line))
        })
        .map(String::as_str)
        .collect();
    assert_eq!(silent, OF_NO_HOUSEHOLD);
}

#[test]
fn no_room_is_called_after_nothing() {
    for file in sources(&root().join("src")) {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        for word in ["utils", "util", "helpers", "helper", "common_", "manager", "service", "dto"] {
            assert!(name != word, "{}", relative(&file));
        }
    }
}

#[test]
fn the_backends_agree_on_what_is_tested() {
    let expected = if server().is_some() { DbBackend::Postgres } else { DbBackend::Sqlite };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let backend = runtime.block_on(async { Town::start().await.app.db.backend() });
    assert_eq!(backend, expected);
}

/// The names of the settings in the sections' files: `name: Type = default`.
fn settings() -> BTreeSet<String> {
    let files = sources(&root().join("src/config/section"));
    let texts = files.iter().map(|file| std::fs::read_to_string(file).unwrap());
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let names = lines.iter().filter_map(|line| {
        let (name, rest) = line.strip_prefix("        ")?.split_once(": ")?;
        let is_name =
            name.chars().all(|one| one.is_ascii_lowercase() || "_0123456789".contains(one));
        (is_name && rest.contains(" = ")).then(|| name.to_owned())
    });
    names.collect()
}

#[test]
fn every_setting_does_something() {
    let files = sources(&root().join("src")).into_iter().filter(|file| {
        let name = relative(file);
        !name.starts_with("src/config/section") && name != "src/config/check.rs"
    });
    let code: String =
        files.map(|file| production(&std::fs::read_to_string(file).unwrap()).to_owned()).collect();
    let settings = settings();
    assert!(settings.len() > 100, "{settings:?}");
    // The zone has one value; it is named for whoever reads the settings.
    let mut named = settings.iter().filter(|name| *name != "time_zone");
    let idle = named.find(|name| !code.contains(&format!(".{name}")));
    assert_eq!(idle, None, "nothing reads it");
}
