//! The grid (网格): county, site, community, area, building, unit.
//!
//! Every node has a name, a code unique among its siblings, and a path of codes. Buildings and units
//! carry a pictogram: buildings of a community never share one, units of a building never share one. A
//! closure table answers questions about subtrees; it is rewritten in the transaction that changes the
//! tree, one change of the tree at a time.

pub mod api;
pub(crate) mod create;
mod edit;
pub mod error;
mod list;
pub mod model;
mod moves;
pub mod pictogram;
mod picture;
pub(crate) mod place;
mod relocate;
mod retire;
pub(crate) mod sight;
mod store;

pub use error::GridError;
