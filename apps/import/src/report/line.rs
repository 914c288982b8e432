//! One line of the report: what became of one command of one row.

use std::fmt;
use std::sync::Arc;

use events::{EventId, Position};

use crate::correction::{CorrectionStep, Mend};
use crate::plan::{FileRead, Order, Planned};

/// What became of a row's command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It became an event.
    Accepted,
    /// Its event was there before, with the same content; nothing new happened.
    AlreadyThere,
    /// A rule said no.
    Refused,
    /// A cell cannot be read.
    Unreadable,
    /// The row says something else than it did when it was imported before, or than another row
    /// says of the same thing. Nothing new happened: the correction says what to do.
    Changed,
    /// It was never sent: the import was broken off, or it waits for a row that was not sent.
    NotSent,
    /// Something about a row that was taken, or not, for its own reasons: somebody should look at it.
    Told,
    /// An event was imported before and no row stands for it any more. Nothing happens by itself.
    Gone,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 8] = [
        Self::Accepted,
        Self::AlreadyThere,
        Self::Refused,
        Self::Unreadable,
        Self::Changed,
        Self::NotSent,
        Self::Told,
        Self::Gone,
    ];

    /// As the report writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::AlreadyThere => "already there",
            Self::Refused => "refused",
            Self::Unreadable => "unreadable",
            Self::Changed => "changed",
            Self::NotSent => "not sent",
            Self::Told => "to check",
            Self::Gone => "no longer in the sheet",
        }
    }

    /// Whether somebody has to look at it: a row was not taken as it stands. What is no longer in
    /// the sheet is told but does not count, since there is no row that was not taken, and sheets
    /// are cut down for many good reasons.
    #[must_use]
    pub fn is_trouble(self) -> bool {
        match self {
            Self::Refused | Self::Unreadable | Self::Changed | Self::NotSent => true,
            Self::Accepted | Self::AlreadyThere | Self::Told | Self::Gone => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One line of the report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportLine {
    /// The sheet, as the mapping calls it.
    pub sheet: Arc<str>,
    /// The file. Empty for what the mapping file itself says.
    pub file: Arc<str>,
    /// The row, as a spreadsheet numbers it: the heading is row 1.
    pub row: Option<u64>,
    /// The command: `coaching.log-hours`. Empty where no command can be named.
    pub command: Arc<str>,
    /// What became of it.
    pub status: Status,
    /// The hard rule that said no: `H14`.
    pub rule: Option<String>,
    /// A stable name for why: `in-the-future`.
    pub code: String,
    /// Why, and what to do.
    pub reason: String,
    /// The column that cannot be read.
    pub column: String,
    /// What stands there, cut short.
    pub value: String,
    /// Where the event stands in the log.
    pub position: Option<Position>,
    /// The event.
    pub event: Option<EventId>,
    /// What to send to put it right, a command a line, in an order that works; or why nothing does.
    pub correction: String,
    /// What to send instead where the row and what it was taken for are both right.
    pub otherwise: String,
    /// The commands of the correction.
    pub steps: Vec<CorrectionStep>,
    /// Whether the sheets are to be imported again once they are sent.
    pub again: bool,
    /// What its correction takes back beside its event, in a line.
    pub(crate) under: String,
    pub(crate) mend: Option<Mend>,
    pub(crate) order: Order,
}

impl ReportLine {
    /// The names of the columns of the report.
    pub const COLUMNS: [&str; 14] = [
        "sheet",
        "file",
        "row",
        "command",
        "status",
        "rule",
        "code",
        "reason",
        "column",
        "value",
        "position",
        "event",
        "correction",
        "otherwise",
    ];

    /// The cells of the line, in the order of [`Self::COLUMNS`].
    #[must_use]
    pub fn cells(&self) -> [String; 14] {
        let text = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        [
            self.sheet.to_string(),
            self.file.to_string(),
            text(self.row),
            self.command.to_string(),
            self.status.to_string(),
            self.rule.clone().unwrap_or_default(),
            self.code.clone(),
            self.reason.clone(),
            self.column.clone(),
            self.value.clone(),
            text(self.position.map(|position| position.0)),
            self.event.map(|event| event.to_string()).unwrap_or_default(),
            self.correction.clone(),
            self.otherwise.clone(),
        ]
    }
}

/// The line that accounts for a file.
pub(super) fn of_file(read: &FileRead) -> [String; 14] {
    let FileRead { sheet, file, heading, used, blank, unreadable, .. } = read;
    let reason =
        format!("{} lines: {heading} heading, {used} read, {blank} blank, {unreadable} unreadable", read.lines());
    let mut cells = [const { String::new() }; 14];
    let said = [(0, sheet.to_string()), (1, file.to_string()), (4, "read".to_owned()), (7, reason)];
    for (place, text) in said {
        if let Some(cell) = cells.get_mut(place) {
            *cell = text;
        }
    }
    cells
}

impl ReportLine {
    /// A line that says only where and what.
    pub(crate) fn of_row(sheet: Arc<str>, file: Arc<str>, row: Option<u64>, status: Status, order: Order) -> Self {
        Self {
            sheet,
            file,
            row,
            command: Arc::from(""),
            status,
            rule: None,
            code: String::new(),
            reason: String::new(),
            column: String::new(),
            value: String::new(),
            position: None,
            event: None,
            correction: String::new(),
            otherwise: String::new(),
            steps: Vec::new(),
            again: false,
            under: String::new(),
            mend: None,
            order,
        }
    }
}

impl Planned {
    /// A line of the report about it.
    pub(crate) fn line(&self, status: Status) -> ReportLine {
        ReportLine {
            command: self.name.clone(),
            ..ReportLine::of_row(self.sheet.clone(), self.file.clone(), self.row, status, self.order)
        }
    }
}
