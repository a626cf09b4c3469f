//! Opening a shop in a community.

use entity::id::{NodeId, PurseId, ShopId};
use poem_openapi::Object;
use serde::Deserialize;

use super::ShopError;
use super::model::Shop;
use crate::app::{Command, Deed};
use crate::auth::Grant;
use crate::auth::permission::EditShops;
use crate::http::{Common, Invalid};
use crate::params;
use crate::points::adopt::is_community;
use crate::points::words::line;
use crate::store::At;
use crate::store::audit::Subject;

/// Characters of the name of a shop or an item.
pub(super) const NAME_CHARS_MAX: usize = 40;

/// A shop to open.
#[derive(Clone, Debug, Object, Deserialize)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ShopRequest {
    /// The community that it serves.
    pub node_id: NodeId,
    /// Its name, unique in the community.
    #[oai(validator(min_length = 1, max_length = 40))]
    pub name: String,
}

/// Opens a shop.
#[derive(Debug)]
pub struct Open(pub ShopRequest);

impl Command for Open {
    type Needs = EditShops;
    type Shows = Shop;
    type Error = ShopError;
    const ACTION: &'static str = "shops.open";

    async fn act(self, at: &At<'_>, by: &Grant<EditShops>) -> Result<Deed<Shop>, ShopError> {
        let node = self.0.node_id;
        if !by.covers(at.sql(), node).await? {
            return Err(ShopError::Missing);
        }
        let mut invalid = Invalid::default();
        let name = line(&mut invalid, "/name", &self.0.name, NAME_CHARS_MAX);
        if !is_community(at, node).await? {
            invalid.add("/node_id", Common::FieldUnknown.entry());
        }
        invalid.check()?;
        let (shop, purse) = (at.id::<ShopId>(), at.id::<PurseId>());
        at.execute(
            "INSERT INTO purse (id, kind, node_id, created_at) VALUES ($1, 'shop', $2, $3)",
            params![purse, node, at.now],
        )
        .await?;
        let rows = at
            .execute(
                "INSERT INTO shop (id, node_id, purse_id, name, created_at) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                params![shop, node, purse, name.clone(), at.now],
            )
            .await?;
        if rows == 0 {
            return Err(ShopError::NameTaken);
        }
        let shown = Shop { shop_id: shop, node_id: node, name, created_at: at.now };
        Ok(Deed::new(shown, Subject::new("shop", shop).node(node)))
    }
}
