//! The statements that write many rows at once: households, persons, their history, and what changed.

use entity::id::{BatchId, NodeId};
use entity::import_change::ChangeKind;
use entity::{household, household_history, person};
use sea_orm::{DbBackend, Value};
use uuid::Uuid;

use super::people::FileHousehold;
use crate::params;
use crate::store::{At, Fault, Sql};

/// The most values in one statement: far below what SQLite (32,766) and Postgres (65,535) take, and
/// few enough that its text is short.
const VALUES_MAX: usize = 4_000;

/// Placeholders for `count` values from the `first` on.
///
/// SQLite looks a named placeholder up in a list for every value, which is slow for thousands; its
/// nameless one costs nothing.
pub(super) fn marks(backend: DbBackend, first: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 6);
    for place in first..first + count {
        if place > first {
            text.push_str(", ");
        }
        match backend {
            DbBackend::Sqlite => text.push('?'),
            _ => text.push_str(&format!("${place}")),
        }
    }
    text
}

/// Runs `before VALUES (…), (…) after` for all rows, a few hundred at a time.
pub(super) async fn write_rows<const WIDTH: usize>(
    at: &At<'_>,
    before: &str,
    after: &str,
    rows: Vec<[Value; WIDTH]>,
) -> Result<(), Fault> {
    let backend = at.sql().backend();
    let step = (VALUES_MAX / WIDTH.max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut values = Vec::with_capacity(step * WIDTH);
        let mut lists = Vec::with_capacity(step);
        for row in rows.by_ref().take(step) {
            lists.push(format!("({})", marks(backend, values.len() + 1, WIDTH)));
            values.extend(row);
        }
        let sql = format!("{before} VALUES {} {after}", lists.join(", "));
        at.execute(sql, values).await?;
    }
    Ok(())
}

/// Keeps everybody else from changing these households until the commit. SQLite has one writer.
pub(super) async fn lock_households(
    at: &At<'_>,
    site: NodeId,
    asked: &[FileHousehold],
) -> Result<(), Fault> {
    if at.sql().backend() == DbBackend::Sqlite {
        return Ok(());
    }
    let numbers: Vec<Value> =
        asked.iter().map(|household| household.number.clone().into()).collect();
    let list = marks(DbBackend::Postgres, 2, numbers.len());
    at.execute(
        format!("UPDATE household SET version = version WHERE site_id = $1 AND number IN ({list})"),
        [params![site], numbers].concat(),
    )
    .await?;
    Ok(())
}

/// Writes households as they are given, new or changed.
pub(super) async fn put_households(at: &At<'_>, rows: Vec<household::Model>) -> Result<(), Fault> {
    let values = rows.into_iter().map(|row| {
        [
            row.id.into(),
            row.site_id.into(),
            row.number.into(),
            row.node_id.into(),
            row.room.into(),
            row.head_id.into(),
            row.origin_township.into(),
            row.origin_village.into(),
            row.helper_name.into(),
            row.monitoring.into(),
            row.colour.into(),
            row.state.code().into(),
            row.version.into(),
            row.created_at.into(),
            row.updated_at.into(),
        ]
    });
    write_rows(
        at,
        "INSERT INTO household (id, site_id, number, node_id, room, head_id, origin_township, \
         origin_village, helper_name, monitoring, colour, state, version, created_at, updated_at)",
        "ON CONFLICT (id) DO UPDATE SET node_id = excluded.node_id, room = excluded.room, \
         head_id = excluded.head_id, origin_township = excluded.origin_township, \
         origin_village = excluded.origin_village, helper_name = excluded.helper_name, \
         monitoring = excluded.monitoring, version = excluded.version, \
         updated_at = excluded.updated_at",
        values.collect(),
    )
    .await
}

/// Writes persons as they are given, new or changed.
pub(super) async fn put_persons(at: &At<'_>, rows: Vec<person::Model>) -> Result<(), Fault> {
    let values = rows.into_iter().map(|row| {
        [
            row.id.into(),
            row.household_id.into(),
            row.name.into(),
            row.initials.into(),
            row.sex.into(),
            row.birth_date.into(),
            row.ethnicity.into(),
            row.education.into(),
            row.literacy.into(),
            row.disability.into(),
            row.health_sealed.into(),
            row.relation.into(),
            row.labour_capacity.into(),
            row.employment.into(),
            row.skills.into(),
            row.id_card_sealed.into(),
            row.id_card_index.into(),
            row.phone_sealed.into(),
            row.phone_index.into(),
            row.state.code().into(),
            row.version.into(),
            row.created_at.into(),
            row.updated_at.into(),
        ]
    });
    write_rows(at, PERSON, PERSON_AGAIN, values.collect()).await
}

