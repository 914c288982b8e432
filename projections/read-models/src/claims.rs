//! One row per claim against an Access to Work award: logged, claimed, disallowed, paid.

use events::coaching::HoursCorrected;
use events::funding::{
    ClaimAnswered, ClaimContent, ClaimLineDisallowed, ClaimPaid, ClaimPrepared, ClaimQueried, ClaimRejected,
    ClaimSubmitted, Element, RejectionReason, RepaymentMade, Signatory,
};
use events::{ClaimId, InternshipId, Line, Minutes, Pence, Subject};
use jiff::civil::Date;
use projection_kit::{Days, Folded, Keys, On, ReadModel, Takes, Undigested, table, words};

use crate::sums::{less, less_pence, more, more_pence};

#[cfg(test)]
mod stories;

/// The read model of claims.
pub struct Claims;

words! {
    /// What became of a claim.
    pub enum Status {
        /// It is ready, and was not sent.
        Prepared = "prepared",
        /// It was sent; nothing was paid, and nothing refused.
        Waiting = "waiting",
        /// Access to Work asked a question about it, and has no answer.
        Queried = "queried",
        /// Less was paid than is asked for.
        PartPaid = "part-paid",
        /// All that it still asks for was paid.
        Paid = "paid",
        /// Access to Work will not pay, or not more than it has.
        Rejected = "rejected",
    }
}

table! {
    /// One row per claim against an Access to Work award: what was logged, claimed, disallowed and paid.
    pub struct Claim in "claims", revision 2, essential [
        number, period_from, period_until, submitted_on, status, claimed_pence, paid_pence, open_pence
    ], by {
        internship: InternshipId = "Whose support was claimed.";
        claim: ClaimId = "The claim.";
    } {
        number: Line = "What the provider calls the claim.";
        award: Line = "The award it is held against, by its reference.";
        element: Element = "The kind of support.";
        invoice: Option<Line> = "The invoice it goes with.";
        period_from: Date = "First day claimed for.";
        period_until: Date = "Last day claimed for.";
        prepared_on: Option<Date> = "When it was prepared, where that was recorded.";
        submitted_on: Option<Date> = "When it was sent; nothing while it is only prepared.";
        signed_by: Option<Signatory> = "Who signed; nothing where that is not evidenced.";
        signed_on: Option<Date> = "When they signed; nothing where that is not evidenced.";
        payee_set_up: Option<bool> = "Whether Access to Work knew whom to pay, if that was said.";
        sessions: u32 = "Sessions or days of travel it asks to be paid for.";
        minutes_logged: Minutes = "Time logged in its sessions, after corrections.";
        minutes_claimed: Minutes = "Time claimed.";
        minutes_disallowed: Minutes = "Time of it that Access to Work will not pay for.";
        claimed_pence: Pence = "Claimed.";
        disallowed_pence: Pence = "Disallowed of it, line by line.";
        paid_pence: Pence = "Paid so far, less what was paid back.";
        open_pence: Pence = "Still owed: claimed, less disallowed and paid; 0 once rejected, or while it is only prepared.";
        overpaid_pence: Pence = "Paid beyond what it asks for.";
        paid_on: Option<Date> = "The latest payment.";
        queried_on: Option<Date> = "The latest question of Access to Work.";
        answered_on: Option<Date> = "When that was answered.";
        rejected_on: Option<Date> = "When Access to Work said that it will not pay.";
        reject_reason: Option<RejectionReason> = "Why it will not pay.";
        status: Status = "What became of it.";
        days_to_pay: Option<Days> = "From the day it was sent until all of it was paid; nothing until then.";
    } asked on a day {
        age_days: Days = "From the day it was sent or prepared until it was paid or rejected, or until the day it is asked for.",
            from "CAST(julianday(coalesce(CASE status WHEN 'paid' THEN paid_on WHEN 'rejected' THEN rejected_on END, ?)) - julianday(coalesce(submitted_on, prepared_on)) AS INTEGER)";
    }
}

impl ReadModel for Claims {
    type Key = (InternshipId, ClaimId);
    type Page = Option<Claim>;

