//! What is asked of the read models: a question is read from its address (`question`), asked off the
//! threads that answer requests (`asking`), and answered with rows (`rows`), all of them part by part
//! (`download`), or a problem (`problems`).

mod asking;
mod download;
mod labels;
mod parameters;
mod problems;
mod question;
mod rows;
mod subjects;

pub(crate) use download::parts;
pub(crate) use labels::{label_source, labels};
pub(crate) use parameters::{Pairs, Parameters, pairs};
pub(crate) use problems::{bad_question, no_labels, not_told};
pub use question::escaped;
pub(crate) use question::{Question, limit, number};
pub(crate) use rows::{Interns, Rows, Stage, count, interns, position, rows, stages, touch_all};
pub(crate) use subjects::{identify, internship, no_such_internship, no_such_subject, not_named, subject};
