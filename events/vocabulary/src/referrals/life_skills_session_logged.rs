//! The young person practised a skill for life.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::telling::Names;
use crate::{Declaration, Established, EventId, Minutes, SameFields, SubjectKind, words};

words! {
    /// What a life-skills session was about.
    LifeSkillsTopic { Money = "money", Wages = "wages", Benefits = "benefits", TimeKeeping = "time-keeping", SocialSkills = "social-skills", SelfCare = "self-care", Cooking = "cooking", Health = "health", Safety = "safety", Travel = "travel", Other = "other" }
    /// Whether a young person was alone with the teacher.
    LifeSkillsSetting { Individual = "individual", Group = "group" }
}

/// The young person practised a skill for life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LifeSkillsSessionLogged {
    /// The day.
    pub date: Date,
    /// How long.
    pub minutes: Minutes,
    /// What it was about.
    pub topic: LifeSkillsTopic,
    /// Alone or with others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub setting: Option<LifeSkillsSetting>,
}

impl Declaration for LifeSkillsSessionLogged {
    const NAME: &'static str = "life-skills-session-logged";
    const SUBJECTS: &'static [SubjectKind] = &[SubjectKind::Internship];
    const EXAMPLE: &'static str = r#"{
        "date": "2024-10-04", "minutes": 90, "topic": "money", "setting": "group"
    }"#;

    fn establishes(&self, _: EventId) -> Option<Established> {
        None
    }

    fn depends_on(&self) -> Vec<Established> {
        vec![Established::Subject]
    }

    fn tell(&self, _: &dyn Names) -> String {
        let setting = match self.setting {
            Some(LifeSkillsSetting::Individual) => " alone with a member of staff",
            Some(LifeSkillsSetting::Group) => " in a group",
            None => "",
        };
        let topic = match self.topic {
            LifeSkillsTopic::Money => "dealing with money",
            LifeSkillsTopic::Wages => "what a wage is and what comes off it",
            LifeSkillsTopic::Benefits => "benefits and work",
            LifeSkillsTopic::TimeKeeping => "being on time",
            LifeSkillsTopic::SocialSkills => "getting on with other people",
            LifeSkillsTopic::SelfCare => "looking after themselves",
            LifeSkillsTopic::Cooking => "cooking",
            LifeSkillsTopic::Health => "health",
            LifeSkillsTopic::Safety => "keeping safe, online and outside",
            LifeSkillsTopic::Travel => "getting about",
            LifeSkillsTopic::Other => "a skill for everyday life",
        };
        format!("They practised {topic} for {}{setting}.", self.minutes)
    }
}

impl SameFields for LifeSkillsSessionLogged {
    fn day(&self) -> Date {
        self.date
    }
}
