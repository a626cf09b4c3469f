//! Drafting a version of a county's rule.

use entity::id::{ColourRuleId, NodeId};
use poem_openapi::Object;
use serde::Deserialize;

use super::body::ColourRuleBody;
use super::rules::{self, ColourRule};
use super::{ColourError, seed};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditColourRules;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest name, in characters.
pub(super) const NAME_CHARS_MAX: usize = 60;
/// Longest source, in characters.
pub(super) const SOURCE_CHARS_MAX: usize = 300;

/// A version to draft.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewColourRule {
    /// The county.
    pub node_id: NodeId,
    /// What it is called.
    #[oai(validator(min_length = 1, max_length = 60))]
    pub name: String,
    /// The document that it comes from.
    #[oai(validator(min_length = 1, max_length = 300))]
    pub source: String,
    /// What it says.
    pub body: ColourRuleBody,
}

/// Drafts a version.
#[derive(Debug)]
pub(super) struct Draft(pub(super) NewColourRule);

impl Command for Draft {
    type Needs = EditColourRules;
    type Shows = ColourRule;
    type Error = ColourError;
    const ACTION: &'static str = "colour.draft";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<EditColourRules>,
    ) -> Result<Deed<ColourRule>, ColourError> {
        let NewColourRule { node_id: county, name, source, body } = self.0;
        let mut invalid = Invalid::default();
        let name = words::line(&mut invalid, "/name", &name, NAME_CHARS_MAX);
        let source = words::line(&mut invalid, "/source", &source, SOURCE_CHARS_MAX);
        body.check(&mut invalid);
        let is_county = rules::county_of(at, county).await? == Some(county);
        if !is_county || !by.covers(at.sql(), county).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        // The first draft is compared with something: the default is adopted before it.
        seed::adopted(at, county).await?;
        let id = at.id::<ColourRuleId>();
        let done = at
            .execute(
                "INSERT INTO colour_rule (id, node_id, number, name, state, body, source, \
                 created_by, created_at, updated_at) VALUES ($1, $2, \
                 (SELECT MAX(r.number) + 1 FROM colour_rule r WHERE r.node_id = $2), \
                 $3, 'draft', $4, $5, $6, $7, $7)",
                params![
                    id,
                    county,
                    name.unwrap_or_default(),
                    body.text()?,
                    source.unwrap_or_default(),
                    by.caller().account,
                    at.now
                ],
            )
            .await;
        match done {
            Ok(_) => {}
            Err(fault) if fault.is_duplicate() => return Err(ColourError::NumberTaken),
            Err(fault) => return Err(fault.into()),
        }
        let shows = rules::one(at.sql(), id).await?.ok_or(ColourError::Missing)?;
        let subject = Subject::new("colour_rule", id).node(county);
        let subject = subject.facts(serde_json::json!({ "number": shows.number }));
        Ok(Deed::new(shows, subject).version(1))
    }
}
