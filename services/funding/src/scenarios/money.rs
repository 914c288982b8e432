//! What things cost, and what Access to Work sends.

use events::funding::{CostBasis, CostHead, CostIncurred, Funder, RemittanceReceived};
use events::{Pence, ProviderId};
use service_kit::{About, Shared};

use super::history::*;
use crate::{IncurCost, Refusal};

#[test]
fn a_cost_is_what_was_spent_and_an_estimate_only_if_that_is_said() {
    let cost = |basis| CostIncurred {
        date: DECIDED,
        head: CostHead::Clothing,
        funder: Funder::Family,
        pence: Pence(4500),
        basis,
        apportioned: None,
    };
    given([referred()]).when(boots(4500)).then(cost(None));
    let basis = Some(CostBasis::Estimate);
    given([referred()]).when(IncurCost { basis, ..boots(4500) }).then(cost(basis));
}

#[test]
fn a_cost_is_more_than_nothing() {
    given([referred()]).when(boots(1)).accepted();
    given([referred()]).when(boots(0)).refused(Refusal::NoMoney { pence: Pence(0) });
}

#[test]
fn a_provider_receives_each_remittance_once() {
    let received = RemittanceReceived { date: DECIDED, reference: line("DWP-1"), pence: Pence(100) };
    let college = ProviderId(uuid::Uuid::from_u128(0xD)).subject();
    let ask = |event: RemittanceReceived| About::new(college, event);
    given([]).today(DECIDED).when(ask(received.clone())).refused(Shared::UnknownProvider);
    given([provider()]).when(ask(received.clone())).then(received.clone());
    let known = Refusal::RemittanceKnown { reference: line("DWP-1"), date: DECIDED };
    given([provider(), received.clone().into()]).when(ask(received.clone())).refused(known);
    let nothing = RemittanceReceived { pence: Pence(0), ..received };
    given([provider()]).when(ask(nothing)).refused(Refusal::NoMoney { pence: Pence(0) });
}

fn boots(pence: i64) -> IncurCost {
    let (head, funder) = (CostHead::Clothing, Funder::Family);
    IncurCost { internship: INTERN, date: DECIDED, head, funder, pence: Pence(pence), basis: None }
}
