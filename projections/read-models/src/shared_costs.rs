//! What programmes cost, by head and funder, and how it is shared between their interns.

use events::funding::{Apportionment, CostHead, CostIncurred, Funder};
use events::{Pence, ProgrammeId, SubjectKind};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

use crate::sums::{count, more_pence};

/// The read model of programmes' costs.
pub struct SharedCosts;

table! {
    /// One row per programme, head, funder and way of sharing: what it cost all its interns together.
    pub struct SharedCost in "shared_costs", revision 1, by {
        programme: ProgrammeId = "The programme.";
        head: CostHead = "What it is for.";
        funder: Funder = "Who bears it.";
        apportioned: Apportionment = "How it is shared between the interns.";
    } {
        costs: u32 = "How many costs there were.";
        pence: Pence = "What they come to.";
        last_on: Date = "The day of the last.";
    }
}

impl ReadModel for SharedCosts {
    type Key = (ProgrammeId, CostHead, Funder, Apportionment);
    type Page = Option<SharedCost>;

    const TAKES: Takes<Self> = &[&On {
        keys: |about, cost: &CostIncurred| match (about.kind, cost.apportioned) {
            (SubjectKind::Programme, Some(apportioned)) => {
                Keys::One((ProgrammeId(about.id), cost.head, cost.funder, apportioned))
            }
            _ => Keys::None,
        },
        fold: add,
    }];
}

fn add(
    page: Option<SharedCost>,
    &(programme, head, funder, apportioned): &(ProgrammeId, CostHead, Funder, Apportionment),
    cost: &CostIncurred,
) -> Folded<SharedCosts> {
    let nothing = || SharedCost { programme, head, funder, apportioned, costs: 0, pence: Pence(0), last_on: cost.date };
    let mut row = page.unwrap_or_else(nothing);
    row.costs = count(row.costs);
    row.pence = more_pence(row.pence, cost.pence, "pence")?;
    row.last_on = row.last_on.max(cost.date);
    Ok(Some(row))
}
