//! Which events hang together, so that they are tried first.

use std::collections::HashSet;

use events::EventId;
use serde_json::Value;

use crate::known::Known;

/// Members of events that say which claim, offer, award or rotation they are about: events that
/// share one hang together, and are tried before all others.
const SHARED: [(&str, &str); 5] =
    [("claim", "claim"), ("offer", "offer"), ("award", "award"), ("reference", "award"), ("rotation", "rotation")];

/// The events that hang together with one: they name it, or share a claim, an offer, an award with
/// it or with another that does.
pub(super) fn linked(event: EventId, history: &[Known]) -> HashSet<EventId> {
    let names: Vec<(EventId, HashSet<(&str, String)>)> =
        history.iter().map(|known| (known.id, shared(&known.json()))).collect();
    let mut linked = HashSet::from([event]);
    loop {
        let mut found = Vec::new();
        let known: HashSet<&(&str, String)> =
            names.iter().filter(|(id, _)| linked.contains(id)).flat_map(|(_, names)| names).collect();
        for ((id, names), event) in names.iter().zip(history) {
            let mentions = || linked.iter().any(|linked| event.data.contains(&linked.to_string()));
            if !linked.contains(id) && (names.iter().any(|name| known.contains(name)) || mentions()) {
                found.push(*id);
            }
        }
        if found.is_empty() {
            return linked;
        }
        linked.extend(found);
    }
}

fn shared(data: &Value) -> HashSet<(&'static str, String)> {
    let fields = data.as_object().into_iter().flatten();
    let inner = fields.clone().filter_map(|(_, value)| value.as_object()).flatten();
    let names = fields.chain(inner).filter_map(|(name, value)| {
        let (_, tag) = SHARED.iter().find(|(field, _)| field == name)?;
        let text = value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))?;
        Some((*tag, text))
    });
    names.collect()
}
