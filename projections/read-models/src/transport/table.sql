-- revision 1
-- One row per arrangement of transport: who gets the young person there and back, from when, and until when.
CREATE TABLE transport (
    internship TEXT NOT NULL, -- Whose transport it is.
    arrangement TEXT NOT NULL, -- The arrangement, by its event.
    arranged_on TEXT NOT NULL, -- The day it was settled. (day)
    met_by TEXT NOT NULL, -- Who gets them there and back. (self, family, provider, council, access-to-work)
    starts_on TEXT NOT NULL, -- First day of it. (day)
    ends_on TEXT, -- Last day of it; nothing if that was not said. (day)
    PRIMARY KEY (internship, arrangement)
) STRICT, WITHOUT ROWID;
CREATE INDEX transport__in_order ON transport (starts_on, internship, arrangement);
