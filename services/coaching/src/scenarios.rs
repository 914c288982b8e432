//! The rules of coaching, told as stories; where coaches are when, what is put right, and what is
//! reserved meanwhile, in the modules.

mod correcting;
mod ended;
mod groups;
mod places;
mod reserving;

use events::coaching::{
    Activity, CoachAssigned, CoachRegistered, CoachingPlace, CorrectionReason, HoursCorrected, HoursLogged, Session,
    SupervisionHeld, Supervisor,
};
use events::funding::{ClaimBasis, ClaimContent, ClaimLine, ClaimRejected, ClaimSubmitted, Element, Signatory};
use events::referrals::ProviderRegistered;
use events::{Act, ClaimId, CoachId, EventId, Fact, InternshipId, Minutes, Pence, ProviderId, Ukprn};
use jiff::civil::{Date, date, time};
use service_kit::scenarios::{Given, event_id, line, referred, taken_back};
use service_kit::{EnterInError, Shared};
use uuid::Uuid;

use crate::{AssignCoach, Coaching, CorrectHours, HoldSupervision, LogHours, Refusal, RegisterCoach};

const TUESDAY: Date = date(2026, 3, 10);
const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
const ELSEWHERE: InternshipId = InternshipId(Uuid::from_u128(0xB));
const DEAN: CoachId = CoachId(Uuid::from_u128(0xC));
const COLLEGE: ProviderId = ProviderId(Uuid::from_u128(0xD));
const CLAIM: ClaimId = ClaimId(Uuid::from_u128(0xE));

#[test]
fn a_coach_is_registered_with_a_provider_and_the_name_is_sealed() {
    given([]).and_elsewhere(COLLEGE.subject(), [college()]).when(register_dean()).then_that(|fact| {
        let sealed = fact.sealed().expect("a name");
        sealed["name"] == "Dean Prescott" && !fact.data().unwrap().to_string().contains("Dean")
    });
}

#[test]
fn a_coach_belongs_to_a_provider_that_is_known() {
    given([]).when(register_dean()).refused(Shared::UnknownProvider);
}

#[test]
fn a_coach_is_registered_once() {
    given([coach()])
        .and_elsewhere(COLLEGE.subject(), [college()])
        .when(register_dean())
        .refused(Refusal::AlreadyRegistered);
}

#[test]
fn a_coach_is_assigned_to_an_intern() {
    with_dean([referred()]).when(assign()).then(CoachAssigned {
        coach: DEAN,
        date: TUESDAY,
        until: None,
        reason: None,
        note: None,
    });
}

#[test]
fn a_coach_is_assigned_to_the_same_intern_once() {
    let assigned = CoachAssigned { coach: DEAN, date: TUESDAY, until: None, reason: None, note: None };
    with_dean([referred(), assigned.into()]).when(assign()).refused(Refusal::AlreadyAssigned { since: TUESDAY });
}

#[test]
fn a_coach_who_was_away_is_assigned_again_on_other_days() {
    let march = |from, until: Option<i8>| {
        let (date, until) = (date(2026, 3, from), until.map(|day| date(2026, 3, day)));
        CoachAssigned { coach: DEAN, date, until, reason: None, note: None }
    };
    let again = |from, until| {
        let history = with_dean([referred(), march(10, Some(12)).into()]);
        history.when(AssignCoach::new(INTERN.subject(), march(from, until)))
    };
    let refusal = || Refusal::AlreadyAssigned { since: TUESDAY };
    again(13, None).accepted();
    again(12, None).refused(refusal());
    again(1, Some(9)).accepted();
    again(1, Some(10)).refused(refusal());
    again(1, None).refused(refusal());
}

#[test]
fn an_assignment_ends_after_it_begins() {
    let until = Some(date(2026, 3, 9));
    with_dean([referred()])
        .when(AssignCoach::new(INTERN.subject(), CoachAssigned { until, ..assign().event }))
        .refused(Shared::EndsBeforeStart { from: TUESDAY, until: date(2026, 3, 9) });
}

#[test]
fn a_session_is_logged() {
    with_dean([referred()]).when(log_at(9, 60)).then(session_at(9, 60));
}

#[test]
fn nobody_coaches_who_was_never_registered() {
    given([referred()]).when(log_at(9, 60)).refused(Refusal::UnknownCoach);
}

#[test]
fn a_session_has_a_length() {
    with_dean([referred()]).when(log_at(9, 0)).refused(Refusal::NoMinutes);
}

#[test]
fn a_session_ends_on_its_day() {
    with_dean([referred()]).when(log_at(22, 120)).accepted();
    with_dean([referred()])
        .when(log_at(22, 121))
        .refused(Refusal::PastMidnight { start: time(22, 0, 0, 0), minutes: Minutes(121) });
}

