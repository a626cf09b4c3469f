//! Routes: the grid and its pictograms.

use std::sync::Arc;

use entity::grid_node::NodeKind;
use entity::id::NodeId;
use poem::Result;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};

use super::create::CreateNode;
use super::edit::EditNode;
use super::list::Wanted;
use super::model::{GridNode, NewNode, NodeChange, NodeMoves, NodeRelocation, PictureCatalogue};
use super::relocate::RelocateNode;
use super::retire::RetireNode;
use super::{list, moves, picture};
use crate::api::Tag;
use crate::app::App;
use crate::auth::permission::{EditGrid, ReadGrid};
use crate::auth::{Acting, Allowed};
use crate::http::svg::Svg;
use crate::http::{Answer, Body, Created, Cursor, OrConflict, Page, PageLimit, answer};

/// The grid and its pictograms.
#[derive(Clone, Debug)]
pub struct GridApi(pub Arc<App>);

const LIST: &str = "list_grid_nodes";

#[OpenApi(tag = "Tag::Grid")]
impl GridApi {
    /// List grid nodes
    ///
    /// The caller's part of the tree in the order of paths: staff see what lies at and below their
    /// posts, residents their own door and the nodes above it.
    #[oai(path = "/grid/nodes", method = "get", operation_id = "list_grid_nodes")]
    #[expect(clippy::too_many_arguments, reason = "each is a query parameter of its own")]
    async fn list_grid_nodes(
        &self,
        by: Allowed<ReadGrid>,
        /// Only direct children of this node.
        parent_id: Query<Option<NodeId>>,
        /// Only this level.
        kind: Query<Option<NodeKind>>,
        /// Only nodes whose name or code holds this text.
        #[oai(validator(min_length = 1, max_length = 50))]
        search: Query<Option<String>>,
        /// Also nodes that were taken out of use.
        retired: Query<Option<bool>>,
        /// How many items a page holds, 20 when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<Option<u32>>,
        /// Where the page before ended.
        #[oai(validator(max_length = 500))]
        cursor: Query<Option<String>>,
        /// Whether to count all items.
        include_total: Query<Option<bool>>,
    ) -> Result<Answer<Page<GridNode>>> {
        let page = PageLimit::new(limit.0)?;
        let wanted = Wanted {
            parent: parent_id.0,
            kind: kind.0,
            search: search.0,
            retired: retired.0.unwrap_or(false),
            after: Cursor::read(&self.0.keys, LIST, cursor.0.as_deref())?,
            limit: page.probe(),
        };
        let count = include_total.0.unwrap_or(false);
        let (items, total) = list::page(&self.0.view(), &by, &wanted, count).await?;
        let mut shown = page.cut(items, |last| Cursor::write(&self.0.keys, LIST, &last.path))?;
        shown.total = total;
        Ok(Answer::new(&shown)?)
    }

    /// Create a grid node
    ///
    /// Adds a node below another. A building's picture is unique in its community, a unit's in its
    /// building; without a wish the next free picture is taken.
    #[oai(path = "/grid/nodes", method = "post", operation_id = "create_grid_node")]
    async fn create_grid_node(
        &self,
        by: Acting<EditGrid>,
        body: Body<NewNode>,
    ) -> Result<Created<GridNode>> {
        Ok(self.0.perform(&by, CreateNode(body.0)).await?.into())
    }

    /// Get a grid node
    ///
    /// One node with the names of those above it and the picture on its door.
    #[oai(path = "/grid/nodes/:node_id", method = "get", operation_id = "get_grid_node")]
    async fn get_grid_node(
        &self,
        by: Allowed<ReadGrid>,
        /// Which node.
        node_id: Path<NodeId>,
    ) -> Result<Answer<GridNode>> {
        let node = list::one(&self.0.view(), &by, node_id.0).await?;
        Ok(Answer::version(&node, node.version)?)
    }

    /// Rename or repaint a grid node
    ///
    /// Changes the name or the picture; `If-Match` names the version that was read.
    #[oai(path = "/grid/nodes/:node_id", method = "patch", operation_id = "edit_grid_node")]
    async fn edit_grid_node(
        &self,
        by: Acting<EditGrid>,
        /// Which node.
        node_id: Path<NodeId>,
        /// The ETag that was read.
        #[oai(name = "If-Match", validator(max_length = 100))]
        if_match: Header<Option<String>>,
        body: Body<NodeChange>,
    ) -> Result<Answer<GridNode>> {
        let version = answer::matched(if_match.0.as_deref())?;
        let command = EditNode { node: node_id.0, version, change: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Move a grid node
    ///
    /// Moves a node with all that lies below it under another node. The move stays in its history.
    #[oai(
        path = "/grid/nodes/:node_id/relocation",
        method = "post",
        operation_id = "relocate_grid_node"
    )]
    async fn relocate_grid_node(
        &self,
        by: Acting<EditGrid>,
        /// Which node.
        node_id: Path<NodeId>,
        body: Body<NodeRelocation>,
    ) -> Result<Answer<GridNode>> {
        let command = RelocateNode { node: node_id.0, to: body.0 };
        Ok(self.0.perform(&by, command).await?.into())
    }

    /// Retire a grid node
    ///
    /// Takes a node and all below it out of use; refused while somebody lives there.
    #[oai(
        path = "/grid/nodes/:node_id/retirement",
        method = "post",
        operation_id = "retire_grid_node"
    )]
    async fn retire_grid_node(
        &self,
        by: Acting<EditGrid>,
        /// Which node.
        node_id: Path<NodeId>,
    ) -> Result<Answer<GridNode>> {
        Ok(self.0.perform(&by, RetireNode(node_id.0)).await?.into())
    }

    /// List the moves of a grid node
    ///
    /// Where the node stood before, when it moved and why; the latest first.
    #[oai(path = "/grid/nodes/:node_id/moves", method = "get", operation_id = "list_node_moves")]
    async fn list_node_moves(
        &self,
        by: Allowed<ReadGrid>,
        /// Which node.
        node_id: Path<NodeId>,
    ) -> Result<Answer<NodeMoves>> {
        Ok(Answer::new(&moves::read(&self.0.view(), &by, node_id.0).await?)?)
    }

    /// Get a door sign
    ///
    /// The printable sign of a building's or unit's door: an A4 page as SVG with the picture.
    #[oai(path = "/grid/nodes/:node_id/sign", method = "get", operation_id = "get_door_sign")]
    async fn get_door_sign(
        &self,
        by: Allowed<ReadGrid>,
        /// Which building or unit.
        node_id: Path<NodeId>,
    ) -> Result<OrConflict<Svg>> {
        Ok(OrConflict(Svg(picture::sign(&self.0.view(), &by, node_id.0).await?)))
    }

    /// List pictograms
    ///
    /// The catalogue of door pictures: code, names, the form to read aloud, and the drawing.
    #[oai(path = "/grid/pictograms", method = "get", operation_id = "list_pictograms")]
    async fn list_pictograms(&self, by: Allowed<ReadGrid>) -> Result<Answer<PictureCatalogue>> {
        let _ = by;
        Ok(Answer::new(&picture::catalogue())?)
    }
}
