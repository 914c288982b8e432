-- revision 1
-- One row per route that a young person learns to travel: the step reached, since when, and when to look again.
CREATE TABLE travel (
    internship TEXT NOT NULL, -- Who learns it.
    route TEXT NOT NULL, -- The route, in words that give no address.
    step INTEGER NOT NULL, -- The latest step: 1 referral, 2 assessment, 3 classroom, 4 group travel, 5 accompanied, 6 shadowed, 7 independent.
    step_since TEXT NOT NULL, -- Since when they are known to be at that step. (day)
    last_checked_on TEXT NOT NULL, -- The latest day the step was recorded for. (day)
    next_check_on TEXT, -- When to look again, if it was said. (day)
    PRIMARY KEY (internship, route)
) STRICT, WITHOUT ROWID;
