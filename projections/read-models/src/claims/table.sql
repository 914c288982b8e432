-- revision 2
-- One row per claim against an Access to Work award: what was logged, claimed, disallowed and paid.
CREATE TABLE claims (
    internship TEXT NOT NULL, -- Whose support was claimed.
    claim TEXT NOT NULL, -- The claim.
    number TEXT NOT NULL, -- What the provider calls the claim.
    award TEXT NOT NULL, -- The award it is held against, by its reference.
    element TEXT NOT NULL, -- The kind of support. (coaching, travel, equipment)
    invoice TEXT, -- The invoice it goes with.
    period_from TEXT NOT NULL, -- First day claimed for. (day)
    period_until TEXT NOT NULL, -- Last day claimed for. (day)
    prepared_on TEXT, -- When it was prepared, where that was recorded. (day)
    submitted_on TEXT, -- When it was sent; nothing while it is only prepared. (day)
    signed_by TEXT, -- Who signed; nothing where that is not evidenced. (customer, appointee)
    signed_on TEXT, -- When they signed; nothing where that is not evidenced. (day)
    payee_set_up INTEGER, -- Whether Access to Work knew whom to pay, if that was said. (1 yes, 0 no)
    sessions INTEGER NOT NULL, -- Sessions or days of travel it asks to be paid for.
    minutes_logged INTEGER NOT NULL, -- Time logged in its sessions, after corrections. (minutes)
    minutes_claimed INTEGER NOT NULL, -- Time claimed. (minutes)
    minutes_disallowed INTEGER NOT NULL, -- Time of it that Access to Work will not pay for. (minutes)
    claimed_pence INTEGER NOT NULL, -- Claimed. (pence)
    disallowed_pence INTEGER NOT NULL, -- Disallowed of it, line by line. (pence)
    paid_pence INTEGER NOT NULL, -- Paid so far, less what was paid back. (pence)
    open_pence INTEGER NOT NULL, -- Still owed: claimed, less disallowed and paid; 0 once rejected, or while it is only prepared. (pence)
    overpaid_pence INTEGER NOT NULL, -- Paid beyond what it asks for. (pence)
    paid_on TEXT, -- The latest payment. (day)
    queried_on TEXT, -- The latest question of Access to Work. (day)
    answered_on TEXT, -- When that was answered. (day)
    rejected_on TEXT, -- When Access to Work said that it will not pay. (day)
    reject_reason TEXT, -- Why it will not pay. (no-invoice, not-signed, absent, not-evidenced, outside-award, over-award, claimed-before, too-late, not-at-the-workplace, not-eligible, other)
    status TEXT NOT NULL, -- What became of it. (prepared, waiting, queried, part-paid, paid, rejected)
    days_to_pay INTEGER, -- From the day it was sent until all of it was paid; nothing until then. (days)
    PRIMARY KEY (internship, claim)
) STRICT, WITHOUT ROWID;