    const TAKES: Takes<Self> = &[
        &On { keys: |whose, claim: &ClaimPrepared| of(whose, claim.claim), fold: prepare },
        &On { keys: |whose, claim: &ClaimSubmitted| of(whose, claim.claim), fold: submit },
        &On {
            keys: |whose, queried: &ClaimQueried| of(whose, queried.claim),
            fold: |page, _, queried| after(page, |claim| claim.query(queried.date)),
        },
        &On {
            keys: |whose, answered: &ClaimAnswered| of(whose, answered.claim),
            fold: |page, _, answered| after(page, |claim| claim.answer(answered.date)),
        },
        &On {
            keys: |whose, paid: &ClaimPaid| of(whose, paid.claim),
            fold: |page, _, paid| after(page, |claim| claim.pay(paid)),
        },
        &On {
            keys: |whose, line: &ClaimLineDisallowed| of(whose, line.claim),
            fold: |page, _, line| after(page, |claim| claim.disallow(line)),
        },
        &On {
            keys: |whose, rejected: &ClaimRejected| of(whose, rejected.claim),
            fold: |page, _, rejected| after(page, |claim| claim.reject(rejected)),
        },
        &On {
            keys: |whose, repaid: &RepaymentMade| of(whose, repaid.claim),
            fold: |page, _, repaid| after(page, |claim| claim.repay(repaid.pence)),
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

/// A claim that is prepared again under its id stays as it is.
fn prepare(page: Option<Claim>, (internship, _): &(InternshipId, ClaimId), claim: &ClaimPrepared) -> Folded<Claims> {
    let prepared = || begun(*internship, claim.claim, &claim.content);
    let row = page.map_or_else(|| prepared().map(|row| Claim { prepared_on: Some(claim.date), ..row }), Ok)?;
    Ok(Some(row))
}

/// A claim that is submitted again under its id stays as it is.
fn submit(page: Option<Claim>, (internship, _): &(InternshipId, ClaimId), claim: &ClaimSubmitted) -> Folded<Claims> {
    let mut row = page.map_or_else(|| begun(*internship, claim.claim, &claim.content), Ok)?;
    if row.submitted_on.is_none() {
        row.submitted_on = Some(claim.date);
        row.invoice.clone_from(&claim.invoice);
        (row.signed_by, row.signed_on) = (claim.signed_by, claim.signed_on);
        row.payee_set_up = claim.payee_set_up;
        row.settle()?;
    }
    Ok(Some(row))
}

/// The claim after something happened to it.
fn after(page: Option<Claim>, change: impl FnOnce(&mut Claim) -> Result<(), Undigested>) -> Folded<Claims> {
    let mut row = page.ok_or(Undigested::Unfounded { on: "a claim" })?;
    change(&mut row)?;
    row.settle()?;
    Ok(Some(row))
}

/// A claim of which only the content is known.
fn begun(internship: InternshipId, claim: ClaimId, content: &ClaimContent) -> Result<Claim, Undigested> {
    let lines = content.lines.len() + content.travel.len();
    Ok(Claim {
        internship,
        claim,
        number: content.number.clone(),
        award: content.award.clone(),
        element: content.element,
        invoice: None,
        period_from: content.from,
        period_until: content.until,
        prepared_on: None,
        submitted_on: None,
        signed_by: None,
        signed_on: None,
        payee_set_up: None,
        sessions: u32::try_from(lines).map_err(|_| Undigested::Beyond { column: "sessions" })?,
        minutes_logged: content.minutes_logged,
        minutes_claimed: content.minutes,
        minutes_disallowed: Minutes(0),
        claimed_pence: content.pence,
        disallowed_pence: Pence(0),
        paid_pence: Pence(0),
        open_pence: Pence(0),
        overpaid_pence: Pence(0),
        paid_on: None,
        queried_on: None,
        answered_on: None,
        rejected_on: None,
        reject_reason: None,
        status: Status::Prepared,
        days_to_pay: None,
    })
}

impl Claim {
    fn query(&mut self, date: Date) -> Result<(), Undigested> {
        self.queried_on = self.queried_on.max(Some(date));
        Ok(())
    }

    fn answer(&mut self, date: Date) -> Result<(), Undigested> {
        self.answered_on = self.answered_on.max(Some(date));
        Ok(())
    }

    fn pay(&mut self, payment: &ClaimPaid) -> Result<(), Undigested> {
        self.paid_pence = more_pence(self.paid_pence, payment.pence, "paid_pence")?;
        self.paid_on = self.paid_on.max(Some(payment.date));
        Ok(())
    }

    fn repay(&mut self, pence: Pence) -> Result<(), Undigested> {
        self.paid_pence = less_pence(self.paid_pence, pence, "paid_pence")?;
        Ok(())
    }

    fn disallow(&mut self, line: &ClaimLineDisallowed) -> Result<(), Undigested> {
        self.minutes_disallowed = more(self.minutes_disallowed, line.minutes, "minutes_disallowed")?;
        self.disallowed_pence = more_pence(self.disallowed_pence, line.pence, "disallowed_pence")?;
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

    /// What follows from what is known of it: the balance, the status, how long the money took.
    fn settle(&mut self) -> Result<(), Undigested> {
        let asked = less_pence(self.claimed_pence, self.disallowed_pence, "open_pence")?;
        let balance = less_pence(asked, self.paid_pence, "open_pence")?;
        self.status = self.became(balance);
        self.overpaid_pence = Pence(balance.0.min(0).saturating_neg());
        self.open_pence = match self.status {
            Status::Prepared | Status::Rejected => Pence(0),
            Status::Waiting | Status::Queried | Status::PartPaid | Status::Paid => balance.max(Pence(0)),
        };
        self.days_to_pay = match (self.status, self.submitted_on, self.paid_on) {
            (Status::Paid, Some(submitted), Some(paid)) => {
                self.days_to_pay.or(Some(Days((paid - submitted).get_days())))
            }
            _ => None,
        };
        Ok(())
    }

    fn became(&self, balance: Pence) -> Status {
        let is_queried = self.queried_on.is_some() && self.answered_on < self.queried_on;
        match (self.submitted_on, self.paid_on, self.rejected_on) {
            (None, ..) => Status::Prepared,
            (_, Some(_), _) if balance <= Pence(0) => Status::Paid,
            (.., Some(_)) => Status::Rejected,
            (_, Some(_), None) => Status::PartPaid,
            (_, None, None) if is_queried => Status::Queried,
            (_, None, None) => Status::Waiting,
        }
    }
}
