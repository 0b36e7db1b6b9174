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
            format!("{server} does not speak TLS: is the port right, or should the URL begin with http://?")
        }
        rustls::Error::AlertReceived(alert) => describe_alert(*alert, server),
        rustls::Error::PeerIncompatible(_) => {
            format!(
                "{server} offers no version or cipher of TLS that is accepted; at least TLS 1.2 is needed"
            )
        }
        _ => format!("TLS with {server} failed: it broke the rules of the protocol"),
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
        "the certificate of {} {}: {}; or let options.tls.insecure: true accept any certificate",
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
            (format!("is signed by an authority whose own certificate {wrong}"), CHAIN)
        }
        _ => (wrong, advice),
    })
}

const CHAIN: &str = "have the chain of certificates on the server renewed, or options.tls.ca";
const RENEW: &str = "have it renewed on the server";
const CLOCK: &str = "see whether the clock of this machine is right";

fn day(time: UnixTime) -> Option<String> {
    let time = Timestamp::from_second(i64::try_from(time.as_secs()).ok()?).ok()?;
    Some(time.strftime("%Y-%m-%d").to_string())
}

fn wrong_host(error: &CertificateError, peer: &Peer<'_>) -> Option<Fault> {
    let named =
        matches!(error, CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. });
    let hosts = match peer.refused.as_ref().map(|refused| &refused.other_hosts) {
        Some(Some(hosts)) => hosts.as_slice(),
        _ if named => return Some(("is made out for another host".to_owned(), OTHER_HOST)),
        _ => return None,
    };
    let shown: Vec<_> = hosts.iter().take(3).map(|host| format!("`{host}`")).collect();
    Some(match hosts.len() {
        0 => (
            "names no host in its subjectAltName (the common name does not count)".to_owned(),
            "have one made that holds the host of the URL",
        ),
        count => {
            let more = if count > shown.len() { ", …" } else { "" };
            (format!("is made out for another host ({}{more})", shown.join(", ")), OTHER_HOST)
        }
    })
}

const OTHER_HOST: &str = "ask for a host that it holds, or have one made for this host";

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
                "is signed by itself, and options.tls.ca does not hold it".to_owned(),
                "add it to options.tls.ca if it is the right one",
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
            format!("is signed by an authority that options.tls.ca does not hold{authority}"),
            "add that authority's certificate to options.tls.ca",
        )
    } else {
        (
            format!("is signed by an authority that is not known here{authority}"),
            "give that authority's certificate as options.tls.ca",
        )
    })
}

fn itself(worse: bool) -> Fault {
    let advice = match worse {
        true => "then give it as options.tls.ca",
        false => "give it as options.tls.ca if it is the right one",
    };
    ("is signed by itself".to_owned(), advice)
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
            "is not signed by the authority that it names, but by another one of the same name",
            "give that authority's present certificate as options.tls.ca",
        ),
        (CertificateError::Revoked, _) => ("has been revoked", "have a new one made"),
        (_, Some(webpki::Error::CaUsedAsEndEntity)) => (
            "is marked as that of an authority, which a server's must not be",
            "have one made without CA:TRUE",
        ),
        (_, Some(webpki::Error::UnsupportedCertVersion)) => (
            "is of an old kind (X.509 version 1), which names no host",
            "have one of version 3 made, with the host in its subjectAltName",
        ),
        _ => ("is damaged, or not fit for a server", "have a new one made"),
    };
    (wrong.to_owned(), advice)
}

fn describe_alert(alert: AlertDescription, server: &str) -> String {
    match alert {
        AlertDescription::CertificateRequired => {
            format!("{server} wants a client certificate: give options.tls.cert and options.tls.key")
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnknownCA
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::AccessDenied => {
            format!("{server} does not accept the client certificate (options.tls.cert), or wants one")
        }
        AlertDescription::UnrecognisedName => format!("{server} does not serve this host's name"),
        AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure => {
            format!("{server} found no version or cipher of TLS that both sides accept")
        }
        _ => format!("{server} refused to go on with TLS"),
    }
}
