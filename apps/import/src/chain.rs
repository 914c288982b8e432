//! What has to be taken back first, so that an event can be: found by trying it on a copy, with the
//! very rules that will decide. So no list of what rests on what is kept here.

mod linked;

use std::collections::{BTreeSet, HashMap, HashSet};

use events::{EventId, Subject};

use crate::correction::{EDITED, GONE, Mend, Step, take_back, take_back_key};
use crate::known::Known;
use crate::report::Report;
use linked::linked;

/// A copy of the data on which corrections are tried out.
pub trait Rehearsal {
    /// The machine failing.
    type Error;

    /// The events of a subject, in the log's order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn history(&mut self, subject: Subject) -> impl Future<Output = Result<Vec<Known>, Self::Error>>;

    /// Begins anew with this subject as it is: what was tried before is forgotten.
    ///
    /// # Errors
    /// When no copy can be made.
    fn begin(&mut self, subject: Subject) -> impl Future<Output = Result<(), Self::Error>>;

    /// Tries a step; why it was refused, if it was.
    ///
    /// # Errors
    /// When it cannot be tried.
    fn send(&mut self, step: &Step) -> impl Future<Output = Result<Option<String>, Self::Error>>;
}

/// The steps that work, or why nothing does.
type Found = Result<Vec<Step>, String>;

/// Beyond this many steps, no single ones are tried to be left out, only all of a kind.
const FEW: usize = 24;

/// How many copies are made for one report. Where whole sheets changed, the first corrections are
/// enough to begin with.
const TRIES: usize = 2000;

/// Beyond this many steps, nothing more is tried to be left out once the most frequent kind cannot.
const MANY: usize = 48;

impl Report {
    /// Finds, for every line that something should be done about, the commands that do it, in an
    /// order that works, and writes them under `correction`.
    ///
    /// # Errors
    /// When the rehearsal fails.
    pub async fn find_corrections<R: Rehearsal>(&mut self, rehearsal: &mut R) -> Result<(), R::Error> {
        let for_good = self.lines.iter().filter_map(|line| line.mend.as_ref()).filter(|mend| !mend.again);
        let for_good: HashSet<EventId> = for_good.map(|mend| mend.event).collect();
        let mut finder = Finder { rehearsal, for_good, needed: HashMap::new(), tries: 0 };
        for line in &mut self.lines {
            let Some(mend) = &line.mend else { continue };
            if finder.tries > TRIES {
                line.correction = "put right what is told with its correction, and import again: so much changed at \
                                   once that this one is worked out then"
                    .to_owned();
                continue;
            }
            match finder.find(mend).await? {
                Ok(steps) => {
                    line.again = mend.again || steps.len() > 1;
                    line.steps = steps;
                }
                Err(why) => {
                    line.correction = format!(
                        "nothing takes this back ({why}): put the row back as it was, or ask whoever looks after this \
                         Waymark"
                    );
                }
            }
        }
        self.agree();
        for line in self.lines.iter_mut().filter(|line| !line.steps.is_empty()) {
            let mut text: Vec<String> = line.steps.iter().map(Step::to_string).collect();
            if line.again {
                text.push("then import again".to_owned());
            }
            line.correction = text.join("\n");
        }
        Ok(())
    }

    /// What one correction takes back, another must not put right as it stands: it goes with the
    /// one that takes it back. So all can be sent, one after the other.
    fn agree(&mut self) {
        let mut takes_back: HashMap<String, usize> = HashMap::new();
        for (place, line) in self.lines.iter().enumerate() {
            for step in line.steps.iter().filter(|step| step.is_take_back()) {
                let longest = takes_back.entry(step.key.clone()).or_insert(place);
                if self.lines.get(*longest).is_some_and(|other| other.steps.len() < line.steps.len()) {
                    *longest = place;
                }
            }
        }
        for place in 0..self.lines.len() {
            let Some(line) = self.lines.get(place) else { continue };
            let Some(mend) = line.mend.as_ref().filter(|_| line.steps.iter().any(|step| !step.is_take_back())) else {
                continue;
            };
            let other = takes_back.get(&take_back_key(mend.event)).filter(|other| **other != place);
            let Some(steps) = other.and_then(|other| Some(self.lines.get(*other)?.steps.clone())) else { continue };
            if let Some(line) = self.lines.get_mut(place) {
                (line.steps, line.again) = (steps, true);
            }
        }
    }
}

struct Finder<'r, R> {
    rehearsal: &'r mut R,
    /// What no row says any more: it is not imported again.
    for_good: HashSet<EventId>,
    /// The kinds of events that had to go before one of a kind could, as far as that was found out.
    needed: HashMap<String, BTreeSet<String>>,
    /// How often something was tried.
    tries: usize,
}

