//! The tables as they stand in the file, one `table.sql` beside each fold. A difference is a new
//! revision: raise it, then write the file anew with `WAYMARK_UPDATE=1 cargo test -p read-models`.

use std::path::Path;

use projection_kit::Dialect;

#[test]
fn every_table_is_the_one_that_its_file_shows() {
    for model in crate::ALL {
        let table = model.table();
        let index = table.create_index().unwrap_or_default();
        let sql = format!("-- revision {}\n{}{index}", table.revision, table.create(table.name, Dialect::Sqlite));
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(table.name).join("table.sql");
        if std::env::var_os("WAYMARK_UPDATE").is_some() {
            std::fs::write(&file, &sql).unwrap();
        }
        let pinned = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(sql, pinned, "{} changed: raise its revision, then run with WAYMARK_UPDATE=1", table.name);
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
