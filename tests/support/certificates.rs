//! Certificates made for the purpose, and a server that speaks TLS with them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, Certificate, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

/// A certificate with its key, PEM.
pub struct Pair {
    pub cert: String,
    pub key: String,
}

/// An authority.
pub struct Authority {
    pub cert: String,
    pub params: CertificateParams,
    pub issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        Authority::made(|params| params, |params, key| params.self_signed(key))
    }

    /// An authority below this one.
    pub fn authorizes(&self, change: impl FnOnce(CertificateParams) -> CertificateParams) -> Self {
        Authority::made(change, |params, key| params.signed_by(key, &self.issuer))
    }

    fn made(
        change: impl FnOnce(CertificateParams) -> CertificateParams,
        sign: impl FnOnce(&CertificateParams, &KeyPair) -> Result<Certificate, rcgen::Error>,
    ) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        // Two authorities of one name would be taken for each other until the signature is looked at.
        params.distinguished_name.push(DnType::CommonName, format!("Authority {}", hex(&key)));
        let params = change(params);
        let cert = sign(&params, &key).expect("a certificate").pem();
        Authority { cert, params: params.clone(), issuer: Issuer::new(params, key) }
    }

    pub fn signs(&self, params: &CertificateParams) -> Pair {
        let key = KeyPair::generate().expect("a key");
        let cert = params.signed_by(&key, &self.issuer).expect("a certificate").pem();
        Pair { cert, key: key.serialize_pem() }
    }
}

pub fn hex(key: &KeyPair) -> String {
    key.public_key_raw().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

pub fn made_out_for(host: &str) -> CertificateParams {
    CertificateParams::new(vec![host.to_owned()]).expect("parameters")
}

pub fn expired(mut params: CertificateParams) -> CertificateParams {
    (params.not_before, params.not_after) = (date_time_ymd(2001, 1, 1), date_time_ymd(2002, 1, 1));
    params
}

pub fn signs_itself(params: &CertificateParams) -> Pair {
    let key = KeyPair::generate().expect("a key");
    let cert = params.self_signed(&key).expect("a certificate").pem();
    Pair { cert, key: key.serialize_pem() }
}

/// Serves `{"ok": true}` over TLS; the URL. It ends with the process.
pub fn serve(pair: &Pair, clients: Option<&Authority>) -> String {
    let ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{\"ok\": true}";
    serve_answer(pair, clients, ok.to_owned())
}

/// Serves one answer over TLS, whatever is asked; the URL. It ends with the process.
pub fn serve_answer(pair: &Pair, clients: Option<&Authority>, bytes: String) -> String {
    let bytes: Arc<str> = bytes.into();
    let chain =
        CertificateDer::pem_slice_iter(pair.cert.as_bytes()).collect::<Result<_, _>>().expect("a chain");
    let key = PrivateKeyDer::from_pem_slice(pair.key.as_bytes()).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots
                .add(CertificateDer::from_pem_slice(authority.cert.as_bytes()).expect("PEM"))
                .expect("a root");
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    let config = Arc::new(builder.with_single_cert(chain, key).expect("a fitting pair"));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, bytes) = (config.clone(), bytes.clone());
            thread::spawn(move || {
                let Ok(connection) = ServerConnection::new(config) else { return };
                answer(StreamOwned::new(connection, stream), &bytes);
            });
        }
    });
    url
}

fn answer(mut stream: impl Read + Write, bytes: &str) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let _ = stream.write_all(bytes.as_bytes());
    let _ = stream.flush();
}
