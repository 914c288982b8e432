//! What cannot be digested parks its subject; the rest goes on.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::every::Every;
use common::home::{Home, Homes};
use common::store::Told;
use common::{Chance, Intern};
use events::referrals::Event as Referral;
use events::{EnteredInError, ErrorReason, Event, EventId, Fact, InternshipId, Subject};
use jiff::civil::date;
use projection_kit::{AnyReadModel, ReadModel, Takes, Undigested, model, table};
use projection_worker::{NotParked, Stopped, Worker};

table! {
    /// One row per internship: how many things happened, as long as they make sense.
    pub struct Row in "happenings", revision 1, by {
        internship: InternshipId = "The internship.";
    } {
        happened: u32 = "How many things happened.";
    }
}

/// Counts events, and cannot digest a withdrawal.
struct Happenings;

impl ReadModel for Happenings {
    type Key = (InternshipId,);
    type Page = Option<Row>;

    const TAKES: Takes<Self> = &[&Every(|page: Option<Row>, internship, event| {
        if matches!(event.event.fact, Fact::Referrals(Referral::Withdrawn(_))) {
            return Err(Undigested::Unfounded { on: "a goodbye" });
        }
        Ok(Some(Row { internship, happened: page.map_or(0, |row| row.happened) + 1 }))
    })];
}

const MODELS: &[&dyn AnyReadModel] = &[&model::<Happenings>()];

in_both! {
    async fn an_event_that_makes_no_sense_parks_its_subject_and_the_rest_goes_on(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.withdraws(0).await;
        story.happens(0, 2).await;
        story.happens(1, 4).await;
        story.then(&[(0, 3), (1, 4)], &[4]).await;
    }
}

in_both! {
    async fn a_subject_stays_parked_when_it_is_tried_again_for_the_same_reason(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.withdraws(0).await;
        story.catch_up().await;
        story.worker.retry(story.told.journal(), "happenings", story.subject(0)).await.unwrap();
        story.then(&[(0, 3)], &[4]).await;
    }
}

in_both! {
    async fn a_subject_goes_on_when_the_event_is_skipped_and_a_rebuild_heeds_it(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.withdraws(0).await;
        story.happens(0, 2).await;
        story.catch_up().await;
        let (journal, subject) = (story.told.journal(), story.subject(0));
        story.worker.skip(journal, "happenings", subject, "a test of the form").await.unwrap();
        story.then(&[(0, 5)], &[]).await;
        story.withdraws(0).await;
        story.then(&[(0, 5)], &[7]).await;
    }
}

in_both! {
    async fn nothing_is_skipped_in_another_history_that_has_another_event_at_its_position(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.withdraws(0).await;
        story.catch_up().await;
        let (journal, subject) = (story.told.journal(), story.subject(0));
        story.worker.skip(journal, "happenings", subject, "a test of the form").await.unwrap();
        story.then(&[(0, 3)], &[]).await;

        // The same intern, or another one.
        for intern in [0, 1] {
            story.told = Told::nothing();
            story.interns = (0..2).map(|n| Intern::new(n, None)).collect();
            // Other commands than before, so that no event has an id that one had then.
            (0..9).for_each(|_| drop(story.interns[intern].next(&mut story.chance)));
            story.happens(intern, 4).await;
            story.worker.rebuild(story.told.journal(), &[], |_| {}).await.unwrap();
            story.then(&[(intern, 4)], &[]).await;
            // Also when the whole history is folded again.
            let withdrawn = story.withdraws(intern).await;
            story.takes_back(intern, withdrawn).await;
            story.then(&[(intern, 4)], &[]).await;
        }
    }
}

in_both! {
    async fn a_subject_goes_on_when_the_event_is_taken_back(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        let withdrawn = story.withdraws(0).await;
        story.happens(0, 2).await;
        story.catch_up().await;
        story.takes_back(0, withdrawn).await;
        story.then(&[(0, 5)], &[]).await;
    }
}

in_both! {
    async fn a_subject_that_makes_no_sense_twice_is_parked_at_the_second_when_the_first_is_taken_back(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        let first = story.withdraws(0).await;
        story.happens(0, 2).await;
        story.withdraws(0).await;
        story.takes_back(0, first).await;
        story.then(&[(0, 5)], &[7]).await;
    }
}

