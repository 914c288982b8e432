//! Which right each request needs. What is not listed here is open to holders of every right only.

use std::collections::BTreeSet;

use axum::http::Method;
use serde::{Deserialize, Serialize};

/// What the holder of a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// Have commands recorded.
    Commands,
    /// Read tables and events, in which nothing personal stands open.
    Reads,
    /// Have personal content opened, as timelines do; with [`Reads`](Self::Reads).
    Personal,
    /// Read metrics.
    Metrics,
    /// Copy the log as it is, with sealed content as it is sealed.
    Backup,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Commands, Self::Reads, Self::Personal, Self::Metrics, Self::Backup];

    /// As it is written: `commands`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Commands => "commands",
            Self::Reads => "reads",
            Self::Personal => "personal",
            Self::Metrics => "metrics",
            Self::Backup => "backup",
        }
    }
}

/// What a request needs of the key it comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// No key.
    Nothing,
    /// A key, with whatever right.
    Key,
    /// One of these rights.
    Any(&'static [Right]),
    /// All of these rights.
    All(&'static [Right]),
}

impl Needs {
    pub(crate) fn met_by(self, rights: &BTreeSet<Right>) -> bool {
        match self {
            Self::Nothing | Self::Key => true,
            Self::Any(wanted) => wanted.iter().any(|right| rights.contains(right)),
            Self::All(wanted) => wanted.iter().all(|right| rights.contains(right)),
        }
    }

    /// In words: `commands or reads`.
    pub(crate) fn words(self) -> String {
        let (rights, joint) = match self {
            Self::Nothing | Self::Key => return "no right".to_owned(),
            Self::Any(rights) => (rights, " or "),
            Self::All(rights) => (rights, " and "),
        };
        rights.iter().map(|right| right.as_str()).collect::<Vec<_>>().join(joint)
    }
}

/// Somebody who works with the interface, whatever for.
const WORKS: Needs = Needs::Any(&[Right::Commands, Right::Reads]);

/// What a request needs, by its method and its route; `None` where there is no such route.
pub(crate) fn needs(method: &Method, route: Option<&str>) -> Needs {
    match route {
        Some("/livez" | "/readyz" | "/sign-in" | "/style.css" | "/problems" | "/problems/{code}") => Needs::Nothing,
        Some("/sign-out") => Needs::Key,
        Some("/metrics") => Needs::All(&[Right::Metrics]),
        Some("/v1/log") => Needs::All(&[Right::Backup]),
        Some("/v1/{context}/{command}") if method == Method::POST => Needs::All(&[Right::Commands]),
        Some("/v1/{context}/{command}" | "/v1/names" | "/v1/rules" | "/openapi.json" | "/docs" | "/schemas/{file}")
        | None => WORKS,
        Some("/" | "/tables/{name}" | "/v1/tables" | "/v1/tables/{name}" | "/v1/events" | "/v1/events/{position}") => {
            Needs::All(&[Right::Reads])
        }
        Some("/internships/{internship}" | "/v1/internships/{internship}/timeline" | "/v1/timelines/{*subject}") => {
            Needs::All(&[Right::Reads, Right::Personal])
        }
        Some(_) => Needs::All(&Right::ALL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_is_listed_and_another_is_closed() {
        let routes = include_str!("../routes.rs").split(".route(\"").skip(1);
        let routes: Vec<&str> = routes.filter_map(|route| route.split('"').next()).collect();
        assert!(routes.len() > 20, "{routes:?}");
        for route in routes {
            assert_ne!(needs(&Method::GET, Some(route)), Needs::All(&Right::ALL), "{route}");
        }
        assert_eq!(needs(&Method::GET, Some("/v1/everything")), Needs::All(&Right::ALL));
    }
}
