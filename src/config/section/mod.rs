//! The sections of the configuration. Each file is the table of its settings and nothing more.

mod audit;
mod auth;
mod database;
mod file;
mod log;
mod policy;
mod server;
mod site;
mod worker;

pub use audit::{Audit, Idempotency};
pub use auth::{Argon2, Auth, Keys, Password, PasswordProfile, Throttle};
pub use database::{Cache, Database};
pub use file::{Export, Import, Media};
pub use log::{Calendar, Log, LogFormat, LogLevel};
pub use policy::{
    DeclarationPolicy, IncomePolicy, JobPolicy, MonitoringPolicy, PointPolicy, Policy, RoundPolicy,
    VisitPolicy,
};
pub use server::{Cors, Events, ForwardedHeader, Proxies, Rate, Server};
pub use site::{Site, Storage, TimeZone};
pub use worker::Worker;
