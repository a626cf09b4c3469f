//! Planning a measure (帮扶措施) for a household; where it has an open plan, the measure is part of it.

use entity::id::{AccountId, DeclarationId, HouseholdId, MeasureId};
use entity::measure::MeasureKind;
use poem_openapi::Object;
use serde::Deserialize;
use time::Date;

use super::measures::{self, Measure};
use super::{SupportError, store, words};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditMeasures;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::audit::Subject;
use crate::store::{At, Fault};

/// Longest description, in characters.
const DESCRIPTION_CHARS_MAX: usize = 300;

/// A measure to plan.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewMeasure {
    /// The household.
    pub household_id: HouseholdId,
    /// What is given.
    pub kind: MeasureKind,
    /// The same in plain words; the household reads them.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub description: String,
    /// The last day on which it is in time, today or later.
    #[serde(with = "crate::identity::day")]
    pub due_on: Date,
    /// Its worth in fen, where it has one.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000000000")))]
    pub amount_fen: Option<i64>,
    /// Who sees to it: staff whose post covers the household. The helper when left out, or else the
    /// caller.
    pub responsible_id: Option<AccountId>,
    /// The declaration of the household that it follows from.
    pub declaration_id: Option<DeclarationId>,
}

/// Plans a measure.
#[derive(Debug)]
pub(super) struct PlanMeasure(pub(super) NewMeasure);

impl Command for PlanMeasure {
    type Needs = EditMeasures;
    type Shows = Measure;
    type Error = SupportError;
    const ACTION: &'static str = "measure.plan";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditMeasures>,
    ) -> Result<Deed<Measure>, SupportError> {
        let new = self.0;
        let home = store::home(at, by, new.household_id).await?.present()?;
        let mut invalid = Invalid::default();
        let description = description(&mut invalid, &new.description);
        check_due(&mut invalid, new.due_on, at.today());
        let responsible = match new.responsible_id {
            Some(account) => {
                check_responsible(at, &mut invalid, account, &home).await?;
                account
            }
            None => store::helper_of(at, home.id).await?.unwrap_or(by.caller().account),
        };
        check_declaration(at, &mut invalid, new.declaration_id, home.id).await?;
        invalid.check()?;
        let id = at.id::<MeasureId>();
        at.execute(
            "INSERT INTO measure (id, household_id, plan_id, declaration_id, kind, description, \
             state, due_on, amount_fen, responsible_id, created_by, created_at, updated_at) \
             VALUES ($1, $2, (SELECT t.id FROM support_plan t WHERE t.household_id = $2 \
             AND t.closed_at IS NULL), $3, $4, $5, 'planned', $6, $7, $8, $9, $10, $10)",
            params![
                id,
                home.id,
                new.declaration_id,
                new.kind.code(),
                description.unwrap_or_default(),
                new.due_on,
                new.amount_fen,
                responsible,
                by.caller().account,
                at.now
            ],
        )
        .await?;
        let shows = measures::one(at.sql(), id, at.today()).await?.ok_or(SupportError::Missing)?;
        let facts = serde_json::json!({ "in_plan": shows.plan_id.is_some() });
        let subject = Subject::new("measure", id).household(home.id).node(home.node_id);
        Ok(Deed::new(shows, subject.facts(facts)).version(1))
    }
}

/// Cleans a description.
pub(super) fn description(invalid: &mut Invalid, raw: &str) -> Option<String> {
    words::text(invalid, "/description", raw, DESCRIPTION_CHARS_MAX)
}

/// A measure is planned for today or later.
pub(super) fn check_due(invalid: &mut Invalid, due_on: Date, today: Date) {
    if due_on < today {
        invalid.beyond("/due_on", Common::FieldTooSmall.entry(), today);
    }
}

/// Whoever sees to a measure has a post that covers the household.
pub(super) async fn check_responsible(
    at: &At<'_>,
    invalid: &mut Invalid,
    account: AccountId,
    home: &store::Home,
) -> Result<(), SupportError> {
    match store::official(at, account, home.node_id).await? {
        Some(official) if official.is_of(home.id) => Err(SupportError::HelperOfHousehold),
        Some(_) => Ok(()),
        None => {
            invalid.add("/responsible_id", Common::FieldUnknown.entry());
            Ok(())
        }
    }
}

async fn check_declaration(
    at: &At<'_>,
    invalid: &mut Invalid,
    declaration: Option<DeclarationId>,
    household: HouseholdId,
) -> Result<(), Fault> {
    let Some(declaration) = declaration else { return Ok(()) };
    let is_its = at
        .sql()
        .exists(
            "SELECT 1 FROM declaration WHERE id = $1 AND household_id = $2",
            params![declaration, household],
        )
        .await?;
    if !is_its {
        invalid.add("/declaration_id", Common::FieldUnknown.entry());
    }
    Ok(())
}
