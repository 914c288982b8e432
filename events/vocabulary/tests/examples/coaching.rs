//! One example of every event of coaching. The people are invented.

use serde_json::{Value, json};

/// Its data, and what is sealed with it.
pub(crate) fn example(name: &str) -> Option<(Value, Option<Value>)> {
    let open = |data| Some((data, None));
    let dean = "d1e2f3a4-b5c6-5d7e-8f90-a1b2c3d4e5f6";
    match name {
        "coach-registered.v1" => Some((
            json!({ "date": "2023-09-04", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15" }),
            Some(json!({ "name": "Dean Prescott" })),
        )),
        "coach-assigned.v1" => open(json!({
            "coach": dean, "date": "2024-09-30", "until": "2025-07-11", "reason": "knows the museum",
        })),
        "hours-logged.v1" => open(json!({
            "coach": dean, "date": "2024-10-01", "start": "09:30:00", "mode": "in-person",
            "session": { "minutes": 90, "activity": "systematic-instruction", "claimable": true },
        })),
        "hours-corrected.v1" => open(json!({
            "corrects": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "coach": dean, "date": "2024-10-01",
            "was": { "minutes": 90, "activity": "systematic-instruction", "claimable": true },
            "session": { "minutes": 60, "activity": "class-support", "claimable": false },
            "claim": "e4d3c2b1-a098-5765-8432-10fedcba9876", "reason": "typed wrongly",
        })),
        "entered-in-error.v1" => open(json!({
            "date": "2025-03-03", "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "reason": "wrong coach",
        })),
        _ => None,
    }
}
