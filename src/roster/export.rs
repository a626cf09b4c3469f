//! The register out again (导出), in the layout of the template, so that what goes out can come in.
//!
//! Names and numbers are masked, birth dates and health left out, unless the right to see them is held and a
//! reason is given; then every household sees in its access log that it was part of an export. The rows are those in the
//! caller's own area, whatever node was asked for.

use std::borrow::Cow;
use std::sync::Arc;

use entity::grid_node::NodeKind;
use entity::id::{HouseholdId, NodeId, PersonId};
use poem_openapi::Object;
use sea_orm::{FromQueryResult, Value};
use serde::Deserialize;
use serde_json::json;
use time::Date;

use super::columns::COLUMN_COUNT;
use super::error::RosterError;
use super::model::{
    Disability, Education, Employment, Ethnicity, Health, LabourCapacity, Literacy, Monitoring,
    Relation, Sex,
};
use super::row::Shown;
use super::values::{IdCard, PersonName, Phone};
use super::write::{Cells, write_xlsx};
use crate::app::App;
use crate::app::turns::Turn;
use crate::auth::Grant;
use crate::auth::guard::Asked;
use crate::auth::permission::{ExportRoster, UnmaskPersons};
use crate::household::store::open;
use crate::http::ApiError;
use crate::params;
use crate::store::at::World;
use crate::store::audit::{self, Actor, Subject};
use crate::store::{Fault, Sql, View};
use crate::text::clean_line;

/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 200;
/// What a whole export shows of everybody, and a masked one doesn't.
const WHOLE_FIELDS: [&str; 5] = ["name", "id_card", "phone", "birth_date", "health"];
/// Households of one entry into the audit trail: their values stay below what SQLite takes.
const DISCLOSED_AT_ONCE: usize = 1_000;

/// What to export, and how.
#[derive(Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewExport {
    /// The site, community, area, building or unit.
    pub node_id: NodeId,
    /// Whether names and numbers are shown in full; needs the right to it, and a reason.
    #[serde(default)]
    #[oai(default)]
    pub unmasked: bool,
    /// What the full numbers are needed for; every household concerned can read it.
    #[oai(validator(max_length = 200))]
    pub reason: Option<String>,
}

/// A person with household and dwelling, as the register has them.
#[derive(Debug, FromQueryResult)]
struct Line {
    household_id: HouseholdId,
    node_id: NodeId,
    room: String,
    number: String,
    origin_township: Option<String>,
    origin_village: Option<String>,
    helper_name: Option<String>,
    monitoring: String,
    id: PersonId,
    relation: String,
    name: String,
    id_card_sealed: Option<String>,
    sex: String,
    birth_date: Date,
    ethnicity: String,
    education: Option<String>,
    literacy: Option<String>,
    disability: Option<String>,
    health_sealed: Option<String>,
    labour_capacity: String,
    skills: Option<String>,
    employment: String,
    phone_sealed: Option<String>,
}

/// The masked roster of what the caller may see below `node`.
pub(super) async fn masked(
    app: &Arc<App>,
    by: &Grant<ExportRoster>,
    asked: &Asked,
    node: NodeId,
) -> Result<Vec<u8>, ApiError> {
    let turn = app.exports.wait().await.map_err(RosterError::from)?;
    let lines = lines(app, by, None, node).await?;
    let facts = json!({ "people": lines.len(), "unmasked": false });
    let subject = Subject::new("grid_node", node).node(node).facts(facts);
    app.disclose(by, asked, "roster.export", vec![subject]).await?;
    Ok(sheet(app, turn, node, lines, Shown::Masked).await?)
}

/// The roster that `wanted` describes.
pub(super) async fn export(
    app: &Arc<App>,
    by: &Grant<ExportRoster>,
    asked: &Asked,
    wanted: NewExport,
) -> Result<Vec<u8>, ApiError> {
    if !wanted.unmasked {
        return masked(app, by, asked, wanted.node_id).await;
    }
    let caller = Arc::new(by.caller().clone());
    let unmask: Option<Grant<UnmaskPersons>> = Grant::of(caller, app.clock.now().day());
    let unmask = unmask.ok_or(RosterError::NotUnmasked)?;
    let reason = clean_line(wanted.reason.as_deref().unwrap_or_default(), REASON_CHARS_MAX);
    let reason = reason.map_err(|_| RosterError::NoReason)?;
    let node = wanted.node_id;
    let turn = app.exports.wait().await.map_err(RosterError::from)?;
    let lines = lines(app, by, Some(&unmask), node).await?;
    let facts = json!({ "people": lines.len(), "unmasked": true });
    let whole = Subject::new("grid_node", node).node(node).reason(reason.as_str()).facts(facts);
    app.disclose(by, asked, "roster.export", vec![whole]).await?;
    let mut households: Vec<(HouseholdId, NodeId)> =
        lines.iter().map(|line| (line.household_id, line.node_id)).collect();
    households.dedup();
    for some in households.chunks(DISCLOSED_AT_ONCE) {
        let subjects = some.iter().map(|(household, node)| {
            let subject = Subject::new("household", *household);
            let facts = json!({ "fields": WHOLE_FIELDS });
            subject.household(*household).node(*node).reason(reason.as_str()).facts(facts)
        });
        app.disclose(by, asked, "household.export", subjects.collect()).await?;
    }
    Ok(sheet(app, turn, node, lines, Shown::Wholly).await?)
}

