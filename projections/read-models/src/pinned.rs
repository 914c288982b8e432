//! What the tables are and what they read, as files. A changed table is a new revision.

use std::collections::BTreeSet;
use std::path::Path;

use projection_kit::Dialect;

#[test]
fn every_table_is_the_one_that_its_file_shows() {
    for model in crate::ALL {
        let table = model.table();
        let index = table.create_index().unwrap_or_default();
        let sql = format!("-- revision {}\n{}{index}", table.revision, table.create(table.name, Dialect::Sqlite));
        is_pinned(&format!("src/{}/table.sql", table.name), &sql);
    }
}

#[test]
fn the_events_that_no_table_reads_are_those_that_the_file_lists() {
    let read: BTreeSet<String> = crate::ALL.iter().flat_map(|model| names(&model.takes())).collect();
    let all = events::types().filter(|kind| kind.name != "entered-in-error").map(events::EventType::full_name);
    let unread: String = all.filter(|name| !read.contains(name)).map(|name| name + "\n").collect();
    is_pinned("unread.txt", &unread);
}

#[test]
fn no_table_reads_an_event_type_twice_or_takes_one_back_itself() {
    for model in crate::ALL {
        let named = names(&model.takes());
        let once: BTreeSet<_> = named.iter().collect();
        assert_eq!(once.len(), named.len(), "{}: only the first of two would be asked", model.table().name);
        assert!(!named.iter().any(|name| name.contains("entered-in-error")), "{}", model.table().name);
    }
}

#[test]
fn every_column_says_what_it_is_in_words_of_its_own() {
    for model in crate::ALL {
        for column in model.table().columns {
            assert!(column.description.ends_with('.'), "{}.{}", model.table().name, column.name);
            assert!(!column.description.contains('_'), "{}.{}", model.table().name, column.name);
        }
    }
}

fn names(types: &[events::EventType]) -> Vec<String> {
    types.iter().map(events::EventType::full_name).collect()
}

#[track_caller]
fn is_pinned(file: &str, now: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("WAYMARK_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, now).unwrap();
    }
    let pinned = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(now, pinned, "{file} differs: if that is meant, raise the table's revision and run ./regenerate");
}
