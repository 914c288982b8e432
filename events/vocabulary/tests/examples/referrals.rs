//! One example of every event of referrals. The people are invented.

use serde_json::{Value, json};

/// Its data, and what is sealed with it.
pub(crate) fn example(name: &str) -> Option<(Value, Option<Value>)> {
    let open = |data| Some((data, None));
    match name {
        "provider-registered.v1" => open(json!({
            "date": "2023-09-01", "ukprn": "10000001", "name": "Northfield College", "localAuthority": "E08000006",
            "model": "college",
        })),
        "referred.v1" => Some((
            json!({
                "date": "2024-05-07", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15", "reference": "NF-001",
                "person": "7d444840-9dc0-5112-b6ad-1f2f5a3c9e11", "homeAuthority": "E08000006", "source": "council",
                "schoolYear": "14+", "wishedSectors": ["culture", "caf\u{e9} and \u{201c}front of house\u{201d}"],
            }),
            Some(json!({
                "name": "Amir Openshaw", "dateOfBirth": "2002-08-17",
                "contacts": ["amir@example.org", "0161 496 0001"],
                "uln": "9276308686", "upn": "B801200005001", "nino": "AB123456C",
            })),
        )),
        "family-conversation-held.v1" => Some((
            json!({
                "date": "2024-06-15", "who": ["parent", "young-person"], "topics": ["benefits", "travel"],
            }),
            Some(json!({
                "worries": "Will Amir lose his benefits?\nAnd who is there when the bus is late?",
                "agreedActions": ["meet the benefits adviser", "ride the route together"],
            })),
        )),
        "plan-verified.v1" => open(json!({
            "date": "2024-05-07", "kind": "ehc-plan", "localAuthority": "E08000006", "lastReview": "2024-01-15",
            "namesPathway": true,
        })),
        "taster-completed.v1" => open(json!({
            "date": "2024-06-21", "sector": "horticulture", "rating": 2,
            "employer": { "id": "c6a1f3d0-2b7e-5c8d-8f10-9d4a6e2b3c47", "name": "Middlebrook Garden Centre" },
        })),
        "travel-level-changed.v1" => open(json!({
            "date": "2024-08-06", "route": "home to work", "step": 5, "nextCheck": "2024-08-20",
        })),
        "accepted.v1" => open(json!({
            "date": "2024-06-22", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15", "model": "college",
            "plannedStart": "2024-09-30", "plannedEnd": "2025-07-11", "weeklyMinutesAtWork": 1260,
            "weeklyMinutesInClass": 420,
        })),
        "declined.v1" => {
            open(json!({ "date": "2024-06-28", "reason": "other-provision", "onward": "a course at another college" }))
        }
        "withdrawn.v1" => open(json!({ "date": "2024-11-04", "reason": "health" })),
        "completed.v1" => open(json!({ "date": "2025-07-11", "reason": "finished" })),
        "entered-in-error.v1" => open(json!({
            "date": "2025-03-03", "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "reason": "wrong person",
        })),
        _ => None,
    }
}