/// The masked roster for the command line: whoever may use this machine.
pub(crate) async fn by_system(app: &Arc<App>, node: NodeId) -> Result<Vec<u8>, ApiError> {
    let turn = app.exports.wait().await.map_err(RosterError::from)?;
    let lines = read(app, node, "1 = 1", params![]).await?;
    let facts = json!({ "people": lines.len(), "unmasked": false });
    let subject = Subject::new("grid_node", node).node(node).facts(facts);
    let written = app.work(move |at| {
        Box::pin(async move { audit::record(at, Actor::SYSTEM, "roster.export", &[subject]).await })
    });
    written.await.map_err(|fault: Fault| ApiError::from(fault))?;
    Ok(sheet(app, turn, node, lines, Shown::Masked).await?)
}

/// The people whom the caller may export below `node`, and may see in full where `unmask` is asked.
async fn lines(
    app: &App,
    by: &Grant<ExportRoster>,
    unmask: Option<&Grant<UnmaskPersons>>,
    node: NodeId,
) -> Result<Vec<Line>, RosterError> {
    if !touches(&app.view(), by, node).await? {
        return Err(RosterError::Missing);
    }
    let mut values = params![node, Value::BigInt(None)];
    let mut condition = by.clause("h.node_id", None, &mut values);
    if let Some(unmask) = unmask {
        condition = format!("{condition} AND {}", unmask.clause("h.node_id", None, &mut values));
    }
    read(app, node, &condition, values.split_off(2)).await
}

/// The present people below `node` who meet a condition, whose values count from `$3`.
async fn read(
    app: &App,
    node: NodeId,
    condition: &str,
    more: Vec<Value>,
) -> Result<Vec<Line>, RosterError> {
    let view = app.long_view();
    let limit = app.world.config.export.rows_max;
    let mut values = params![node, i64::from(limit) + 1];
    values.extend(more);
    let text = format!(
        "SELECT h.id AS household_id, h.node_id, h.room, h.number, h.origin_township, \
         h.origin_village, h.helper_name, h.monitoring, p.id, p.relation, p.name, \
         p.id_card_sealed, p.sex, p.birth_date, p.ethnicity, p.education, p.literacy, \
         p.disability, p.health_sealed, p.labour_capacity, p.skills, p.employment, p.phone_sealed \
         FROM household h JOIN person p ON p.household_id = h.id AND p.state = 'present' \
         WHERE h.state = 'present' AND {condition} \
         AND h.node_id IN (SELECT node_id FROM grid_path WHERE ancestor_id = $1) \
         ORDER BY h.number, h.id, CASE WHEN p.id = h.head_id THEN 0 ELSE 1 END, p.id LIMIT $2"
    );
    let lines: Vec<Line> = view.sql.all(text, values).await?;
    let fits = u32::try_from(lines.len()).is_ok_and(|count| count <= limit);
    if fits { Ok(lines) } else { Err(RosterError::TooMany { limit }) }
}

/// Whether `node` lies in the caller's area, or part of that area lies below it.
async fn touches(view: &View<'_>, by: &Grant<ExportRoster>, node: NodeId) -> Result<bool, Fault> {
    if by.covers(view.sql, node).await? {
        return Ok(true);
    }
    let mut values = params![node];
    values.extend(by.places().nodes.iter().map(|place| Value::from(*place)));
    let list = crate::store::sql::placeholders(2, values.len() - 1);
    let text = format!("SELECT 1 FROM grid_path WHERE ancestor_id = $1 AND node_id IN ({list})");
    view.sql.exists(text, values).await
}

/// The way from the community down to each node at and below `node`, and above it.
struct Ways(std::collections::HashMap<NodeId, Step>);

#[derive(Debug, FromQueryResult)]
struct Step {
    id: NodeId,
    kind: NodeKind,
    parent_id: Option<NodeId>,
    name: String,
}

impl Ways {
    async fn read(sql: Sql<'_>, node: NodeId) -> Result<Self, Fault> {
        let rows: Vec<Step> = sql
            .all(
                "SELECT id, kind, parent_id, name FROM grid_node WHERE id IN (SELECT node_id \
                 FROM grid_path WHERE ancestor_id = $1 UNION SELECT ancestor_id FROM grid_path \
                 WHERE node_id = $1)",
                params![node],
            )
            .await?;
        Ok(Self(rows.into_iter().map(|row| (row.id, row)).collect()))
    }

