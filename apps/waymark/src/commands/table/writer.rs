//! Rows in one of the formats.

use std::io::Write;

use serde_json::{Map, Value as Json};

use super::people::People;
use crate::output::plain;

/// Writes rows in one of the formats.
pub(super) struct RowWriter<'a, W: Write> {
    form: Form,
    out: &'a mut W,
    written: u64,
}

enum Form {
    Csv(Vec<String>),
    Json(Vec<String>),
    /// Rows for people are kept: their widths are known only at the end.
    People(People),
}

impl<'a, W: Write> RowWriter<'a, W> {
    pub(super) fn csv(names: Vec<String>, out: &'a mut W) -> anyhow::Result<Self> {
        record(names.iter().cloned(), out)?;
        Ok(Self { form: Form::Csv(names), out, written: 0 })
    }

    pub(super) fn json(names: Vec<String>, out: &'a mut W) -> anyhow::Result<Self> {
        write!(out, "[")?;
        Ok(Self { form: Form::Json(names), out, written: 0 })
    }

    pub(super) fn people(people: People, out: &'a mut W) -> Self {
        Self { form: Form::People(people), out, written: 0 }
    }

    pub(super) fn row(&mut self, row: &Json) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(names) => record(names.iter().map(|name| plain(&row[name])), self.out)?,
            Form::Json(names) => {
                let cells = names.iter().map(|name| (name.clone(), row[name].clone()));
                let object = Json::Object(cells.collect::<Map<_, _>>());
                write!(self.out, "{}\n{object}", if self.written == 0 { "" } else { "," })?;
            }
            Form::People(people) => people.keep(row),
        }
        self.written += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self.form {
            Form::Csv(_) => Ok(()),
            Form::Json(_) => Ok(writeln!(self.out, "\n]")?),
            Form::People(_) if self.written == 0 => Ok(writeln!(self.out, "No rows.")?),
            Form::People(people) => people.show(self.out),
        }
    }
}

fn record(cells: impl Iterator<Item = String>, out: &mut impl Write) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells.map(|cell| events::guarded(&cell).into_owned()))?;
    Ok(writer.flush()?)
}
