//! The router as a function: what each route answers, and to whom.

mod access;
mod commands;
mod common;
mod reads;
mod trouble;
