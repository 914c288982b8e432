//! Which command has to wait for which.
//!
//! Commands about one subject keep their order; so do those about one job coach, whatever the
//! internship, since a coach is in one place at a time (H15) and of two sessions that clash the
//! earlier one stands. All others may go side by side, a little ahead of each other at most.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use import::Planned;
use service_kit::Rank;
use uuid::Uuid;

/// How far a command may go ahead of the first that is not done.
const AHEAD: usize = 4096;

/// The commands that are not sent yet.
pub(super) struct Order {
    /// How many others each command still waits for.
    waits_for: Vec<u8>,
    /// The commands that wait for each.
    holds_up: Vec<Vec<usize>>,
    ready: BinaryHeap<Reverse<usize>>,
    done: Vec<bool>,
    first_not_done: usize,
    /// Commands before this one make things known that others rest on: they go in first.
    registering: usize,
}

impl Order {
    pub(super) fn of(commands: &[Planned]) -> Self {
        let mut order = Self {
            waits_for: vec![0; commands.len()],
            holds_up: vec![Vec::new(); commands.len()],
            ready: BinaryHeap::new(),
            done: vec![false; commands.len()],
            first_not_done: 0,
            registering: commands.iter().take_while(|planned| planned.command.rank == Rank::Register).count(),
        };
        let mut last: HashMap<Uuid, usize> = HashMap::new();
        for (index, planned) in commands.iter().enumerate() {
            for lane in [Some(planned.subject.id), coach(planned)].into_iter().flatten() {
                let before = last.insert(lane, index).filter(|before| *before != index);
                if let Some(holds_up) = before.and_then(|before| order.holds_up.get_mut(before)) {
                    holds_up.push(index);
                    if let Some(waits_for) = order.waits_for.get_mut(index) {
                        *waits_for += 1;
                    }
                }
            }
        }
        let free = order.waits_for.iter().enumerate().filter(|(_, waits_for)| **waits_for == 0);
        order.ready = free.map(|(index, _)| Reverse(index)).collect();
        order
    }

    /// The next command that may go.
    pub(super) fn next(&mut self) -> Option<usize> {
        let Reverse(index) = *self.ready.peek()?;
        let registered = index < self.registering || self.first_not_done >= self.registering;
        if !registered || index > self.first_not_done + AHEAD {
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

fn coach(planned: &Planned) -> Option<Uuid> {
    let fields: serde_json::Value = serde_json::from_str(&planned.json).ok()?;
    fields["coach"].as_str()?.parse().ok()
}
