//! The young person's characteristics were recorded.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::telling::prose::capital;
use crate::{Declaration, Established, EventId, SubjectKind, words};

words! {
    /// Somebody's sex.
    Sex { Female = "female", Male = "male", PreferNotToSay = "prefer-not-to-say" }
    /// Somebody's ethnic group, of the five of the Office for National Statistics.
    EthnicGroup { Asian = "asian", Black = "black", Mixed = "mixed", White = "white", Other = "other", PreferNotToSay = "prefer-not-to-say" }
    /// Somebody's ethnic group, of the eighteen of the Office for National Statistics (census of 2011).
    EthnicGroupDetailed {
        Indian = "indian", Pakistani = "pakistani", Bangladeshi = "bangladeshi", Chinese = "chinese",
        OtherAsian = "other-asian", African = "african", Caribbean = "caribbean", OtherBlack = "other-black",
        WhiteAndBlackCaribbean = "white-and-black-caribbean", WhiteAndBlackAfrican = "white-and-black-african",
        WhiteAndAsian = "white-and-asian", OtherMixed = "other-mixed", WhiteBritish = "white-british",
        WhiteIrish = "white-irish", GypsyOrIrishTraveller = "gypsy-or-irish-traveller", OtherWhite = "other-white",
        Arab = "arab", AnyOther = "any-other", PreferNotToSay = "prefer-not-to-say",
    }
    /// A special educational need, by the codes of the SEN2 return.
    Need {
        Spld = "spld", Mld = "mld", Sld = "sld", Pmld = "pmld", Semh = "semh", Slcn = "slcn", Hi = "hi", Vi = "vi",
        Msi = "msi", Pd = "pd", Asd = "asd", Oth = "oth", PreferNotToSay = "prefer-not-to-say",
    }
    /// Yes, no, or no answer.
    Answered { Yes = "yes", No = "no", PreferNotToSay = "prefer-not-to-say" }
}

/// The young person's characteristics were recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CharacteristicsRecorded {
    /// The day.
    pub date: Date,
    /// Sealed: the characteristics, in codes.
    #[serde(skip)]
    pub personal: Option<Characteristics>,
}

/// Somebody's characteristics, in codes. Sealed. What is left out was not asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Characteristics {
    /// Sex. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Ethnic group, of five; follows from that of eighteen, where it is given. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnic_group: Option<EthnicGroup>,
    /// Ethnic group, of eighteen. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ethnic_group_detailed: Option<EthnicGroupDetailed>,
    /// Main special educational need. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primary_need: Option<Need>,
    /// Second special educational need. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secondary_need: Option<Need>,
    /// Whether they were ever in care. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care_experience: Option<Answered>,
    /// Whether they have a bursary. Kept sealed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bursary: Option<Answered>,
}

impl EthnicGroupDetailed {
    /// The one of the five groups that it belongs to.
    #[must_use]
    pub fn group(self) -> EthnicGroup {
        match self {
            Self::Indian | Self::Pakistani | Self::Bangladeshi | Self::Chinese | Self::OtherAsian => EthnicGroup::Asian,
            Self::African | Self::Caribbean | Self::OtherBlack => EthnicGroup::Black,
            Self::WhiteAndBlackCaribbean | Self::WhiteAndBlackAfrican | Self::WhiteAndAsian | Self::OtherMixed => {
                EthnicGroup::Mixed
            }
            Self::WhiteBritish | Self::WhiteIrish | Self::GypsyOrIrishTraveller | Self::OtherWhite => {
                EthnicGroup::White
            }
            Self::Arab | Self::AnyOther => EthnicGroup::Other,
            Self::PreferNotToSay => EthnicGroup::PreferNotToSay,
        }
    }
}

impl Need {
    /// What the code stands for.
    fn told(self) -> &'static str {
        match self {
            Self::Spld => "a specific learning difficulty",
            Self::Mld => "a moderate learning difficulty",
            Self::Sld => "a severe learning difficulty",
            Self::Pmld => "profound and multiple learning difficulties",
            Self::Semh => "social, emotional and mental health",
            Self::Slcn => "speech, language and communication",
            Self::Hi => "hearing",
            Self::Vi => "vision",
            Self::Msi => "hearing and vision",
            Self::Pd => "a physical disability",
            Self::Asd => "autism",
            Self::Oth => "another difficulty",
            Self::PreferNotToSay => "prefer not to say",
        }
    }
}

impl Declaration for CharacteristicsRecorded {
    const NAME: &'static str = "characteristics-recorded";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-05-21",
        "personal": {"sex": "male", "ethnicGroup": "asian", "ethnicGroupDetailed": "pakistani", "primaryNeed": "asd", "secondaryNeed": "slcn", "careExperience": "no", "bursary": "prefer-not-to-say"}
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let mut text = "Their characteristics were recorded, for fair comparison.".to_owned();
        let Some(coded) = &self.personal else { return text };
        if let Some(sex) = coded.sex {
            text += &format!(" Sex: {}.", sex.as_str().replace('-', " "));
        }
        let said = [
            ("Ethnic group", coded.ethnic_group.map(|group| named(group.as_str()))),
            ("In more detail", coded.ethnic_group_detailed.map(|group| named(group.as_str()))),
            ("Main need", coded.primary_need.map(|need| capital(need.told()))),
            ("Second need", coded.secondary_need.map(|need| capital(need.told()))),
            ("Was in care", coded.care_experience.map(|answer| capital(&plain(answer.as_str())))),
            ("Has a bursary", coded.bursary.map(|answer| capital(&plain(answer.as_str())))),
        ];
        for (about, said) in said.into_iter().filter_map(|(about, said)| said.map(|said| (about, said))) {
            text += &format!(" {about}: {said}.");
        }
        text
    }
}

fn plain(word: &str) -> String {
    word.replace('-', " ")
}

/// An ethnic group as it is written: "White British", "White and Black Caribbean".
fn named(group: &str) -> String {
    if group.starts_with("prefer") {
        return capital(&plain(group));
    }
    let words =
        group.split('-').map(|word| if ["and", "or"].contains(&word) { word.to_owned() } else { capital(word) });
    words.collect::<Vec<_>>().join(" ")
}
