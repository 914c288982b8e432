//! Every problem that this server can answer with: its own, and the refusals of its services.

use axum::http::StatusCode;
use service_kit::{RefusalType, Rule};
use service_runtime::Services;

/// One kind of problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) code: &'static str,
    pub(crate) status: StatusCode,
    pub(crate) rule: Option<Rule>,
    /// What is the case.
    pub(crate) about: String,
    /// What the answer's `detail` says, values left open, or what to do.
    pub(crate) says: String,
}

impl Entry {
    /// As plain text, line by line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines =
            vec![format!("{} ({})", self.code, self.status.as_u16()), self.about.clone(), self.says.clone()];
        lines.extend(self.rule.map(|rule| format!("Rule {}: {}", rule.name(), rule.text())));
        lines
    }
}

/// All of them, the server's own first, each once.
pub(crate) fn entries(services: &Services) -> Vec<Entry> {
    let mut entries: Vec<Entry> = OWN.iter().map(own).collect();
    for refusal in services.refusals() {
        let entry = refused(&refusal);
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    entries
}

fn own((code, status, about, says): &(&'static str, StatusCode, &str, &str)) -> Entry {
    Entry { code, status: *status, rule: None, about: (*about).to_owned(), says: (*says).to_owned() }
}

fn refused(refusal: &RefusalType) -> Entry {
    Entry {
        code: refusal.code,
        status: if refusal.conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY },
        rule: refusal.rule,
        about: refusal.about.trim().to_owned(),
        says: opened(refusal.says),
    }
}

/// A sentence whose values are left open: `{date} is later than today` as `… is later than today`.
fn opened(says: &str) -> String {
    let mut open = String::new();
    let mut rest = says;
    while let Some((before, after)) = rest.split_once('{') {
        open.push_str(before);
        open.push('…');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    open.push_str(rest);
    events::telling::prose::capital(&open) + "."
}

/// What the server says itself: code, status, what is the case, what to do.
#[rustfmt::skip]
const OWN: &[(&str, StatusCode, &str, &str)] = &[
    ("bad-form", StatusCode::BAD_REQUEST, "A form that was sent has not the fields of the page it came from.", "Open the page again and send its form."),
    ("bad-header", StatusCode::BAD_REQUEST, "Invalid header.", "The detail names the header and what is wrong with it."),
    ("bad-question", StatusCode::BAD_REQUEST, "What was asked of a table, a timeline or the log cannot be read.", "The detail says which part; /openapi.json says what can be asked."),
    ("contention", StatusCode::SERVICE_UNAVAILABLE, "The subject changed again and again while the command was decided.", "Repeat the command with the same Idempotency-Key."),
    ("cross-site", StatusCode::FORBIDDEN, "A page of another site made a browser send this.", "Send it from this server's own pages, or from a program."),
    ("cut-short", StatusCode::BAD_REQUEST, "The body did not arrive whole.", "Send the request again, a command with the same Idempotency-Key."),
    ("failed", StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on the server's side.", "An operator finds it in the server's log, under the id in the X-Request-Id header."),
    ("key-reused", StatusCode::CONFLICT, "The Idempotency-Key belongs to an earlier command that said something else.", "Choose a new key for a new command, or send the same command again."),
    ("malformed", StatusCode::BAD_REQUEST, "The body is not JSON, or gives a field twice.", "The detail says where."),
    ("newer-release", StatusCode::SERVICE_UNAVAILABLE, "A newer release of waymark has recorded what this server does not know.", "An operator upgrades this server; then repeat the request, a command with the same Idempotency-Key."),
    ("no-host", StatusCode::BAD_REQUEST, "The request does not say which server it is for.", "Send a Host header."),
    ("no-idempotency-key", StatusCode::BAD_REQUEST, "A command came without an Idempotency-Key.", "Choose one of up to 200 characters: sending the command again with the same key is safe."),
    ("no-key", StatusCode::UNAUTHORIZED, "This needs an operator key that has not expired.", "Send it as \"Authorization: Bearer KEY\", or sign in at /sign-in."),
    ("no-right", StatusCode::FORBIDDEN, "The key does not have the right to this.", "Use a key that has it: the detail names the right."),
    ("no-such-command", StatusCode::NOT_FOUND, "This server takes no such command.", "The commands it takes stand in the answer, and at /docs."),
    ("no-such-internship", StatusCode::NOT_FOUND, "No internship is known by this reference or id.", "The table journeys lists them."),
    ("no-such-subject", StatusCode::NOT_FOUND, "Nothing was recorded about this subject.", "Compare the spelling of its name with the provider's register."),
    ("no-such-table", StatusCode::NOT_FOUND, "There is no such table.", "The tables there are stand in the answer, and at /v1/tables."),
    ("no-tables-here", StatusCode::NOT_FOUND, "This server takes commands and has no tables.", "Ask a server that answers questions."),
    ("not-found", StatusCode::NOT_FOUND, "There is nothing at this address.", "What there is stands at /openapi.json and, for people, at /."),
    ("not-json", StatusCode::UNSUPPORTED_MEDIA_TYPE, "A command came that does not say it is JSON.", "Send its fields with the header Content-Type: application/json."),
    ("not-recorded", StatusCode::SERVICE_UNAVAILABLE, "The server cannot write at the moment; the command was not recorded.", "Repeat it with the same Idempotency-Key once /readyz answers 200."),
    ("other-method", StatusCode::METHOD_NOT_ALLOWED, "This address is asked in another way.", "The Allow header says how."),
    ("out-of-time", StatusCode::SERVICE_UNAVAILABLE, "The answer took longer than an answer may.", "Ask for less at a time, or again later; repeat a command with the same Idempotency-Key."),
    ("outcome-unknown", StatusCode::SERVICE_UNAVAILABLE, "It is not known whether the command was recorded.", "Repeat it with the same Idempotency-Key: it cannot be taken twice."),
    ("several-internships", StatusCode::CONFLICT, "Several providers use this reference.", "Name one internship by its id: they stand in the answer."),
    ("stopping", StatusCode::SERVICE_UNAVAILABLE, "The server is stopping and takes no more commands.", "Repeat the command with the same Idempotency-Key when it is back."),
    ("too-large", StatusCode::PAYLOAD_TOO_LARGE, "The request's body is larger than it may be.", "The detail says how long it may be: send less at a time, and no files."),
    ("too-slow", StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive.", "Send the request again, a command with the same Idempotency-Key."),
    ("two-hosts", StatusCode::BAD_REQUEST, "The request has more than one Host header.", "Send one."),
    ("unknown-host", StatusCode::MISDIRECTED_REQUEST, "The server does not answer to this host name.", "Use its address, or have an operator add the name with --host."),
    ("unreadable", StatusCode::UNPROCESSABLE_ENTITY, "The command's fields are not of its form.", "The detail names the field; /docs says what can stand in it."),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_code_in_the_source_is_explained_and_no_other() {
        let mut found = BTreeSet::new();
        collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        let explained: BTreeSet<String> = OWN.iter().map(|own| own.0.to_owned()).collect();
        assert_eq!(found, explained);
        assert_eq!(OWN.len(), explained.len());
    }

    /// The first text after each place where a problem is made.
    fn collect(dir: &Path, found: &mut BTreeSet<String>) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, found);
                continue;
            }
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for made in ["Problem::new(", "Self::new(", "bad_request(", "unavailable("] {
                for after in text.split(made).skip(1) {
                    let statement = after.split(';').next().unwrap_or_default();
                    let code = statement.split('"').nth(1).unwrap_or_default();
                    let kebab = !code.is_empty() && code.bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase());
                    found.extend(kebab.then(|| code.to_owned()));
                }
            }
        }
    }

    #[test]
    fn values_are_left_open() {
        assert_eq!(opened("{date} is later than today, {today}: correct it"), "… is later than today, …: correct it.");
        assert_eq!(opened("a session of no minutes"), "A session of no minutes.");
    }
}
