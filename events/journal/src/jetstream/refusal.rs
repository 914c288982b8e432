//! Why a server that answers will not have this node, or this node will not have it: what no
//! waiting mends.

use std::path::PathBuf;

use async_nats::rustls::{AlertDescription, Error as TlsError};
use async_nats::{ConnectErrorKind, ServerError};

use super::error::{ConnectError, chain};
use super::options::{ConnectOptions, who};

/// What a server says, with a reason behind it, about a certificate that it will not have.
const OF_CERTIFICATES: [AlertDescription; 8] = [
    AlertDescription::AccessDenied,
    AlertDescription::BadCertificate,
    AlertDescription::CertificateExpired,
    AlertDescription::CertificateRequired,
    AlertDescription::CertificateRevoked,
    AlertDescription::CertificateUnknown,
    AlertDescription::UnknownCA,
    AlertDescription::UnsupportedCertificate,
];

/// What an attempt to connect came to: a refusal, or servers that may answer later.
pub(super) fn of(error: &async_nats::ConnectError, servers: String, options: &ConnectOptions) -> ConnectError {
    let reason = chain(error);
    let of_credentials = matches!(error.kind(), ConnectErrorKind::AuthorizationViolation)
        || matches!(inner::<ServerError>(error), Some(ServerError::Other(said)) if said.contains("authentication"));
    if of_credentials {
        return ConnectError::NotKnown { servers, who: who(options), reason };
    }
    if matches!(error.kind(), ConnectErrorKind::Authentication) {
        let path = options.credentials.clone().or_else(|| options.nkey.clone()).unwrap_or_default();
        return ConnectError::File { path, reason: "it holds no seed that could sign (SU…)".into() };
    }
    match inner::<TlsError>(error) {
        Some(TlsError::InvalidCertificate(_)) => {
            return ConnectError::NotTrusted { servers, trusted: trusted(options), reason };
        }
        Some(TlsError::InvalidMessage(_)) => return ConnectError::NoTls { servers },
        Some(TlsError::AlertReceived(alert)) if OF_CERTIFICATES.contains(alert) => {
            return ConnectError::CertificateRefused { servers, shown: shown(options), reason };
        }
        _ => {}
    }
    match (&options.certificate, error.kind()) {
        (Some((certificate, key)), ConnectErrorKind::Tls) => {
            let reason = format!("{reason}; it and the key in {} do not belong together", key.display());
            ConnectError::File { path: certificate.clone(), reason }
        }
        _ => ConnectError::Unreachable { servers, reason },
    }
}

/// The cause of this kind, wherever it stands among the causes.
fn inner<'a, E: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a E> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref::<E>() {
            return Some(found);
        }
        // An I/O error names the cause of its cause as its own.
        let within = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        if let Some(found) = within.and_then(|within| within.downcast_ref::<E>()) {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

fn trusted(options: &ConnectOptions) -> String {
    options.ca.as_ref().map_or("this system".into(), |file| file.display().to_string())
}

fn shown(options: &ConnectOptions) -> String {
    let file = options.certificate.as_ref().map(|(certificate, _): &(PathBuf, PathBuf)| certificate);
    file.map_or("a node without a certificate".into(), |file| format!("the certificate in {}", file.display()))
}
