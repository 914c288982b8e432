//! The rules of referrals, told as stories: an intern's way in, in the order of the modules.

use events::placements::EmployerRef;
use events::referrals::{
    Accepted, CeaseReason, Completed, CompletionReason, DeclineReason, Declined, DeliveryModel, PersonDetails,
    PlanCeased, PlanKind, PlanVerified, ProgrammeRegistered, ProviderRegistered, Readiness, ReadinessAssessed,
    ReferralSource, Referred, WithdrawalReason, Withdrawn,
};
use events::{
    DeploymentSecret, EmployerId, Fact, InternshipId, LocalAuthority, Minutes, PersonId, ProgrammeId, ProviderId,
    SameFields, Ukprn,
};
use jiff::civil::{Date, date};
use service_kit::About;
use service_kit::scenarios::{Given, line};
use uuid::Uuid;

use crate::{Accept, CeasePlan, Decline, Refer, Referrals, Refusal, RegisterProgramme, RegisterProvider};

mod referring;

mod preparing;

mod accepting;

mod knowing;

mod leaving;

mod taking_back;

const REFERRED: Date = date(2024, 4, 9);
const ACCEPTED: Date = date(2024, 6, 8);
const FIRST_DAY: Date = date(2024, 9, 30);
const LAST_DAY: Date = date(2025, 7, 11);
const INTERN: InternshipId = InternshipId(Uuid::from_u128(0xA));
const BETHANY: PersonId = PersonId(Uuid::from_u128(0xB));
const INFIRMARY: ProgrammeId = ProgrammeId(Uuid::from_u128(0xF));
const BAKERY: EmployerId = EmployerId(Uuid::from_u128(0xE));

fn given(facts: impl IntoIterator<Item = Fact>) -> Given<Referrals> {
    service_kit::scenarios::given(facts).and_elsewhere(college().subject(), [registered()])
}

fn nothing() -> Given<Referrals> {
    service_kit::scenarios::given([])
}

fn college() -> ProviderId {
    DeploymentSecret::PUBLISHED.provider(&Ukprn::new("10000001").unwrap())
}

fn registered() -> Fact {
    let (ukprn, name) = (Ukprn::new("10000001").unwrap(), line("Northfield College"));
    ProviderRegistered { date: REFERRED, ukprn, name, local_authority: None, kind: None }.into()
}

fn infirmary() -> ProgrammeRegistered {
    ProgrammeRegistered {
        date: REFERRED,
        provider: college(),
        name: line("Royal Infirmary 2024/25"),
        year: "2024/25".parse().unwrap(),
        model: Some(DeliveryModel::DispersedPlacements),
        host: None,
        planned_places: Some(10),
    }
}

fn bakery() -> Fact {
    service_kit::scenarios::employer("Corner Bakery")
}

fn referred() -> Fact {
    born(date(2005, 4, 24))
}

fn born(date_of_birth: Date) -> Fact {
    let (name, contacts) = (line("Bethany Rigby"), Vec::new());
    let content = PersonDetails { name, date_of_birth, contacts, uln: None, upn: None, nino: None };
    referral(Some(content))
}

fn referral(personal: Option<PersonDetails>) -> Fact {
    Referred {
        date: REFERRED,
        provider: college(),
        programme: None,
        reference: line("NF-002"),
        person: BETHANY,
        home_authority: salford(),
        source: ReferralSource::Family,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
        personal,
    }
    .into()
}

fn seen(kind: PlanKind) -> PlanVerified {
    let local_authority = Some(salford());
    PlanVerified { date: REFERRED, kind, local_authority, last_review: None, names_pathway: None, evidence: None }
}

fn plan() -> Fact {
    seen(PlanKind::EhcPlan).into()
}

fn place() -> Accepted {
    Accepted {
        date: ACCEPTED,
        provider: college(),
        programme: None,
        planned_start: FIRST_DAY,
        planned_end: LAST_DAY,
        weekly_minutes_at_work: Some(Minutes(1200)),
        weekly_minutes_in_class: None,
        age_on_31_august: 19,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
}

fn accepted() -> Fact {
    place().into()
}

fn withdrawn_on(date: Date) -> Fact {
    withdraw_on(date).event.into()
}

fn placed() -> Fact {
    let employer = EmployerRef { id: BAKERY, name: line("Corner Bakery") };
    service_kit::scenarios::placed(1, employer, FIRST_DAY).into()
}

fn register() -> RegisterProvider {
    let (ukprn, name) = (line("10000001"), line("Northfield College"));
    RegisterProvider { provider: college(), ukprn, name, local_authority: None, kind: None, date: None }
}

fn register_programme() -> RegisterProgramme {
    let ProgrammeRegistered { date, provider, name, year, model, planned_places, .. } = infirmary();
    let (programme, date) = (INFIRMARY, Some(date));
    RegisterProgramme { programme, provider, name, year, model, host: None, planned_places, date }
}

fn refer() -> Refer {
    Refer {
        internship: INTERN,
        provider: college(),
        programme: None,
        reference: line("NF-002"),
        person: BETHANY,
        date: REFERRED,
        name: line("Bethany Rigby"),
        date_of_birth: date(2005, 4, 24),
        contacts: Vec::new(),
        uln: None,
        upn: None,
        nino: None,
        home_authority: salford(),
        source: ReferralSource::Family,
        school_year: None,
        wished_sectors: Vec::new(),
        sector_words: Vec::new(),
    }
}

fn intern<E: SameFields>(event: E) -> About<E> {
    About::new(INTERN.subject(), event)
}

fn verify() -> About<PlanVerified> {
    intern(seen(PlanKind::EhcPlan))
}

fn accept() -> Accept {
    Accept {
        internship: INTERN,
        date: ACCEPTED,
        provider: college(),
        programme: None,
        planned_start: FIRST_DAY,
        planned_end: LAST_DAY,
        weekly_minutes_at_work: Some(Minutes(1200)),
        weekly_minutes_in_class: None,
        english_and_maths: None,
        readiness_override: None,
        note: None,
    }
}

fn cease_on(date: Date) -> CeasePlan {
    intern(PlanCeased { date, reason: CeaseReason::LeftEducation, note: None })
}

fn assessment(date: Date) -> ReadinessAssessed {
    ReadinessAssessed {
        date,
        tool: line("Ready for work"),
        tool_version: Some(line("2")),
        assessor: None,
        out_of: Some(5),
        travel: None,
        time_keeping: None,
        communication: None,
        money: None,
        motivation: None,
        self_care: None,
        understanding_of_work: None,
        gaps: Vec::new(),
        conclusion: Readiness::NotYet,
        note: None,
    }
}

fn decline_on(date: Date) -> Decline {
    let declined = Declined { date, reason: DeclineReason::NoPlace, onward: None, note: None };
    Decline::new(INTERN.subject(), declined)
}

fn withdraw_on(date: Date) -> About<Withdrawn> {
    intern(Withdrawn { date, reason: WithdrawalReason::Health, note: None })
}

fn complete_on(date: Date) -> About<Completed> {
    intern(Completed { date, reason: CompletionReason::Finished, note: None })
}

fn take_back(n: u128) -> service_kit::EnterInError {
    service_kit::scenarios::take_back(INTERN.subject(), n)
}

fn salford() -> LocalAuthority {
    LocalAuthority::new("E08000006").unwrap()
}
