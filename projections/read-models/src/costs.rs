//! What internships cost of their own, by head and funder.

use events::funding::{CostBasis, CostHead, CostIncurred, Funder};
use events::{InternshipId, Pence, SubjectKind};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

use crate::sums::{count, more_pence};

/// The read model of interns' own costs.
pub struct Costs;

table! {
    /// One row per internship, head and funder: what it cost of its own. What a programme cost is in shared_costs.
    pub struct Cost in "costs", revision 1, by {
        internship: InternshipId = "Whose cost it is.";
        head: CostHead = "What it is for.";
        funder: Funder = "Who bears it.";
    } {
        costs: u32 = "How many costs there were.";
        pence: Pence = "What they come to.";
        estimated_pence: Pence = "How much of that is an estimate.";
        first_on: Date = "The day of the first.";
        last_on: Date = "The day of the last.";
    }
}

impl ReadModel for Costs {
    type Key = (InternshipId, CostHead, Funder);
    type Page = Option<Cost>;

    const TAKES: Takes<Self> = &[&On {
        keys: |about, cost: &CostIncurred| match about.kind {
            SubjectKind::Internship => Keys::One((InternshipId(about.id), cost.head, cost.funder)),
            SubjectKind::Programme
            | SubjectKind::Provider
            | SubjectKind::Employer
            | SubjectKind::Coach
            | SubjectKind::Person => Keys::None,
        },
        fold: add,
    }];
}

fn add(page: Option<Cost>, key: &(InternshipId, CostHead, Funder), cost: &CostIncurred) -> Folded<Costs> {
    let &(internship, head, funder) = key;
    let nothing = || Cost {
        internship,
        head,
        funder,
        costs: 0,
        pence: Pence(0),
        estimated_pence: Pence(0),
        first_on: cost.date,
        last_on: cost.date,
    };
    let mut row = page.unwrap_or_else(nothing);
    row.costs = count(row.costs);
    row.pence = more_pence(row.pence, cost.pence, "pence")?;
    if cost.basis == Some(CostBasis::Estimate) {
        row.estimated_pence = more_pence(row.estimated_pence, cost.pence, "estimated_pence")?;
    }
    (row.first_on, row.last_on) = (row.first_on.min(cost.date), row.last_on.max(cost.date));
    Ok(Some(row))
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::{given, taken_back};

    use super::*;

    #[test]
    fn costs_of_one_head_and_funder_are_added_and_estimates_are_told() {
        given::<Costs>([cost(100, None), cost(250, Some(CostBasis::Estimate))])
            .then_that(|row| (row.costs, row.pence, row.estimated_pence) == (2, Pence(350), Pence(250)));
        given::<Costs>([cost(100, None), cost(250, None), taken_back("funding", 1)])
            .then_that(|row| (row.costs, row.pence) == (1, Pence(250)));
    }

    fn cost(pence: i64, basis: Option<CostBasis>) -> Fact {
        let (head, funder, date) = (CostHead::Clothing, Funder::Family, date(2025, 10, 1));
        CostIncurred { date, head, funder, pence: Pence(pence), basis, apportioned: None }.into()
    }
}
