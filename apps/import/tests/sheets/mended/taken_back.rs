//! Random events are taken back by hand, and then the same sheets are imported again.

use events::history::{Dependencies, effective};
use import::LogEvent;

use super::{Year, believed, of_few};
use crate::college::College;

const ROUNDS: u64 = 24;

#[tokio::test]
async fn what_was_taken_back_to_be_recorded_again_is_recorded_by_the_next_import() {
    let sheets = of_few();
    let year = Year::of(sheets.path()).await;
    let mut taken_back = 0;
    for seed in 0..ROUNDS {
        let college = year.college.copied().await;
        taken_back += take_back_some(&college, seed, "replaced").await;
        college.import(&year.mapping, sheets.path()).await;
        believed(&college).await.assert_is(&year.believed, &format!("seed {seed}"));
        let head = college.head();
        college.import(&year.mapping, sheets.path()).await;
        assert_eq!(college.head(), head, "seed {seed}: a further import adds nothing");
    }
    assert!(taken_back > ROUNDS, "hardly anything was taken back: {taken_back}");
}

#[tokio::test]
async fn what_was_taken_back_for_good_is_not_recorded_by_the_next_import() {
    let sheets = of_few();
    let year = Year::of(sheets.path()).await;
    for seed in 0..ROUNDS {
        let college = year.college.copied().await;
        take_back_some(&college, seed, "did-not-happen").await;
        let (before, head) = (believed(&college).await, college.head());
        college.import(&year.mapping, sheets.path()).await;
        believed(&college).await.assert_is(&before, &format!("seed {seed}"));
        assert_eq!(college.head(), head, "seed {seed}");
    }
}

/// Takes back a few events of the import, each after what depends on it, as far as rules let it. Tells
/// how many.
async fn take_back_some(college: &College, seed: u64, reason: &str) -> u64 {
    let (mut dice, mut taken_back) = (seed, 0);
    for _ in 0..3 {
        let all = college.all().await;
        let standing: Vec<&LogEvent> = effective(&all).filter(|known| known.origin.is_some()).collect();
        let chosen = standing[usize::try_from(roll(&mut dice)).unwrap() % standing.len()];
        let history: Vec<LogEvent> = all.iter().filter(|known| known.subject == chosen.subject).cloned().collect();
        let dependents = Dependencies::of(&history).dependents(chosen.id);
        let ids = dependents.into_iter().map(|dependent| dependent.event).chain([chosen.id]);
        for id in ids.collect::<Vec<_>>() {
            let known = history.iter().find(|known| known.id == id).unwrap();
            taken_back += u64::from(college.take_back(known, reason).await);
        }
    }
    taken_back
}

/// The next of a row of numbers that look random, the same for the same start (SplitMix64).
fn roll(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    (mixed ^ (mixed >> 27)) >> 33
}
