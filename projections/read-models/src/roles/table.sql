-- revision 1
-- One row per role that an employer opened for interns: what it is, for how many, and whether it is still open.
CREATE TABLE roles (
    employer TEXT NOT NULL, -- Whose role it is.
    role TEXT NOT NULL, -- The role.
    name TEXT NOT NULL, -- What it is called.
    sector TEXT, -- The kind of work, if it was said. (agriculture, mining, manufacturing, energy, water-and-waste, construction, retail, transport, hospitality, information-and-communication, finance, real-estate, professional, administrative-and-support, public-administration, education, health-and-social-work, arts-and-recreation, other-services, households, international-bodies)
    sector_words TEXT, -- The kind of work, in the employer's or the provider's own words.
    tasks TEXT NOT NULL, -- What is done there, as far as it was said. (JSON array)
    weekly_minutes INTEGER, -- Time a week, if it was said. (minutes)
    places INTEGER, -- How many interns it is for, if it was said.
    leads_on INTEGER, -- Whether it can lead to a career, if it was said. (1 yes, 0 no)
    lone_working INTEGER, -- Whether parts of it are done alone, if it was said. (1 yes, 0 no)
    opened_on TEXT NOT NULL, -- The day it opened. (day)
    closed_on TEXT, -- The day it closed; nothing while it is open. (day)
    close_reason TEXT, -- Why it closed, if it was said. (filled, withdrawn, not-suitable, other)
    PRIMARY KEY (employer, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX roles__in_order ON roles (opened_on, employer, role);