    fn to(&self, node: NodeId) -> [&str; 4] {
        let mut way = [""; 4];
        let mut at = self.0.get(&node);
        while let Some(step) = at {
            let level = match step.kind {
                NodeKind::Community => Some(0),
                NodeKind::Area => Some(1),
                NodeKind::Building => Some(2),
                NodeKind::Unit => Some(3),
                NodeKind::County | NodeKind::Site => None,
            };
            if let Some(slot) = level.and_then(|level: usize| way.get_mut(level)) {
                *slot = &step.name;
            }
            at = step.parent_id.and_then(|parent| self.0.get(&parent));
        }
        way
    }
}

/// Opens, masks and writes, on a thread where that hinders nobody.
async fn sheet(
    app: &Arc<App>,
    turn: Turn,
    node: NodeId,
    lines: Vec<Line>,
    shown: Shown,
) -> Result<Vec<u8>, RosterError> {
    let ways = Ways::read(app.db.read(), node).await?;
    let (app, today) = (Arc::clone(app), app.clock.now().day());
    let written = turn.work(move || {
        let cells = lines.iter().map(|line| line.cells(&ways, &app.world, shown, today));
        let cells: Vec<Cells<'_>> = cells.collect::<Result<_, Fault>>()?;
        let (count, mut bytes) = (cells.len(), Vec::new());
        write_xlsx(cells, count, std::io::Cursor::new(&mut bytes))?;
        Ok(bytes)
    });
    written.await?
}

impl Line {
    fn cells<'a>(
        &'a self,
        ways: &'a Ways,
        world: &World,
        shown: Shown,
        today: Date,
    ) -> Result<[Cow<'a, str>; COLUMN_COUNT], Fault> {
        let [community, area, building, unit] = ways.to(self.node_id);
        let [name, id_card, birth_day, phone, health] = self.personal(world, shown, today)?;
        let disability = self.disability.as_deref().and_then(Disability::parse).flatten();
        let optional = |text: &'a Option<String>| Cow::from(text.as_deref().unwrap_or_default());
        let label = |code: &str, label: Option<&'static str>| {
            Cow::from(label.map_or_else(|| code.to_owned(), str::to_owned))
        };
        let relation = Relation::parse(&self.relation).map(Relation::label_zh);
        let ethnicity = Ethnicity::parse(&self.ethnicity).map(Ethnicity::label_zh);
        let capacity = LabourCapacity::parse(&self.labour_capacity).map(LabourCapacity::label_zh);
        let education = self.education.as_deref().and_then(Education::parse);
        let literacy = self.literacy.as_deref().and_then(Literacy::parse);
        Ok([
            community.into(),
            area.into(),
            building.into(),
            unit.into(),
            Cow::from(&self.room),
            Cow::from(&self.number),
            label(&self.relation, relation),
            name,
            id_card,
            Cow::from(Sex::parse(&self.sex).map_or("", Sex::label_zh)),
            birth_day,
            label(&self.ethnicity, ethnicity),
            Cow::from(education.map_or("", Education::label_zh)),
            Cow::from(literacy.map_or("", Literacy::label_zh)),
            Cow::from(Disability::label_zh(disability)),
            health,
            label(&self.labour_capacity, capacity),
            Cow::from(self.skills.as_deref().unwrap_or_default().replace(',', "、")),
            Cow::from(Employment::parse(&self.employment).map_or("", Employment::label_zh)),
            phone,
            optional(&self.origin_township),
            optional(&self.origin_village),
            optional(&self.helper_name),
            Cow::from(Monitoring::parse(&self.monitoring).map_or("", Monitoring::label_zh)),
        ])
    }

    fn personal(
        &self,
        world: &World,
        shown: Shown,
        today: Date,
    ) -> Result<[Cow<'_, str>; 5], Fault> {
        let id_card = open(world, self.id, "id_card_sealed", self.id_card_sealed.as_deref())?;
        let phone = open(world, self.id, "phone_sealed", self.phone_sealed.as_deref())?;
        Ok(match shown {
            Shown::Wholly => {
                let health = open(world, self.id, "health_sealed", self.health_sealed.as_deref())?;
                let health = health.as_deref().and_then(Health::parse);
                [
                    Cow::from(&self.name),
                    id_card.unwrap_or_default().into(),
                    self.birth_date.to_string().into(),
                    phone.unwrap_or_default().into(),
                    Cow::from(health.map_or("", Health::label_zh)),
                ]
            }
            Shown::Masked => {
                let card = id_card.and_then(|text| IdCard::parse(&text, today).ok());
                let phone = phone.and_then(|text| Phone::parse(&text).ok());
                let name = PersonName::parse(&self.name);
                [
                    name.map_or_else(|_| "*".to_owned(), |name| name.masked()).into(),
                    card.map_or_else(String::new, |card| card.masked()).into(),
                    // The birth date is eight of the digits that the mask hides.
                    Cow::from(""),
                    phone.map_or_else(String::new, |phone| phone.masked()).into(),
                    // Nobody's health is opened for a list.
                    Cow::from(""),
                ]
            }
        })
    }
}
