//! What was paid for each claim, by remittance.

use events::funding::ClaimPaid;
use events::{ClaimId, InternshipId, Line, Pence};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

use crate::sums::{count, more_pence};

/// The read model of payments.
pub struct Payments;

table! {
    /// One row per claim and remittance: what was paid for the claim out of it.
    pub struct Payment in "payments", revision 1, by {
        internship: InternshipId = "Whose support was paid for.";
        claim: ClaimId = "The claim.";
        remittance: Line = "The remittance, by its reference; \"not said\" where the payment names none.";
    } {
        payments: u32 = "How many payments there were.";
        pence: Pence = "What they come to.";
        paid_on: Date = "The day of the last.";
    }
}

impl ReadModel for Payments {
    type Key = (InternshipId, ClaimId, Line);
    type Page = Option<Payment>;

    const TAKES: Takes<Self> = &[&On {
        keys: |whose, paid: &ClaimPaid| {
            let remittance = paid.remittance.clone().or_else(|| Line::new("not said").ok());
            remittance.map_or(Keys::None, |remittance| Keys::One((InternshipId(whose.id), paid.claim, remittance)))
        },
        fold: add,
    }];
}

fn add(
    page: Option<Payment>,
    (internship, claim, remittance): &(InternshipId, ClaimId, Line),
    paid: &ClaimPaid,
) -> Folded<Payments> {
    let nothing = || Payment {
        internship: *internship,
        claim: *claim,
        remittance: remittance.clone(),
        payments: 0,
        pence: Pence(0),
        paid_on: paid.date,
    };
    let mut row = page.unwrap_or_else(nothing);
    row.payments = count(row.payments);
    row.pence = more_pence(row.pence, paid.pence, "pence")?;
    row.paid_on = row.paid_on.max(paid.date);
    Ok(Some(row))
}

#[cfg(test)]
mod tests {
    use events::Fact;
    use jiff::civil::date;
    use projection_kit::scenarios::given;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn payments_are_added_by_remittance() {
        given::<Payments>([paid(100, Some("DWP-1")), paid(50, Some("DWP-1"))])
            .then_that(|row| (row.payments, row.pence) == (2, Pence(150)));
        given::<Payments>([paid(100, None)]).then_that(|row| row.remittance.as_str() == "not said");
    }

    fn paid(pence: i64, remittance: Option<&str>) -> Fact {
        let remittance = remittance.map(|reference| Line::new(reference).unwrap());
        ClaimPaid { claim: ClaimId(Uuid::from_u128(1)), date: date(2025, 5, 1), pence: Pence(pence), remittance }.into()
    }
}
