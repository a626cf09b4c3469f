//! Setting up and removing posts (岗位): roles that a node expects somebody to hold.

use entity::Moment;
use entity::appointment::Role;
use entity::id::{NodeId, PostId};
use entity::post;
use poem_openapi::Object;
use sea_orm::FromQueryResult;
use serde::{Deserialize, Serialize};

use super::error::IdentityError;
use crate::app::{Command, Deed};
use crate::auth::permission::Appoint;
use crate::auth::{Grant, InGrid};
use crate::http::{ApiError, Common, FieldError, Invalid};
use crate::params;
use crate::store::At;
use crate::store::audit::Subject;

/// A post.
#[derive(Clone, Debug, Object, Serialize, FromQueryResult)]
pub struct NodePost {
    /// Names it.
    pub post_id: PostId,
    /// Where.
    pub node_id: NodeId,
    /// The node's name.
    #[oai(validator(max_length = 100))]
    pub node_name: String,
    /// As what.
    pub role: Role,
    /// How many hold the role at that node today; 0 means that it is vacant.
    #[oai(validator(minimum(value = "0"), maximum(value = "100000")))]
    pub holders: i64,
    /// When it was set up.
    pub created_at: Moment,
}

/// A new post.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct NewPost {
    /// Where somebody is expected.
    pub node_id: NodeId,
    /// As what; not `resident`.
    pub role: Role,
}

impl InGrid for post::Entity {
    fn node() -> Self::Column {
        post::Column::NodeId
    }
    fn household() -> Option<Self::Column> {
        None
    }
    fn key() -> Self::Column {
        post::Column::Id
    }
}

/// The columns of [`NodePost`] and where they come from; `$1` is today.
pub(crate) const SELECT: &str = "SELECT p.id AS post_id, p.node_id, n.name AS node_name, p.role, \
     (SELECT COUNT(*) FROM appointment o WHERE o.node_id = p.node_id AND o.role = p.role \
        AND o.ended_at IS NULL AND o.starts_on <= $1 \
        AND (o.ends_on IS NULL OR o.ends_on >= $1)) AS holders, p.created_at \
     FROM post p JOIN grid_node n ON n.id = p.node_id";

impl Command for NewPost {
    type Needs = Appoint;
    type Shows = NodePost;
    type Error = IdentityError;
    const ACTION: &'static str = "post.add";

    async fn act(self, at: &At<'_>, by: &Grant<Appoint>) -> Result<Deed<NodePost>, IdentityError> {
        let mut invalid = Invalid::default();
        if self.role == Role::Resident {
            let error = ApiError::from(IdentityError::ResidentRole);
            let pointer = "/role".to_owned();
            invalid.0.push(FieldError { pointer, entry: error.entry, gaps: error.gaps });
        }
        if !by.covers(at.sql(), self.node_id).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let id: PostId = at.id();
        let made = at
            .execute(
                "INSERT INTO post (id, node_id, role, created_at) VALUES ($1, $2, $3, $4) \
                 ON CONFLICT DO NOTHING",
                params![id, self.node_id, self.role.code(), at.now],
            )
            .await?;
        if made == 0 {
            return Err(IdentityError::PostTaken);
        }
        let row =
            at.sql().one(format!("{SELECT} WHERE p.id = $2"), params![at.today(), id]).await?;
        let shown = row.ok_or(IdentityError::Missing)?;
        Ok(Deed::new(shown, Subject::new("post", id).node(self.node_id)))
    }
}

/// Removes a post; appointments stay.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RemovePost(pub(crate) PostId);

impl Command for RemovePost {
    type Needs = Appoint;
    type Shows = ();
    type Error = IdentityError;
    const ACTION: &'static str = "post.remove";

    async fn act(self, at: &At<'_>, by: &Grant<Appoint>) -> Result<Deed<()>, IdentityError> {
        let found = by.within::<post::Entity>(at, self.0).await?.ok_or(IdentityError::Missing)?;
        let removed = at.execute("DELETE FROM post WHERE id = $1", params![self.0]).await?;
        if removed == 0 {
            return Err(IdentityError::Missing);
        }
        let subject = Subject::new("post", self.0)
            .node(found.node_id)
            .facts(serde_json::json!({ "role": found.role.code() }));
        Ok(Deed::new((), subject))
    }
}
