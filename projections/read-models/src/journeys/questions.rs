//! What the start page and the timelines ask of the journeys.

use events::{InternshipId, Line, Minutes, Pence, Position};
use projection_kit::{Column as _, Table as _, Value};
use rusqlite::OptionalExtension as _;
use uuid::Uuid;

use super::{Journey, Stage};
use crate::library::{position, run, serves};
use crate::{AskError, Library};

const TABLE: &projection_kit::TableDescription = &Journey::DESCRIPTION;

/// A page of journeys, by reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneysPage {
    /// The journeys.
    pub journeys: Vec<Journey>,
    /// Where to go on from; none on the last page.
    pub next: Option<String>,
    /// The position up to which the table has come.
    pub position: Position,
}

/// What the journeys add up to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Referred.
    pub referred: u64,
    /// Offered a place.
    pub accepted: u64,
    /// Left before the end.
    pub withdrawn: u64,
    /// Finished the programme.
    pub completed: u64,
    /// Coaching time logged.
    pub minutes_logged: Minutes,
    /// Coaching time that may be claimed.
    pub minutes_claimable: Minutes,
    /// Claimed from Access to Work.
    pub claimed: Pence,
    /// Paid by Access to Work.
    pub paid: Pence,
    /// The position up to which the table has come.
    pub position: Position,
}

impl Library {
    /// How many internships stand where: every stage, in order, those without any too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn stages(&self) -> Result<Vec<(Stage, u64)>, AskError> {
        self.ask(|connection| {
            serves(connection, TABLE)?;
            let mut count = connection.prepare_cached("SELECT count(*) FROM journeys WHERE stage = ?1")?;
            let mut counted = |stage: &Stage| count.query_row([stage.as_str()], |row| row.get(0).map(whole));
            Ok(Stage::ALL.iter().map(|stage| Ok((*stage, counted(stage)?))).collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Journeys whose reference begins so, by reference, a page of them. Case does not matter.
    ///
    /// # Errors
    /// When the page mark is none, or the file cannot be read.
    pub fn journeys(&self, begins: &str, after: Option<&str>, limit: usize) -> Result<JourneysPage, AskError> {
        let columns: Vec<_> = TABLE.columns.iter().map(|column| column.name).collect();
        let sql = format!(
            "SELECT {} FROM journeys
            WHERE lower(substr(reference, 1, length(?1))) = lower(?1) AND (reference, internship) > (?2, ?3)
            ORDER BY reference, internship LIMIT ?4",
            columns.join(", ")
        );
        let (reference, internship) = after.map_or(Ok(Default::default()), read_mark)?;
        let most = i64::try_from(limit.saturating_add(1)).unwrap_or(i64::MAX);
        let text = |text: String| Value::Text(text.into());
        let parameters = [text(begins.trim().to_owned()), text(reference), text(internship), Value::Integer(most)];
        self.ask(|connection| {
            let position = serves(connection, TABLE)?;
            let rows = run(connection, TABLE, &sql, &parameters)?;
            let journeys = rows.into_iter().map(|row| Journey::read(row.into_iter()));
            let mut journeys = journeys.collect::<Result<Vec<_>, _>>()?;
            let more = journeys.len() > limit;
            journeys.truncate(limit);
            let next = journeys.last().filter(|_| more).map(mark);
            Ok(JourneysPage { journeys, next, position })
        })
    }

    /// The internships that a provider calls so: none, one, or one of each of several providers.
    /// Case and spacing do not matter.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn internships_by_reference(&self, reference: &str) -> Result<Vec<InternshipId>, AskError> {
        let reference = reference.split_whitespace().collect::<Vec<_>>().join(" ");
        self.ask(|connection| {
            serves(connection, TABLE)?;
            let sql = "SELECT internship FROM journeys WHERE reference = ?1 COLLATE NOCASE ORDER BY internship";
            let mut statement = connection.prepare_cached(sql)?;
            let ids = statement.query_map([reference], |row| row.get::<_, String>(0))?;
            let ids = ids.collect::<Result<Vec<_>, _>>()?;
            Ok(ids.into_iter().map(|id| InternshipId::read(Value::Text(id.into()))).collect::<Result<_, _>>()?)
        })
    }

    /// What the provider calls this internship.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn reference_of(&self, internship: InternshipId) -> Result<Option<Line>, AskError> {
        self.ask(|connection| {
            serves(connection, TABLE)?;
            let mut statement = connection.prepare_cached("SELECT reference FROM journeys WHERE internship = ?1")?;
            let found: Option<String> = statement.query_row([internship.to_string()], |row| row.get(0)).optional()?;
            Ok(found.map(|text| Line::read(Value::Text(text.into()))).transpose()?)
        })
    }

    /// What the journeys add up to.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn totals(&self) -> Result<Totals, AskError> {
        self.ask(|connection| {
            serves(connection, TABLE)?;
            Ok(connection.prepare_cached(include_str!("totals.sql"))?.query_row([], |row| {
                Ok(Totals {
                    referred: whole(row.get(0)?),
                    accepted: whole(row.get(1)?),
                    withdrawn: whole(row.get(2)?),
                    completed: whole(row.get(3)?),
                    minutes_logged: Minutes(row.get(4)?),
                    minutes_claimable: Minutes(row.get(5)?),
                    claimed: Pence(row.get(6)?),
                    paid: Pence(row.get(7)?),
                    position: position(row.get(8)?),
                })
            })?)
        })
    }
}

pub(crate) fn whole(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}

fn mark(journey: &Journey) -> String {
    format!("{}/{}", journey.internship, journey.reference)
}

fn read_mark(mark: &str) -> Result<(String, String), AskError> {
    let none = || AskError::NotAMark(mark.chars().take(60).collect());
    let (internship, reference) = mark.split_once('/').ok_or_else(none)?;
    let internship = Uuid::try_parse(internship).map_err(|_| none())?;
    Ok((reference.to_owned(), internship.to_string()))
}
