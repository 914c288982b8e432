//! One example of every event of placements. The people are invented.

use serde_json::{Value, json};

/// Its data, and what is sealed with it.
pub(crate) fn example(name: &str) -> Option<(Value, Option<Value>)> {
    let open = |data| Some((data, None));
    let museum = || json!({ "id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library" });
    match name {
        "employer-registered.v1" => Some((
            json!({
                "date": "2023-11-20", "provider": "8f1b1c52-7a0e-5d0c-9a4e-3f6f0c2b7d15",
                "name": "Riverside Museum and Library", "sector": "culture", "size": "medium",
                "localAuthority": "E08000006",
            }),
            Some(json!({ "contact": "Sal Whitworth, 0161 496 0002" })),
        )),
        "interview-held.v1" => open(json!({
            "date": "2024-09-12", "employer": museum(), "adjustments": ["questions a day before", "a quiet room"],
            "result": "offered",
        })),
        "placement-started.v1" => open(json!({
            "rotation": 1, "employer": museum(), "role": "collections", "sector": "culture", "date": "2024-09-30",
            "plannedEnd": "2025-01-31", "weeklyMinutes": 1260, "supervisorNamed": true,
        })),
        "placement-ended.v1" => open(json!({ "rotation": 1, "date": "2024-11-04", "reason": "intern-left" })),
        "attendance-recorded.v1" => open(json!({
            "date": "2024-10-14", "place": "employer", "minutes": 0, "absence": "ill",
        })),
        "entered-in-error.v1" => open(json!({
            "date": "2025-03-03", "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "reason": "wrong day",
        })),
        _ => None,
    }
}
