//! What has to be taken back first, so that an event can be: what depends on it, the latest first.
//! Each correction is tried once on a copy before it is proposed, with the very rules that will decide.

use std::collections::{HashMap, HashSet};

use events::history::{Dependencies, effective};
use events::{ErrorReason, EventId, Subject};

use crate::compare::LogEvent;
use crate::correction::{CorrectionStep, Mend, take_back, take_back_key};
use crate::report::{Report, ReportLine};

/// A copy of the data on which corrections are tried out.
pub trait Rehearsal {
    /// The machine failing.
    type Error;

    /// The events of a subject, in the log's order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn history(&mut self, subject: Subject) -> impl Future<Output = Result<Vec<LogEvent>, Self::Error>>;

    /// Begins again with this subject as it is: what was tried before is forgotten.
    ///
    /// # Errors
    /// When no copy can be made.
    fn begin(&mut self, subject: Subject) -> impl Future<Output = Result<(), Self::Error>>;

    /// Tries a step; why it was refused, if it was.
    ///
    /// # Errors
    /// When it cannot be tried.
    fn send(&mut self, step: &CorrectionStep) -> impl Future<Output = Result<Option<String>, Self::Error>>;
}

/// The steps that work, and what they take back beside the event; or why nothing does.
type Found = Result<(Vec<CorrectionStep>, String), String>;

impl Report {
    /// Finds, for every line that something should be done about, the commands that do it, in an
    /// order that works, and writes them under `correction`.
    ///
    /// # Errors
    /// When the rehearsal fails.
    pub async fn find_corrections<R: Rehearsal>(&mut self, rehearsal: &mut R) -> Result<(), R::Error> {
        let for_good = self.lines.iter().filter_map(|line| line.mend.as_ref()).filter(|mend| !mend.again);
        let for_good: HashSet<EventId> = for_good.map(|mend| mend.event).collect();
        let mut finder = Finder { rehearsal, for_good };
        for line in &mut self.lines {
            let Some(mend) = &line.mend else { continue };
            match finder.find(mend).await? {
                Ok((steps, under)) => {
                    line.again = mend.again || steps.len() > 1;
                    (line.steps, line.under) = (steps, under);
                }
                Err(why) => {
                    line.correction = format!(
                        "nothing takes this back ({why}): put the row back as it was, or ask the people who look after this \
                         Waymark"
                    );
                }
            }
        }
        self.agree();
        for line in self.lines.iter_mut().filter(|line| !line.steps.is_empty()) {
            let under = Some(line.under.clone()).filter(|under| !under.is_empty());
            let steps = line.steps.iter().map(CorrectionStep::to_string);
            let mut text: Vec<String> = under.into_iter().chain(steps).collect();
            if line.again {
                text.push("then import again".to_owned());
            }
            line.correction = text.join("\n");
        }
        Ok(())
    }

    /// What one correction takes back, another must not put right as it stands: it is taken back with
    /// that, and imported again. So all can be sent, one after the other. What another row says stands
    /// in that row's line only.
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
            let found = |other: &ReportLine| (other.steps.clone(), other.under.clone());
            let Some((mut steps, under)) = other.and_then(|other| self.lines.get(*other).map(found)) else { continue };
            steps.retain(CorrectionStep::is_take_back);
            if let Some(line) = self.lines.get_mut(place) {
                (line.steps, line.under, line.again) = (steps, under, true);
            }
        }
    }
}

struct Finder<'r, R> {
    rehearsal: &'r mut R,
    /// What no row says any more: it is not imported again.
    for_good: HashSet<EventId>,
}

impl<R: Rehearsal> Finder<'_, R> {
    async fn find(&mut self, mend: &Mend) -> Result<Found, R::Error> {
        if let Some(way) = mend.ways.first().filter(|_| mend.is_certain) {
            return Ok(Ok((way.clone(), String::new())));
        }
        let Some(last) = mend.ways.first() else {
            return Ok(Err("no command takes back such an event".to_owned()));
        };
        let mut refused = None;
        for way in &mend.ways {
            match self.try_out(mend.subject, way).await? {
                None => return Ok(Ok((way.clone(), String::new()))),
                Some(why) => refused = refused.or(Some(why)),
            }
        }
        let history = self.rehearsal.history(mend.subject).await?;
        for before in before(&history, mend.event) {
            let under = rests_under(&before);
            let steps: Vec<CorrectionStep> =
                before.into_iter().map(|known| self.undo(known)).chain(last.clone()).collect();
            if self.try_out(mend.subject, &steps).await?.is_none() {
                return Ok(Ok((steps, under)));
            }
        }
        Ok(Err(refused.unwrap_or_default()))
    }

    fn undo(&self, known: &LogEvent) -> CorrectionStep {
        let for_good = self.for_good.contains(&known.id);
        take_back(known, if for_good { ErrorReason::NotInSource } else { ErrorReason::Replaced })
    }

    /// Sends the steps to a fresh copy, one after the other; why the first that is refused is refused.
    async fn try_out(&mut self, subject: Subject, steps: &[CorrectionStep]) -> Result<Option<String>, R::Error> {
        self.rehearsal.begin(subject).await?;
        for step in steps {
            if let Some(why) = self.rehearsal.send(step).await? {
                return Ok(Some(why));
            }
        }
        Ok(None)
    }
}

/// Says in a line what goes with an event that is taken back.
fn rests_under(before: &[&LogEvent]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for known in before {
        match counts.iter_mut().find(|(what, _)| *what == known.what()) {
            Some((_, count)) => *count += 1,
            None => counts.push((known.what(), 1)),
        }
    }
    let told: Vec<String> = counts.iter().map(|(what, count)| format!("{what} ({count})")).collect();
    let these = if before.len() == 1 { "this is" } else { "these are" };
    format!("under what rests on it, and {these} taken back first: {}", told.join(", "))
}

/// What may have to be taken back before an event, the latest first: what depends on it; else, where
/// a rule of its context is in the way, also the later events of that context; else all later ones.
fn before(history: &[LogEvent], event: EventId) -> Vec<Vec<&LogEvent>> {
    let dependencies = Dependencies::of(history);
    let context = history.iter().find(|known| known.id == event).map(LogEvent::context);
    let later: Vec<&LogEvent> = effective(history).skip_while(|known| known.id != event).skip(1).collect();
    let with_dependents = |of: &dyn Fn(&LogEvent) -> bool| {
        let roots = later.iter().filter(|known| of(known)).map(|known| known.id);
        let ids: HashSet<EventId> = roots
            .clone()
            .chain(std::iter::once(event))
            .flat_map(|root| dependencies.dependents(root))
            .map(|dependent| dependent.event)
            .chain(roots)
            .collect();
        later.iter().rev().filter(|known| ids.contains(&known.id)).copied().collect()
    };
    vec![
        with_dependents(&|_| false),
        with_dependents(&|known| Some(known.context()) == context),
        with_dependents(&|_| true),
    ]
}
