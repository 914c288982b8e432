#![doc = include_str!("../README.md")]

mod access;
mod app;
mod fields;
mod meters;
mod observe;
mod openapi;
mod pages;
mod problem;
mod reading;
mod routes;
mod serve;
pub mod story;

pub use access::{Access, OperatorKey};
pub use app::{App, Part};
pub use openapi::openapi;
pub use serve::{router, serve};
