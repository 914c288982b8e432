//! Whose turn it is to write, as PostgreSQL knows it.

use super::error::PostgresError;
use super::session::Session;

/// The lock of the worker that may write: held by its session, gone with it.
pub(super) const TURN: &str = "2002877805, 1";
/// The lock of the worker that sets the schema up.
pub(super) const SETTING_UP: &str = "2002877805, 2";

/// Who has the turn, in words.
pub(super) fn holder(session: &mut Session) -> Result<String, PostgresError> {
    let sql = "SELECT a.application_name, coalesce(host(a.client_addr), 'this machine'), a.pid
        FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
        WHERE l.locktype = 'advisory' AND l.classid = 2002877805 AND l.objid = 1 AND l.granted
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    let rows = session.query(sql, &[])?;
    Ok(match rows.first().map(Vec::as_slice) {
        Some([name, host, pid]) => format!("{name} on {host}, server process {pid}"),
        _ => "somebody else".to_owned(),
    })
}
