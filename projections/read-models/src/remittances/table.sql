-- revision 1
-- One row per remittance of Access to Work. Which claims it paid for is in payments.
CREATE TABLE remittances (
    provider TEXT NOT NULL, -- Who received it.
    remittance TEXT NOT NULL, -- The remittance, by its reference.
    received_on TEXT NOT NULL, -- When it arrived. (day)
    pence INTEGER NOT NULL, -- How much. (pence)
    PRIMARY KEY (provider, remittance)
) STRICT, WITHOUT ROWID;
