//! Who a young person is, and what is put right of it.

use events::FromFact as _;
use events::referrals::{
    Characteristics, CharacteristicsRecorded, ConsentPurpose, ConsentRecorded, ConsentWithdrawn, DetailsCorrected,
    DetailsReason, EmploymentBeforeRecorded, EthnicGroup, EthnicGroupDetailed, Need, VocationalProfileRecorded,
};
use service_kit::Shared;

use super::*;
use crate::{CorrectDetails, RecordCharacteristics, RecordVocationalProfile};

const JUNE: Date = date(2024, 6, 1);

#[test]
fn a_corrected_date_of_birth_is_the_one_that_counts() {
    let too_old = || given([born(date(1999, 8, 31)), plan(), corrected(date(1999, 9, 1))]).when(accept());
    let right = || given([born(date(1999, 9, 1)), plan(), corrected(date(1999, 8, 31))]).when(accept());
    too_old().accepted();
    right().refused(Refusal::TooOld { on: date(2024, 8, 31), oldest: 24 });
}

#[test]
fn a_correction_of_something_else_leaves_the_date_of_birth_as_it_was() {
    let mut renamed = None;
    given([referred()]).when(correct()).then_that(|fact| {
        renamed = Some(fact.clone());
        true
    });
    given([born(date(1999, 8, 31)), plan(), renamed.unwrap()])
        .when(accept())
        .refused(Refusal::TooOld { on: date(2024, 8, 31), oldest: 24 });
}

#[test]
fn a_correction_after_the_acceptance_says_the_new_age_and_is_never_refused_for_it() {
    let age = |history: Vec<Fact>, born| {
        let mut age = None;
        given(history).when(CorrectDetails { date_of_birth: Some(born), ..correct() }).then_that(|fact| {
            age = DetailsCorrected::from_fact(fact).unwrap().age_on_31_august;
            true
        });
        age
    };
    let intern = || vec![referred(), plan(), accepted()];
    assert_eq!(age(intern(), date(1999, 8, 31)), Some(25));
    assert_eq!(age(intern(), date(2004, 9, 1)), Some(19));
    assert_eq!(age(vec![referred(), plan()], date(2004, 9, 1)), None);
}

#[test]
fn what_is_put_right_is_sealed_and_passes_its_check() {
    let wrong = "9276308687";
    given([referred()]).when(CorrectDetails { uln: Some(line("9276308686")), ..correct() }).then_that(|fact| {
        let sealed = fact.sealed().unwrap().to_string();
        let all = ["9276308686", "Bethany Rigby-Shaw"];
        all.iter().all(|one| sealed.contains(one) && !fact.data().unwrap().to_string().contains(one))
    });
    given([referred()])
        .when(CorrectDetails { uln: Some(line(wrong)), ..correct() })
        .refused(Refusal::WrongIdentifier(events::Uln::new(wrong).unwrap_err()));
}

#[test]
fn a_correction_says_something_that_can_be() {
    given([referred()]).when(CorrectDetails { name: None, ..correct() }).refused(Refusal::NothingSaid);
    for filled in [
        CorrectDetails { contacts: vec![line("0161 496 0001")], name: None, ..correct() },
        CorrectDetails { nino: Some(line("AB123456C")), name: None, ..correct() },
        CorrectDetails { upn: Some(line("B801200005001")), name: None, ..correct() },
        CorrectDetails { date_of_birth: Some(REFERRED.yesterday().unwrap()), name: None, ..correct() },
    ] {
        given([referred()]).when(filled).accepted();
    }
    given([referred()])
        .when(CorrectDetails { date_of_birth: Some(REFERRED), ..correct() })
        .refused(Refusal::NotYetBorn { date: REFERRED });
}

