//! Points: rules, credits, balances, statements (爱心超市积分).

pub mod api;
