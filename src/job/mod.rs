//! Job postings, and the jobs that reach a household (送信息送岗位).

pub mod api;
