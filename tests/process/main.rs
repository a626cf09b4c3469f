//! The real program seen from outside: journeys over HTTP, kill -9, slow clients, graceful stops,
//! several nodes.
//!
//! Each test starts the program that `XINJU_BINARY` names, or the one that was built with the tests, on
//! a free port and in a folder of its own. `XINJU_KILLS` says how often the program is killed (3 when
//! left out). Tests on Postgres and Redis run when `TEST_DATABASE_URL` and `TEST_REDIS_URL` name
//! servers, and pass without doing anything otherwise.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

mod client;
mod declare;
mod demo;
mod first;
mod jobs;
mod kill;
mod market;
mod months;
mod node;
mod nodes;
mod place;
mod points;
mod program;
mod scene;
mod slow;
mod stop;
mod tamper;
mod wire;
mod writes;
