//! What went wrong with TLS, in words for people.
//!
//! All that is known to be wrong with a certificate is said at once, and first what no option can mend: an expired one
//! must be renewed and one for another host made anew, whoever signed it.

use jiff::Timestamp;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError};
use ureq::Error;

use super::certificate::RejectedCertificate;

/// The TLS problem inside an error, if there is one.
pub(super) fn problem(error: &Error) -> Option<&rustls::Error> {
    match error {
        Error::Rustls(error) => Some(error),
        Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// Whom a problem is with.
pub(super) struct Peer<'a> {
    /// Host and port, or the proxy.
    pub name: &'a str,
    /// What is known of its certificate, if that was refused.
    pub refused: Option<RejectedCertificate>,
    /// The request brings its own authorities.
    pub own_authorities: bool,
}

/// What went wrong, for people.
pub(super) fn describe(error: &rustls::Error, peer: &Peer<'_>) -> String {
    let server = peer.name;
    match error {
        rustls::Error::InvalidCertificate(error) => describe_certificate(error, peer),
        rustls::Error::InvalidMessage(_) => {
            format!(
                "{server} does not use TLS: check the port, and whether the URL should begin with http://"
            )
        }
        rustls::Error::AlertReceived(alert) => describe_alert(*alert, server),
        rustls::Error::PeerIncompatible(_) => {
            format!("{server} supports no accepted TLS version or cipher; at least TLS 1.2 is required")
        }
        _ => format!("TLS with {server} failed: the server violated the protocol"),
    }
}

/// What is wrong with a certificate, and what to do.
type Fault = (String, &'static str);

fn describe_certificate(error: &CertificateError, peer: &Peer<'_>) -> String {
    let mut faults: Vec<Fault> = Vec::new();
    faults.extend(wrong_time(error, peer));
    faults.extend(wrong_host(error, peer));
    faults.extend(wrong_signer(error, peer, !faults.is_empty()));
    if faults.is_empty() {
        faults.push(other(error));
    }
    let (wrong, advice): (Vec<_>, Vec<_>) = faults.into_iter().unzip();
    format!(
        "the certificate of {} {}: {}; or set `options.tls.insecure: true` to accept any certificate",
        peer.name,
        series(&wrong),
        advice.join("; "),
    )
}

/// `a`, `a, and b`, `a, b, and c`.
fn series(parts: &[String]) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{}, and {last}", first.join(", ")),
        _ => parts.concat(),
    }
}

fn wrong_time(error: &CertificateError, peer: &Peer<'_>) -> Option<Fault> {
    let (wrong, advice) = match error {
        CertificateError::ExpiredContext { not_after, .. } => {
            (day(*not_after).map_or("has expired".to_owned(), |day| format!("expired on {day}")), RENEW)
        }
        CertificateError::Expired => ("has expired".to_owned(), RENEW),
        CertificateError::NotValidYetContext { not_before, .. } => (
            day(*not_before)
                .map_or("is not valid yet".to_owned(), |day| format!("is not valid before {day}")),
            CLOCK,
        ),
        CertificateError::NotValidYet => ("is not valid yet".to_owned(), CLOCK),
        _ => return None,
    };
    Some(match &peer.refused {
        Some(RejectedCertificate { in_time: true, .. }) => {
            (format!("is signed by a certificate authority whose own certificate {wrong}"), CHAIN)
        }
        _ => (wrong, advice),
    })
}

const CHAIN: &str = "renew the certificate chain on the server, or options.tls.ca";
const RENEW: &str = "renew it on the server";
const CLOCK: &str = "check the clock of this machine";

fn day(time: UnixTime) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(time.as_secs()).ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}

fn wrong_host(error: &CertificateError, peer: &Peer<'_>) -> Option<Fault> {
    let named =
        matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. });
    let hosts = match peer.refused.as_ref().map(|refused| &refused.other_hosts) {
        Some(Some(hosts)) => hosts.as_slice(),
        _ if named => return Some(("was issued for another host".to_owned(), OTHER_HOST)),
        _ => return None,
    };
    let shown: Vec<_> = hosts.iter().take(3).map(|host| format!("`{host}`")).collect();
    Some(match hosts.len() {
        0 => (
            "has no host in its subjectAltName (the common name is ignored)".to_owned(),
            "get a certificate that contains the host of the URL",
        ),
        count => {
            let more = if count > shown.len() { ", …" } else { "" };
            (format!("was issued for another host ({}{more})", shown.join(", ")), OTHER_HOST)
        }
    })
}

