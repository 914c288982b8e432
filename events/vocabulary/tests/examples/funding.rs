//! One example of every event of funding. The people are invented.

use serde_json::{Value, json};

/// Its data, and what is sealed with it.
pub(crate) fn example(name: &str) -> Option<(Value, Option<Value>)> {
    let open = |data| Some((data, None));
    let claim = "e4d3c2b1-a098-5765-8432-10fedcba9876";
    match name {
        "access-to-work-applied.v1" => open(json!({
            "date": "2024-07-15", "signedBy": "appointee", "weeklyMinutes": 960, "weeks": 39, "travel": true,
        })),
        "access-to-work-decided.v1" => open(json!({
            "date": "2024-09-10", "decision": "part", "workingDays": 41,
            "award": {
                "reference": "ATW-204417", "from": "2024-09-30", "until": "2025-03-30", "weeklyMinutes": 720,
                "hourly": 3225, "weeks": 26,
            },
        })),
        "award-extended.v1" => open(json!({
            "date": "2025-03-10", "reference": "ATW-204417", "weeks": 13, "until": "2025-06-29",
        })),
        "claim-submitted.v1" => open(json!({
            "claim": claim, "number": "NF-001/1", "award": "ATW-204417", "date": "2024-11-01", "from": "2024-10-01",
            "until": "2024-10-31", "basis": "period", "minutesLogged": 150, "minutes": 135, "pence": 7257,
            "invoice": "INV-0088", "signedBy": "customer",
            "lines": [
                { "session": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "minutes": 90, "pence": 4838 },
                { "session": "5a0b3d21-7c4e-5f80-9b32-1d6e8fa02c45", "minutes": 45, "pence": 2419 },
            ],
        })),
        "claim-paid.v1" => open(json!({ "claim": claim, "date": "2024-12-09", "pence": 7257 })),
        "claim-rejected.v1" => open(json!({ "claim": claim, "date": "2024-12-09", "reason": "no invoice" })),
        "cost-incurred.v1" => open(json!({
            "date": "2024-10-07", "head": "clothing", "funder": "family", "pence": 3499, "basis": "actual",
        })),
        "entered-in-error.v1" => open(json!({
            "date": "2025-03-03", "event": "4f9a2c10-6b3d-5e7f-8a21-0c5d7e9f1b34", "reason": "wrong award",
        })),
        _ => None,
    }
}
