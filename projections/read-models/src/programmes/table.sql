-- revision 1
-- One row per programme, a group of interns in one academic year: whose it is, how it is delivered, and for how many.
CREATE TABLE programmes (
    programme TEXT NOT NULL, -- The programme.
    provider TEXT NOT NULL, -- Who runs it.
    name TEXT NOT NULL, -- What it is called.
    year TEXT NOT NULL, -- The academic year, 1 August to 31 July, such as 2025/26.
    model TEXT, -- How it is delivered, if it was said. (host-employer-site, dispersed-placements, other)
    host_employer TEXT, -- The employer that hosts the group, if one does.
    planned_places INTEGER, -- How many interns it is planned for, if it was said.
    registered_on TEXT NOT NULL, -- When it was set up. (day)
    PRIMARY KEY (programme)
) STRICT, WITHOUT ROWID;
CREATE INDEX programmes__in_order ON programmes (year, name, programme);
