-- revision 1
-- One row per job coach: whose coach they are, and since when.
CREATE TABLE coaches (
    coach TEXT NOT NULL, -- The job coach; the name is sealed under this id.
    provider TEXT NOT NULL, -- Whose coach they are.
    joined_on TEXT NOT NULL, -- When they joined the provider. (day)
    PRIMARY KEY (coach)
) STRICT, WITHOUT ROWID;
