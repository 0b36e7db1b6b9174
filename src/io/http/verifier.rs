//! Verifiers of servers' certificates: the usual ones, with a note of what was refused, and one that accepts all.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use super::call;
use super::certificate::RejectedCertificate;
use super::tls_errors::own_authority;

/// Leaves the verdict to another verifier, and on a refusal notes in the call what the certificate says of itself. The
/// error stays as it is: by it the server is told why.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    pub inner: Arc<dyn ServerCertVerifier>,
    /// The certificates of `options.tls.ca`. A server that shows one of these is trusted though it is marked as an
    /// authority's: so are those that people make for a test by `openssl req -x509`.
    pub given: Arc<[CertificateDer<'static>]>,
    /// Set with the first certificate, where `inner` trusts the authorities that the binary brings along.
    pub bundled: Option<Arc<AtomicBool>>,
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        chain: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(bundled) = &self.bundled {
            bundled.store(true, Ordering::Relaxed);
        }
        let verified = self.inner.verify_server_cert(certificate, chain, name, ocsp, now);
        let Err(error) = verified else { return verified };
        let refused = RejectedCertificate::read(certificate, chain, name, &error, now);
        // All else that could be wrong with it is looked at: its dates and its hosts.
        let right = refused.as_ref().is_some_and(|refused| refused.in_time && refused.other_hosts.is_none());
        if right && own_authority(&error) && self.given.iter().any(|given| given == certificate) {
            return Ok(ServerCertVerified::assertion());
        }
        call::with(|call| call.refused = refused);
        Err(error)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.inner.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.inner.root_hint_subjects()
    }
}

/// Accepts every certificate: `options.tls.insecure`.
#[derive(Debug)]
pub(super) struct Anything;

impl ServerCertVerifier for Anything {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    /// All, also those that are not verified otherwise: a server is asked to use one of these.
    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        vec![
            SignatureScheme::ECDSA_NISTP256_SHA256,
            SignatureScheme::ECDSA_NISTP384_SHA384,
            SignatureScheme::ECDSA_NISTP521_SHA512,
            SignatureScheme::ED25519,
            SignatureScheme::ED448,
            SignatureScheme::RSA_PSS_SHA256,
            SignatureScheme::RSA_PSS_SHA384,
            SignatureScheme::RSA_PSS_SHA512,
            SignatureScheme::RSA_PKCS1_SHA256,
            SignatureScheme::RSA_PKCS1_SHA384,
            SignatureScheme::RSA_PKCS1_SHA512,
            SignatureScheme::RSA_PKCS1_SHA1,
        ]
    }
}