#[test]
fn a_session_lasts_a_day_at_the_most() {
    let past_midnight = |minutes| Refusal::PastMidnight { start: time(1, 0, 0, 0), minutes: Minutes(minutes) };
    with_dean([referred()]).when(log_at(0, 24 * 60)).accepted();
    with_dean([referred()])
        .when(log_at(0, 24 * 60 + 1))
        .refused(Refusal::MoreThanADay { minutes: Minutes(24 * 60 + 1) });
    with_dean([referred()]).when(log_at(1, 23 * 60 + 1)).refused(past_midnight(23 * 60 + 1));
    with_dean([referred()]).when(log_at(0, u32::MAX)).refused(Refusal::MoreThanADay { minutes: Minutes(u32::MAX) });
    with_dean([referred(), session_at(0, 24 * 60)])
        .when(elsewhere(log_at(23, 1)))
        .refused(Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(0, 0, 0, 0) });
    let without_a_start = |minutes| LogHours { start: None, ..log_at(0, minutes) };
    with_dean([referred()]).when(without_a_start(24 * 60)).accepted();
    let refusal = Refusal::MoreThanADay { minutes: Minutes(24 * 60 + 1) };
    with_dean([referred()]).when(without_a_start(24 * 60 + 1)).refused(refusal);
}

#[test]
fn what_was_not_said_of_a_session_stays_absent() {
    let hours = LogHours { start: None, place: None, ..log_at(9, 60) };
    let session = Session { start: None, place: None, ..session(60) };
    with_dean([referred()]).when(hours).then(HoursLogged { coach: DEAN, date: TUESDAY, mode: None, session });
}

#[test]
fn what_the_rule_table_says_can_be_claimed_can_be_logged_as_claimable() {
    let logged = |activity, claimable| LogHours { activity, claimable, ..log_at(9, 60) };
    for activity in [Activity::ClassSupport, Activity::JobSearch, Activity::Admin] {
        with_dean([referred()]).when(logged(activity, true)).refused(Refusal::NotClaimable { activity });
        with_dean([referred()]).when(logged(activity, false)).accepted();
    }
    for activity in
        [Activity::SystematicInstruction, Activity::TravelTraining, Activity::EmployerLiaison, Activity::Review]
    {
        with_dean([referred()]).when(logged(activity, true)).accepted();
    }
}

#[test]
fn a_coach_is_not_in_two_places_at_once() {
    let busy = || with_dean([referred()]).and_elsewhere(ELSEWHERE.subject(), [session_at(9, 60)]);
    let log_at = |hour, minutes| elsewhere(log_at(hour, minutes));
    let clash = Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(9, 0, 0, 0) };
    busy().when(LogHours { start: Some(time(9, 59, 0, 0)), ..log_at(9, 60) }).refused(clash.clone());
    busy().when(log_at(8, 61)).refused(clash);
    busy().when(log_at(10, 60)).accepted();
    busy().when(log_at(8, 60)).accepted();
    busy().when(log_at(9, 1)).refused(Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(9, 0, 0, 0) });
}

#[test]
fn seconds_count_where_a_coach_is_in_two_places() {
    let half_a_minute_late = LogHours { start: Some(time(9, 0, 30, 0)), ..elsewhere(log_at(9, 60)) };
    let busy = || with_dean([referred()]).and_elsewhere(ELSEWHERE.subject(), [session_at(10, 60)]);
    busy().when(half_a_minute_late).refused(Refusal::TwoPlacesAtOnce { date: TUESDAY, other: time(10, 0, 0, 0) });
    busy().when(LogHours { start: Some(time(8, 59, 30, 0)), ..elsewhere(log_at(9, 60)) }).accepted();
}

#[test]
fn midnight_parts_two_days_and_the_clock_on_the_wall_counts_when_clocks_change() {
    let late = with_dean([referred()]).and_elsewhere(ELSEWHERE.subject(), [session_at(22, 120)]);
    late.when(LogHours { date: TUESDAY.tomorrow().unwrap(), ..elsewhere(log_at(0, 60)) }).accepted();
    // In the night to 29 March 2026 the clocks went from one to two: half past twelve and an hour
    // ended at half past two, but the diary counts to half past one.
    let night = || LogHours { date: date(2026, 3, 29), ..log_at(2, 30) };
    let mut history = service_kit::scenarios::History::<Coaching>::new(Date::MAX);
    history.happens(INTERN.subject(), referred());
    history.happens(DEAN.subject(), coach());
    history.ask(LogHours { start: Some(time(0, 30, 0, 0)), minutes: Minutes(60), ..night() }).unwrap();
    history.ask(elsewhere(night())).unwrap();
    assert!(history.ask(LogHours { start: Some(time(1, 0, 0, 0)), ..elsewhere(night()) }).is_err());
}

