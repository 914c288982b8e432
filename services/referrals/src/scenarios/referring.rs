//! Providers and young people become known.

use service_kit::Shared;

use super::*;

#[test]
fn a_provider_is_registered_under_the_id_that_follows_from_its_ukprn() {
    nothing().today(REFERRED).when(register()).then(registered());
    let provider = ProviderId(Uuid::from_u128(1));
    nothing()
        .when(RegisterProvider { provider, ..register() })
        .refused(Refusal::AnotherProvider { provider, expected: college() });
}

#[test]
fn a_provider_is_registered_once() {
    service_kit::scenarios::given::<Referrals>([registered()]).when(register()).refused(Refusal::AlreadyRegistered);
}

#[test]
fn a_ukprn_passes_its_check() {
    let wrong = Ukprn::new("20000001").unwrap_err();
    nothing().when(RegisterProvider { ukprn: line("20000001"), ..register() }).refused(Refusal::WrongIdentifier(wrong));
}

#[test]
fn a_programme_is_registered_once_by_a_provider_that_is_known() {
    given([]).when(register_programme()).then(infirmary());
    nothing().when(register_programme()).refused(Shared::UnknownProvider);
    given([infirmary().into()]).when(register_programme()).refused(Refusal::AlreadyRegistered);
}

#[test]
fn the_host_of_a_programme_is_a_registered_employer() {
    let hosted = || RegisterProgramme { host: Some(BAKERY), ..register_programme() };
    let host = Some(EmployerRef { id: BAKERY, name: line("Corner Bakery") });
    given([])
        .and_elsewhere(BAKERY.subject(), [bakery()])
        .when(hosted())
        .then(ProgrammeRegistered { host, ..infirmary() });
    given([]).when(hosted()).refused(Refusal::UnknownEmployer);
}

#[test]
fn a_young_person_applies_for_a_programme_of_the_provider() {
    let apply = || Refer { programme: Some(INFIRMARY), ..refer() };
    let known = |programme: ProgrammeRegistered| given([]).and_elsewhere(INFIRMARY.subject(), [programme.into()]);
    known(infirmary()).when(apply()).accepted();
    given([]).when(apply()).refused(Refusal::UnknownProgramme);
    let provider = ProviderId(Uuid::from_u128(1));
    known(ProgrammeRegistered { provider, ..infirmary() }).when(apply()).refused(Refusal::AnotherProvidersProgramme);
}

#[test]
fn a_young_person_is_referred() {
    given([]).when(refer()).then(referred());
}

#[test]
fn a_young_person_is_referred_to_a_provider_that_is_known() {
    nothing().when(refer()).refused(Shared::UnknownProvider);
}

#[test]
fn a_young_person_is_referred_once_under_one_reference() {
    given([referred()]).when(refer()).refused(Refusal::AlreadyReferred { since: REFERRED });
}

#[test]
fn nobody_is_referred_before_they_are_born() {
    given([]).when(Refer { date_of_birth: REFERRED, ..refer() }).refused(Refusal::NotYetBorn { date: REFERRED });
    given([]).when(Refer { date_of_birth: date(2024, 4, 8), ..refer() }).accepted();
}

#[test]
fn identifiers_pass_their_check_and_are_sealed() {
    let (uln, upn, nino) = (Some(line("9276308686")), Some(line("B801200005001")), Some(line("ab 12 34 56 c")));
    given([]).when(Refer { uln, upn, nino, ..refer() }).then_that(|fact| {
        let sealed = fact.sealed().unwrap().to_string();
        let all = ["9276308686", "B801200005001", "AB123456C"];
        all.iter().all(|one| sealed.contains(one) && !fact.data().unwrap().to_string().contains(one))
    });
}

#[test]
fn an_identifier_that_fails_its_check_is_refused_and_not_repeated() {
    let refused = |command: Refer, wrong: &str, why| {
        let refusal = Refusal::WrongIdentifier(why);
        assert!(!refusal.to_string().contains(wrong), "{refusal}");
        given([]).when(command).refused(refusal);
    };
    let (uln, upn, nino) = ("9276308687", "A801200005001", "GB123456C");
    refused(Refer { uln: Some(line(uln)), ..refer() }, uln, events::Uln::new(uln).unwrap_err());
    refused(Refer { upn: Some(line(upn)), ..refer() }, upn, events::Upn::new(upn).unwrap_err());
    refused(Refer { nino: Some(line(nino)), ..refer() }, nino, events::Nino::new(nino).unwrap_err());
}

#[test]
fn a_number_that_stands_for_none_is_refused_as_any_that_fails_its_check() {
    let none_yet = "9999999999"; // a mapping of sheets that write it says that it means an empty cell
    let why = events::Uln::new(none_yet).unwrap_err();
    given([]).when(Refer { uln: Some(line(none_yet)), ..refer() }).refused(Refusal::WrongIdentifier(why));
}

#[test]
fn a_reference_is_not_the_young_persons_name_as_far_as_that_can_be_seen() {
    let referring = |reference| given([]).when(Refer { reference: line(reference), ..refer() });
    for name in ["Bethany Rigby", "RIGBY", "rigby.b", "B_Rigby", "Bethany Rigby 2003", "rigby-bethany-1"] {
        referring(name).refused(Refusal::ReferenceIsAName);
    }
    for code in ["NF-002", "Rigby 2", "BR", "Learner A", "Beth"] {
        referring(code).accepted();
    }
    given([]).when(Refer { name: line("Jo Rigby"), reference: line("JO"), ..refer() }).accepted();
}
