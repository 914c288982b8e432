-- revision 1
-- One row per attempt to contact an employer: when, how, by whom, and the result.
CREATE TABLE employer_contacts (
    employer TEXT NOT NULL, -- Which employer.
    contact TEXT NOT NULL, -- The attempt, by its event.
    contacted_on TEXT NOT NULL, -- The day. (day)
    channel TEXT, -- How, if it was said. (telephone, e-mail, visit, video-call, letter, event, other)
    contacted_by TEXT, -- Who at the provider did, by role, if it was said. (job-coach, coordinator, employment-adviser, tutor, manager, other)
    result TEXT NOT NULL, -- The employer's answer, if any. (interested, later, not-for-us, no-reply)
    PRIMARY KEY (employer, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX employer_contacts__in_order ON employer_contacts (contacted_on, employer, contact);
