//! Whether jobs were sustained, counted again from the events by somebody who knows nothing of the fold.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::collections::BTreeMap;

use common::home::Homes;
use common::store::{Told, lives};
use events::history::effective;
use events::outcomes::{Event as Outcome, WorkStatus};
use events::{Event, Fact, JobId, Position, Recorded, Subject};
use jiff::ToSpan as _;
use jiff::civil::Date;
use projection_kit::Value;
use read_models::jobs::{GAP_DAYS, MILESTONES};
use read_models::{Library, Question};

#[tokio::test]
async fn the_counts_of_jobs_sustained_are_those_of_a_recount_by_checks_and_ends() {
    let mut by_end = 0;
    for seed in 0..6 {
        println!("seed {seed}");
        let lives = lives(seed, 12, 900);
        let found = table(&lives).await;
        let recounted = recount(&lives);
        assert_eq!(found.len(), recounted.len());
        for (id, job) in &recounted {
            for (at, weeks) in MILESTONES.into_iter().enumerate() {
                assert_eq!(
                    found[id][at],
                    job.sustained(weeks, &job.others),
                    "seed {seed}, {id:?} at {weeks} weeks: {job:?}"
                );
                // A recount by checks alone differs, and it is always the end of a job that tells more.
                if job.checked(weeks) != found[id][at] {
                    assert!(job.until.is_some(), "seed {seed}, {id:?} at {weeks} weeks");
                    by_end += 1;
                }
            }
        }
    }
    println!("{by_end} answers follow from the end of a job");
}

/// What the table says of each job that was started, at each milestone.
async fn table(lives: &[Event]) -> BTreeMap<String, Vec<Option<&'static str>>> {
    let (home, mut told) = (Homes::Sqlite.fresh(), Told::nothing());
    for event in lives {
        told.tell(event.clone()).await;
    }
    home.open(read_models::ALL).catch_up(told.journal(), |_| {}).await.unwrap();
    let jobs = Library::table("jobs").unwrap();
    let at = |name: &str| jobs.columns.iter().position(|column| column.name == name).unwrap();
    let rows = home.library().rows(&Question::all(jobs, 10_000)).unwrap().rows;
    let started = rows.into_iter().filter(|row| row[at("started_on")] != Value::Null);
    let word = |cell: &Value| ["yes", "no", "unknown"].into_iter().find(|word| cell.to_string() == *word);
    let sustained =
        |row: &Vec<Value>| MILESTONES.iter().map(|weeks| word(&row[at(&format!("sustained_{weeks}"))])).collect();
    started.map(|row| (row[at("job")].to_string(), sustained(&row))).collect()
}

/// A job that was started.
#[derive(Clone, Debug, Default)]
struct Job {
    from: Date,
    until: Option<Date>,
    /// Each with the start as it was known then, its day, the weeks it was meant for, and what was found.
    checks: Vec<(Date, Date, Option<u16>, WorkStatus)>,
    /// All spells in work of the same person, this one too.
    others: Vec<(Date, Option<Date>)>,
}

impl Job {
    /// What the checks say, and nothing else: the first that knows, else the last that does not.
    fn checked(&self, weeks: u16) -> Option<&'static str> {
        let meant = |from: Date, day: Date, meant: Option<u16>| {
            let due = |weeks: u16| from.checked_add(i64::from(weeks).weeks()).unwrap();
            let early = |weeks: &u16| due(*weeks).checked_sub(14.days()).unwrap();
            let good = meant.filter(|weeks| MILESTONES.contains(weeks) && day >= early(weeks));
            good.or_else(|| MILESTONES.into_iter().filter(|weeks| day >= due(*weeks)).max())
        };
        let about = self.checks.iter().filter(|(from, day, was, _)| meant(*from, *day, *was) == Some(weeks));
        let words: Vec<_> = about
            .map(|(.., status)| match status {
                WorkStatus::InWork => "yes",
                WorkStatus::NotInWork => "no",
                WorkStatus::CouldNotReach | WorkStatus::NotKnown => "unknown",
            })
            .collect();
        words.iter().find(|word| **word != "unknown").or(words.last()).copied()
    }

    /// The same, and where no check knows, what follows from the day the job ended.
    fn sustained(&self, weeks: u16, spells: &[(Date, Option<Date>)]) -> Option<&'static str> {
        let checked = self.checked(weeks);
        if let Some("yes" | "no") = checked {
            return checked;
        }
        let due = self.from.checked_add(i64::from(weeks).weeks()).unwrap();
        let Some(mut known) = self.until else { return checked };
        loop {
            if known >= due {
                return Some("yes");
            }
            let within = known.checked_add(GAP_DAYS.days()).unwrap();
            let next = |spell: &&(Date, Option<Date>)| spell.0 <= within && spell.1.is_none_or(|end| end > known);
            let next: Vec<_> = spells.iter().filter(next).collect();
            match next.iter().filter_map(|(_, until)| *until).max() {
                Some(until) if next.iter().any(|(from, end)| *end == Some(until) && *from >= due) => {
                    return Some("yes");
                }
                Some(until) => known = until,
                // The last one goes on: it says something only of days before it began.
                None if next.is_empty() => return Some("no"),
                None if next.iter().map(|(from, _)| *from).max() >= Some(due) => return Some("yes"),
                None => return checked,
            }
        }
    }
}

/// Every job that was started, as the events tell it.
fn recount(lives: &[Event]) -> BTreeMap<String, Job> {
    let mut histories = BTreeMap::<Subject, Vec<Recorded>>::new();
    for (n, event) in lives.iter().enumerate() {
        let recorded = Recorded { position: Position(n as u64 + 1), event: event.clone() };
        histories.entry(event.subject).or_default().push(recorded);
    }
    let mut all = BTreeMap::new();
    for history in histories.values() {
        let mut jobs = BTreeMap::<JobId, Job>::new();
        for recorded in effective(history) {
            let Fact::Outcomes(fact) = &recorded.event.fact else { continue };
            match fact {
                Outcome::JobStarted(started) => jobs.entry(started.job).or_default().from = started.date,
                Outcome::JobEnded(ended) => jobs.get_mut(&ended.job).unwrap().until = Some(ended.date),
                Outcome::SustainmentChecked(check) => {
                    let job = jobs.get_mut(&check.job).unwrap();
                    job.checks.push((job.from, check.date, check.milestone, check.status));
                }
                Outcome::JobOffered(_)
                | Outcome::JobOfferAnswered(_)
                | Outcome::JobChanged(_)
                | Outcome::HandoverAgreed(_)
                | Outcome::ConcernRaised(_)
                | Outcome::ConcernResolved(_)
                | Outcome::DestinationRecorded(_)
                | Outcome::ImpactReviewed(_)
                | Outcome::ContactLost(_)
                | Outcome::QualitySelfAssessed(_)
                | Outcome::EnteredInError(_) => {}
            }
        }
        let spells: Vec<_> = jobs.values().map(|job| (job.from, job.until)).collect();
        all.extend(jobs.into_iter().map(|(id, job)| (id.to_string(), Job { others: spells.clone(), ..job })));
    }
    all
}
