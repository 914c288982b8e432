//! Rows as JSON, or as a table for people.

use std::io::Write;

use serde_json::Value as Json;

use super::people::People;

/// Writes rows.
pub(super) struct RowWriter<'a, W: Write> {
    form: Form,
    out: &'a mut W,
    written: u64,
}

enum Form {
    Json,
    /// Rows for people are kept: their widths are known only at the end.
    People(People),
}

impl<'a, W: Write> RowWriter<'a, W> {
    pub(super) fn json(out: &'a mut W) -> anyhow::Result<Self> {
        write!(out, "[")?;
        Ok(Self { form: Form::Json, out, written: 0 })
    }

    pub(super) fn people(people: People, out: &'a mut W) -> Self {
        Self { form: Form::People(people), out, written: 0 }
    }

    pub(super) fn row(&mut self, row: &Json) -> anyhow::Result<()> {
        match &mut self.form {
            Form::Json => write!(self.out, "{}\n{row}", if self.written == 0 { "" } else { "," })?,
            Form::People(people) => people.keep(row),
        }
        self.written += 1;
        Ok(())
    }

    pub(super) fn finish(self) -> anyhow::Result<()> {
        match self.form {
            Form::Json => Ok(writeln!(self.out, "\n]")?),
            Form::People(_) if self.written == 0 => Ok(writeln!(self.out, "No rows.")?),
            Form::People(people) => people.show(self.out),
        }
    }
}
