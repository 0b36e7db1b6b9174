//! TLS: settings from PEM texts, and connections that speak it.
//!
//! ureq's own connector would do, but it takes no verifier of ours (see `verifier`).

use std::fmt;
use std::io::{Read, Write};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, NextTimeout, Transport, TransportAdapter};

use super::buffers::Growing;
use super::resolve;
use super::verifier::{Anything, RecordingVerifier};
use crate::model::{TlsSettings, TlsVersion};

/// Settings that were found usable.
pub(super) struct Settings {
    trust: Trust,
    client: Option<CertifiedKey>,
}

/// Which certificates of servers are accepted.
enum Trust {
    /// Those of the platform's authorities.
    Platform,
    /// Those of these authorities.
    Own(Arc<RootCertStore>, Arc<[CertificateDer<'static>]>),
    /// All.
    Anything,
}

impl Settings {
    /// The platform's authorities, and no certificate of our own.
    pub const PLAIN: Settings = Settings { trust: Trust::Platform, client: None };

    /// Reads settings. The error says which text is wrong, and never shows it.
    pub fn read(tls: &TlsSettings) -> Result<Self, String> {
        let authorities = tls.ca.as_deref().map(authorities).transpose()?;
        let client = match (&tls.cert, &tls.key) {
            (Some(cert), Some(key)) => Some(client_certificate(cert, key)?),
            (None, None) => None,
            (Some(_), None) => {
                return Err("options.tls.cert needs its key: add options.tls.key".to_owned());
            }
            (None, Some(_)) => {
                return Err("options.tls.key needs its certificate: add options.tls.cert".to_owned());
            }
        };
        let trust = match authorities {
            _ if tls.insecure => Trust::Anything,
            Some((store, given)) => Trust::Own(Arc::new(store), given.into()),
            None => Trust::Platform,
        };
        Ok(Settings { trust, client })
    }
}

fn certificates(pem: &[u8], option: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(format!(
            "{option} is not a PEM certificate: the file must contain `-----BEGIN CERTIFICATE-----`"
        )),
    }
}

fn authorities(pem: &[u8]) -> Result<(RootCertStore, Vec<CertificateDer<'static>>), String> {
    let mut store = RootCertStore::empty();
    let given = certificates(pem, "options.tls.ca")?;
    let (read, _) = store.add_parsable_certificates(given.iter().cloned());
    match read {
        0 => {
            Err("options.tls.ca contains no certificate that can be read: the file may be damaged".to_owned())
        }
        _ => Ok((store, given)),
    }
}

fn client_certificate(cert: &[u8], key: &[u8]) -> Result<CertifiedKey, String> {
    let chain = certificates(cert, "options.tls.cert")?;
    let key = PrivateKeyDer::from_pem_slice(key)
        .map_err(|_| "options.tls.key is not a PEM private key; decrypt an encrypted key first".to_owned())?;
    CertifiedKey::from_der(chain, key, &ring::default_provider()).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            "options.tls.key does not belong to the certificate of options.tls.cert".to_owned()
        }
        _ => "options.tls.cert or options.tls.key is damaged, or of an unsupported type".to_owned(),
    })
}

/// Wraps connections in TLS. Its configuration is built with the first connection that needs it, by one thread.
pub(super) struct Tls {
    settings: Settings,
    config: OnceLock<Result<Arc<ClientConfig>, rustls::Error>>,
    /// Shared with the client, which is asked for it after the run.
    bundled: Arc<AtomicBool>,
}

impl Tls {
    pub fn new(settings: Settings, bundled: Arc<AtomicBool>) -> Self {
        Tls { settings, config: OnceLock::new(), bundled }
    }

    /// Builds the configuration, if that is not yet done. Reading the platform's authorities takes milliseconds, which
    /// many threads at once should not all spend.
    pub fn prepare(&self) -> Result<Arc<ClientConfig>, Error> {
        self.config.get_or_init(|| self.build().map(Arc::new)).clone().map_err(Error::Rustls)
    }

    fn build(&self) -> Result<ClientConfig, rustls::Error> {
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(self.verifier(&provider)?);
        Ok(match &self.settings.client {
            Some(client) => {
                config.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(client.clone())))
            }
            None => config.with_no_client_auth(),
        })
    }

    fn verifier(&self, provider: &Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
        let mut given: Arc<[CertificateDer<'static>]> = Arc::new([]);
        let mut bundled = None;
        let roots = match &self.settings.trust {
            Trust::Anything => return Ok(Arc::new(Anything)),
            Trust::Own(roots, certificates) => {
                given = certificates.clone();
                roots.clone()
            }
            Trust::Platform => match rustls_platform_verifier::Verifier::new(provider.clone()) {
                Ok(verifier) => {
                    return Ok(Arc::new(RecordingVerifier { inner: Arc::new(verifier), given, bundled }));
                }
                // It has none.
                Err(_) => {
                    bundled = Some(self.bundled.clone());
                    Arc::new(RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() })
                }
            },
        };
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
            .build()
            .map_err(|error| rustls::Error::General(error.to_string()))?;
        Ok(Arc::new(RecordingVerifier { inner: verifier, given, bundled }))
    }

    /// Agrees on TLS over a connection, and says on which version.
    pub fn secure(
        &self,
        details: &ConnectionDetails,
        transport: Box<dyn Transport>,
    ) -> Result<(Box<dyn Transport>, Option<TlsVersion>), Error> {
        let host = resolve::bare(details.uri.host().unwrap_or_default());
        let name = ServerName::try_from(host).map_err(|_| Error::Tls("not a server name"))?.to_owned();
        let mut connection = ClientConnection::new(self.prepare()?, name)?;
        let mut adapter = TransportAdapter::new(transport, details.current_time.clone());
        adapter.set_timeout(details.timeout);
        connection.complete_io(&mut adapter)?;
        let version = match connection.protocol_version() {
            Some(ProtocolVersion::TLSv1_2) => Some(TlsVersion::V12),
            Some(ProtocolVersion::TLSv1_3) => Some(TlsVersion::V13),
            _ => None,
        };
        let stream = StreamOwned::new(connection, adapter);
        let secured = Secured { buffers: Growing::default(), stream };
        Ok((Box::new(secured), version))
    }
}

/// A connection that speaks TLS.
struct Secured {
    buffers: Growing,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl Transport for Secured {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        self.stream.write_all(&self.buffers.output()[..amount])?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let amount = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(amount);
        Ok(amount > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for Secured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Secured").field("over", &self.stream.sock.inner()).finish()
    }
}
