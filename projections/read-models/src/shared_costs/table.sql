-- revision 1
-- One row per programme, head, funder and way of sharing: what it cost all its interns together.
CREATE TABLE shared_costs (
    programme TEXT NOT NULL, -- The programme.
    head TEXT NOT NULL, -- What it is for. (tutor, coach, travel, travel-training, clothing, equipment, assessment, overhead)
    funder TEXT NOT NULL, -- Who bears it. (element-1, element-2, element-3, access-to-work, grant, council, charity, employer, family, bursary)
    apportioned TEXT NOT NULL, -- How it is shared between the interns. (per-intern, per-month)
    costs INTEGER NOT NULL, -- How many costs there were.
    pence INTEGER NOT NULL, -- What they come to. (pence)
    last_on TEXT NOT NULL, -- The day of the last. (day)
    PRIMARY KEY (programme, head, funder, apportioned)
) STRICT, WITHOUT ROWID;
