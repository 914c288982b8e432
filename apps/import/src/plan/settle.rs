//! The plan as a whole: what is said once, what is said twice, and in which order it goes in.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use events::{EventId, Subject};
use jiff::civil::Date;
use service_kit::Rank;

use super::Plan;
use super::planned::{INTRODUCES, Planned};

/// Of an implied fact, only the first mention by day stays. On one day it is the content that
/// decides and not the row, so that a sheet that was sorted otherwise says the same.
pub(super) fn once(plan: &mut Plan) {
    let mut first: HashMap<EventId, usize> = HashMap::new();
    for (index, planned) in plan.commands.iter().enumerate().filter(|(_, planned)| planned.once) {
        if planned.row.is_some() {
            plan.implied.entry(planned.event).or_default().push(planned.place());
        }
        match first.entry(planned.event) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(mut entry) => {
                let of = |planned: &Planned| (planned.day, planned.json.clone(), planned.order);
                let known = plan.commands.get(*entry.get());
                if known.is_some_and(|known| planned.day <= known.day && of(planned) < of(known)) {
                    entry.insert(index);
                }
            }
        }
    }
    let mut index = 0;
    plan.commands.retain(|planned| {
        index += 1;
        !planned.once || first.get(&planned.event) == Some(&(index - 1))
    });
}

/// Rows of the same key: the same content is sent again and found there; other content is told.
pub(super) fn twice(plan: &mut Plan) {
    let mut first: HashMap<EventId, usize> = HashMap::new();
    let mut at_odds: HashSet<usize> = HashSet::new();
    for (index, planned) in plan.commands.iter().enumerate() {
        let known = *first.entry(planned.event).or_insert(index);
        if plan.commands.get(known).is_some_and(|known| known.json != planned.json) {
            at_odds.insert(index);
        }
    }
    if at_odds.is_empty() {
        return;
    }
    let (mut taken, mut rivals) = (Vec::new(), Vec::new());
    for (index, planned) in std::mem::take(&mut plan.commands).into_iter().enumerate() {
        let to = if at_odds.contains(&index) { &mut rivals } else { &mut taken };
        to.push(planned);
    }
    (plan.commands, plan.rivals) = (taken, rivals);
}

/// See [`Plan::commands`].
pub(super) fn order(plan: &mut Plan) {
    // An application may have gone in before the referral: the referral makes its internship known.
    let mut first: HashMap<Subject, Date> = HashMap::new();
    for (subject, day) in plan.commands.iter().filter_map(|planned| Some((planned.subject, planned.day?))) {
        first.entry(subject).and_modify(|first| *first = day.min(*first)).or_insert(day);
    }
    plan.commands.sort_by_key(|planned| {
        let (sheet, file, row, recipe) = planned.order;
        let rank = planned.command.rank;
        let introduces = &*planned.name == INTRODUCES;
        let day = match first.get(&planned.subject).filter(|_| introduces).copied().or(planned.day) {
            _ if rank == Rank::Register => Date::MIN,
            day => day.unwrap_or(Date::MAX),
        };
        let sheet = if rank == Rank::End { usize::MAX - sheet } else { sheet };
        (rank != Rank::Register, day, !introduces, rank, sheet, file, row, recipe)
    });
}

/// The days for which the sheets answer: those that they mention, and those that the mapping says.
pub(super) fn spans(covered: &[(Arc<str>, Date)], today: Date, plan: &mut Plan) {
    let mut spans: BTreeMap<Arc<str>, (Date, Date)> = BTreeMap::new();
    let mut cover = |name: &Arc<str>, day: Date| {
        let span = spans.entry(name.clone()).or_insert((day, day));
        *span = (span.0.min(day), span.1.max(day));
    };
    for planned in plan.commands.iter().filter(|planned| !planned.once) {
        if let Some(day) = planned.day.filter(|day| *day <= today) {
            cover(&planned.name, day);
        }
    }
    covered.iter().for_each(|(name, day)| cover(name, *day));
    plan.spans = spans;
}
