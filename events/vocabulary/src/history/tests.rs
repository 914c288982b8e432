use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::coaching::{Activity, CorrectionReason, Event as Coached, HoursCorrected, HoursLogged, Mode, Session};
use crate::funding::{ClaimBasis, ClaimContent, ClaimLine, ClaimPaid, ClaimSubmitted, Element, Signatory};
use crate::referrals::{FamilyConversationHeld, ReferralSource, Referred};
use crate::{
    Act, ActorId, Attribution, ClaimId, CoachId, CommandHash, EnteredInError, ErrorReason, Fact, InternshipId, Line,
    LocalAuthority, Minutes, Pence, PersonId, Position, ProviderId, Trace,
};

const MARCH: Date = date(2026, 3, 10);
const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xE));

#[test]
fn what_was_taken_back_is_left_out_and_so_is_the_taking_back() {
    let history = history([referred(), conversation(), taken_back(2)]);
    let left: Vec<_> = effective(&history).map(|event| event.id).collect();
    assert_eq!(left, [id(1)]);
}

#[test]
fn everything_depends_on_the_referral() {
    assert_eq!(dependents(1, [referred(), conversation(), logged()]), [3, 2]);
}

#[test]
fn nothing_depends_on_a_conversation() {
    assert_eq!(dependents(2, [referred(), conversation(), logged()]), []);
}

#[test]
fn a_dependent_says_what_it_is_and_when_it_happened() {
    let history = history([referred(), conversation()]);
    let event_type = history[1].fact.event_type();
    let dependent = Dependent { event: id(2), event_type, happened: MARCH };
    assert_eq!(Dependencies::of(&history).dependents(id(1)), [dependent]);
    let recorded = |(position, event)| Recorded { position: Position(position), event };
    let recorded: Vec<_> = (1..).zip(history).map(recorded).collect();
    assert_eq!(Dependencies::of(&recorded).dependents(id(1)), [dependent]);
}

#[test]
fn a_correction_depends_on_its_session_and_on_the_correction_before_it() {
    let twice = || [referred(), logged(), corrected(2), corrected(2)];
    assert_eq!(dependents(2, twice()), [4, 3]);
    assert_eq!(dependents(3, twice()), [4]);
    assert_eq!(dependents(4, twice()), []);
}

#[test]
fn a_payment_depends_on_its_session_through_the_claim() {
    assert_eq!(dependents(2, [referred(), logged(), claimed(2), paid()]), [4, 3]);
}

#[test]
fn a_claim_depends_on_the_correction_before_it_and_not_on_one_after_it() {
    assert_eq!(dependents(3, [referred(), logged(), corrected(2), claimed(2)]), [4]);
    assert_eq!(dependents(4, [referred(), logged(), claimed(2), corrected(2)]), []);
}

#[test]
fn what_was_taken_back_depends_on_nothing_and_nothing_on_it() {
    let history = || [referred(), logged(), corrected(2), taken_back(3), corrected(2)];
    assert_eq!(dependents(2, history()), [5]);
    assert_eq!(dependents(3, history()), []);
    let dependencies = Dependencies::of(&super::tests::history(history()));
    assert!(dependencies.find(id(3)).is_none() && dependencies.was_taken_back(id(3)));
    assert!(dependencies.find(id(2)).is_some() && !dependencies.was_taken_back(id(2)));
}

#[test]
fn what_is_recorded_again_is_established_by_the_second() {
    let history = || [referred(), taken_back(1), referred(), logged()];
    assert_eq!(dependents(3, history()), [4]);
    assert_eq!(dependents(1, history()), []);
}

/// The numbers of the events that depend on the n-th, from 1, the latest first.
#[track_caller]
fn dependents<const N: usize>(n: u128, facts: [Fact; N]) -> Vec<u128> {
    let dependents = Dependencies::of(&history(facts)).dependents(id(n));
    dependents.iter().map(|dependent| dependent.event.0.as_u128()).collect()
}

fn history<const N: usize>(facts: [Fact; N]) -> Vec<Event> {
    let subject = InternshipId(Uuid::from_u128(0xA)).subject();
    let event = |(n, fact)| Event {
        id: id(n),
        subject,
        fact,
        happened: MARCH,
        recorded: jiff::Timestamp::UNIX_EPOCH,
        by: Attribution::by(ActorId(Uuid::from_u128(1))),
        trace: Trace::default(),
        rules: crate::rule_table::VERSION,
        command: CommandHash([0; 16]),
        sealed: Vec::new(),
    };
    (1..).zip(facts).map(event).collect()
}

fn id(n: u128) -> EventId {
    EventId(Uuid::from_u128(n))
}

fn line(text: &str) -> Line {
    Line::new(text).unwrap()
}

fn referred() -> Fact {
    Referred {
        date: MARCH,
        provider: ProviderId(Uuid::from_u128(0xD)),
        programme: None,
        reference: line("NF-001"),
        person: PersonId(Uuid::from_u128(1)),
        home_authority: LocalAuthority::new("E08000001").unwrap(),
        source: ReferralSource::School,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal: None,
    }
    .into()
}

fn conversation() -> Fact {
    FamilyConversationHeld { date: MARCH, who: Vec::new(), topics: Vec::new(), personal: None }.into()
}

fn session() -> Session {
    Session::of(Minutes(60), Activity::SystematicInstruction, true)
}

fn logged() -> Fact {
    let coach = CoachId(Uuid::from_u128(0xC));
    HoursLogged { coach, date: MARCH, mode: Some(Mode::InPerson), session: session() }.into()
}

fn corrected(n: u128) -> Fact {
    let (coach, reason) = (CoachId(Uuid::from_u128(0xC)), CorrectionReason::EnteredWrongly);
    let (was, session) = (session(), session());
    HoursCorrected { corrects: id(n), coach, date: MARCH, was, session, claim: None, reason, note: None }.into()
}

fn claimed(n: u128) -> Fact {
    ClaimSubmitted {
        claim: CLAIM,
        date: MARCH,
        invoice: Some(line("1")),
        signed_by: Some(Signatory::Customer),
        act: Act::Ours,
        signed_on: None,
        payee_set_up: Some(true),
        content: ClaimContent {
            element: Element::Coaching,
            travel: Vec::new(),
            number: line("1"),
            award: line("ATW1"),
            from: MARCH,
            until: MARCH,
            lines: vec![ClaimLine { session: id(n), minutes: Minutes(60), pence: Pence(2150) }],
            basis: ClaimBasis::Period,
            minutes_logged: Minutes(60),
            minutes: Minutes(60),
            pence: Pence(2150),
        },
    }
    .into()
}

fn paid() -> Fact {
    ClaimPaid { claim: CLAIM, date: MARCH, pence: Pence(2150), remittance: None }.into()
}

fn taken_back(n: u128) -> Fact {
    Coached::from(EnteredInError { event: id(n), date: MARCH, reason: ErrorReason::WrongDay, note: None }).into()
}
