//! Many rows into a table at once, in PostgreSQL's binary form for COPY.
//!
//! <https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4>

use std::pin::Pin;

use bytes::{BufMut as _, Bytes, BytesMut};
use futures_util::SinkExt as _;
use projection_kit::{Kind, TableDescription, Value};
use tokio_postgres::CopyInSink;

use super::address::Address;
use super::cell::{put_day, put_id};
use super::driver::wait;
use super::error::PostgresError;

const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// How much is sent at once.
const CHUNK: usize = 256 * 1024;

/// Rows on their way into a table. Dropped before its end, it leaves the transaction broken.
pub(super) struct Copy<'a> {
    address: &'a Address,
    sink: Pin<Box<CopyInSink<Bytes>>>,
    description: &'static TableDescription,
    buffer: BytesMut,
}

impl<'a> Copy<'a> {
    pub(super) fn new(address: &'a Address, sink: CopyInSink<Bytes>, description: &'static TableDescription) -> Self {
        let mut buffer = BytesMut::with_capacity(CHUNK + CHUNK / 4);
        buffer.put_slice(SIGNATURE);
        buffer.put_i32(0); // no flags
        buffer.put_i32(0); // no extension
        Self { address, sink: Box::pin(sink), description, buffer }
    }

    /// Adds a row: a cell for each column of the table.
    pub(super) fn row(&mut self, cells: &[Value]) -> Result<(), PostgresError> {
        self.buffer.put_i16(cells.len().try_into().unwrap_or(i16::MAX));
        for (cell, column) in cells.iter().zip(self.description.columns) {
            if *cell == Value::Null {
                self.buffer.put_i32(-1);
                continue;
            }
            let at = self.buffer.len();
            self.buffer.put_i32(0);
            put(cell, column.kind, &mut self.buffer).ok_or_else(|| PostgresError::Refused {
                address: self.address.to_string(),
                why: format!("{cell} cannot stand in {}.{}", self.description.name, column.name),
                code: "22000".to_owned(),
            })?;
            let length = i32::try_from(self.buffer.len() - at - 4).unwrap_or(i32::MAX);
            self.buffer[at..at + 4].copy_from_slice(&length.to_be_bytes());
        }
        if self.buffer.len() < CHUNK { Ok(()) } else { self.send() }
    }

    /// Ends it.
    pub(super) fn finish(mut self) -> Result<(), PostgresError> {
        self.buffer.put_i16(-1);
        self.send()?;
        let finished = wait(self.sink.as_mut().finish());
        finished.map(drop).map_err(|error| PostgresError::asking(self.address, &error))
    }

    fn send(&mut self) -> Result<(), PostgresError> {
        let chunk = self.buffer.split().freeze();
        self.buffer.reserve(CHUNK + CHUNK / 4);
        wait(self.sink.send(chunk)).map_err(|error| PostgresError::asking(self.address, &error))
    }
}

fn put(cell: &Value, kind: Kind, out: &mut BytesMut) -> Option<()> {
    match (cell, kind) {
        (Value::Integer(number), Kind::Integer) => out.put_i64(*number),
        (Value::Flag(flag), Kind::Flag) => out.put_u8((*flag).into()),
        (Value::Integer(number @ (0 | 1)), Kind::Flag) => out.put_u8(u8::from(*number == 1)),
        (Value::Text(text), Kind::Id) => return put_id(text, out),
        (Value::Text(text), Kind::Day) => return put_day(text, out),
        (Value::Text(text), Kind::Text | Kind::List) => out.put_slice(text.as_bytes()),
        (Value::Null | Value::Integer(_) | Value::Flag(_) | Value::Text(_), _) => return None,
    }
    Some(())
}