impl<R: Rehearsal> Finder<'_, R> {
    async fn find(&mut self, mend: &Mend) -> Result<Found, R::Error> {
        if let Some(way) = mend.ways.first().filter(|_| mend.is_certain) {
            return Ok(Ok(way.clone()));
        }
        let mut refused = None;
        for way in &mend.ways {
            match self.works(mend.subject, way).await? {
                None => return Ok(Ok(way.clone())),
                Some(why) => refused = refused.or(Some(why)),
            }
        }
        let Some(last) = mend.ways.first() else {
            let kind = mend.subject.kind;
            return Ok(Err(format!("an event about a whole {kind} stays, since others name it")));
        };
        let history = self.rehearsal.history(mend.subject).await?;
        let taken_back: HashSet<EventId> = history.iter().filter_map(event_in).collect();
        let mut standing: Vec<&Known> = history.iter().rev().collect();
        standing.retain(|known| !known.takes_back() && !taken_back.contains(&known.id) && known.id != mend.event);
        let linked = linked(mend.event, &history);
        let near: Vec<&Known> = standing.iter().copied().filter(|known| linked.contains(&known.id)).collect();
        for before in [near, standing] {
            let before: Vec<(&Known, Step)> = before.into_iter().map(|known| (known, self.undo(known))).collect();
            if let Some(cleared) = self.clear(mend, before, last).await? {
                return Ok(Ok(self.shorten(mend, &history, cleared, last).await?));
            }
        }
        Ok(Err(refused.unwrap_or_default()))
    }

    fn undo(&self, known: &Known) -> Step {
        take_back(known, if self.for_good.contains(&known.id) { GONE } else { EDITED })
    }

    /// Whether the steps go through one after the other; why the first that does not is refused.
    async fn works(&mut self, subject: Subject, steps: &[Step]) -> Result<Option<String>, R::Error> {
        self.tries += 1;
        self.rehearsal.begin(subject).await?;
        for step in steps {
            if let Some(why) = self.rehearsal.send(step).await? {
                return Ok(Some(why));
            }
        }
        Ok(None)
    }

    /// Takes back as many of these as can be, in the order given and again until nothing moves.
    /// Which, if the last steps go through then.
    async fn clear<'k>(
        &mut self,
        mend: &Mend,
        mut before: Vec<(&'k Known, Step)>,
        last: &[Step],
    ) -> Result<Option<Vec<(&'k Known, Step)>>, R::Error> {
        self.tries += 1;
        self.rehearsal.begin(mend.subject).await?;
        let mut cleared = Vec::new();
        loop {
            let mut left = Vec::new();
            let count = before.len();
            for (known, step) in before {
                match self.rehearsal.send(&step).await? {
                    None => cleared.push((known, step)),
                    Some(_) => left.push((known, step)),
                }
            }
            if left.is_empty() || left.len() == count {
                break;
            }
            before = left;
        }
        for step in last {
            if self.rehearsal.send(step).await?.is_some() {
                return Ok(None);
            }
        }
        Ok(Some(cleared))
    }

    /// Leaves out what need not be taken back: first by kind, then one by one.
    async fn shorten(
        &mut self,
        mend: &Mend,
        history: &[Known],
        mut steps: Vec<(&Known, Step)>,
        last: &[Step],
    ) -> Result<Vec<Step>, R::Error> {
        let event = history.iter().find(|known| known.id == mend.event);
        let kind = event.map(|known| known.event_type.clone()).unwrap_or_default();
        let mut kinds: Vec<String> = steps.iter().map(|(known, _)| known.event_type.clone()).collect();
        kinds.sort();
        kinds.dedup();
        let many = |kind: &String| steps.iter().filter(|(known, _)| known.event_type == *kind).count();
        kinds.sort_by_key(|kind| std::cmp::Reverse(many(kind)));
        if let Some(needed) = self.needed.get(&kind) {
            let fewer: Vec<_> = steps.iter().filter(|(known, _)| needed.contains(&known.event_type)).cloned().collect();
            if self.works(mend.subject, &joined(&fewer, last)).await?.is_none() {
                (steps, kinds) = (fewer, Vec::new());
            }
        }
        for kind in kinds {
            let fewer: Vec<_> = steps.iter().filter(|(known, _)| known.event_type != kind).cloned().collect();
            if self.works(mend.subject, &joined(&fewer, last)).await?.is_none() {
                steps = fewer;
            } else if steps.len() > MANY {
                break; // what is most of it has to go: so, surely, does the rest
            }
        }
        self.needed.entry(kind).or_default().extend(steps.iter().map(|(known, _)| known.event_type.clone()));
        let mut place = if steps.len() <= FEW { 0 } else { steps.len() };
        while place < steps.len() {
            let mut fewer = steps.clone();
            fewer.remove(place);
            if self.works(mend.subject, &joined(&fewer, last)).await?.is_none() {
                steps = fewer;
            } else {
                place += 1;
            }
        }
        Ok(joined(&steps, last))
    }
}

fn joined(before: &[(&Known, Step)], last: &[Step]) -> Vec<Step> {
    before.iter().map(|(_, step)| step).chain(last).cloned().collect()
}

/// The event that an event takes back.
fn event_in(known: &Known) -> Option<EventId> {
    if !known.takes_back() {
        return None;
    }
    serde_json::from_value(known.json().get("event")?.clone()).ok()
}
