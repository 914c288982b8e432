//! Which internship of a person a row is about. A reference stays a person's over any absence: who is
//! referred again after an internship ended has a second one (`NF-002#2`).

use std::collections::{BTreeSet, HashMap, HashSet};

use events::{InternshipId, Subject};
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::planned::{INTRODUCES, Planned, RowIndex, Silent};
use super::unnamed::{Unnamed, plain};
use crate::compare::{LogEvent, is_end};
use crate::naming::{Named, Naming};

/// A referral that was moved by more than this is another referral, if the first internship has ended.
const HALF_A_YEAR: i64 = 180;

/// One internship of a person.
#[derive(Clone, Copy, Debug, Default)]
struct Episode {
    referred: Option<Date>,
    ended: Option<Date>,
    /// Where it stands in the log.
    recorded: Option<Subject>,
    /// Whether a row of the sheets refers it.
    is_referred: bool,
}

impl Episode {
    /// Whether somebody referred on this day, whose internship then ends on that, comes for another one.
    fn is_over(&self, referred: Date, until: Option<Date>) -> bool {
        let (Some(since), Some(ended)) = (self.referred, self.ended) else { return false };
        let is_long_after = since.checked_add(HALF_A_YEAR.days()).is_ok_and(|day| referred >= day);
        referred > since && (ended <= referred || is_long_after && until != Some(ended))
    }
}

/// All internships of the learners that the sheets name.
pub(super) struct Episodes {
    /// By reference, as it stands in the rows.
    references: HashMap<String, Vec<Episode>>,
    /// The rows that refer somebody, and to which internship.
    rows: HashMap<(RowIndex, String), usize>,
}

impl Episodes {
    /// From the log's referrals and ends, and those of the sheets.
    pub(super) async fn of<N: Naming>(
        commands: &[Unnamed],
        silent: &[(String, Silent)],
        known: &[LogEvent],
        naming: &N,
    ) -> Result<Self, N::Error> {
        let silent = silent.iter().filter(|(_, silent)| silent.planned.subject.kind.as_str() == InternshipId::KIND);
        let silent = silent.filter_map(|(name, _)| plain(name));
        let named: BTreeSet<String> = commands.iter().flat_map(Unnamed::internships).chain(silent).collect();
        let mut episodes = Self { references: HashMap::new(), rows: HashMap::new() };
        episodes.recorded(named, known, naming).await?;
        let mut ends: HashMap<String, BTreeSet<Date>> = HashMap::new();
        let mut referrals: Vec<(Date, String, RowIndex)> = Vec::new();
        for unnamed in commands {
            let planned = &unnamed.planned;
            let (Some(name), Some(day)) = (unnamed.internships().next(), planned.day) else { continue };
            if &*planned.name == INTRODUCES {
                referrals.push((day, name, planned.place()));
            } else if is_end(planned.command.context, planned.command.event) {
                ends.entry(name).or_default().insert(day);
            }
        }
        referrals.sort();
        for (day, name, row) in referrals {
            let until = ends.get(&name).and_then(|days| days.range(day..).next().copied());
            let of_name = episodes.references.entry(name.clone()).or_default();
            let place = of_name.iter().position(|episode| !episode.is_over(day, until)).unwrap_or(of_name.len());
            if place == of_name.len() {
                of_name.push(Episode::default());
            }
            if let Some(episode) = of_name.get_mut(place) {
                episode.referred = Some(episode.referred.map_or(day, |known| known.min(day)));
                episode.ended = episode.ended.or(until);
                episode.is_referred = true;
            }
            episodes.rows.insert((row, name), place);
        }
        Ok(episodes)
    }

    /// What the log says of these references.
    async fn recorded<N: Naming>(
        &mut self,
        named: BTreeSet<String>,
        known: &[LogEvent],
        naming: &N,
    ) -> Result<(), N::Error> {
        let mut told: HashMap<Subject, Episode> = HashMap::new();
        for known in known.iter().filter(|known| known.what() == "referred") {
            told.insert(known.subject, Episode { recorded: Some(known.subject), ..Episode::default() });
        }
        for known in events::history::effective(known) {
            let Some(episode) = told.get_mut(&known.subject) else { continue };
            if known.what() == "referred" {
                episode.referred = Some(known.day);
            } else if is_end(known.context(), known.what()) {
                episode.ended = Some(known.day);
            }
        }
        let mut named: Vec<String> = if told.is_empty() { Vec::new() } else { named.into_iter().collect() };
        for number in 1..=u16::MAX {
            let wanted = named
                .iter()
                .map(|name| Named { kind: InternshipId::KIND.to_owned(), name: format!("{name}#{number}") });
            let ids = naming.ids(&wanted.collect::<Vec<_>>()).await?;
            let mut ids = ids.into_iter();
            named.retain(|name| {
                let subject = ids.next().map(|id| InternshipId(id).subject());
                let Some(episode) = subject.and_then(|subject| told.get(&subject)) else { return false };
                self.references.entry(name.clone()).or_default().push(*episode);
                true
            });
            if named.is_empty() {
                break;
            }
        }
        Ok(())
    }

    /// The reference with the number of the internship that the row is about.
    pub(super) fn name(&self, text: &str, planned: &Planned) -> Option<String> {
        let name = plain(text)?;
        let referred = self.rows.get(&(planned.place(), name.clone()));
        let place = referred.copied().unwrap_or_else(|| self.on(&name, planned.day));
        Some(format!("{text}#{}", place + 1))
    }

    /// The place of the internship that a day falls into; of one between two, that before.
    fn on(&self, name: &str, day: Option<Date>) -> usize {
        let episodes = self.references.get(name).map(Vec::as_slice).unwrap_or_default();
        let last = episodes.len().saturating_sub(1);
        let Some(day) = day else { return last };
        let begun = |place: &usize| {
            episodes.get(*place).and_then(|episode| episode.referred).is_some_and(|referred| referred <= day)
        };
        let goes_on = episodes.iter().position(|episode| episode.ended.is_none_or(|ended| ended >= day));
        (0..=goes_on.unwrap_or(last)).rev().find(begun).unwrap_or(0)
    }

    /// Internships that the sheets speak of no more, but of a later one of the same person.
    pub(super) fn earlier(&self) -> HashSet<Subject> {
        let earlier = self.references.values().flat_map(|episodes| {
            let later = episodes.iter().rposition(|episode| episode.is_referred).unwrap_or(0);
            episodes.iter().take(later).filter(|episode| !episode.is_referred).filter_map(|episode| episode.recorded)
        });
        earlier.collect()
    }
}
