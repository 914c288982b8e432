-- revision 1
-- One row a claim against an Access to Work award: what was logged, claimed and paid.
CREATE TABLE claims (
    internship TEXT NOT NULL, -- Whose coaching was claimed.
    claim TEXT NOT NULL, -- The claim.
    number TEXT NOT NULL, -- What the provider calls the claim.
    award TEXT NOT NULL, -- The award it is held against, by its reference.
    invoice TEXT NOT NULL, -- The invoice it goes with.
    period_from TEXT NOT NULL, -- First day claimed for. (day)
    period_until TEXT NOT NULL, -- Last day claimed for. (day)
    submitted_on TEXT NOT NULL, -- When it was submitted. (day)
    sessions INTEGER NOT NULL, -- Sessions it asks to be paid for.
    minutes_logged INTEGER NOT NULL, -- Time logged in those sessions, after corrections. (minutes)
    minutes_claimed INTEGER NOT NULL, -- Time claimed. (minutes)
    claimed_pence INTEGER NOT NULL, -- Claimed. (pence)
    paid_pence INTEGER NOT NULL, -- Paid so far. (pence)
    paid_on TEXT, -- The latest payment. (day)
    rejected_on TEXT, -- When Access to Work said that it will not pay. (day)
    reject_reason TEXT, -- Why it will not pay. (no-invoice, not-signed, not-evidenced, outside-award, over-award, claimed-before, too-late, not-eligible, other)
    status TEXT NOT NULL, -- What became of it. (waiting, part-paid, paid, rejected)
    days_to_pay INTEGER, -- From the submission until all of it was paid; nothing until then. (days)
    PRIMARY KEY (internship, claim)
) STRICT, WITHOUT ROWID;
