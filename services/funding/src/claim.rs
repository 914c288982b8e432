//! A claim and what became of it, and the sessions that claims hold.

use events::coaching::Session;
use events::funding::{ClaimContent, ClaimLine, TravelLine};
use events::{ClaimId, EventId, Minutes, Pence};
use jiff::civil::Date;

/// A session as it stands after corrections, and the minutes that claims have of it.
#[derive(Clone, Debug)]
pub(crate) struct Logged {
    pub(crate) date: Date,
    pub(crate) session: Session,
    pub(crate) claimed: Vec<(ClaimId, Minutes)>,
}

/// A claim, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) content: ClaimContent,
    pub(crate) prepared: Date,
    pub(crate) submitted: Option<Date>,
    pub(crate) payments: Vec<(EventId, Pence)>,
    pub(crate) repaid: Pence,
    /// What was disallowed, by the event that says so.
    pub(crate) disallowed: Vec<(EventId, ClaimLine)>,
    pub(crate) rejection: Option<Rejection>,
    pub(crate) queried: Option<Date>,
}

/// That a claim was rejected.
#[derive(Clone, Debug)]
pub(crate) struct Rejection {
    pub(crate) event: EventId,
    pub(crate) date: Date,
    /// What was paid for before.
    pub(crate) keeps: Vec<ClaimLine>,
}

impl Logged {
    /// Minutes that can still be claimed, so far as the session is concerned.
    pub(crate) fn left(&self) -> Minutes {
        let claimable = if self.session.claimable { self.session.minutes } else { Minutes(0) };
        Minutes(claimable.0.saturating_sub(self.claimed().0))
    }

    /// Minutes that claims have of it, all together.
    pub(crate) fn claimed(&self) -> Minutes {
        self.claimed.iter().map(|(_, minutes)| *minutes).sum()
    }

    /// Minutes that one claim has of it.
    pub(crate) fn claimed_by(&self, claim: ClaimId) -> Minutes {
        self.claimed.iter().filter(|(other, _)| *other == claim).map(|(_, minutes)| *minutes).sum()
    }

    /// Lets a claim have so many minutes of it, and no others.
    pub(crate) fn hold(&mut self, claim: ClaimId, minutes: Minutes) {
        self.claimed.retain(|(other, _)| *other != claim);
        if minutes > Minutes(0) {
            // One claim is usual, and there are very many sessions.
            self.claimed.reserve_exact(1);
            self.claimed.push((claim, minutes));
        }
    }
}

impl Claim {
    pub(crate) fn new(content: ClaimContent, prepared: Date) -> Self {
        Self {
            content,
            prepared,
            submitted: None,
            payments: Vec::new(),
            repaid: Pence(0),
            disallowed: Vec::new(),
            rejection: None,
            queried: None,
        }
    }

    /// What was paid for it and not paid back.
    pub(crate) fn paid(&self) -> Pence {
        let paid: Pence = self.payments.iter().map(|(_, pence)| *pence).sum();
        Pence(paid.0.saturating_sub(self.repaid.0))
    }

    /// The lines, without what was disallowed of them.
    pub(crate) fn open_lines(&self) -> impl Iterator<Item = ClaimLine> {
        self.content.lines.iter().filter_map(|line| {
            let gone = || self.disallowed.iter().map(|(_, gone)| gone).filter(|gone| gone.session == line.session);
            let (minutes, pence) = (gone().map(|gone| gone.minutes).sum(), gone().map(|gone| gone.pence).sum());
            less(line, minutes, pence)
        })
    }

    /// The lines whose minutes it holds: what a rejection kept, or all that were not disallowed.
    pub(crate) fn held_lines(&self) -> Vec<ClaimLine> {
        match &self.rejection {
            Some(rejection) => rejection.keeps.clone(),
            None => self.open_lines().collect(),
        }
    }

    /// The days of travel that nobody else can claim: all of them or, once rejected, those begun to be
    /// paid for.
    pub(crate) fn held_travel(&self) -> impl Iterator<Item = &TravelLine> {
        let mut rest = self.rejection.as_ref().map(|_| self.paid());
        self.content.travel.iter().take_while(move |line| {
            let is_held = rest.is_none_or(|rest| rest > Pence(0));
            rest = rest.map(|rest| Pence(rest.0.saturating_sub(line.pence.0)));
            is_held
        })
    }

    /// The pence that count against an award of equipment: what it asks for or, once rejected, what was paid.
    pub(crate) fn held_pence(&self) -> Pence {
        if self.rejection.is_some() { self.paid().min(self.content.pence) } else { self.content.pence }
    }

    /// The lines that the money paid so far pays for, the last one in part: what a rejection leaves.
    pub(crate) fn paid_lines(&self) -> Vec<ClaimLine> {
        let mut rest = self.paid();
        let mut paid = Vec::new();
        for line in self.open_lines() {
            if rest <= Pence(0) {
                break;
            }
            paid.push(if line.pence <= rest { line.clone() } else { part(&line, rest) });
            rest = Pence(rest.0.saturating_sub(line.pence.0));
        }
        paid
    }
}

/// What is left of a line, if anything.
fn less(line: &ClaimLine, minutes: Minutes, pence: Pence) -> Option<ClaimLine> {
    let minutes = Minutes(line.minutes.0.saturating_sub(minutes.0));
    let pence = Pence(line.pence.0.saturating_sub(pence.0));
    (minutes > Minutes(0)).then_some(ClaimLine { session: line.session, minutes, pence })
}

/// The part of a line that so much pays for, minutes begun counted.
fn part(line: &ClaimLine, pence: Pence) -> ClaimLine {
    let minutes =
        i64::from(line.minutes.0).saturating_mul(pence.0).saturating_add(line.pence.0 - 1) / line.pence.0.max(1);
    ClaimLine { session: line.session, minutes: Minutes(u32::try_from(minutes).unwrap_or(line.minutes.0)), pence }
}
