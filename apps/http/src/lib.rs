#![doc = include_str!("../README.md")]

mod access;
mod app;
mod catalogue;
mod fields;
mod meters;
mod observe;
mod openapi;
mod pages;
mod problem;
mod reading;
mod routes;
mod serve;

pub use access::{Access, OperatorKey, PROGRAMS};
pub use app::{App, Gauges, Part};
pub use meters::Gauge;
pub use openapi::{openapi, pinned};
pub use reading::escaped;
pub use serve::{Limits, router, serve, serve_within};
