-- How far each table has come. A table and its line here change in one transaction.
CREATE TABLE read_models (
    name     TEXT NOT NULL,    -- the read model
    state    TEXT NOT NULL,    -- live: it serves; building: made beside the live one, takes over when it has caught up
    revision INTEGER NOT NULL, -- of the fold and the columns
    shape    TEXT NOT NULL,    -- the columns and the key, to notice a change without a new revision
    position INTEGER NOT NULL, -- of the last event folded in
    leaf     TEXT NOT NULL,    -- the SHA-256 of that event's leaf, to know it again; nothing before the first
    PRIMARY KEY (name, state)
) STRICT, WITHOUT ROWID;

-- Subjects whose events a fold could not digest. Their rows stand as they were before that event.
CREATE TABLE parked (
    name     TEXT NOT NULL,    -- the read model
    state    TEXT NOT NULL,    -- live or building
    subject  TEXT NOT NULL,    -- whose events are left out from there on
    position INTEGER NOT NULL, -- of the event that could not be digested
    heard    INTEGER NOT NULL, -- how far the history was heard when that was found out
    reason   TEXT NOT NULL,    -- why not
    PRIMARY KEY (name, state, subject)
) STRICT, WITHOUT ROWID;

-- Events that somebody decided to leave out of a read model, for good.
CREATE TABLE skipped (
    name     TEXT NOT NULL,    -- the read model
    position INTEGER NOT NULL, -- of the event
    event    TEXT NOT NULL,    -- the event's id: another event that comes to stand there is not left out
    reason   TEXT NOT NULL,    -- why it may be left out
    PRIMARY KEY (name, position)
) STRICT, WITHOUT ROWID;
