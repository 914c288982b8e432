#![doc = include_str!("../README.md")]

mod overview;
mod routine;

use std::collections::HashMap;

use event_journal::{Feed, ReadError, Readable};
use event_keys::{Keystore, OpeningError};
use events::coaching::{Event as Coached, HoursCorrected, HoursLogged};
use events::funding::{ClaimPrepared, ClaimSubmitted, Event as Funded};
use events::history;
use events::outcomes::{Event as Outcome, JobStarted};
use events::placements::Event as Placement;
use events::referrals::Event as Referral;
use events::telling::{Known, Wanted};
use events::{
    ActorId, Attribution, EventId, EventType, Fact, FromFact as _, Line, Minutes, Position, Recorded, Subject,
};
use jiff::Timestamp;
use jiff::civil::Date;

pub use overview::{Filter, Month, Overview};
pub use routine::{Routine, Session};

/// One thing that happened, as a person reads it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where it stands in the order of all events.
    pub position: Position,
    /// The day it happened.
    pub happened: Date,
    /// When it was recorded.
    pub recorded: Timestamp,
    /// Who recorded it: the name of a key, or its id where no name is known for that.
    pub actor: String,
    /// For whom, if not for themselves: their name, or its id where the name stays sealed.
    pub on_behalf_of: Option<String>,
    /// Why, where a reason was given with it and can be opened.
    pub reason: Option<Line>,
    /// What happened, in a sentence or a few.
    pub text: String,
    /// What kind of event it is.
    pub event_type: &'static EventType,
    /// Which event it is.
    pub event: EventId,
    /// It was entered in error: shown, and not to be believed.
    pub in_error: bool,
    /// What it has to do with a coaching session, if anything.
    pub routine: Option<Routine>,
}

/// Everything that happened to one subject, by the day it happened, the newest last.
#[derive(Clone, Debug)]
pub struct Timeline {
    /// Whose timeline.
    pub subject: Subject,
    /// The young person's, the coach's, the employer's or the provider's name, if it is known and open.
    pub name: Option<String>,
    /// What the provider calls them, for an internship.
    pub reference: Option<String>,
    /// What happened. Empty when nothing is known of the subject.
    pub entries: Vec<Entry>,
}

/// Why there is no timeline.
#[derive(Debug, thiserror::Error)]
pub enum TimelineError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event in it cannot be decoded and opened.
    #[error(transparent)]
    Opening(#[from] OpeningError),
}

/// The timeline of a subject, with sealed content opened by these keys: for somebody who may read it.
/// What happened first stands first; on one day, what was recorded first. An event names who recorded
/// it by an id; `actors` are the names that such ids can stand for.
///
/// # Errors
/// As [`TimelineError`] says.
pub async fn timeline(
    feed: &dyn Feed,
    keys: &Keystore,
    subject: Subject,
    actors: &[&str],
) -> Result<Timeline, TimelineError> {
    let history = Readable::open(&feed.history(subject, Position::START).await?, keys).await?.events;
    let mut known = look_up(&history, feed, keys).await?;
    let in_error = history::taken_back(&history);
    let minutes = minutes(&history);
    let actors: HashMap<ActorId, &str> = actors.iter().map(|name| (keys.secret().actor(name), *name)).collect();

    let mut timeline = Timeline { subject, name: None, reference: None, entries: Vec::with_capacity(history.len()) };
    for Recorded { position, event } in history {
        let text = event.fact.tell(&known);
        known.entries.insert(event.id, text.clone());
        if !in_error.contains(&event.id) {
            if let Some(name) = name_in(&event.fact) {
                timeline.name = name;
            }
            if let Fact::Referrals(Referral::Referred(referred)) = &event.fact {
                timeline.reference = Some(referred.reference.to_string());
            }
        }
        timeline.entries.push(Entry {
            position,
            happened: event.happened,
            recorded: event.recorded,
            in_error: in_error.contains(&event.id),
            routine: routine(event.id, &event.fact, &minutes, &known),
            event_type: event.fact.event_type(),
            event: event.id,
            actor: actors.get(&event.by.actor).map_or_else(|| event.by.actor.to_string(), ToString::to_string),
            on_behalf_of: on_behalf_of(&event.by),
            reason: event.by.said.and_then(|said| said.reason),
            text,
        });
    }
    timeline.entries.sort_by_key(|entry| (entry.happened, entry.position));
    Ok(timeline)
}

