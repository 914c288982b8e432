//! What happened before: one intern, one award of 26 weeks, sessions and claims.

use events::coaching::{Activity, CorrectionReason, HoursCorrected, HoursLogged, Mode, Session};
use events::funding::{
    AccessToWorkApplied, AccessToWorkDecided, Award, AwardChange, AwardChanged, AwardDecision, AwardStep, ClaimBasis,
    ClaimContent, ClaimLine, ClaimLineDisallowed, ClaimPaid, ClaimPrepared, ClaimRejected, ClaimSubmitted,
    CoachingAward, Element, Signatory,
};
use events::placements::EmployerRef;
use events::referrals::{Accepted, ProviderRegistered, WithdrawalReason, Withdrawn};
use events::{
    Act, ApplicationId, ClaimId, CoachId, EmployerId, EventId, Fact, InternshipId, Minutes, Pence, ProviderId,
    SameFields, Ukprn,
};
use jiff::civil::{Date, date, time};
use service_kit::About;
use service_kit::scenarios::{Given, placed};
pub(super) use service_kit::scenarios::{line, referred};
use uuid::Uuid;

use crate::{Funding, SubmitClaim};

pub(super) const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
pub(super) const APPLICATION: ApplicationId = ApplicationId(Uuid::from_u128(0xF1));
pub(super) const SECOND: ApplicationId = ApplicationId(Uuid::from_u128(0xF2));
pub(super) const COACH: CoachId = CoachId(Uuid::from_u128(0xC));
const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));

pub(super) const APPLIED: Date = date(2025, 8, 1);
pub(super) const DECIDED: Date = date(2025, 8, 29);
pub(super) const AWARD_FROM: Date = date(2025, 9, 8);
pub(super) const AWARD_UNTIL: Date = date(2026, 3, 8);

/// The first three Mondays of the award.
pub(super) const MONDAYS: [Date; 3] = [date(2025, 9, 8), date(2025, 9, 15), date(2025, 9, 22)];
/// The last day of the month they lie in.
pub(super) const MONTH_END: Date = date(2025, 9, 30);
/// The day claims for that month are submitted.
pub(super) const SUBMITTED: Date = date(2025, 10, 6);

pub(super) fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Funding> {
    service_kit::scenarios::given(facts)
}

pub(super) fn accepted(planned_start: Date) -> Fact {
    Accepted {
        date: date(2025, 6, 20),
        provider: COLLEGE,
        programme: None,
        planned_start,
        planned_end: date(2026, 7, 10),
        weekly_minutes_at_work: Some(Minutes(1260)),
        weekly_minutes_in_class: None,
        age_on_31_august: 19,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
    .into()
}

pub(super) fn started(n: u128, date: Date) -> Fact {
    let employer = EmployerRef { id: EmployerId(Uuid::from_u128(0xB)), name: line("Northern Bakeries") };
    placed(n, employer, date).into()
}

/// Takes back the n-th event about the intern.
pub(super) fn take_back(n: u128) -> service_kit::EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}

/// The intern's command with an event's fields.
pub(super) fn intern<E: SameFields>(event: E) -> About<E> {
    About::new(INTERN.subject(), event)
}

pub(super) fn application(date: Date) -> AccessToWorkApplied {
    AccessToWorkApplied {
        application: APPLICATION,
        date,
        act: Act::Ours,
        purpose: None,
        job: None,
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        weekly_minutes: None,
        weeks: None,
        travel: None,
        equipment: None,
    }
}

pub(super) fn applied_on(date: Date) -> Fact {
    application(date).into()
}

pub(super) fn award() -> Award {
    Award {
        reference: line("ATW1"),
        from: AWARD_FROM,
        until: AWARD_UNTIL,
        coaching: Some(CoachingAward { steps: vec![step(AWARD_FROM, 720)], hourly: Pence(2150), weeks: Some(26) }),
        travel: None,
        equipment: None,
    }
}

pub(super) fn step(from: Date, weekly: u32) -> AwardStep {
    AwardStep { from, weekly_minutes: Minutes(weekly) }
}

pub(super) fn refused() -> Fact {
    AccessToWorkDecided { decision: AwardDecision::Refused, award: None, ..decided() }.into()
}

/// Access to Work's answer to the application of 1 August.
pub(super) fn decided() -> AccessToWorkDecided {
    AccessToWorkDecided {
        application: APPLICATION,
        date: DECIDED,
        decision: AwardDecision::Awarded,
        award: Some(award()),
    }
}

/// Events 1 to 3: referred, applied, awarded.
pub(super) fn awarded() -> Vec<Fact> {
    vec![referred(), applied_on(APPLIED), decided().into()]
}

pub(super) fn extension(weeks: u16, until: Date) -> AwardChanged {
    AwardChanged {
        date: date(2026, 2, 16),
        award: line("ATW1"),
        kind: AwardChange::Extension,
        from: AWARD_UNTIL.tomorrow().unwrap(),
        weekly_minutes: None,
        weeks_more: Some(weeks),
        until: Some(until),
    }
}

/// The award gives so much a week from a day on.
pub(super) fn tapered(from: Date, weekly: u32) -> Fact {
    let (kind, weekly_minutes) = (AwardChange::Taper, Some(Minutes(weekly)));
    AwardChanged { kind, from, weekly_minutes, weeks_more: None, until: None, ..extension(0, AWARD_UNTIL) }.into()
}

