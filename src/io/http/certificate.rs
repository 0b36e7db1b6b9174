//! What a refused certificate says of itself. Read only after it was refused, so that the good path pays nothing.

use rustls::crypto::ring;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// Longest name of an authority that is shown, in characters.
const MAX_NAME: usize = 64;

/// What is known of a certificate that was refused.
#[derive(Debug, PartialEq)]
pub(super) struct RejectedCertificate {
    /// Today is between its own dates, whatever holds for those of its authorities.
    pub in_time: bool,
    /// Its own key signed it.
    pub by_itself: bool,
    /// The hosts that it is made out for, if the one that was asked is not among them.
    pub other_hosts: Option<Vec<String>>,
    /// The common name of the authority at the end of the chain that came.
    pub authority: Option<String>,
}

impl RejectedCertificate {
    /// Reads a certificate that was refused with `error`; `None` if it cannot be read.
    pub fn read(
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        error: &Error,
        now: UnixTime,
    ) -> Option<Self> {
        let leaf = EndEntityCert::try_from(certificate).ok()?;
        let other_hosts = match leaf.verify_is_valid_for_subject_name(name) {
            Err(webpki::Error::CertNotValidForName(names)) => Some(hosts(&leaf, &names.presented)),
            _ => None,
        };
        // A time at which it is or was valid: the signature is looked at last.
        let time = match error {
            Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. }) => *not_after,
            Error::InvalidCertificate(CertificateError::NotValidYetContext { not_before, .. }) => *not_before,
            _ => now,
        };
        Some(RejectedCertificate {
            in_time: in_time(&leaf, now),
            by_itself: signed_by_itself(&leaf, certificate, time),
            other_hosts,
            authority: common_name(last_issuer(&leaf, chain).as_slice()),
        })
    }
}

/// The names in the certificate, as far as they are hosts.
fn hosts(leaf: &EndEntityCert<'_>, names: &[String]) -> Vec<String> {
    let addresses = names.iter().filter_map(|name| name.strip_prefix("IpAddress(")?.strip_suffix(')'));
    leaf.valid_dns_names().chain(addresses).map(str::to_owned).collect()
}

/// Its dates are looked at before its signer is searched for; here there is none to be found.
fn in_time(leaf: &EndEntityCert<'_>, now: UnixTime) -> bool {
    let verified = leaf.verify_for_usage(&[], &[], &[], now, KeyUsage::server_auth(), None, None);
    !matches!(
        verified,
        Err(webpki::Error::CertExpired { .. }
            | webpki::Error::CertNotValidYet { .. }
            | webpki::Error::InvalidCertValidity)
    )
}

/// Issuer and subject are the same, and no other key of that name signed it.
fn signed_by_itself(leaf: &EndEntityCert<'_>, certificate: &CertificateDer<'_>, time: UnixTime) -> bool {
    if leaf.issuer() != leaf.subject() {
        return false;
    }
    let Ok(anchor) = anchor_from_trusted_cert(certificate) else { return true };
    let algorithms = ring::default_provider().signature_verification_algorithms.all;
    let anchors = [anchor];
    let verified =
        leaf.verify_for_usage(algorithms, &anchors, &[], time, KeyUsage::server_auth(), None, None);
    !matches!(verified, Err(webpki::Error::InvalidSignatureForPublicKey))
}

/// The name of the authority that the chain leads to: the one that would have to be known.
fn last_issuer(leaf: &EndEntityCert<'_>, chain: &[CertificateDer<'_>]) -> Vec<u8> {
    let mut issuer = leaf.issuer().to_vec();
    // Not more steps than certificates: chains of foreigners may go round in circles.
    for _ in chain {
        let next = chain.iter().find_map(|der| {
            let link = EndEntityCert::try_from(der).ok()?;
            (link.subject() == issuer && link.issuer() != issuer).then(|| link.issuer().to_vec())
        });
        match next {
            Some(next) => issuer = next,
            None => break,
        }
    }
    issuer
}

/// The common name in a name of RFC 5280 §4.1.2.4: `SEQUENCE OF SET OF SEQUENCE { type, value }`, without the outermost
/// tag.
fn common_name(mut name: &[u8]) -> Option<String> {
    const SEQUENCE: u8 = 0x30;
    const SET: u8 = 0x31;
    const TYPE: u8 = 0x06;
    const COMMON_NAME: [u8; 3] = [0x55, 0x04, 0x03];
    let mut found = None;
    while let Some((SET, mut set)) = element(&mut name) {
        while let Some((SEQUENCE, mut attribute)) = element(&mut set) {
            let kind = element(&mut attribute)?;
            let (tag, value) = element(&mut attribute)?;
            if kind == (TYPE, &COMMON_NAME[..]) {
                found = text(tag, value);
            }
        }
    }
    found
}

/// A text of one of the kinds that names are made of.
fn text(tag: u8, value: &[u8]) -> Option<String> {
    let text = match tag {
        // UTF8String, PrintableString, IA5String.
        0x0c | 0x13 | 0x16 => String::from_utf8_lossy(value).into_owned(),
        // TeletexString, which in practice is Latin-1.
        0x14 => value.iter().map(|byte| char::from(*byte)).collect(),
        // BMPString.
        0x1e => {
            let units: Vec<_> =
                value.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        _ => return None,
    };
    let text: String = text.trim().chars().take(MAX_NAME).collect();
    (!text.is_empty()).then_some(text)
}

/// Takes the next element of DER: its tag and its content. Names are shorter than 64 KiB.
fn element<'a>(rest: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (length, content) = match *rest {
        [_, length @ 0..=0x7f, content @ ..] => (usize::from(*length), content),
        [_, 0x81, length, content @ ..] => (usize::from(*length), content),
        [_, 0x82, high, low, content @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), content),
        _ => return None,
    };
    let tag = *rest.first()?;
    let (content, after) = content.split_at_checked(length)?;
    *rest = after;
    Some((tag, content))
}

#[cfg(test)]
mod tests;
