//! Objecting to a public notice (提出异议): by somebody of the community, or written down by a worker for
//! somebody who came to the office.

use entity::id::{AccountId, DeclarationId, MediaId, NoticeId, ObjectionId};
use entity::media::MediaOwner;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::NoticeError;
use super::objections::WORDS;
use crate::app::{Command, Deed};
use crate::auth::permission::{ObjectToNotices, ReviewDeclarations};
use crate::auth::{Grant, Permission};
use crate::declaration::public;
use crate::grid::sight;
use crate::http::{ApiError, Common, Invalid};
use crate::media::attach::{Owner, attach};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;
use crate::support::words;

/// Longest objection, in characters.
const WORDS_CHARS_MAX: usize = 1_000;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 50;

/// An objection to a household on a notice.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewObjection {
    /// The declaration on the notice.
    pub declaration_id: DeclarationId,
    /// What is not right. The household reads it, but not who said it.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
    /// Own uploads that show it; none is needed.
    #[oai(validator(max_items = 9))]
    pub media_ids: Option<Vec<MediaId>>,
}

/// An objection that somebody brought to the office.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewRecordedObjection {
    /// The declaration on the notice.
    pub declaration_id: DeclarationId,
    /// Who brought it; kept for the answer, and shown to officers only.
    #[oai(validator(min_length = 1, max_length = 50))]
    pub raised_for: String,
    /// What is not right.
    #[oai(validator(min_length = 1, max_length = 1000))]
    pub words: String,
}

/// An objection that was taken.
#[derive(Clone, Debug, Object, Serialize)]
pub struct ObjectionTaken {
    /// Names it.
    pub objection_id: ObjectionId,
    /// The declaration, whose clock stands still until the answer.
    pub declaration_id: DeclarationId,
}

/// Objects.
#[derive(Clone, Debug)]
pub(super) struct ObjectTo {
    pub(super) notice: NoticeId,
    pub(super) objection: NewObjection,
}

impl Command for ObjectTo {
    type Needs = ObjectToNotices;
    type Shows = ObjectionTaken;
    type Error = ApiError;
    const ACTION: &'static str = "notice.object";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ObjectToNotices>,
    ) -> Result<Deed<ObjectionTaken>, ApiError> {
        let media = self.objection.media_ids.unwrap_or_default();
        let new = Taking {
            notice: self.notice,
            declaration: self.objection.declaration_id,
            words: self.objection.words,
            raised_for: None,
        };
        take(at, by, new, media).await
    }
}

/// Writes down what somebody brought to the office.
#[derive(Clone, Debug)]
pub(super) struct RecordObjection {
    pub(super) notice: NoticeId,
    pub(super) objection: NewRecordedObjection,
}

impl Command for RecordObjection {
    type Needs = ReviewDeclarations;
    type Shows = ObjectionTaken;
    type Error = ApiError;
    const ACTION: &'static str = "notice.record_objection";

    async fn act(
        self,
        at: &At<'_>,
        by: &Grant<ReviewDeclarations>,
    ) -> Result<Deed<ObjectionTaken>, ApiError> {
        let new = Taking {
            notice: self.notice,
            declaration: self.objection.declaration_id,
            words: self.objection.words,
            raised_for: Some(self.objection.raised_for),
        };
        take(at, by, new, vec![]).await
    }
}

struct Taking {
    notice: NoticeId,
    declaration: DeclarationId,
    words: String,
    raised_for: Option<String>,
}

#[derive(FromQueryResult)]
struct Hanging {
    node_id: entity::id::NodeId,
    hangs: bool,
}

async fn take<P: Permission>(
    at: &At<'_>,
    by: &Grant<P>,
    new: Taking,
    media: Vec<MediaId>,
) -> Result<Deed<ObjectionTaken>, ApiError> {
    let hanging: Option<Hanging> = at
        .sql()
        .one(
            "SELECT n.node_id, e.ends_at > $3 AS hangs FROM public_notice n \
             JOIN public_notice_entry e ON e.notice_id = n.id \
             WHERE n.id = $1 AND e.declaration_id = $2",
            params![new.notice, new.declaration, at.now],
        )
        .await?;
    let hanging = hanging.ok_or(NoticeError::Missing)?;
    if !sight::sees(at.sql(), by, hanging.node_id).await? {
        return Err(NoticeError::Missing.into());
    }
    let mut invalid = Invalid::default();
    let said = words::text(&mut invalid, "/words", &new.words, WORDS_CHARS_MAX);
    let raised_for = new
        .raised_for
        .as_deref()
        .and_then(|name| words::line(&mut invalid, "/raised_for", name, NAME_CHARS_MAX));
    invalid.check()?;
    if !hanging.hangs {
        return Err(NoticeError::Over.into());
    }
    let said = said.unwrap_or_default();
    let id: ObjectionId = at.id();
    insert(at, id, &new, by.caller().account, raised_for, &said).await?;
    let step = public::object(at, by, new.declaration, said).await?;
    let owner = Owner { kind: MediaOwner::Objection, id: id.0, household: step.household };
    if !attach(at, by.caller(), owner, &media).await? {
        let mut invalid = Invalid::default();
        invalid.add("/media_ids", Common::FieldUnknown.entry());
        invalid.check()?;
    }
    let shows = ObjectionTaken { objection_id: id, declaration_id: new.declaration };
    let subject = Subject::new("notice_objection", id).node(step.node);
    Ok(Deed::new(shows, subject))
}

async fn insert(
    at: &At<'_>,
    id: ObjectionId,
    new: &Taking,
    by: AccountId,
    raised_for: Option<String>,
    said: &str,
) -> Result<(), ApiError> {
    let sealed = WORDS.seal(at.world, id.0, said)?;
    at.execute(
        "INSERT INTO notice_objection (id, notice_id, declaration_id, raised_by, raised_for, \
         words_sealed, raised_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![id, new.notice, new.declaration, by, raised_for, sealed, at.now],
    )
    .await?;
    Ok(())
}