#[test]
fn a_registered_coach_has_supervision() {
    let held = SupervisionHeld { date: TUESDAY, by: Supervisor::SeniorCoach };
    let hold = || HoldSupervision::new(DEAN.subject(), held.clone());
    given([coach()]).when(hold()).then(held.clone());
    given([]).when(hold()).refused(Refusal::UnknownCoach);
    let registration = service_kit::scenarios::take_back(DEAN.subject(), 1);
    given([coach(), held.clone().into()]).when(registration).waits_for(&[2]);
}

#[test]
fn a_session_that_was_entered_in_error_keeps_nobody_busy() {
    with_dean([referred(), session_at(9, 60), taken_back("coaching", 2)]).when(elsewhere(log_at(9, 60))).accepted();
}

fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Coaching> {
    service_kit::scenarios::given(facts)
}

fn with_dean(facts: impl IntoIterator<Item = Fact>) -> Given<Coaching> {
    given(facts).and_elsewhere(DEAN.subject(), [coach()])
}

fn college() -> Fact {
    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    ProviderRegistered { date: TUESDAY, ukprn, name, local_authority: None, kind: None }.into()
}

fn coach() -> Fact {
    CoachRegistered { date: TUESDAY, provider: COLLEGE, personal: None }.into()
}

fn session(minutes: u32) -> Session {
    let (start, place) = (Some(time(9, 0, 0, 0)), Some(CoachingPlace::Placement));
    Session { start, place, ..Session::of(Minutes(minutes), Activity::SystematicInstruction, true) }
}

fn session_at(hour: i8, minutes: u32) -> Fact {
    logged(Session { start: Some(time(hour, 0, 0, 0)), ..session(minutes) })
}

fn logged(session: Session) -> Fact {
    HoursLogged { coach: DEAN, date: TUESDAY, mode: None, session }.into()
}

fn claimed(minutes: u32) -> Fact {
    claim_for(CLAIM, minutes)
}

fn claimed_as(n: u128, minutes: u32) -> Fact {
    claim_for(ClaimId(Uuid::from_u128(n)), minutes)
}

fn claim_for(claim: ClaimId, minutes: u32) -> Fact {
    let line_ = ClaimLine { session: event_id(2), minutes: Minutes(minutes), pence: Pence(2150) };
    let (number, award, invoice) = (line("1"), line("ATW1"), line("1"));
    let minutes = Minutes(minutes);
    let (from, until, date) = (TUESDAY, TUESDAY, TUESDAY);
    let (basis, signed_by, lines, pence) = (ClaimBasis::Period, Signatory::Customer, vec![line_], Pence(2150));
    ClaimSubmitted {
        claim,
        date,
        invoice: Some(invoice),
        signed_by: Some(signed_by),
        act: Act::Ours,
        signed_on: None,
        payee_set_up: Some(true),
        content: ClaimContent {
            element: Element::Coaching,
            travel: Vec::new(),
            number,
            award,
            from,
            until,
            lines,
            basis,
            minutes_logged: minutes,
            minutes,
            pence,
        },
    }
    .into()
}

fn register_dean() -> RegisterCoach {
    RegisterCoach { coach: DEAN, provider: COLLEGE, name: line("Dean Prescott"), date: None }
}

fn assign() -> AssignCoach {
    AssignCoach::new(
        INTERN.subject(),
        CoachAssigned { coach: DEAN, date: TUESDAY, until: None, reason: None, note: None },
    )
}

fn log_at(hour: i8, minutes: u32) -> LogHours {
    LogHours {
        internship: INTERN,
        coach: DEAN,
        date: TUESDAY,
        start: Some(time(hour, 0, 0, 0)),
        minutes: Minutes(minutes),
        activity: Activity::SystematicInstruction,
        mode: None,
        claimable: true,
        place: Some(CoachingPlace::Placement),
        placement: None,
        group: None,
        coach_minutes: None,
    }
}

/// The same session in another place than all others.
fn elsewhere(mut hours: LogHours) -> LogHours {
    hours.place = Some(CoachingPlace::Elsewhere);
    hours
}

fn correct_to(minutes: u32) -> CorrectHours {
    CorrectHours {
        internship: INTERN,
        corrects: event_id(2),
        minutes: Some(Minutes(minutes)),
        activity: None,
        claimable: None,
        start: None,
        place: None,
        placement: None,
        group: None,
        coach_minutes: None,
        reason: CorrectionReason::EnteredWrongly,
        note: None,
    }
}