pub(super) fn extended(weeks: u16, until: Date) -> Fact {
    extension(weeks, until).into()
}

pub(super) fn session(minutes: u32) -> Session {
    Session::of(Minutes(minutes), Activity::SystematicInstruction, true)
}

pub(super) fn logged(date: Date, session: Session) -> Fact {
    let start = session.start.or(Some(time(9, 0, 0, 0)));
    HoursLogged { coach: COACH, date, mode: Some(Mode::InPerson), session: Session { start, ..session } }.into()
}

pub(super) fn at(start: jiff::civil::Time, minutes: u32) -> Fact {
    logged(MONDAYS[0], Session { start: Some(start), ..session(minutes) })
}

pub(super) fn provider() -> Fact {
    ProviderRegistered {
        date: date(2020, 9, 1),
        ukprn: Ukprn::new("10000001").unwrap(),
        name: line("Northfield College"),
        local_authority: None,
        kind: None,
    }
    .into()
}

pub(super) fn left(date: Date) -> Fact {
    Withdrawn { date, reason: WithdrawalReason::Health, note: None }.into()
}

pub(super) fn corrected(corrects: EventId, was: Session, session: Session) -> Fact {
    let (date, reason) = (MONDAYS[0], CorrectionReason::EnteredWrongly);
    HoursCorrected { corrects, coach: COACH, date, was, session, claim: None, reason, note: None }.into()
}

/// Events 1 to 6: awarded, and an hour logged on each of three Mondays (4, 5, 6).
pub(super) fn coached() -> Vec<Fact> {
    [awarded(), MONDAYS.map(|monday| logged(monday, session(60))).to_vec()].concat()
}

pub(super) fn claim_id(n: u128) -> ClaimId {
    ClaimId(Uuid::from_u128(0xE00 + n))
}

/// What a claim for these minutes of these sessions asks for, at the award's rate.
pub(super) fn content(n: u128, sessions: &[(EventId, u32)]) -> ClaimContent {
    let mut running = Minutes(0);
    let price = |&(session, minutes): &(EventId, u32)| {
        let before = running.at(Pence(2150));
        running.0 += minutes;
        let pence = Pence(running.at(Pence(2150)).0 - before.0);
        ClaimLine { session, minutes: Minutes(minutes), pence }
    };
    let lines: Vec<_> = sessions.iter().map(price).collect();
    ClaimContent {
        number: line(&format!("NF-001/{n}")),
        award: line("ATW1"),
        element: Element::Coaching,
        from: AWARD_FROM,
        until: MONTH_END,
        basis: ClaimBasis::Period,
        minutes_logged: lines.iter().map(|line| line.minutes).sum(),
        minutes: lines.iter().map(|line| line.minutes).sum(),
        pence: lines.iter().map(|line| line.pence).sum(),
        lines,
        travel: Vec::new(),
    }
}

/// A claim for these minutes of these sessions, at the award's rate.
pub(super) fn claimed(n: u128, sessions: &[(EventId, u32)]) -> ClaimSubmitted {
    submission(n, content(n, sessions))
}

pub(super) fn submission(n: u128, content: ClaimContent) -> ClaimSubmitted {
    ClaimSubmitted {
        claim: claim_id(n),
        date: SUBMITTED,
        act: Act::Ours,
        content,
        invoice: Some(line("INV-1")),
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        payee_set_up: Some(true),
    }
}

pub(super) fn prepared(n: u128, sessions: &[(EventId, u32)]) -> ClaimPrepared {
    ClaimPrepared { claim: claim_id(n), date: SUBMITTED, content: content(n, sessions) }
}

/// Access to Work will not pay for so many minutes of a claimed session, an hour of which cost £21.50.
pub(super) fn disallowed(n: u128, session: EventId, minutes: u32) -> ClaimLineDisallowed {
    let (minutes, pence) = (Minutes(minutes), Minutes(minutes).at(Pence(2150)));
    ClaimLineDisallowed {
        claim: claim_id(n),
        session,
        date: date(2025, 12, 1),
        minutes,
        pence,
        reason: None,
        note: None,
    }
}

pub(super) fn payment(n: u128, pence: i64) -> ClaimPaid {
    ClaimPaid { claim: claim_id(n), date: date(2025, 12, 1), pence: Pence(pence), remittance: None }
}

pub(super) fn paid(n: u128, pence: i64) -> Fact {
    payment(n, pence).into()
}

pub(super) fn rejected(n: u128) -> Fact {
    ClaimRejected {
        claim: claim_id(n),
        date: date(2025, 12, 1),
        reason: Some(events::funding::RejectionReason::NotSigned),
        keeps: Vec::new(),
        note: None,
    }
    .into()
}

/// Asks for everything claimable in the first month, as claim `n`.
pub(super) fn submit(n: u128) -> SubmitClaim {
    SubmitClaim {
        internship: INTERN,
        claim: claim_id(n),
        date: SUBMITTED,
        act: None,
        number: Some(line(&format!("NF-001/{n}"))),
        award: Some(line("ATW1")),
        element: None,
        from: Some(AWARD_FROM),
        until: Some(MONTH_END),
        minutes: None,
        pence: None,
        sessions: None,
        travel: None,
        invoice: Some(line("INV-1")),
        signed_by: Some(Signatory::Customer),
        signed_on: None,
        payee_set_up: Some(true),
    }
}
