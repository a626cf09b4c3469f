//! Where things are kept: the database behind one writer, the cache, keys, the clock, and what every
//! write leaves beside its data (audit trail, outbox, stored reply).

pub mod at;
pub mod audit;
pub mod cache;
pub mod clock;
pub mod connect;
pub mod db;
pub mod fault;
pub(crate) mod generations;
mod guards;
pub mod keys;
pub mod owner;
pub mod reply;
pub mod room;
pub mod seal;
pub mod shape;
pub mod sql;
pub mod verify;
mod writer;

pub use at::{At, View};
pub use clock::{Clock, Ids};
pub use db::Db;
pub use fault::Fault;
pub use sql::Sql;
