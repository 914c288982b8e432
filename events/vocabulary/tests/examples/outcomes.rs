//! One example of every event of outcomes. The people are invented.

use serde_json::{Value, json};

/// Its data, and what is sealed with it.
pub(crate) fn example(name: &str) -> Option<(Value, Option<Value>)> {
    let open = |data| Some((data, None));
    let offer = "f7e6d5c4-b3a2-5190-8f7e-6d5c4b3a2910";
    match name {
        "job-offered.v1" => open(json!({
            "offer": offer, "date": "2025-07-09", "role": "kitchen assistant", "sector": "culture",
            "employer": { "id": "a3c5e7f9-1b2d-5f40-8c6e-0a9b8c7d6e5f", "name": "Riverside Museum and Library" },
            "weeklyMinutes": 1200, "hourly": 1000, "contract": "permanent", "seasonal": false,
            "placementEmployer": true, "start": "2025-07-16",
        })),
        "job-offer-answered.v1" => open(json!({
            "offer": offer, "date": "2025-07-10", "answer": "accepted", "reason": "knows the team",
        })),
        "job-started.v1" => open(json!({ "offer": offer, "date": "2025-07-16", "newAccessToWork": true })),
        "job-ended.v1" => open(json!({
            "offer": offer, "date": "2026-01-30", "reason": "better-job", "endedBy": "employee",
        })),
        "sustainment-checked.v1" => open(json!({
            "offer": offer, "date": "2025-10-15", "weeks": 13, "milestone": 13, "status": "in-work",
            "sameEmployer": true, "weeklyMinutes": 1260, "hourly": 1050, "evidence": "payslip",
        })),
        "destination-recorded.v1" => open(json!({ "outcome": "EMP1", "from": "2025-07-16", "date": "2025-09-12" })),
        "entered-in-error.v1" => open(json!({
            "date": "2025-03-03", "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "reason": "wrong job",
        })),
        _ => None,
    }
}
