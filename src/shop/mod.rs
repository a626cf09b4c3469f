//! Love supermarkets (爱心超市): items, stock, redemptions.

pub mod api;
