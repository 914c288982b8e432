//! Whose spreadsheets these are.

use events::Ukprn;
use service_kit::CommandType;

use super::Provider;
use super::formats::day;
use super::written::{self, BROKEN, Formats};

/// The provider, as far as it makes sense, and what does not.
pub(super) fn bind(
    written: &written::Provider,
    formats: &Formats,
    commands: &[CommandType],
) -> (Provider, Vec<String>) {
    let mut problems = Vec::new();
    if let Err(error) = Ukprn::new(&written.ukprn)
        && written.ukprn != BROKEN
    {
        problems.push(format!("ukprn \"{}\": {error}", written.ukprn));
    }
    let ukprn = Ukprn::new(&written.ukprn).map(|ukprn| ukprn.to_string()).unwrap_or_default();
    let mut fields = serde_json::Map::new();
    let mut put = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            fields.insert(name.to_owned(), value.into());
        }
    };
    put("provider", Some(&ukprn));
    put("ukprn", Some(&ukprn));
    put("name", Some(written.name.trim()));
    put("localAuthority", written.local_authority.as_deref());
    put("kind", written.kind.as_deref());
    let date = written.date.as_ref().map(|date| day(date, formats)).transpose().unwrap_or_else(|problem| {
        problems.push(problem);
        None
    });
    put("date", date.map(|date| date.to_string()).as_deref());
    let register =
        commands.iter().find(|command| command.context == "referrals" && command.name == "register-provider");
    if let Some(command) = register {
        let known: Vec<String> = command.fields().into_iter().map(|field| field.name).collect();
        fields.retain(|name, _| known.contains(name));
    }
    (Provider { ukprn, register: register.map(|command| (*command, fields)) }, problems)
}
