-- revision 1
-- One row per programme and source: the money it was given for its year.
CREATE TABLE allocations (
    programme TEXT NOT NULL, -- The programme.
    source TEXT NOT NULL, -- Where the money comes from. (element-1, element-2, element-3, access-to-work, grant, council, charity, employer, family, bursary)
    allocations INTEGER NOT NULL, -- How many allocations there were.
    pence INTEGER NOT NULL, -- What they come to. (pence)
    last_on TEXT NOT NULL, -- When the last was agreed. (day)
    PRIMARY KEY (programme, source)
) STRICT, WITHOUT ROWID;
