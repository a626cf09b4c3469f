//! Rosters: Excel in, Excel out.
