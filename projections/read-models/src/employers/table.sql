-- revision 1
-- One row per employer on a provider's register: what it is and where it stands.
CREATE TABLE employers (
    employer TEXT NOT NULL, -- The employer.
    provider TEXT NOT NULL, -- Whose register it is on.
    name TEXT NOT NULL, -- What it is called.
    sector TEXT, -- The kind of work it does. (agriculture, mining, manufacturing, energy, water-and-waste, construction, retail, transport, hospitality, information-and-communication, finance, real-estate, professional, administrative-and-support, public-administration, education, health-and-social-work, arts-and-recreation, other-services, households, international-bodies)
    sector_words TEXT, -- The kind of work, in the provider's own words.
    size TEXT, -- How many people work there. (micro, small, medium, large)
    local_authority TEXT, -- The local authority it stands in, by its code.
    registered_on TEXT NOT NULL, -- When it joined the register. (day)
    PRIMARY KEY (employer)
) STRICT, WITHOUT ROWID;
CREATE INDEX employers__in_order ON employers (name, employer);
