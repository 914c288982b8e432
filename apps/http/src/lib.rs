#![doc = include_str!("../README.md")]

mod access;
mod app;
mod body;
mod catalogue;
mod connections;
mod fields;
mod figures;
mod formats;
mod labels;
mod limits;
mod meters;
mod observe;
mod openapi;
mod pages;
mod problem;
mod reading;
mod routes;
mod serve;
mod unchanged;
mod writing;

pub use access::{Access, OperatorKey, PROGRAMS, Right};
pub use app::{App, CurrentTree, Gauges, Opened, Part};
pub use figures::rules_on;
pub use formats::{csv_heading, csv_rows, row_as_json};
pub use labels::{LabelSource, Labels, NameOpened, NoLabels, identify, label_column};
pub use limits::Limits;
pub use meters::Gauge;
pub use openapi::{openapi, pinned};
pub use reading::escaped;
pub use routes::timeline_as_json;
pub use serve::{router, serve};
