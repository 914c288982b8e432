//! What a log makes one believe, apart from when it was recorded and under which ids.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;

use import::LogEvent;

use crate::college::{College, named};

/// What a service concluded when an event was recorded, from what was known then. It stays, whatever
/// is put right later, as long as nothing makes the event itself wrong.
const CONCLUDED: [&str; 1] = ["minimumWage"];

/// Facts, each with how often it is believed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Believed(BTreeMap<(String, String), usize>);

impl Believed {
    pub(super) fn count(&self, kind: &str) -> usize {
        self.0.iter().filter(|((of, _), _)| of == kind).map(|(_, count)| count).sum()
    }

    pub(super) fn kinds(&self) -> BTreeSet<&str> {
        self.0.keys().map(|(kind, _)| kind.as_str()).collect()
    }

    #[track_caller]
    pub(super) fn assert_is(&self, other: &Self, name: &str) {
        let (more, less) = (self.but_not_in(other), other.but_not_in(self));
        assert!(
            more.is_empty() && less.is_empty(),
            "{name}\n  believed here: {more:#?}\n  by a fresh import: {less:#?}"
        );
    }

    fn but_not_in(&self, other: &Self) -> Vec<(&(String, String), &usize)> {
        self.0.iter().filter(|(fact, count)| other.0.get(*fact) != Some(*count)).collect()
    }
}

pub(super) async fn believed(college: &College) -> Believed {
    let all = college.all().await;
    let data = |known: &LogEvent| known.fact.data().unwrap();
    let of = |kind: &'static str| all.iter().filter(move |known| named(known).contains(kind)).map(data);
    let taken_back: HashSet<String> =
        of(".entered-in-error").map(|error| error["event"].as_str().unwrap().to_owned()).collect();
    let corrected: HashMap<String, Value> = of(".hours-corrected")
        .map(|corrected| (corrected["corrects"].as_str().unwrap().to_owned(), corrected["session"].clone()))
        .collect();
    let mut sessions: HashMap<String, String> = HashMap::new();
    for known in all.iter().filter(|known| named(known).contains("hours-logged")) {
        let hours = data(known);
        sessions.insert(known.id.to_string(), format!("{} {}", hours["date"], hours["start"]));
    }
    let mut facts = BTreeMap::new();
    for known in &all {
        let is_said = |kind: &str| named(known).contains(kind);
        // who is known may stay known after nobody names them any more
        let is_left_out = ["entered-in-error", "hours-corrected", "-registered"].into_iter().any(is_said);
        if is_left_out || taken_back.contains(&known.id.to_string()) {
            continue;
        }
        let mut said = data(known);
        if let Some(session) = corrected.get(&known.id.to_string()) {
            said["session"] = session.clone();
        }
        if is_said("coach-assigned") {
            said["date"] = Value::Null; // the day of the first mention stays
        }
        for concluded in CONCLUDED {
            if let Some(conclusion) = said.get_mut(concluded) {
                *conclusion = Value::Null;
            }
        }
        let content = if is_said("claim-") { &mut said["content"] } else { &mut said };
        for line in content["lines"].as_array_mut().into_iter().flatten() {
            let session = line["session"].as_str().unwrap();
            assert!(!taken_back.contains(session), "a claim stands on a session that was taken back: {:?}", known.fact);
            line["session"] = sessions[session].clone().into();
        }
        if content["basis"] == "period" {
            content["lines"] = Value::Null; // which sessions make up the minutes was found when it was submitted
            content["minutesLogged"] = Value::Null;
        }
        let fact = format!("{} {said} {}", known.subject, known.opened.as_deref().unwrap_or_default());
        *facts.entry((named(known), fact)).or_insert(0) += 1;
    }
    Believed(facts)
}
