//! The parameters of an address, read by name.

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use events::did_you_mean;

use super::problems::bad_question;
use crate::problem::Problem;

/// The names and values of a query, in their order.
pub(crate) type Pairs = Result<Query<Vec<(String, String)>>, QueryRejection>;

/// What a query gives by the names that a route knows.
#[derive(Debug)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query in which each of these names may stand once, and no other.
    pub(crate) fn read(asked: Pairs, known: &[&str]) -> Result<Self, Problem> {
        let asked = pairs(asked)?;
        for (at, (name, _)) in asked.iter().enumerate() {
            let short: String = name.chars().take(60).collect();
            if !known.contains(&name.as_str()) {
                let meant = did_you_mean(name, known.iter().copied());
                let known = known.join(", ");
                return Err(bad_question(format!("there is no parameter \"{short}\" here.{meant} Known: {known}")));
            }
            if asked.iter().take(at).any(|(other, _)| other == name) {
                return Err(bad_question(format!("{short} is given twice: give it once")));
            }
        }
        Ok(Self(asked))
    }

    /// The value of this name, if it is given.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

/// The names and values of a query.
pub(crate) fn pairs(asked: Pairs) -> Result<Vec<(String, String)>, Problem> {
    let pairs = asked.map_err(|_| bad_question("the part of the address after the ? should be NAME=VALUE&NAME=VALUE"));
    Ok(pairs?.0)
}
