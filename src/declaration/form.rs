//! The short form (短表): at most four things to give, and everything else is there already.

use std::sync::Arc;

use entity::Moment;
use entity::declaration::{Consent, DeclarationKind, DeclarationState};
use entity::grid_node::NodeKind;
use entity::household::HouseholdState;
use entity::id::{DeclarationId, HouseholdId, NodeId, PersonId};
use sea_orm::FromQueryResult;

use super::error::DeclarationError;
use super::form_model::{DeclarationForm, FormDeclaration, FormField, FormKind, FormMember};
use super::terms;
use super::workflow;
use crate::app::App;
use crate::auth::permission::{DeclareForOthers, DeclareForOwn, ReadDeclarations};
use crate::auth::{Allowed, Grant, Permission};
use crate::http::ApiError;
use crate::params;
use crate::store::audit::Subject;
use crate::store::{Fault, View};
use crate::text::mask;

/// The form for one's own household.
pub async fn own(
    view: &View<'_>,
    by: &Grant<DeclareForOwn>,
) -> Result<DeclarationForm, DeclarationError> {
    let household = by.places().household.ok_or(DeclarationError::Missing)?;
    let home = home(view, by, household).await?;
    let known = declarations(view, household).await?;
    Ok(fill(view, home, people(view, household).await?, known, true))
}

/// The form for a household of one's own area. Who opens it is written down; what the household declared
/// before is shown only to those who may read it.
pub async fn for_household(
    app: &Arc<App>,
    by: &Allowed<DeclareForOthers>,
    household: HouseholdId,
) -> Result<DeclarationForm, ApiError> {
    let view = app.view();
    let home = home(&view, by, household).await?;
    let subject = Subject::new("household", household).household(household);
    app.disclose(by, &by.asked, "declaration.form", vec![subject]).await?;
    let mut known = declarations(&view, household).await?;
    let caller = Arc::new(by.caller().clone());
    let reads = match Grant::<ReadDeclarations>::of(caller, view.today()) {
        Some(readers) => readers.covers(view.sql, home.node_id).await?,
        None => false,
    };
    if !reads {
        known.shown.clear();
    }
    Ok(fill(&view, home, people(&view, household).await?, known, false))
}

#[derive(FromQueryResult)]
struct Home {
    id: HouseholdId,
    number: String,
    node_id: NodeId,
    room: String,
    state: HouseholdState,
    node_kind: NodeKind,
    node_name: String,
    parent_name: Option<String>,
    head_name: Option<String>,
}

async fn home<P: Permission>(
    view: &View<'_>,
    by: &Grant<P>,
    household: HouseholdId,
) -> Result<Home, DeclarationError> {
    let mut values = params![household];
    let clause = by.clause("h.node_id", Some("h.id"), &mut values);
    let sql = format!(
        "SELECT h.id, h.number, h.node_id, h.room, h.state, n.kind AS node_kind, \
         n.name AS node_name, u.name AS parent_name, p.name AS head_name FROM household h \
         JOIN grid_node n ON n.id = h.node_id LEFT JOIN grid_node u ON u.id = n.parent_id \
         LEFT JOIN person p ON p.id = h.head_id WHERE h.id = $1 AND {clause}"
    );
    let home: Option<Home> = view.sql.one(sql, values).await?;
    let home = home.ok_or(DeclarationError::Missing)?;
    if home.state != HouseholdState::Present {
        return Err(DeclarationError::HouseholdGone);
    }
    Ok(home)
}

#[derive(FromQueryResult)]
struct Somebody {
    id: PersonId,
    name: String,
    relation: String,
}

async fn people(view: &View<'_>, household: HouseholdId) -> Result<Vec<Somebody>, Fault> {
    view.sql
        .all(
            "SELECT id, name, relation FROM person \
             WHERE household_id = $1 AND state = 'present' ORDER BY id LIMIT 100",
            params![household],
        )
        .await
}

