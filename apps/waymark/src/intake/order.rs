//! Which command has to wait for which.
//!
//! Commands about one subject keep their order; so do those about one job coach's day, whatever the
//! internship, since a coach is in one place at a time (H15) and of two sessions that clash the
//! earlier one stands. No session runs past midnight. A command that names something waits until that is registered. All others
//! may go side by side, a little ahead of each other at most.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

use import::Planned;
use jiff::civil::Date;
use service_kit::Rank;
use uuid::Uuid;

/// How far a command may go ahead of the first that is not done.
const AHEAD: usize = 4096;

/// The commands that are not sent yet.
pub(super) struct Order {
    /// How many others each command still waits for.
    waits_for: Vec<usize>,
    /// The commands that wait for each.
    holds_up: Vec<Vec<usize>>,
    ready: BinaryHeap<Reverse<usize>>,
    done: Vec<bool>,
    first_not_done: usize,
}

impl Order {
    pub(super) fn of(commands: &[Planned]) -> Self {
        let mut order = Self {
            waits_for: vec![0; commands.len()],
            holds_up: vec![Vec::new(); commands.len()],
            ready: BinaryHeap::new(),
            done: vec![false; commands.len()],
            first_not_done: 0,
        };
        let mut registered: HashMap<Uuid, usize> = HashMap::new();
        let mut last: HashMap<(Uuid, Option<Date>), usize> = HashMap::new();
        for (index, planned) in commands.iter().enumerate() {
            let named = Named::read(planned);
            let mut before: BTreeSet<usize> = named.all.iter().filter_map(|id| registered.get(id).copied()).collect();
            let lanes = [Some((planned.subject.id, None)), named.coach.map(|coach| (coach, planned.day))];
            before.extend(lanes.into_iter().flatten().filter_map(|lane| last.insert(lane, index)));
            before.remove(&index);
            for before in before {
                order.wait(index, before);
            }
            if planned.command.rank == Rank::Register {
                registered.insert(planned.subject.id, index);
            }
        }
        let free = order.waits_for.iter().enumerate().filter(|(_, waits_for)| **waits_for == 0);
        order.ready = free.map(|(index, _)| Reverse(index)).collect();
        order
    }

    fn wait(&mut self, index: usize, before: usize) {
        if let (Some(holds_up), Some(waits_for)) = (self.holds_up.get_mut(before), self.waits_for.get_mut(index)) {
            holds_up.push(index);
            *waits_for += 1;
        }
    }

    /// The next command that may go.
    pub(super) fn next(&mut self) -> Option<usize> {
        let Reverse(index) = *self.ready.peek()?;
        if index > self.first_not_done + AHEAD {
            return None;
        }
        self.ready.pop();
        Some(index)
    }

    /// A command has been answered.
    pub(super) fn done(&mut self, index: usize) {
        if let Some(done) = self.done.get_mut(index) {
            *done = true;
        }
        while self.done.get(self.first_not_done) == Some(&true) {
            self.first_not_done += 1;
        }
        for held in self.holds_up.get_mut(index).map(std::mem::take).into_iter().flatten() {
            if let Some(waits_for) = self.waits_for.get_mut(held) {
                *waits_for -= 1;
                if *waits_for == 0 {
                    self.ready.push(Reverse(held));
                }
            }
        }
    }
}

/// What a command names.
struct Named {
    all: Vec<Uuid>,
    coach: Option<Uuid>,
}

impl Named {
    fn read(planned: &Planned) -> Self {
        let fields: serde_json::Value = serde_json::from_str(&planned.json).unwrap_or_default();
        let id = |value: &serde_json::Value| value.as_str().and_then(|text| Uuid::try_parse(text).ok());
        let all = fields.as_object().into_iter().flat_map(|fields| fields.values()).filter_map(id).collect();
        Self { all, coach: id(&fields["coach"]) }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use import::Mapping;

    use super::*;
    use crate::services::command_types;

    fn sample() -> Vec<Planned> {
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
        let text = std::fs::read_to_string(examples.join("northfield.toml")).unwrap();
        let commands: Vec<_> = command_types().copied().collect();
        let mapping = Mapping::read(&text, &commands).unwrap();
        let draft = mapping.plan(&examples.join("northfield"), jiff::civil::date(2026, 7, 1)).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(draft.named(&[], &events::DeploymentSecret::PUBLISHED)).unwrap().commands
    }

    /// What may go at once, again and again, each answered before the next.
    fn rounds(commands: &[Planned]) -> Vec<Vec<usize>> {
        let mut order = Order::of(commands);
        let mut rounds = Vec::new();
        loop {
            let round: Vec<usize> = std::iter::from_fn(|| order.next()).collect();
            if round.is_empty() {
                return rounds;
            }
            round.iter().for_each(|index| order.done(*index));
            rounds.push(round);
        }
    }

    #[test]
    fn what_one_coach_does_on_one_day_keeps_its_order_and_other_days_do_not_wait_for_it() {
        let commands = sample();
        let rounds = rounds(&commands);
        assert_eq!(rounds.iter().map(Vec::len).sum::<usize>(), commands.len(), "everything goes");
        let mut last: HashMap<(Uuid, Option<Date>), usize> = HashMap::new();
        let mut sessions: HashMap<Uuid, usize> = HashMap::new();
        for round in &rounds {
            for index in round {
                let planned = &commands[*index];
                let Some(coach) = Named::read(planned).coach.filter(|_| planned.command.name == "log-hours") else {
                    continue;
                };
                *sessions.entry(coach).or_default() += 1;
                let before = last.insert((coach, planned.day), *index);
                assert!(before.is_none_or(|before| before < *index), "{planned:?}");
            }
            let mut of_round: Vec<_> = round.iter().map(|index| commands[*index].subject.id).collect();
            of_round.sort();
            of_round.dedup();
            assert_eq!(of_round.len(), round.len(), "one command about one subject at a time");
        }
        let busiest = sessions.values().max().unwrap();
        assert!(rounds.len() < busiest / 2, "{} rounds for a coach with {busiest} sessions", rounds.len());
    }
}
