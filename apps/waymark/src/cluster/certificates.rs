//! Authorities and certificates for a trial: who may listen as a server, and who may call one.
//!
//! There are two authorities, because a route between NATS servers can do anything to what they keep.
//! A server that opens one shows a certificate by the servers' authority; the certificate of the
//! processes is by the other, and opens no route. All processes share that one: who a process is, is
//! said by its NKey, which is also what is taken away from it.

use anyhow::Context as _;
use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};

/// The names by which the NATS servers of `deploy/` and of docs/operations.md are addressed.
const NATS: [&str; 12] = [
    "localhost",
    "127.0.0.1",
    "::1",
    // Compose
    "nats-1",
    "nats-2",
    "nats-3",
    // Kubernetes, with room for two more
    "nats-0.nats",
    "nats-1.nats",
    "nats-2.nats",
    "nats-3.nats",
    "nats-4.nats",
    "*.nats.waymark.svc.cluster.local",
];
/// The name of the database in Compose.
const POSTGRES: [&str; 4] = ["localhost", "127.0.0.1", "::1", "postgres"];

/// A file of a new deployment: its name, and what is in it.
pub type Pem = (String, String);

/// Makes what servers and processes show each other, valid from this day on: certificates for a year,
/// authorities for ten. `names` are further names of the NATS servers.
///
/// ```text
/// servers-ca.pem             whom processes and servers trust as a server
/// clients-ca.pem             whom NATS servers trust as a process
/// server.pem, server.key     shown by the NATS servers
/// client.pem, client.key     shown by every process
/// postgres.pem, postgres.key shown by PostgreSQL in Compose
/// authority/servers.key      signs further servers
/// authority/clients.key      signs further processes
/// ```
///
/// # Errors
/// When a name is not one, or there is no randomness.
pub fn make(today: Date, names: &[String]) -> anyhow::Result<Vec<Pem>> {
    use ExtendedKeyUsagePurpose::{ClientAuth, ServerAuth};
    let servers = authority("Waymark servers", today)?;
    let clients = authority("Waymark processes", today)?;
    let names = NATS.iter().map(ToString::to_string).chain(names.iter().cloned()).collect();
    let postgres = POSTGRES.map(str::to_owned).to_vec();
    let mut files = vec![
        ("servers-ca.pem".to_owned(), servers.pem()),
        ("clients-ca.pem".to_owned(), clients.pem()),
        ("authority/servers.key".to_owned(), servers.key().serialize_pem()),
        ("authority/clients.key".to_owned(), clients.key().serialize_pem()),
    ];
    // A NATS server calls the others as they call it.
    files.extend(signed(&servers, "server", names, vec![ServerAuth, ClientAuth], today)?);
    files.extend(signed(&clients, "client", Vec::new(), vec![ClientAuth], today)?);
    files.extend(signed(&servers, "postgres", postgres, vec![ServerAuth], today)?);
    Ok(files)
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str, today: Date) -> anyhow::Result<Authority> {
    let mut about = about(name, Vec::new(), today, 10.years())?;
    about.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    about.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(CertifiedIssuer::self_signed(about, KeyPair::generate()?)?)
}

fn signed(
    authority: &Authority,
    name: &str,
    names: Vec<String>,
    usages: Vec<ExtendedKeyUsagePurpose>,
    today: Date,
) -> anyhow::Result<[Pem; 2]> {
    let mut about = about(&format!("waymark {name}"), names, today, 1.year())?;
    about.use_authority_key_identifier_extension = true;
    about.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    about.extended_key_usages = usages;
    let key = KeyPair::generate()?;
    let certificate = about.signed_by(&key, authority)?;
    Ok([(format!("{name}.pem"), certificate.pem()), (format!("{name}.key"), key.serialize_pem())])
}

fn about(name: &str, names: Vec<String>, today: Date, lasts: Span) -> anyhow::Result<CertificateParams> {
    let mut about = CertificateParams::new(names).context("this is no name of a server")?;
    about.distinguished_name = rcgen::DistinguishedName::new();
    about.distinguished_name.push(DnType::CommonName, name);
    // From the day before: another machine may be in another day.
    let [from, until] = [today.yesterday()?, today.checked_add(lasts)?].map(|day| {
        let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
        rcgen::date_time_ymd(day.year().into(), month, day_of_month)
    });
    (about.not_before, about.not_after) = (from, until);
    Ok(about)
}
