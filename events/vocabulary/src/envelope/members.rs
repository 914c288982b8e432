//! The members of an event, cut out of its canonical form without reading it as JSON.
//!
//! Almost all time of a scan would go into finding where strings end. The canonical form has its
//! members in one order and no white space, so they can be cut out from left to right. Whatever
//! does not look exactly like that is `None` here, and is no event that this release can read.

use memchr::memchr_iter;

use super::canonical;

/// An event's members as they stand between their quotes; `data` as JSON.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Members<'a> {
    pub(super) actor: &'a str,
    pub(super) causationid: Option<&'a str>,
    pub(super) commandhash: &'a str,
    pub(super) correlationid: Option<&'a str>,
    pub(super) data: &'a str,
    pub(super) dataschema: &'a str,
    pub(super) id: &'a str,
    pub(super) onbehalfof: Option<&'a str>,
    pub(super) origin: Option<&'a str>,
    pub(super) recordedtime: &'a str,
    pub(super) rulesversion: &'a str,
    pub(super) sealed: Option<&'a str>,
    pub(super) source: &'a str,
    pub(super) specversion: &'a str,
    pub(super) subject: &'a str,
    pub(super) time: &'a str,
    pub(super) traceparent: Option<&'a str>,
    pub(super) full_name: &'a str,
}

impl<'a> Members<'a> {
    pub(super) fn cut(text: &'a str) -> Option<Self> {
        let mut rest = Rest(text.strip_prefix('{')?.strip_suffix('}')?);
        let members = Self {
            actor: rest.member("\"actor\":\"")?,
            causationid: rest.perhaps(",\"causationid\":\"")?,
            commandhash: rest.member(",\"commandhash\":\"")?,
            correlationid: rest.perhaps(",\"correlationid\":\"")?,
            data: rest.data(",\"data\":", ",\"dataschema\":\"")?,
            dataschema: rest.member(",\"dataschema\":\"")?,
            id: rest.member(",\"id\":\"")?,
            onbehalfof: rest.perhaps(",\"onbehalfof\":\"")?,
            origin: rest.perhaps(",\"origin\":\"")?,
            recordedtime: rest.member(",\"recordedtime\":\"")?,
            rulesversion: rest.member(",\"rulesversion\":\"")?,
            sealed: rest.perhaps(",\"sealed\":\"")?,
            source: rest.member(",\"source\":\"")?,
            specversion: rest.member(",\"specversion\":\"")?,
            subject: rest.member(",\"subject\":\"")?,
            time: rest.member(",\"time\":\"")?,
            traceparent: rest.perhaps(",\"traceparent\":\"")?,
            full_name: rest.member(",\"type\":\"")?,
        };
        rest.0.is_empty().then_some(members)
    }
}

struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// The text of the member that has to come next, as it is written, escapes and all.
    fn member(&mut self, name: &str) -> Option<&'a str> {
        let text = self.0.strip_prefix(name)?;
        let end = canonical::end(text.as_bytes(), 0)?;
        self.0 = text.get(end + 1..)?;
        text.get(..end)
    }

    /// The text of a member that may come next; the outer `None` is for one that is not as expected.
    #[expect(clippy::option_option, reason = "absent, or not as expected")]
    fn perhaps(&mut self, name: &str) -> Option<Option<&'a str>> {
        if self.0.starts_with(name) { self.member(name).map(Some) } else { Some(None) }
    }

    /// The JSON up to the member that follows. Inside a string the quotes of `follows` would be
    /// escaped; as the name of a member further down it would cut the JSON where it cannot be read.
    fn data(&mut self, name: &str, follows: &str) -> Option<&'a str> {
        let text = self.0.strip_prefix(name)?;
        let ends = memchr_iter(b'}', text.as_bytes()).map(|at| at + 1);
        let mut cuts = ends.filter_map(|end| text.split_at_checked(end));
        let (data, rest) = cuts.find(|(_, rest)| rest.starts_with(follows))?;
        self.0 = rest;
        Some(data)
    }
}