#[derive(FromQueryResult)]
struct Known {
    id: DeclarationId,
    kind: DeclarationKind,
    state: DeclarationState,
    created_at: Moment,
}

/// What the household declared: how much is open, and all that is open or was filed a short while ago.
struct Declared {
    open: i64,
    shown: Vec<Known>,
}

async fn declarations(view: &View<'_>, household: HouseholdId) -> Result<Declared, Fault> {
    let shown: Vec<Known> = view
        .sql
        .all(
            "SELECT id, kind, state, created_at FROM declaration WHERE household_id = $1 \
             AND (open_slot IS NOT NULL OR created_at >= $2) ORDER BY created_at DESC, id DESC",
            params![household, since(view)],
        )
        .await?;
    let open = shown.iter().filter(|known| workflow::is_open(known.state)).count();
    Ok(Declared { open: i64::try_from(open).unwrap_or(i64::MAX), shown })
}

/// Since when a declaration counts as made a short while ago.
fn since(view: &View<'_>) -> Moment {
    let days = i64::from(view.world.config.policy.declaration.repeat_days);
    view.now.plus_ms(-days * 86_400_000)
}

impl Known {
    fn line(&self) -> FormDeclaration {
        FormDeclaration {
            declaration_id: self.id,
            kind: self.kind,
            state: self.state,
            state_word: terms::state(self.state).to_owned(),
            filed_on: self.created_at.day(),
        }
    }
}

fn fill(
    view: &View<'_>,
    home: Home,
    people: Vec<Somebody>,
    known: Declared,
    own: bool,
) -> DeclarationForm {
    let config = &view.world.config;
    let policy = &config.policy.declaration;
    let shown = |name: String| if own { name } else { mask::name(&name) };
    let building = match home.node_kind {
        NodeKind::Unit => home.parent_name.unwrap_or_default(),
        _ => String::new(),
    };
    let member = |person: Somebody| FormMember {
        person_id: person.id,
        name: shown(person.name),
        relation: person.relation,
    };
    let open = known.shown.iter().filter(|known| workflow::is_open(known.state));
    DeclarationForm {
        household_id: home.id,
        household_number: home.number,
        door: format!("{building}{}{}", home.node_name, home.room),
        head_name: home.head_name.map(shown),
        fields: fields(),
        members: people.into_iter().map(member).collect(),
        kinds: kinds(view, &known),
        consents: if own { vec![] } else { Consent::ALL.to_vec() },
        open: open.take(50).map(Known::line).collect(),
        open_count: known.open,
        open_max: policy.open_per_household_max,
        words_chars_max: policy.own_words_chars_max,
        files_max: config.media.files_per_case_max,
        repeat_days: policy.repeat_days,
    }
}

fn fields() -> Vec<FormField> {
    let all = [
        ("kind", "什么事", "点一个最像的。", true),
        ("words", "怎么回事", "用自己的话说，也可以不写字、录一段语音。", false),
        ("person_id", "说的是谁", "点一位家人；说的是全家就不用点。", false),
        ("media_ids", "照片或语音", "拍下单据、房子，或者录一段语音。", false),
    ];
    let field = |(field, label, hint, is_required): (&str, &str, &str, bool)| FormField {
        field: field.to_owned(),
        label: label.to_owned(),
        hint: hint.to_owned(),
        is_required,
    };
    all.map(field).to_vec()
}

fn kinds(view: &View<'_>, known: &Declared) -> Vec<FormKind> {
    let since = since(view);
    let kind = |kind: &DeclarationKind| {
        let recent = known.shown.iter().find(|one| one.kind == *kind && one.created_at >= since);
        FormKind {
            kind: *kind,
            name: terms::kind(*kind).to_owned(),
            hint: terms::kind_hint(*kind).to_owned(),
            track: kind.track(),
            track_hint: terms::track_hint(kind.track()).to_owned(),
            recent: recent.map(Known::line),
        }
    };
    DeclarationKind::ALL.iter().map(kind).collect()
}
