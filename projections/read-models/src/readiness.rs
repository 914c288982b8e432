//! One row per assessment of readiness: with what tool, the scores, and what it came to.

use events::referrals::{Assessor, Readiness, ReadinessArea, ReadinessAssessed};
use events::{EventId, InternshipId, Line};
use jiff::civil::Date;
use projection_kit::{List, ReadModel, Takes, table};

use crate::each::Each;

/// The read model of assessments.
pub struct Assessments;

table! {
    /// One row per assessment of readiness: with what tool, the scores, and what it came to.
    pub struct Assessment in "readiness", revision 1, sorted by [assessed_on], essential [
        internship, assessed_on, conclusion, gaps, tool, motivation, travel, out_of
    ], by {
        internship: InternshipId = "Who was assessed.";
        assessment: EventId = "The assessment, by its event.";
    } {
        assessed_on: Date = "The day.";
        tool: Line = "What it was assessed with.";
        tool_version: Option<Line> = "Which version of that, if it was said.";
        assessor: Option<Assessor> = "Who assessed, by role, if it was said.";
        conclusion: Readiness = "What it came to.";
        gaps: List<ReadinessArea> = "What there was still to work on.";
        out_of: Option<u8> = "The highest score there is, if it was said.";
        travel: Option<u8> = "Score for travel; nothing where it was not scored.";
        time_keeping: Option<u8> = "Score for time-keeping; nothing where it was not scored.";
        communication: Option<u8> = "Score for communication; nothing where it was not scored.";
        money: Option<u8> = "Score for dealing with money; nothing where it was not scored.";
        motivation: Option<u8> = "Score for motivation; nothing where it was not scored.";
        self_care: Option<u8> = "Score for self-care; nothing where it was not scored.";
        understanding_of_work: Option<u8> = "Score for understanding what work is; nothing where it was not scored.";
    }
}

impl ReadModel for Assessments {
    type Key = (InternshipId, EventId);
    type Page = Option<Assessment>;

    const TAKES: Takes<Self> = &[&Each { of: |whose| InternshipId(whose.id), row }];
}

fn row(&(internship, assessment): &(InternshipId, EventId), assessed: &ReadinessAssessed) -> Assessment {
    Assessment {
        internship,
        assessment,
        assessed_on: assessed.date,
        tool: assessed.tool.clone(),
        tool_version: assessed.tool_version.clone(),
        assessor: assessed.assessor,
        conclusion: assessed.conclusion,
        gaps: List(assessed.gaps.clone()),
        out_of: assessed.out_of,
        travel: assessed.travel,
        time_keeping: assessed.time_keeping,
        communication: assessed.communication,
        money: assessed.money,
        motivation: assessed.motivation,
        self_care: assessed.self_care,
        understanding_of_work: assessed.understanding_of_work,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use projection_kit::scenarios::{event_id, given, taken_back};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn each_assessment_is_a_row_with_its_own_scores() {
        let (first, second) = (assessed(1, Readiness::NotYet), assessed(20, Readiness::Ready));
        given::<Assessments>([first.clone().into(), second.clone().into()])
            .then_rows([(1, &first), (2, &second)].map(|(n, assessed)| of_event(n, assessed)));
    }

    #[test]
    fn an_assessment_that_was_taken_back_is_gone_and_the_other_stays() {
        let (wrong, right) = (assessed(1, Readiness::Ready), assessed(2, Readiness::NotYet));
        given::<Assessments>([wrong.into(), right.clone().into(), taken_back("referrals", 1)])
            .then(of_event(2, &right));
    }

    #[test]
    fn the_scores_stand_under_their_own_names() {
        given::<Assessments>([assessed(1, Readiness::NotYet).into()]).then_that(|row| {
            let first = [row.travel, row.time_keeping, row.communication, row.money];
            first == [Some(1), Some(2), Some(3), Some(4)]
                && [row.motivation, row.self_care, row.understanding_of_work] == [Some(5), None, Some(0)]
                && row.gaps == List(vec![ReadinessArea::TimeKeeping])
        });
    }

    fn of_event(n: u128, assessed: &ReadinessAssessed) -> Assessment {
        row(&(InternshipId(Uuid::from_u128(1)), event_id(n)), assessed)
    }

    fn assessed(day: i8, conclusion: Readiness) -> ReadinessAssessed {
        ReadinessAssessed {
            date: date(2024, 6, day),
            tool: Line::new("Ready for work").unwrap(),
            tool_version: Some(Line::new("2").unwrap()),
            assessor: Some(Assessor::Tutor),
            out_of: Some(5),
            travel: Some(1),
            time_keeping: Some(2),
            communication: Some(3),
            money: Some(4),
            motivation: Some(5),
            self_care: None,
            understanding_of_work: Some(0),
            gaps: vec![ReadinessArea::TimeKeeping],
            conclusion,
            note: None,
        }
    }
}