const PERSON: &str = "INSERT INTO person (id, household_id, name, initials, sex, birth_date, \
    ethnicity, education, literacy, disability, health_sealed, relation, labour_capacity, \
    employment, skills, id_card_sealed, id_card_index, phone_sealed, phone_index, state, version, \
    created_at, updated_at)";

const PERSON_AGAIN: &str = "ON CONFLICT (id) DO UPDATE SET name = excluded.name, \
    initials = excluded.initials, sex = excluded.sex, birth_date = excluded.birth_date, \
    ethnicity = excluded.ethnicity, education = excluded.education, \
    literacy = excluded.literacy, disability = excluded.disability, \
    health_sealed = excluded.health_sealed, relation = excluded.relation, \
    labour_capacity = excluded.labour_capacity, employment = excluded.employment, \
    skills = excluded.skills, id_card_sealed = excluded.id_card_sealed, \
    id_card_index = excluded.id_card_index, phone_sealed = excluded.phone_sealed, \
    phone_index = excluded.phone_index, version = excluded.version, \
    updated_at = excluded.updated_at";

/// Writes entries of households' histories.
pub(super) async fn put_history(
    at: &At<'_>,
    rows: Vec<household_history::Model>,
) -> Result<(), Fault> {
    let values = rows.into_iter().map(|row| {
        [
            row.id.into(),
            row.household_id.into(),
            row.event.into(),
            row.person_id.into(),
            row.from_place.into(),
            row.to_place.into(),
            row.fields.into(),
            row.actor_id.into(),
            row.at.into(),
        ]
    });
    write_rows(
        at,
        "INSERT INTO household_history (id, household_id, event, person_id, from_place, to_place, \
         fields, actor_id, at)",
        "",
        values.collect(),
    )
    .await
}

/// A row that an import created or changed.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) kind: ChangeKind,
    pub(super) row: Uuid,
    pub(super) before: Option<String>,
    pub(super) version_after: i64,
}

/// Writes down what an import created or changed, after what it did before.
pub(super) async fn put_changes(
    at: &At<'_>,
    batch: BatchId,
    changes: Vec<Change>,
) -> Result<(), Fault> {
    let last: Option<i64> = at
        .sql()
        .value(
            "SELECT COALESCE(MAX(seq), -1) FROM import_change WHERE batch_id = $1",
            params![batch],
        )
        .await?;
    let first = last.map_or(0, |last| last + 1);
    let rows = (first..).zip(changes).map(|(seq, change)| {
        [
            batch.into(),
            seq.into(),
            change.kind.code().into(),
            change.row.into(),
            change.before.into(),
            change.version_after.into(),
        ]
    });
    write_rows(
        at,
        "INSERT INTO import_change (batch_id, seq, kind, row_id, before_sealed, version_after)",
        "",
        rows.collect(),
    )
    .await
}

/// Removes rows by id.
///
/// These tables have no other way out: a household leaves and a person moves away, both stay on
/// record. A row that an import created by mistake never stood for anybody, and nothing refers to
/// it yet, so keeping it would put people on record who don't exist.
pub(super) async fn remove(
    at: &At<'_>,
    table: &'static str,
    column: &'static str,
    ids: &[Uuid],
) -> Result<(), Fault> {
    let backend = at.sql().backend();
    for ids in ids.chunks(VALUES_MAX) {
        let list = marks(backend, 1, ids.len());
        let values = ids.iter().map(|id| Value::from(*id)).collect();
        at.execute(format!("DELETE FROM {table} WHERE {column} IN ({list})"), values).await?;
    }
    Ok(())
}

/// The tables with a column of this name, so that one added later is minded without being named here.
pub(super) async fn tables_with(sql: Sql<'_>, column: &str) -> Result<Vec<String>, Fault> {
    let text = match sql.backend() {
        DbBackend::Sqlite => {
            "SELECT m.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = $1 ORDER BY 1"
        }
        _ => {
            "SELECT c.table_name::text AS name FROM information_schema.columns c \
             JOIN information_schema.tables t ON t.table_schema = c.table_schema \
              AND t.table_name = c.table_name \
             WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' \
               AND c.column_name = $1 ORDER BY 1"
        }
    };
    let rows = sql.rows(text, params![column]).await?;
    rows.iter()
        .map(|row| Ok(row.try_get_by_index(0)?))
        .collect::<Result<_, sea_orm::DbErr>>()
        .map_err(Fault::from)
}
