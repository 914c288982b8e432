-- revision 1
-- One row per application to Access to Work: what was asked for, and how long the answer took.
CREATE TABLE applications (
    internship TEXT NOT NULL, -- Whose support was asked for.
    application TEXT NOT NULL, -- The application.
    applied_on TEXT NOT NULL, -- When it was submitted. (day)
    act TEXT NOT NULL, -- Whether the provider submitted it by recording it, or it had gone in before. (ours, recorded)
    purpose TEXT, -- What the support is for, if that was said. (placement, job)
    signed_by TEXT, -- Who signed; nothing where that is not evidenced. (customer, appointee)
    signed_on TEXT, -- When they signed; nothing where that is not evidenced. (day)
    weekly_minutes INTEGER, -- Job coaching asked for, minutes a week. (minutes)
    weeks INTEGER, -- For how many weeks it was asked for.
    travel INTEGER, -- Whether travel was asked for. (1 yes, 0 no)
    equipment INTEGER, -- Whether equipment was asked for. (1 yes, 0 no)
    decided_on TEXT, -- When it was answered last. (day)
    decision TEXT, -- What was answered. (awarded, part, refused, withdrawn)
    days_to_decide INTEGER, -- Calendar days from the application to its last answer. (days)
    award TEXT, -- The award it led to, by its reference.
    reconsideration_on TEXT, -- When Access to Work was last asked to look at it again. (day)
    PRIMARY KEY (internship, application)
) STRICT, WITHOUT ROWID;
