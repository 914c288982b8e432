//! Any event at all is read back from its canonical bytes as it was, and has only one such form.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it must be")]

use events::funding::{CostBasis, CostHead, CostIncurred, Funder};
use events::referrals::{Event as Referral, ReferralSource, Referred, TasterCompleted};
use events::{
    ActorId, Attribution, CommandHash, EnteredInError, ErrorReason, Event, EventId, Fact, Hash, KeyCommitment, Line,
    LocalAuthority, Owner, OwnerKind, Pence, PersonId, Position, ProviderId, Purpose, Recorded, SealedPart, Subject,
    SubjectKind, Trace,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::option;
use proptest::prelude::*;
use uuid::Uuid;

proptest! {
    #[test]
    fn any_event_is_read_back_from_its_canonical_bytes(event in event()) {
        let bytes = event.to_canonical().unwrap();
        let read = Recorded::decode(Position(1), &bytes).unwrap().event;
        prop_assert_eq!(&read, &event);
        prop_assert_eq!(read.to_canonical().unwrap(), bytes);
    }

    /// RFC 8785: members in order, no white space, only the escapes that must be.
    #[test]
    fn the_bytes_of_any_event_are_canonical(event in event()) {
        let text = String::from_utf8(event.to_canonical().unwrap()).unwrap();
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(serde_json::to_string(&parsed).unwrap(), text.clone());
        let escapes = text.replace("\\\\", "");
        prop_assert!(!escapes.contains("\\u") && !escapes.contains("\\/"), "{}", text);
    }
}

prop_compose! {
    fn event()(
        (id, subject, correlation) in (id(), subject(), option::of(id())),
        fact in fact(),
        (happened, recorded) in (day(), 0i64..4_000_000_000_000_000),
        (actor, on_behalf_of, origin) in (id(), option::of(id().prop_map(ActorId)), option::of(line())),
        (causation, traceparent) in (option::of(id().prop_map(EventId)), option::of(line())),
        (command, sealed) in (any::<[u8; 16]>(), sealed()),
    ) -> Event {
        Event {
            id: EventId(id),
            subject,
            fact,
            happened,
            recorded: Timestamp::from_microsecond(recorded).unwrap(),
            by: Attribution { actor: ActorId(actor), on_behalf_of, origin, said: None },
            trace: Trace { correlation, causation, traceparent },
            rules: events::rule_table::VERSION,
            command: CommandHash(command),
            sealed,
        }
    }
}

prop_compose! {
    /// Parts in the order in which an event lists them.
    fn sealed()(
        places in prop::collection::btree_set((0..5_usize, id()), 0..4),
        (hash, key) in any::<([u8; 32], [u8; 16])>(),
    ) -> Vec<SealedPart> {
        let kinds =
            [OwnerKind::Coach, OwnerKind::Employer, OwnerKind::Person, OwnerKind::Programme, OwnerKind::Provider];
        let part = |(kind, id): (usize, Uuid)| SealedPart {
            owner: Owner { kind: kinds[kind], id },
            purpose: Purpose::new("attribution").unwrap(),
            hash: Hash(hash),
            key: KeyCommitment(key),
        };
        places.into_iter().map(part).collect()
    }
}

fn fact() -> impl Strategy<Value = Fact> {
    prop_oneof![referred(), taster(), cost(), error()]
}

prop_compose! {
    fn referred()(
        (date, provider, person) in (day(), id(), id()),
        (reference, school_year, wished_sectors) in (line(), option::of(line()), prop::collection::vec(line(), 0..4)),
        source in prop::sample::select(ReferralSource::ALL),
        area in 0..1_000_000,
    ) -> Fact {
        let (provider, person) = (ProviderId(provider), PersonId(person));
        let home_authority = LocalAuthority::new(&format!("E08{area:06}")).unwrap();
        Referred {
            date,
            provider,
            programme: None,
            reference,
            person,
            home_authority,
            source,
            school_year,
            wished_sectors: Vec::new(),
            sector_words: wished_sectors,
            personal: None,
        }
            .into()
    }
}

prop_compose! {
    fn taster()(date in day(), sector in line(), rating in option::of(any::<u8>())) -> Fact {
        TasterCompleted { date, sector: None, sector_words: Some(sector), employer: None, rating }.into()
    }
}

prop_compose! {
    fn cost()(
        date in day(),
        pence in -Pence::MOST..=Pence::MOST,
        head in prop::sample::select(CostHead::ALL),
        funder in prop::sample::select(Funder::ALL),
    ) -> Fact {
        CostIncurred { date, head, funder, pence: Pence(pence), basis: Some(CostBasis::Actual), apportioned: None }.into()
    }
}

prop_compose! {
    fn error()(date in day(), event in id(), reason in prop::sample::select(ErrorReason::ALL)) -> Fact {
        Referral::from(EnteredInError { event: EventId(event), date, reason, note: None }).into()
    }
}

/// Text in any script, with quotes, backslashes and whatever else a line may have.
fn line() -> impl Strategy<Value = Line> {
    let odd = prop_oneof!["[\"\\\\/<>&'\u{2028}\u{feff}\u{e9}\u{1f600}]{1,8}", "\\PC{1,60}", "[a-z ]{1,200}"];
    odd.prop_filter_map("a line", |text: String| Line::new(&text).ok())
}

fn subject() -> impl Strategy<Value = Subject> {
    (prop::sample::select(&SubjectKind::ALL[..]), id()).prop_map(|(kind, id)| Subject { kind, id })
}

fn day() -> impl Strategy<Value = Date> {
    (0..100_000i64).prop_map(|days| date(1900, 1, 1).saturating_add(jiff::Span::new().days(days)))
}

fn id() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}
