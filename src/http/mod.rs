//! What all endpoints share.

pub mod server;
