-- revision 1
-- One row per conversation with a family: when it was, who took part, and about what.
CREATE TABLE families (
    internship TEXT NOT NULL, -- Whose family it is.
    conversation TEXT NOT NULL, -- The conversation, by its event.
    held_on TEXT NOT NULL, -- The day. (day)
    who TEXT NOT NULL, -- Who of the family took part, as far as it was said. (JSON array)
    topics TEXT NOT NULL, -- What it was about, as far as it was said. (JSON array)
    PRIMARY KEY (internship, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX families__in_order ON families (held_on, internship, conversation);
