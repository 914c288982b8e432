//! Money that programmes were given, by source.

use events::funding::{Funder, FundingAllocated};
use events::{Pence, ProgrammeId};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

use crate::sums::{count, more_pence};

/// The read model of allocations.
pub struct Allocations;

table! {
    /// One row per programme and source: the money it was given for its year.
    pub struct Allocation in "allocations", revision 1, by {
        programme: ProgrammeId = "The programme.";
        source: Funder = "Where the money comes from.";
    } {
        allocations: u32 = "How many allocations there were.";
        pence: Pence = "What they come to.";
        last_on: Date = "When the last was agreed.";
    }
}

impl ReadModel for Allocations {
    type Key = (ProgrammeId, Funder);
    type Page = Option<Allocation>;

    const TAKES: Takes<Self> = &[&On {
        keys: |programme, allocated: &FundingAllocated| Keys::One((ProgrammeId(programme.id), allocated.source)),
        fold: add,
    }];
}

fn add(
    page: Option<Allocation>,
    &(programme, source): &(ProgrammeId, Funder),
    allocated: &FundingAllocated,
) -> Folded<Allocations> {
    let nothing = || Allocation { programme, source, allocations: 0, pence: Pence(0), last_on: allocated.date };
    let mut row = page.unwrap_or_else(nothing);
    row.allocations = count(row.allocations);
    row.pence = more_pence(row.pence, allocated.pence, "pence")?;
    row.last_on = row.last_on.max(allocated.date);
    Ok(Some(row))
}
