//! Rosters: Excel in, Excel out.

pub mod api;
