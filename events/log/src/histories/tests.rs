use events::InternshipId;
use uuid::Uuid;

use super::*;

const SUBJECTS: u64 = 7;

fn subject(n: u64) -> Subject {
    InternshipId(Uuid::from_u128(u128::from(n % SUBJECTS))).subject()
}

fn event(position: u64) -> Kept {
    let leaf = format!("event {position} {}", "x".repeat(usize::try_from(position * 37 % 900).unwrap())).into_bytes();
    Kept { subject: subject(position), leaf, sealed: position.is_multiple_of(3).then(|| vec![7; 40]) }
}

/// Writes so many runs of 200 events each.
fn written(histories: &Histories, many: u64) -> Runs {
    let mut runs = Runs::default();
    for _ in 0..many {
        let after = runs.upto();
        let events: Vec<_> = (after.0 + 1..=after.0 + 200).map(event).collect();
        runs.push(histories.write(after, &events).unwrap());
    }
    runs
}

#[track_caller]
fn assert_histories(runs: &Runs) {
    for about in 0..SUBJECTS {
        let positions: Vec<_> = (1..=runs.upto().0).filter(|n| n % SUBJECTS == about).map(Position).collect();
        for from in [0, positions.len() / 2, positions.len()] {
            let history = runs.history(subject(about), &positions[from..]).unwrap();
            let expected = positions[from..].iter().map(|position| {
                let Kept { leaf, sealed, .. } = event(position.0);
                Stored { position: *position, leaf, sealed }
            });
            assert!(history.into_iter().eq(expected), "{about} from {from}");
        }
    }
}

fn merged(histories: &Histories, runs: &mut Runs) {
    while let Some(group) = runs.to_merge() {
        let run = histories.merge(&group, &AtomicBool::new(false)).unwrap().unwrap();
        assert!(runs.replace(run));
        histories.remove(&group).unwrap();
    }
}

fn spans(runs: &Runs) -> Vec<(u64, u64, u8)> {
    runs.0.iter().map(|run| (run.first.0, run.last.0, run.tier)).collect()
}

#[test]
fn four_neighbours_of_a_tier_become_one_of_the_next_and_say_what_they_said() {
    let dir = tempfile::tempdir().unwrap();
    let histories = Histories::open(dir.path()).unwrap();
    let mut runs = written(&histories, 3);
    merged(&histories, &mut runs);
    assert_eq!(spans(&runs), [(1, 200, 0), (201, 400, 0), (401, 600, 0)]);
    let mut runs = written(&histories, 22);
    assert_histories(&runs);
    merged(&histories, &mut runs);
    assert_eq!(spans(&runs), [(1, 3200, 2), (3201, 4000, 1), (4001, 4200, 0), (4201, 4400, 0)]);
    assert_histories(&runs);
    let adopted = Histories::open(dir.path()).unwrap().adopt(|_| true).unwrap();
    assert_eq!(spans(&adopted), spans(&runs));
    assert_histories(&adopted);
}

#[test]
fn a_merged_run_stands_beside_those_it_was_merged_from_until_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let histories = Histories::open(dir.path()).unwrap();
    let runs = written(&histories, 5);
    histories.merge(&runs.to_merge().unwrap(), &AtomicBool::new(false)).unwrap().unwrap();
    let adopted = histories.adopt(|_| true).unwrap();
    assert_eq!(spans(&adopted), [(1, 800, 1), (801, 1000, 0)]);
    assert_histories(&adopted);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 3, "two runs and the dictionary");
}

#[test]
fn a_merge_that_is_told_to_stop_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let histories = Histories::open(dir.path()).unwrap();
    let runs = written(&histories, 4);
    assert!(histories.merge(&runs.to_merge().unwrap(), &AtomicBool::new(true)).unwrap().is_none());
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 5, "four runs and the dictionary");
    assert_histories(&runs);
}

#[test]
fn a_merged_run_takes_no_place_among_runs_that_were_given_up() {
    let dir = tempfile::tempdir().unwrap();
    let histories = Histories::open(dir.path()).unwrap();
    let runs = written(&histories, 4);
    let run = histories.merge(&runs.to_merge().unwrap(), &AtomicBool::new(false)).unwrap().unwrap();
    let mut given_up = Runs::default();
    assert!(!given_up.replace(run));
    assert_eq!(given_up.upto(), Position::START);
}

#[test]
fn a_run_with_a_damaged_page_is_named_and_not_merged() {
    let dir = tempfile::tempdir().unwrap();
    let histories = Histories::open(dir.path()).unwrap();
    let runs = written(&histories, 4);
    let path = runs.0[2].path().to_path_buf();
    let mut bytes = fs::read(&path).unwrap();
    bytes[100] ^= 1;
    fs::write(&path, bytes).unwrap();
    let adopted = histories.adopt(|_| true).unwrap();
    let damaged = (0..SUBJECTS).filter_map(|about| {
        let positions: Vec<_> = (1..=800).filter(|n| n % SUBJECTS == about).map(Position).collect();
        adopted.history(subject(about), &positions).err().map(|run| run.first)
    });
    assert_eq!(damaged.collect::<Vec<_>>(), [Position(401)]);
    assert!(histories.merge(&adopted.to_merge().unwrap(), &AtomicBool::new(false)).is_err());
}