const OTHER_HOST: &str = "use a host that it contains, or get a certificate for this host";

/// `worse`: it cannot stay as it is, whoever signed it.
fn wrong_signer(error: &CertificateError, peer: &Peer<'_>, worse: bool) -> Option<Fault> {
    let by_itself = peer.refused.as_ref().is_some_and(|refused| refused.by_itself);
    let own = peer.own_authorities;
    if by_itself {
        // Given as options.tls.ca it would be accepted, also if it is marked as an authority's.
        let unknown = matches!(error, CertificateError::UnknownIssuer | CertificateError::BadSignature)
            || marked_as_authority(error);
        return match error {
            _ if unknown && own => Some((
                "is self-signed, and options.tls.ca does not contain it".to_owned(),
                "if you trust it, add it to options.tls.ca",
            )),
            _ if unknown => Some(itself(worse)),
            // Whether it is known was not looked at; with options.tls.ca it may be.
            _ if wrong_time(error, peer).is_some() && !own => Some(itself(worse)),
            _ => None,
        };
    }
    if *error != CertificateError::UnknownIssuer {
        return None;
    }
    let authority = peer.refused.as_ref().and_then(|refused| refused.authority.as_deref());
    let authority = authority.map_or(String::new(), |name| format!(" (`{name}`)"));
    Some(if own {
        (
            format!("is signed by a certificate authority that options.tls.ca does not contain{authority}"),
            "add the certificate of that authority to options.tls.ca",
        )
    } else {
        (
            format!("is signed by a certificate authority that this machine does not trust{authority}"),
            "set options.tls.ca to the certificate of that authority",
        )
    })
}

fn itself(worse: bool) -> Fault {
    let advice = match worse {
        true => "then set options.tls.ca to it",
        false => "if you trust it, set options.tls.ca to it",
    };
    ("is self-signed".to_owned(), advice)
}

/// A server's certificate is marked as an authority's.
pub(super) fn own_authority(error: &rustls::Error) -> bool {
    match error {
        rustls::Error::InvalidCertificate(error) => marked_as_authority(error),
        _ => false,
    }
}

fn marked_as_authority(error: &CertificateError) -> bool {
    matches!(of_certificates(error), Some(webpki::Error::CaUsedAsEndEntity))
}

/// The fault in the words of the library of certificates, where the one of TLS has none of its own.
fn of_certificates(error: &CertificateError) -> Option<&webpki::Error> {
    match error {
        CertificateError::Other(other) => other.0.downcast_ref(),
        _ => None,
    }
}

fn other(error: &CertificateError) -> Fault {
    let (wrong, advice) = match (error, of_certificates(error)) {
        (CertificateError::BadSignature, _) => (
            "is not signed by the certificate authority that it names, but by another one with the same name",
            "set options.tls.ca to the current certificate of that authority",
        ),
        (CertificateError::Revoked, _) => ("has been revoked", "get a new certificate"),
        (_, Some(webpki::Error::CaUsedAsEndEntity)) => (
            "is marked as a certificate authority, which is not allowed for a server",
            "get a certificate without CA:TRUE",
        ),
        (_, Some(webpki::Error::UnsupportedCertVersion)) => (
            "is an X.509 version 1 certificate, which contains no host",
            "get a version 3 certificate with the host in its subjectAltName",
        ),
        _ => ("is damaged or not valid for a server", "get a new certificate"),
    };
    (wrong.to_owned(), advice)
}

fn describe_alert(alert: AlertDescription, server: &str) -> String {
    match alert {
        AlertDescription::CertificateRequired => {
            format!("{server} requires a client certificate: set options.tls.cert and options.tls.key")
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnknownCA
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::AccessDenied => {
            format!("{server} does not accept the client certificate (options.tls.cert), or requires one")
        }
        AlertDescription::UnrecognisedName => format!("{server} does not serve this host name"),
        AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure => {
            format!("{server} found no TLS version or cipher that both sides accept")
        }
        _ => format!("{server} aborted the TLS handshake"),
    }
}
