//! The router as a function: what each route answers, and to whom.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

mod access;
mod commands;
mod common;
mod connections;
mod input;
mod older;
mod pages;
mod problems;
mod reads;
mod rights;
mod tables;
mod trouble;
mod unchanged;
