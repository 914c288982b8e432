//! Values that stand in another sheet.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::files::SheetFile;
use crate::mapping::Mapping;
use crate::wording::comparable;

/// The columns that lookups ask for, by the cells they are found by.
pub(super) struct Tables(Vec<HashMap<String, Found>>);

/// What a lookup finds.
pub(super) enum Found {
    One(String),
    /// Rows that say different things.
    Several,
}

impl Tables {
    pub(super) fn read(mapping: &Mapping, files: &[Vec<SheetFile>]) -> Self {
        let mut tables: Vec<HashMap<String, Found>> = mapping.lookups.iter().map(|_| HashMap::new()).collect();
        for (index, (sheet, files)) in mapping.sheets.iter().zip(files).enumerate() {
            let mut wanted: Vec<_> =
                mapping.lookups.iter().zip(&mut tables).filter(|(l, _)| l.sheet == index).collect();
            if wanted.is_empty() {
                continue;
            }
            for file in files {
                let mut rows = file.rows(sheet);
                while rows.read().is_some() {
                    if rows.is_blank() || !file.is_sure(&rows) {
                        continue;
                    }
                    for (lookup, table) in &mut wanted {
                        let cell = |slot: usize| file.cell(rows.record(), slot);
                        put(table, place(lookup.on.iter().map(|slot| cell(*slot))), cell(lookup.column));
                    }
                }
            }
        }
        Self(tables)
    }

    pub(super) fn find<'c>(&self, lookup: usize, cells: impl Iterator<Item = &'c str>) -> Option<&Found> {
        self.0.get(lookup)?.get(&place(cells))
    }
}

fn put(table: &mut HashMap<String, Found>, place: String, cell: &str) {
    match table.entry(place) {
        Entry::Vacant(entry) => {
            entry.insert(Found::One(cell.trim().to_owned()));
        }
        Entry::Occupied(mut entry) => {
            let differs = matches!(entry.get(), Found::One(known) if comparable(known) != comparable(cell));
            if differs {
                entry.insert(Found::Several);
            }
        }
    }
}

fn place<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    cells.map(comparable).collect::<Vec<_>>().join("\u{1f}")
}
