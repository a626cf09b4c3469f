//! Writes a posting as a draft.

use entity::id::PostingId;

use super::error::JobError;
use super::model::{NewPosting, Posting};
use super::{store, terms};
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditJobs;
use crate::http::{Common, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// Writes a posting as a draft.
#[derive(Debug)]
pub(super) struct Draft(pub(super) NewPosting);

impl Command for Draft {
    type Needs = EditJobs;
    type Shows = Posting;
    type Error = JobError;
    const ACTION: &'static str = "job.draft";

    async fn act(self, at: &At<'_>, by: &Grant<EditJobs>) -> Result<Deed<Posting>, JobError> {
        let node = self.0.node_id;
        let checked = self.0.terms().check(&at.world.config.policy.jobs);
        let (terms, mut invalid) = match checked {
            Ok(terms) => (Some(terms), Invalid::default()),
            Err(invalid) => (None, invalid),
        };
        if store::open_nodes(at, by, &[node]).await?.is_empty() {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        if let Some(terms) = &terms {
            store::check_last_day(&mut invalid, terms, at.today());
        }
        invalid.check()?;
        let terms = terms.ok_or(JobError::Missing)?;
        let id: PostingId = at.id();
        at.execute(
            "INSERT INTO job_posting (id, node_id, state, employer, title, channel, workplace, \
             vacancies, pay_fen, pay_unit, hours, board_and_lodging, transport, skills, \
             certificates, age_min, apply_by, contact, created_by, created_at, updated_at) \
             VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
             $16, $17, $18, $19, $19)",
            params![
                id,
                node,
                terms.employer,
                terms.title,
                terms.channel.code(),
                terms.workplace,
                terms.vacancies,
                terms.pay_fen,
                terms.pay_unit.code(),
                terms.hours,
                terms.board_and_lodging,
                terms.transport,
                terms::join(&terms.requirements.skills),
                terms::join(&terms.requirements.certificates),
                terms.requirements.age_min,
                terms.apply_by,
                terms.contact,
                by.caller().account,
                at.now
            ],
        )
        .await?;
        let row = store::posting(at.sql(), id).await?;
        let version = row.version;
        let subject = Subject::new("job_posting", id).node(node);
        Ok(Deed::new(Posting::from(row), subject).version(version))
    }
}
