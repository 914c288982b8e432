//! Money that Access to Work sent, and the claims it was for.

use events::funding::RemittanceReceived;
use events::{Line, Pence, ProviderId};
use jiff::civil::Date;
use projection_kit::{Folded, Keys, On, ReadModel, Takes, table};

/// The read model of remittances.
pub struct Remittances;

table! {
    /// One row per remittance of Access to Work. Which claims it paid for is in payments.
    pub struct Remittance in "remittances", revision 1, by {
        provider: ProviderId = "Who received it.";
        remittance: Line = "The remittance, by its reference.";
    } {
        received_on: Date = "When it arrived.";
        pence: Pence = "How much.";
    }
}

impl ReadModel for Remittances {
    type Key = (ProviderId, Line);
    type Page = Option<Remittance>;

    const TAKES: Takes<Self> = &[&On {
        keys: |provider, received: &RemittanceReceived| {
            Keys::One((ProviderId(provider.id), received.reference.clone()))
        },
        fold: receive,
    }];
}

fn receive(
    _: Option<Remittance>,
    (provider, remittance): &(ProviderId, Line),
    received: &RemittanceReceived,
) -> Folded<Remittances> {
    let (provider, remittance) = (*provider, remittance.clone());
    Ok(Some(Remittance { provider, remittance, received_on: received.date, pence: received.pence }))
}