#[test]
fn characteristics_are_sealed_and_the_wider_ethnic_group_follows_from_the_narrower() {
    let pakistani =
        Characteristics { ethnic_group_detailed: Some(EthnicGroupDetailed::Pakistani), ..Characteristics::default() };
    let record = |coded| given([referred()]).when(RecordCharacteristics { internship: INTERN, date: JUNE, coded });
    record(Characteristics { primary_need: Some(Need::Asd), ..pakistani }).then_that(|fact| {
        let recorded = CharacteristicsRecorded::from_fact(fact).unwrap().personal.unwrap();
        recorded.ethnic_group == Some(EthnicGroup::Asian) && !fact.data().unwrap().to_string().contains("asd")
    });
    let of_five = |group| Characteristics { ethnic_group: Some(group), ..pakistani };
    record(of_five(EthnicGroup::Asian)).accepted();
    record(of_five(EthnicGroup::White)).refused(Refusal::EthnicGroupsDiffer);
    record(Characteristics { ethnic_group_detailed: None, ..of_five(EthnicGroup::White) }).accepted();
    record(Characteristics::default()).refused(Refusal::NothingSaid);
}

#[test]
fn work_before_the_internship_is_recorded_as_far_as_it_is_known() {
    let before = |in_paid_work, ever_in_paid_work, weekly: Option<u32>| {
        let weekly_minutes = weekly.map(Minutes);
        let before = EmploymentBeforeRecorded { date: JUNE, in_paid_work, weekly_minutes, ever_in_paid_work };
        given([referred()]).when(intern(before))
    };
    before(Some(true), Some(true), Some(10_080)).accepted();
    before(Some(true), None, None).accepted();
    before(Some(false), Some(false), None).accepted();
    before(None, Some(false), None).accepted();
    before(None, None, Some(60)).refused(Refusal::NothingSaid);
    before(Some(true), Some(false), None).refused(Refusal::InWorkAndNever);
    before(Some(true), None, Some(10_081)).refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn each_version_of_a_profile_is_recorded_once() {
    let version = |version| RecordVocationalProfile { version, ..profile() };
    let first: Fact = VocationalProfileRecorded {
        date: JUNE,
        version: 1,
        preferred_sectors: Vec::new(),
        sector_words: Vec::new(),
        weekly_minutes_wished: Some(Minutes(960)),
        personal: None,
    }
    .into();
    given([referred()]).when(version(1)).then(first.clone());
    given([referred()]).when(version(0)).refused(Refusal::NoSuchVersion);
    given([referred(), first.clone()]).when(version(2)).accepted();
    given([referred(), first]).when(version(1)).refused(Refusal::ProfileVersionRecorded { version: 1, on: JUNE });
    given([referred()])
        .when(RecordVocationalProfile { weekly_minutes_wished: Some(Minutes(10_081)), ..profile() })
        .refused(Shared::MoreThanAWeek { minutes: Minutes(10_081) });
}

#[test]
fn consent_is_withdrawn_whether_or_not_it_was_recorded() {
    let purposes = || vec![ConsentPurpose::Research];
    given([referred()]).when(intern(ConsentRecorded { date: JUNE, purposes: purposes() })).accepted();
    given([referred()]).when(intern(ConsentWithdrawn { date: JUNE, purposes: purposes() })).accepted();
    let purposes = Vec::new;
    given([referred()])
        .when(intern(ConsentRecorded { date: JUNE, purposes: purposes() }))
        .refused(Refusal::NothingSaid);
    given([referred()])
        .when(intern(ConsentWithdrawn { date: JUNE, purposes: purposes() }))
        .refused(Refusal::NothingSaid);
}

fn correct() -> CorrectDetails {
    CorrectDetails {
        internship: INTERN,
        date: JUNE,
        reason: DetailsReason::Changed,
        name: Some(line("Bethany Rigby-Shaw")),
        date_of_birth: None,
        contacts: Vec::new(),
        uln: None,
        upn: None,
        nino: None,
        note: None,
    }
}

fn corrected(born: Date) -> Fact {
    let mut fact = None;
    given([referred()]).when(CorrectDetails { date_of_birth: Some(born), ..correct() }).then_that(|said| {
        fact = Some(said.clone());
        true
    });
    fact.unwrap()
}

fn profile() -> RecordVocationalProfile {
    RecordVocationalProfile {
        internship: INTERN,
        date: JUNE,
        version: 1,
        preferred_sectors: Vec::new(),
        sector_words: Vec::new(),
        weekly_minutes_wished: Some(Minutes(960)),
        aspirations: None,
        strengths: None,
        support_needs: None,
    }
}
