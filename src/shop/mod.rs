//! Love supermarkets (爱心超市): shops, items, stock, redemptions.
//!
//! A redemption is one transaction: points move from the household's purse to the shop's, the stock
//! goes down, and the redemption is written with the id that the client made. It is refused when
//! points, stock or the household's room of the month do not suffice, or when the price is another
//! than the household was told. Goods are handed over at once: nothing is held back for fetching.
//!
//! Stock moves like points: by numbered movements that never change, and by one conditional
//! statement on the item, never below zero.

pub mod add;
pub mod api;
pub mod edit;
pub mod error;
pub mod model;
pub mod open;
pub mod redeem;
pub mod redemptions;
pub mod shelf;
pub mod shops;
pub mod stock;

pub use error::ShopError;
