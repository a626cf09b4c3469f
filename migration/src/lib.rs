//! How the database got its shape: one file per change, in the order of their names.
//!
//! Each change is written by hand as SQL that SQLite and Postgres both understand, runs in a
//! transaction of its own, and is never edited once released.

mod dialect;
mod m20261123_100000_create_ground;
mod m20261123_100100_create_grid;
mod m20261123_100200_create_households;
mod m20261123_100300_create_identity;
mod m20261123_100400_create_inbox;
mod m20261123_100500_create_media;
mod m20261123_100600_create_declarations;
mod m20261123_100700_create_jobs;
mod m20261123_100800_create_points;
mod m20261123_100900_create_shops;
mod m20261123_101000_create_imports;
mod m20261123_102000_know_who_serves;
mod m20261123_102100_note_replaced_tokens;
mod m20261125_100000_tell_staff;
mod m20261125_100100_chain_declarations;
mod m20261125_100200_create_monitoring;
mod m20261125_100300_create_income;
mod m20261125_100400_create_visits;
mod m20261125_100500_create_rounds;
mod m20261125_100600_more_media_owners;

use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All changes, oldest first.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261123_100000_create_ground::Migration),
            Box::new(m20261123_100100_create_grid::Migration),
            Box::new(m20261123_100200_create_households::Migration),
            Box::new(m20261123_100300_create_identity::Migration),
            Box::new(m20261123_100400_create_inbox::Migration),
            Box::new(m20261123_100500_create_media::Migration),
            Box::new(m20261123_100600_create_declarations::Migration),
            Box::new(m20261123_100700_create_jobs::Migration),
            Box::new(m20261123_100800_create_points::Migration),
            Box::new(m20261123_100900_create_shops::Migration),
            Box::new(m20261123_101000_create_imports::Migration),
            Box::new(m20261123_102000_know_who_serves::Migration),
            Box::new(m20261123_102100_note_replaced_tokens::Migration),
            Box::new(m20261125_100000_tell_staff::Migration),
            Box::new(m20261125_100100_chain_declarations::Migration),
            Box::new(m20261125_100200_create_monitoring::Migration),
            Box::new(m20261125_100300_create_income::Migration),
            Box::new(m20261125_100400_create_visits::Migration),
            Box::new(m20261125_100500_create_rounds::Migration),
            Box::new(m20261125_100600_more_media_owners::Migration),
        ]
    }
}
