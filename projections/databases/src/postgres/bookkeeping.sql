-- The version of this bookkeeping.
CREATE TABLE waymark.version (
    version BIGINT NOT NULL
);

-- How far each table has come. A table and its line here change in one transaction.
CREATE TABLE waymark.read_models (
    name     TEXT COLLATE "C" NOT NULL, -- the read model
    state    TEXT COLLATE "C" NOT NULL, -- live: it serves; building: made beside the live one, takes over when it has caught up
    revision BIGINT NOT NULL, -- of the fold and the columns
    shape    TEXT COLLATE "C" NOT NULL, -- the columns and the key, to notice a change without a new revision
    position BIGINT NOT NULL, -- of the last event folded in
    leaf     TEXT COLLATE "C" NOT NULL, -- the SHA-256 of that event's leaf, to know it again; nothing before the first
    PRIMARY KEY (name, state)
);

-- Subjects whose events a fold could not digest. Their rows stand as they were before that event.
CREATE TABLE waymark.parked (
    name     TEXT COLLATE "C" NOT NULL, -- the read model
    state    TEXT COLLATE "C" NOT NULL, -- live or building
    subject  TEXT COLLATE "C" NOT NULL, -- whose events are left out from there on
    position BIGINT NOT NULL, -- of the event that could not be digested
    heard    BIGINT NOT NULL, -- how far the history was heard when that was found out
    reason   TEXT COLLATE "C" NOT NULL, -- why not
    PRIMARY KEY (name, state, subject)
);

-- Events that somebody decided to leave out of a read model, for good.
CREATE TABLE waymark.skipped (
    name     TEXT COLLATE "C" NOT NULL, -- the read model
    position BIGINT NOT NULL, -- of the event
    event    TEXT COLLATE "C" NOT NULL, -- the event's id: another event that comes to stand there is not left out
    reason   TEXT COLLATE "C" NOT NULL, -- why it may be left out
    PRIMARY KEY (name, position)
);

-- How often a worker has begun its turn: one that was not the last knows that others wrote meanwhile.
CREATE TABLE waymark.turns (
    number BIGINT NOT NULL
);
INSERT INTO waymark.turns (number) VALUES (0);

-- A day as a number, as SQLite has it, so that the same questions can be asked of both. The difference
-- between two days is what counts.
CREATE FUNCTION waymark.julianday(day DATE) RETURNS INTEGER
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN day - DATE '2000-01-01';
