//! Certificates made for the purpose, and bytes that are none.

use proptest::prelude::*;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};

use super::*;

/// A certificate's parameters with this common name.
fn named(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["a.example".to_owned()]).expect("parameters");
    params.distinguished_name.push(DnType::CommonName, name);
    params
}

fn authority(name: &str) -> Issuer<'static, KeyPair> {
    let mut params = named(name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Issuer::new(params, KeyPair::generate().expect("a key"))
}

fn read(leaf: &CertificateDer<'_>, chain: &[CertificateDer<'_>], host: &str) -> Option<RejectedCertificate> {
    let name = ServerName::try_from(host.to_owned()).expect("a name");
    let error = Error::InvalidCertificate(CertificateError::UnknownIssuer);
    RejectedCertificate::read(leaf, chain, &name, &error, UnixTime::now())
}

fn signed(name: &str, issuer: &Issuer<'_, KeyPair>) -> CertificateDer<'static> {
    let key = KeyPair::generate().expect("a key");
    named(name).signed_by(&key, issuer).expect("a certificate").der().clone()
}

#[test]
fn a_certificate_signs_itself_if_its_own_key_did_it() {
    let key = KeyPair::generate().expect("a key");
    let own = named("One").self_signed(&key).expect("a certificate");
    let refused = read(own.der(), &[], "a.example").expect("it can be read");
    assert_eq!(
        refused,
        RejectedCertificate {
            in_time: true,
            by_itself: true,
            other_hosts: None,
            authority: Some("One".to_owned())
        }
    );

    let refused = read(&signed("One", &authority("One")), &[], "a.example").expect("it can be read");
    assert!(!refused.by_itself, "only the name is the same");
    let refused = read(&signed("One", &authority("Two")), &[], "b.example").expect("it can be read");
    assert!(!refused.by_itself);
    assert_eq!(refused.other_hosts.as_deref(), Some(&["a.example".to_owned()][..]));
    assert_eq!(refused.authority.as_deref(), Some("Two"));
}

#[test]
fn chains_end() {
    let (one, two) = (authority("One"), authority("Two"));
    let circle = [signed("One", &two), signed("Two", &one)];
    let refused = read(&signed("Leaf", &one), &circle, "a.example").expect("it can be read");
    assert!(matches!(refused.authority.as_deref(), Some("One" | "Two")));
    let chain = [signed("Two", &authority("Three")), signed("One", &two)];
    let refused = read(&signed("Leaf", &one), &chain, "a.example").expect("it can be read");
    assert_eq!(refused.authority.as_deref(), Some("Three"));
}

/// A name of one attribute.
fn name(kind: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    let wrap = |tag: u8, content: &[u8]| [&[tag, content.len() as u8], content].concat();
    wrap(0x31, &wrap(0x30, &[wrap(0x06, kind), wrap(tag, value)].concat()))
}

#[test]
fn common_names_come_in_several_kinds_of_text() {
    const CN: [u8; 3] = [0x55, 4, 3];
    assert_eq!(common_name(&name(&CN, 0x0c, "Größe".as_bytes())).as_deref(), Some("Größe"));
    assert_eq!(common_name(&name(&CN, 0x14, b"Gr\xf6\xdfe")).as_deref(), Some("Größe"));
    assert_eq!(common_name(&name(&CN, 0x1e, b"\0G\0r\0\xf6")).as_deref(), Some("Grö"));
    assert_eq!(common_name(&name(&CN, 0x04, b"bytes")), None);
    assert_eq!(common_name(&name(&[0x55, 4, 10], 0x0c, b"Company")), None);
    assert_eq!(
        common_name(&[name(&[0x55, 4, 10], 0x0c, b"Company"), name(&CN, 0x13, b"A")].concat()),
        Some("A".to_owned())
    );
    assert_eq!(common_name(&name(&CN, 0x0c, b"  ")), None);
}

#[test]
fn lengths_that_do_not_fit_end_the_reading() {
    for bytes in [
        &[][..],
        &[0x31],
        &[0x31, 5, 1],
        &[0x31, 0x81],
        &[0x31, 0x82, 1],
        &[0x31, 0x80],
        &[0x31, 0x84, 0, 0, 0, 1, 0],
    ] {
        assert_eq!(common_name(bytes), None, "{bytes:?}");
    }
    let mut rest = &[0x0c, 0x82, 0, 2, b'a', b'b', 7][..];
    assert_eq!(element(&mut rest), Some((0x0c, &b"ab"[..])));
    assert_eq!(rest, [7]);
}

proptest! {
    #[test]
    fn no_bytes_are_too_bad(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = common_name(&bytes);
        let _ = read(&CertificateDer::from(bytes.clone()), &[CertificateDer::from(bytes)], "a.example");
    }

    #[test]
    fn a_damaged_certificate_does_no_harm(at in 0_usize..2000, byte: u8) {
        let mut der = signed("Leaf", &authority("One")).to_vec();
        let at = at % der.len();
        der[at] = byte;
        let der = CertificateDer::from(der);
        let _ = read(&der, std::slice::from_ref(&der), "a.example");
    }
}
