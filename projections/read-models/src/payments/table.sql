-- revision 1
-- One row per claim and remittance: what was paid for the claim out of it.
CREATE TABLE payments (
    internship TEXT NOT NULL, -- Whose support was paid for.
    claim TEXT NOT NULL, -- The claim.
    remittance TEXT NOT NULL, -- The remittance, by its reference; "not said" where the payment names none.
    payments INTEGER NOT NULL, -- How many payments there were.
    pence INTEGER NOT NULL, -- What they come to. (pence)
    paid_on TEXT NOT NULL, -- The day of the last. (day)
    PRIMARY KEY (internship, claim, remittance)
) STRICT, WITHOUT ROWID;