/// How long each session that is believed was, as it stands after its corrections.
fn minutes(history: &[Recorded]) -> HashMap<EventId, Minutes> {
    let mut minutes = HashMap::new();
    for recorded in history::effective(history) {
        if let Some(logged) = HoursLogged::from_fact(&recorded.event.fact) {
            minutes.insert(recorded.event.id, logged.session.minutes);
        } else if let Some(corrected) = HoursCorrected::from_fact(&recorded.event.fact) {
            minutes.insert(corrected.corrects, corrected.session.minutes);
        }
    }
    minutes
}

fn routine(id: EventId, fact: &Fact, minutes: &HashMap<EventId, Minutes>, known: &Known) -> Option<Routine> {
    if HoursCorrected::from_fact(fact).is_some() {
        return Some(Routine::About);
    }
    let logged = HoursLogged::from_fact(fact)?;
    let coach = || known.coaches.get(&logged.coach).cloned().unwrap_or_else(|| logged.coach.to_string());
    let session = minutes.get(&id).map(|minutes| Session { minutes: *minutes, coach: coach() });
    Some(session.map_or(Routine::About, Routine::Session))
}

fn on_behalf_of(by: &Attribution) -> Option<String> {
    let name = by.said.as_ref().and_then(|said| said.on_behalf_of.as_ref()).map(ToString::to_string);
    name.or_else(|| by.on_behalf_of.map(|id| id.to_string()))
}

/// Finds out what the things are called that the history knows by their id: those that its sentences
/// ask for.
async fn look_up(history: &[Recorded], feed: &dyn Feed, keys: &Keystore) -> Result<Known, TimelineError> {
    let wanted = Wanted::default();
    let mut known = Known::default();
    history.iter().for_each(|recorded| drop(recorded.event.fact.tell(&wanted)));
    history::effective(history).for_each(|recorded| thing(&recorded.event.fact, &mut known));
    let (coaches, providers) = wanted.into_inner();
    for coach in coaches {
        known.coaches.extend(name(feed, keys, coach.subject()).await?.map(|name| (coach, name)));
    }
    for provider in providers {
        known.providers.extend(name(feed, keys, provider.subject()).await?.map(|name| (provider, name)));
    }
    Ok(known)
}

/// What a provider, an employer or a coach is called, or the young person of an internship, if it is known
/// and open: for somebody who may read it.
///
/// # Errors
/// As [`TimelineError`] says.
pub async fn name(feed: &dyn Feed, keys: &Keystore, subject: Subject) -> Result<Option<String>, TimelineError> {
    let history = Readable::open(&feed.history(subject, Position::START).await?, keys).await?.events;
    Ok(history::effective(&history).filter_map(|recorded| name_in(&recorded.event.fact)).last().flatten())
}

/// Takes in what an event gives a name to.
fn thing(fact: &Fact, known: &mut Known) {
    match fact {
        Fact::Funding(
            Funded::ClaimPrepared(ClaimPrepared { claim, content, .. })
            | Funded::ClaimSubmitted(ClaimSubmitted { claim, content, .. }),
        ) => {
            known.claims.insert(*claim, content.number.to_string());
        }
        Fact::Placements(Placement::PlacementStarted(started)) => {
            known.placements.insert(started.placement, started.placement());
        }
        Fact::Placements(Placement::RoleOpened(opened)) => {
            known.roles.insert(opened.role, opened.name.to_string());
        }
        Fact::Outcomes(Outcome::JobOffered(offered)) => {
            known.jobs.insert(offered.job, offered.terms.job());
        }
        Fact::Outcomes(Outcome::JobStarted(JobStarted { job, terms: Some(terms), .. })) => {
            known.jobs.insert(*job, terms.job());
        }
        Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => {}
    }
}

/// The name that an event gives its subject, if it gives one; `None` inside where that name stays sealed.
fn name_in(fact: &Fact) -> Option<Option<String>> {
    match fact {
        Fact::Referrals(Referral::Referred(referred)) => {
            Some(referred.personal.as_ref().map(|personal| personal.name.to_string()))
        }
        Fact::Referrals(corrected @ Referral::DetailsCorrected(_)) => {
            corrected.names().map(|name| Some(name.to_string()))
        }
        Fact::Referrals(Referral::ProgrammeRegistered(registered)) => Some(Some(registered.name.to_string())),
        Fact::Referrals(Referral::ProviderRegistered(registered)) => Some(Some(registered.name.to_string())),
        Fact::Placements(Placement::EmployerRegistered(registered)) => Some(Some(registered.name.to_string())),
        Fact::Coaching(Coached::CoachRegistered(registered)) => {
            Some(registered.personal.as_ref().map(|personal| personal.name.to_string()))
        }
        Fact::Referrals(_) | Fact::Placements(_) | Fact::Coaching(_) | Fact::Funding(_) | Fact::Outcomes(_) => None,
    }
}
