#![doc = include_str!("../README.md")]

mod cell;
mod column;
mod model;
mod pages;
mod projection;
pub mod scenarios;
mod sql;
mod table;
mod value;
mod words;

pub use cell::{Days, Item, List, Month};
pub use column::{Column, Kind, Unit};
pub use model::{Folded, Key, Keys, On, Page, ReadModel, Take, Takes, Undigested};
pub use pages::{AnyReadModel, Changed, Model, Pages, Wanted, model};
pub use projection::{Parked, Projection, Source};
pub use sql::Dialect;
pub use table::{AskedColumn, ColumnDescription, Table, TableDescription, described};
pub use value::{Misread, Value};
