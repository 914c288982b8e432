-- revision 1
-- One row per internship, head and funder: what it cost of its own. What a programme cost is in shared_costs.
CREATE TABLE costs (
    internship TEXT NOT NULL, -- Whose cost it is.
    head TEXT NOT NULL, -- What it is for. (tutor, coach, travel, travel-training, clothing, equipment, assessment, overhead)
    funder TEXT NOT NULL, -- Who bears it. (element-1, element-2, element-3, access-to-work, grant, council, charity, employer, family, bursary)
    costs INTEGER NOT NULL, -- How many costs there were.
    pence INTEGER NOT NULL, -- What they come to. (pence)
    estimated_pence INTEGER NOT NULL, -- How much of that is an estimate. (pence)
    first_on TEXT NOT NULL, -- The day of the first. (day)
    last_on TEXT NOT NULL, -- The day of the last. (day)
    PRIMARY KEY (internship, head, funder)
) STRICT, WITHOUT ROWID;
