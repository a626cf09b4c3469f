//! Editing a draft of the rule.

use entity::colour_rule::ColourRuleState;
use entity::id::ColourRuleId;
use poem_openapi::Object;
use serde::Deserialize;

use super::ColourError;
use super::body::ColourRuleBody;
use super::draft::{NAME_CHARS_MAX, SOURCE_CHARS_MAX};
use super::rules::{self, ColourRule};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditColourRules;
use crate::http::Invalid;
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// What to change of a draft; what is absent stays.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ColourRuleEdit {
    /// What it is called.
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: Option<String>,
    /// The document that it comes from.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub source: Option<String>,
    /// What it says, whole.
    pub body: Option<ColourRuleBody>,
}

/// Edits the version of a draft that the caller read.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) rule: ColourRuleId,
    pub(super) version: i64,
    pub(super) change: ColourRuleEdit,
}

impl Command for Edit {
    type Needs = EditColourRules;
    type Shows = ColourRule;
    type Error = ColourError;
    const ACTION: &'static str = "colour.edit";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditColourRules>,
    ) -> Result<Deed<ColourRule>, ColourError> {
        let before = rules::within(at.sql(), by, self.rule).await?;
        let wanted = wanted(&before, self.change)?;
        let fields = differing(&before, &wanted);
        if before.version != self.version {
            return Err(ColourError::Stale(fields));
        }
        if before.state != ColourRuleState::Draft {
            return Err(ColourError::NotDraft);
        }
        let rows = at
            .execute(
                "UPDATE colour_rule SET name = $3, source = $4, body = $5, updated_at = $6, \
                 version = version + 1 WHERE id = $1 AND version = $2 AND state = 'draft'",
                params![
                    self.rule,
                    self.version,
                    wanted.name,
                    wanted.source,
                    wanted.body.text()?,
                    at.now
                ],
            )
            .await?;
        if rows == 0 {
            return Err(ColourError::Stale(fields));
        }
        let shows = rules::one(at.sql(), self.rule).await?.ok_or(ColourError::Missing)?;
        let version = shows.version;
        let subject = Subject::new("colour_rule", self.rule).node(before.node_id);
        let subject = subject.facts(serde_json::json!({ "fields": fields }));
        Ok(Deed::new(shows, subject).version(version))
    }
}

fn wanted(before: &ColourRule, change: ColourRuleEdit) -> Result<ColourRule, Invalid> {
    let (mut invalid, mut after) = (Invalid::default(), before.clone());
    if let Some(raw) = change.name {
        after.name = words::line(&mut invalid, "/name", &raw, NAME_CHARS_MAX).unwrap_or_default();
    }
    if let Some(raw) = change.source {
        after.source =
            words::line(&mut invalid, "/source", &raw, SOURCE_CHARS_MAX).unwrap_or_default();
    }
    if let Some(body) = change.body {
        body.check(&mut invalid);
        after.body = body;
    }
    invalid.check()?;
    Ok(after)
}

fn differing(before: &ColourRule, after: &ColourRule) -> Vec<&'static str> {
    let pairs = [
        ("name", before.name != after.name),
        ("source", before.source != after.source),
        ("body", before.body != after.body),
    ];
    pairs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
