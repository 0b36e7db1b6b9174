//! TLS: settings from PEM texts, and what went wrong in words for people.

use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, CertificateError};
use ureq::Error;
use ureq::config::Config;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, LazyBuffers, NextTimeout, RustlsConnector, Transport,
};

use crate::model::TlsSettings;

/// Turns settings into those of the client. The error says which text is wrong, and never shows it.
pub(super) fn settings(tls: Option<&TlsSettings>) -> Result<TlsConfig, String> {
    let mut config = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
    let Some(tls) = tls else { return Ok(config.build()) };
    if let Some(ca) = &tls.ca {
        let authorities = certificates(ca, "options.tls.ca")?;
        config =
            config.root_certs(authorities.iter().map(|der| Certificate::from_der(der).to_owned()).into());
    }
    match (&tls.cert, &tls.key) {
        (Some(cert), Some(key)) => config = config.client_cert(Some(client_certificate(cert, key)?)),
        (None, None) => {}
        (Some(_), None) => return Err("options.tls.cert needs its key: give options.tls.key too".to_owned()),
        (None, Some(_)) => {
            return Err("options.tls.key needs its certificate: give options.tls.cert too".to_owned());
        }
    }
    Ok(config.disable_verification(tls.insecure).build())
}

fn certificates(pem: &[u8], option: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(format!(
            "{option} is not a certificate in PEM form: the file must hold `-----BEGIN CERTIFICATE-----`"
        )),
    }
}

fn client_certificate(cert: &[u8], key: &[u8]) -> Result<ClientCert, String> {
    let chain = certificates(cert, "options.tls.cert")?;
    let key_der = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
        "options.tls.key is not a private key in PEM form; an encrypted one must be decrypted first"
            .to_owned()
    })?;
    // The client would panic on a pair that does not fit.
    rustls::sign::CertifiedKey::from_der(chain.clone(), key_der, &ring::default_provider()).map_err(
        |error| match error {
            rustls::Error::InconsistentKeys(_) => {
                "options.tls.key does not belong to the certificate of options.tls.cert".to_owned()
            }
            _ => "options.tls.cert or options.tls.key is damaged, or of a kind that is not supported"
                .to_owned(),
        },
    )?;
    let key = PrivateKey::from_pem(key).map_err(|_| "options.tls.key is not a private key".to_owned())?;
    let chain: Vec<_> = chain.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    Ok(ClientCert::new_with_certs(&chain, key))
}

/// Wraps connections in TLS. Its configuration is built with the first connection that needs it, by one thread.
pub(super) struct Tls {
    chosen: RustlsConnector,
    /// Used when the platform has no authorities of its own.
    bundled: Option<(RustlsConnector, Config)>,
    use_bundled: OnceLock<bool>,
    /// Tells the owner of the client that the bundled ones are in use.
    note: Arc<AtomicBool>,
}

impl Tls {
    /// `bundled` is a configuration with the bundled authorities, for an agent that takes the platform's.
    pub fn new(bundled: Option<Config>, note: Arc<AtomicBool>) -> Self {
        let bundled = bundled.map(|config| (RustlsConnector::default(), config));
        Tls { chosen: RustlsConnector::default(), bundled, use_bundled: OnceLock::new(), note }
    }

    /// Builds the configuration, if that is not yet done: the connector keeps it. Reading the platform's authorities
    /// takes milliseconds, which many threads at once should not all spend.
    pub fn prepare(&self, details: &ConnectionDetails) {
        self.use_bundled.get_or_init(|| {
            let nowhere = Nowhere(LazyBuffers::new(1024, 1024));
            let failed = matches!(
                self.chosen.connect(details, Some(nowhere)),
                Err(Error::Rustls(rustls::Error::General(_)))
            );
            let use_bundled = failed && self.bundled.is_some();
            if use_bundled {
                self.note.store(true, Ordering::Relaxed);
            }
            use_bundled
        });
    }

    /// Agrees on TLS over a connection.
    pub fn secure(
        &self,
        details: &ConnectionDetails,
        transport: Box<dyn Transport>,
    ) -> Result<Box<dyn Transport>, Error> {
        let secured = match &self.bundled {
            Some((connector, config)) if self.use_bundled.get() == Some(&true) => {
                let mut addrs = details.resolver.empty();
                details.addrs.iter().for_each(|address| addrs.push(*address));
                let details = ConnectionDetails {
                    uri: details.uri,
                    addrs,
                    config,
                    request_level: false,
                    resolver: details.resolver,
                    now: details.now,
                    timeout: details.timeout,
                    current_time: details.current_time.clone(),
                    run_connector: details.run_connector.clone(),
                    register_shutdown: details.register_shutdown.clone(),
                };
                connector.connect(&details, Some(transport))?
            }
            _ => self.chosen.connect(details, Some(transport))?,
        };
        Ok(Box::new(secured.ok_or(Error::ConnectionFailed)?))
    }
}

/// A transport that leads nowhere.
#[derive(Debug)]
struct Nowhere(LazyBuffers);

impl Transport for Nowhere {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.0
    }

    fn transmit_output(&mut self, _: usize, _: NextTimeout) -> Result<(), Error> {
        Err(Error::ConnectionFailed)
    }

    fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
        Err(Error::ConnectionFailed)
    }

    fn is_open(&mut self) -> bool {
        false
    }
}

/// The TLS problem inside an error, if there is one.
pub(super) fn problem(error: &Error) -> Option<&rustls::Error> {
    match error {
        Error::Rustls(error) => Some(error),
        Error::Io(error) => error.get_ref()?.downcast_ref(),
        _ => None,
    }
}

/// What went wrong, for people. `server` is host and port.
pub(super) fn describe(error: &rustls::Error, server: &str) -> String {
    match error {
        rustls::Error::InvalidCertificate(error) => describe_certificate(error, server),
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

fn describe_certificate(error: &CertificateError, server: &str) -> String {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            format!("the certificate of {server} has expired: it must be renewed on the server")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            format!("the certificate of {server} is not valid yet: is the clock of this machine right?")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => format!(
            "the certificate of {server} is made out for another host: use a name that it holds, or have it made for \
             this one"
        ),
        CertificateError::UnknownIssuer => format!(
            "the certificate of {server} is signed by an authority that is not known here (or by itself): give that \
             authority's certificate as options.tls.ca"
        ),
        CertificateError::Revoked => format!("the certificate of {server} has been revoked"),
        // What the verifier says of a certificate that is its own authority.
        CertificateError::Other(_) => format!(
            "the certificate of {server} is not accepted: if it is signed by itself, give a proper authority's \
             certificate as options.tls.ca"
        ),
        _ => format!("the certificate of {server} is damaged, or not fit for a server"),
    }
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
