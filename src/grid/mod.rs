//! The grid: county, site, community, area, building, unit.

pub mod pictogram;

pub mod api;
