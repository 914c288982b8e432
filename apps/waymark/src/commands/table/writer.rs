//! Rows in one of the formats.

use std::io::Write;

use projection_kit::ColumnDescription;
use serde_json::{Map, Value as Json};

use super::people::People;
use crate::output::plain;

type Columns = Vec<&'static ColumnDescription>;

/// Writes rows in one of the formats.
pub(super) struct RowWriter<'a, W: Write> {
    form: Form,
    out: &'a mut W,
    written: u64,
}

enum Form {
    Csv(Columns),
    Json(Columns),
    /// Rows for people are kept: their widths are known only at the end.
    People(People),
}

impl<'a, W: Write> RowWriter<'a, W> {
    pub(super) fn csv(columns: Columns, out: &'a mut W) -> anyhow::Result<Self> {
        record(columns.iter().map(|column| column.name.to_owned()), out)?;
        Ok(Self { form: Form::Csv(columns), out, written: 0 })
    }

    pub(super) fn json(columns: Columns, out: &'a mut W) -> anyhow::Result<Self> {
        write!(out, "[")?;
        Ok(Self { form: Form::Json(columns), out, written: 0 })
    }

    pub(super) fn people(people: People, out: &'a mut W) -> Self {
        Self { form: Form::People(people), out, written: 0 }
    }

    pub(super) fn row(&mut self, row: &Json) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Csv(columns) => record(columns.iter().map(|column| plain(&row[column.name])), self.out)?,
            Form::Json(columns) => {
                let cells = columns.iter().map(|column| (column.name.to_owned(), row[column.name].clone()));
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