in_both! {
    async fn nobody_is_retried_who_is_not_parked(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.catch_up().await;
        let outcome = story.worker.retry(story.told.journal(), "happenings", story.subject(0)).await;
        assert!(matches!(outcome, Err(NotParked::NotParked { .. })), "{outcome:?}");
        let outcome = story.worker.retry(story.told.journal(), "hapenings", story.subject(0)).await.unwrap_err();
        assert!(outcome.to_string().contains("there are: happenings"), "{outcome}");
    }
}

in_both! {
    async fn nobody_is_retried_and_nothing_skipped_in_another_history(homes: Homes) {
        let mut story = Story::begin(homes);
        story.happens(0, 3).await;
        story.withdraws(0).await;
        story.catch_up().await;
        let before = story.home.dump(MODELS);
        let (other, subject) = (story.told.told_again().await, story.subject(0));
        let worker = story.home.open(MODELS);
        let retried = worker.retry(other.journal(), "happenings", subject).await.unwrap_err();
        let skipped = worker.skip(other.journal(), "happenings", subject, "a test of the form").await.unwrap_err();
        for outcome in [retried, skipped] {
            assert!(matches!(outcome, NotParked::Stopped(Stopped::OtherEvent { .. })), "{outcome}");
        }
        assert_eq!(story.home.dump(MODELS), before);
    }
}

/// A worker and the interns it hears of.
struct Story {
    home: Home,
    worker: Worker,
    told: Told,
    interns: Vec<Intern>,
    chance: Chance,
}

impl Story {
    fn begin(homes: Homes) -> Self {
        let home = homes.fresh();
        let worker = home.open(MODELS);
        let interns = (0..2).map(|n| Intern::new(n, None)).collect();
        Self { home, worker, told: Told::nothing(), interns, chance: Chance::of(3) }
    }

    fn subject(&self, intern: usize) -> Subject {
        self.interns[intern].internship.subject()
    }

    async fn happens(&mut self, intern: usize, times: usize) {
        for _ in 0..times {
            let mut event = self.interns[intern].next(&mut self.chance);
            while matches!(event.fact, Fact::Referrals(Referral::Withdrawn(_))) {
                event = self.interns[intern].next(&mut self.chance);
            }
            self.told.tell(event).await;
        }
    }

    async fn withdraws(&mut self, intern: usize) -> EventId {
        let reason = events::referrals::WithdrawalReason::Other;
        self.tell(intern, events::referrals::Withdrawn { date: date(2025, 1, 1), reason, note: None }.into()).await
    }

    async fn takes_back(&mut self, intern: usize, event: EventId) {
        self.tell(
            intern,
            Referral::from(EnteredInError { event, date: date(2025, 1, 1), reason: ErrorReason::WrongDay, note: None })
                .into(),
        )
        .await;
    }

    async fn tell(&mut self, intern: usize, fact: Fact) -> EventId {
        let event = Event { fact, ..self.interns[intern].next(&mut self.chance) };
        let id = event.id;
        self.told.tell(event).await;
        id
    }

    async fn catch_up(&self) {
        self.worker.catch_up(self.told.journal(), |_| {}).await.unwrap();
    }

    /// Then the interns have so many events, and these positions are parked; and the same after a
    /// rebuild.
    async fn then(&self, happened: &[(usize, u32)], parked: &[u64]) {
        self.catch_up().await;
        let live = self.home.dump(MODELS);
        let mut expected: Vec<_> =
            happened.iter().map(|(n, times)| format!("happenings|{}|{times}", self.interns[*n].internship)).collect();
        expected.sort();
        let found: Vec<_> = live.lines().filter(|line| line.starts_with("happenings|")).collect();
        assert_eq!(found, expected);
        let found: Vec<_> = live.lines().filter(|line| line.starts_with("parked|")).collect();
        assert_eq!(found.len(), parked.len(), "{found:?}");
        for (line, position) in found.iter().zip(parked) {
            assert!(line.contains(&format!("|{position}|")) && line.contains("it rests on a goodbye"), "{line}");
        }
        self.worker.rebuild(self.told.journal(), &[], |_| {}).await.unwrap();
        assert_eq!(self.home.dump(MODELS), live, "rebuilt");
    }
}
