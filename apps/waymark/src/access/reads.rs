//! Who read whose personal content, and when: a line for each reading, in a file beside the data.
//!
//! A file of its own rather than the program's log: that one is thinned out by its level, sent to where
//! more people look, and thrown away after weeks. It holds the name of a key and the id of a subject,
//! nothing of what was read.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use events::{Line, Subject};
use serde::Serialize;
use waymark_http::Opened;

use crate::data_dir::DataDir;
use crate::system;

/// One reading, as a line of the file.
#[derive(Serialize)]
struct Reading<'a> {
    time: String,
    actor: &'a str,
    subject: String,
}

/// Who reads where nobody has to show a key.
pub const COMMAND_LINE: &str = "command line";

/// Logs readings in this data directory.
#[must_use]
pub fn logged_in(data: &DataDir) -> Opened {
    let path = data.access_log();
    Arc::new(move |actor: &Line, subjects: &[Subject]| log(&path, actor.as_str(), subjects))
}

/// Logs that somebody reads about these subjects, with one write. The file is opened each time: it can be
/// moved away while the server runs.
///
/// # Errors
/// When it cannot be written.
pub fn log(path: &Path, actor: &str, subjects: &[Subject]) -> io::Result<()> {
    let mut lines = Vec::new();
    for subject in subjects {
        let reading = Reading { time: system::now().to_string(), actor, subject: subject.to_string() };
        serde_json::to_writer(&mut lines, &reading)?;
        lines.push(b'\n');
    }
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(&lines)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_reading_is_one_line_with_actor_subject_and_time_that_only_the_owner_can_read() {
        let dir = tempfile::tempdir().unwrap();
        let data = DataDir::open_or_create(&dir.path().join("data"), None).unwrap();
        let subject: Subject = "coach/00000000-0000-0000-0000-00000000000c".parse().unwrap();
        let opened = logged_in(&data);
        for actor in ["office", "a \"name\"\\"] {
            opened(&Line::new(actor).unwrap(), &[subject]).unwrap();
        }
        let text = fs::read_to_string(data.access_log()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((&lines[0]["actor"], &lines[1]["actor"]), (&"office".into(), &"a \"name\"\\".into()));
        assert_eq!(lines[1]["subject"], subject.to_string());
        let time: jiff::Timestamp = lines[0]["time"].as_str().unwrap().parse().unwrap();
        assert!(system::now().duration_since(time).as_secs() < 60);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(data.access_log()).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
