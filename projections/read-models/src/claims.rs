//! One row a claim against an Access to Work award: logged, claimed, paid.

use events::coaching::HoursCorrected;
use events::funding::{ClaimPaid, ClaimRejected, ClaimSubmitted, RejectionReason};
use events::{ClaimId, InternshipId, Line, Minutes, Pence, Subject};
use jiff::civil::Date;
use projection_kit::{Days, Folded, Keys, On, ReadModel, Takes, Undigested, table, words};

use crate::sums::{less, more, more_pence};

#[cfg(test)]
mod stories;

/// The read model of claims.
pub struct Claims;

words! {
    /// What became of a claim.
    pub enum Status {
        /// Nothing was paid, and nothing refused.
        Waiting = "waiting",
        /// Less was paid than was claimed.
        PartPaid = "part-paid",
        /// All of it was paid.
        Paid = "paid",
        /// Access to Work will not pay, or not more than it has.
        Rejected = "rejected",
    }
}

table! {
    /// One row a claim against an Access to Work award: what was logged, claimed and paid.
    pub struct Claim in "claims", revision 1, essential [
        number, period_from, period_until, submitted_on, status, claimed_pence, paid_pence, paid_on
    ], by {
        internship: InternshipId = "Whose coaching was claimed.";
        claim: ClaimId = "The claim.";
    } {
        number: Line = "What the provider calls the claim.";
        award: Line = "The award it is held against, by its reference.";
        invoice: Line = "The invoice it goes with.";
        period_from: Date = "First day claimed for.";
        period_until: Date = "Last day claimed for.";
        submitted_on: Date = "When it was submitted.";
        sessions: u32 = "Sessions it asks to be paid for.";
        minutes_logged: Minutes = "Time logged in those sessions, after corrections.";
        minutes_claimed: Minutes = "Time claimed.";
        claimed_pence: Pence = "Claimed.";
        paid_pence: Pence = "Paid so far.";
        paid_on: Option<Date> = "The latest payment.";
        rejected_on: Option<Date> = "When Access to Work said that it will not pay.";
        reject_reason: Option<RejectionReason> = "Why it will not pay.";
        status: Status = "What became of it.";
        days_to_pay: Option<Days> = "From the submission until all of it was paid; nothing until then.";
    } asked on a day {
        age_days: Days = "From the submission until it was paid or rejected, or until the day it is asked for.",
            from "CAST(julianday(coalesce(CASE status WHEN 'paid' THEN paid_on WHEN 'rejected' THEN rejected_on END, ?)) - julianday(submitted_on) AS INTEGER)";
    }
}

impl ReadModel for Claims {
    type Key = (InternshipId, ClaimId);
    type Page = Option<Claim>;

    const TAKES: Takes<Self> = &[
        &On { keys: |whose, claim: &ClaimSubmitted| of(whose, claim.claim), fold: submit },
        &On {
            keys: |whose, paid: &ClaimPaid| of(whose, paid.claim),
            fold: |page, _, paid| after(page, |claim| claim.pay(paid)),
        },
        &On {
            keys: |whose, rejected: &ClaimRejected| of(whose, rejected.claim),
            fold: |page, _, rejected| after(page, |claim| claim.reject(rejected)),
        },
        &On {
            keys: |whose, corrected: &HoursCorrected| corrected.claim.map_or(Keys::None, |claim| of(whose, claim)),
            // Without the claim, which may have been taken back since, there is nothing to correct.
            fold: |page: Option<Claim>, _, corrected| match page {
                Some(mut claim) => claim.correct(corrected).map(|()| Some(claim)),
                None => Ok(None),
            },
        },
    ];
}

fn of(internship: Subject, claim: ClaimId) -> Keys<(InternshipId, ClaimId)> {
    Keys::One((InternshipId(internship.id), claim))
}

/// A claim that is submitted again under its id stays as it is.
fn submit(page: Option<Claim>, (internship, _): &(InternshipId, ClaimId), claim: &ClaimSubmitted) -> Folded<Claims> {
    match page {
        Some(row) => Ok(Some(row)),
        None => submitted(*internship, claim).map(Some),
    }
}

/// The claim after something happened to it.
fn after(page: Option<Claim>, change: impl FnOnce(&mut Claim) -> Result<(), Undigested>) -> Folded<Claims> {
    let mut row = page.ok_or(Undigested::Unfounded { on: "a claim" })?;
    change(&mut row)?;
    row.status = row.became();
    Ok(Some(row))
}

fn submitted(internship: InternshipId, claim: &ClaimSubmitted) -> Result<Claim, Undigested> {
    Ok(Claim {
        internship,
        claim: claim.claim,
        number: claim.number.clone(),
        award: claim.award.clone(),
        invoice: claim.invoice.clone(),
        period_from: claim.from,
        period_until: claim.until,
        submitted_on: claim.date,
        sessions: u32::try_from(claim.lines.len()).map_err(|_| Undigested::Beyond { column: "sessions" })?,
        minutes_logged: claim.minutes_logged,
        minutes_claimed: claim.minutes,
        claimed_pence: claim.pence,
        paid_pence: Pence(0),
        paid_on: None,
        rejected_on: None,
        reject_reason: None,
        status: Status::Waiting,
        days_to_pay: None,
    })
}

impl Claim {
    fn pay(&mut self, payment: &ClaimPaid) -> Result<(), Undigested> {
        self.paid_pence = more_pence(self.paid_pence, payment.pence, "paid_pence")?;
        self.paid_on = self.paid_on.max(Some(payment.date));
        if self.paid_pence >= self.claimed_pence && self.days_to_pay.is_none() {
            let last = self.paid_on.unwrap_or(payment.date);
            self.days_to_pay = Some(Days((last - self.submitted_on).get_days()));
        }
        Ok(())
    }

    fn reject(&mut self, rejected: &ClaimRejected) -> Result<(), Undigested> {
        self.rejected_on = Some(rejected.date);
        self.reject_reason = rejected.reason;
        Ok(())
    }

    fn correct(&mut self, corrected: &HoursCorrected) -> Result<(), Undigested> {
        let logged = more(self.minutes_logged, corrected.session.minutes, "minutes_logged")?;
        self.minutes_logged = less(logged, corrected.was.minutes, "minutes_logged")?;
        Ok(())
    }

    fn became(&self) -> Status {
        match (self.paid_on, self.rejected_on) {
            (Some(_), _) if self.paid_pence >= self.claimed_pence => Status::Paid,
            (_, Some(_)) => Status::Rejected,
            (Some(_), None) => Status::PartPaid,
            (None, None) => Status::Waiting,
        }
    }
}
