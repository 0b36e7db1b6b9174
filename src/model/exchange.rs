//! One HTTP request and what came back.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Kind;

/// A request, rendered and encoded, ready to be sent.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    pub method: Arc<str>,
    /// An absolute http or https URL, percent-encoded (RFC 3986).
    pub url: String,
    /// Header fields in order; names as written.
    pub headers: Vec<(Arc<str>, String)>,
    /// Names of headers that are not sent, those included that a client adds by itself.
    pub left_out: Vec<Arc<str>>,
    /// The body's bytes; `None` sends none.
    pub body: Option<Vec<u8>>,
    /// From the start of the call to the body's last byte.
    pub timeout: Duration,
    /// From the start of the call until a connection stands.
    pub connect_timeout: Option<Duration>,
    /// The longest body that is read.
    pub max_body: BodyLimit,
    /// Own certificates; `None` takes the system's authorities.
    pub tls: Option<Arc<TlsSettings>>,
    /// URL of a proxy (`http://`, `https://`, `socks5://` …); `None` takes what the environment says.
    pub proxy: Option<Arc<str>>,
    /// Given up at once when the run is interrupted; requests of a cleanup are not.
    pub interruptible: bool,
}

/// `options.tls`, with the files read. All texts are PEM (RFC 7468).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TlsSettings {
    /// Authorities that are trusted instead of the system's.
    pub ca: Option<Vec<u8>>,
    /// Client certificate with its chain.
    pub cert: Option<Vec<u8>>,
    /// Key of the client certificate.
    pub key: Option<Vec<u8>>,
    /// Any certificate is accepted.
    pub insecure: bool,
}

/// The longest body that is read, in bytes after decompression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BodyLimit(pub u64);

impl Default for BodyLimit {
    fn default() -> Self {
        BodyLimit(crate::vocabulary::limits::MAX_BODY)
    }
}

/// A whole response.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    /// Status code, 100 to 999.
    pub status: u16,
    /// Header fields as they came, in order, names in lower case; those of compression included.
    pub headers: Vec<(String, String)>,
    /// The body, decompressed where its content codings are known.
    pub body: Vec<u8>,
    /// How long each phase took.
    pub timings: Timings,
}

/// The first value of a header, by its name in any case.
pub fn header<'a>(headers: &'a [(String, String)], name: &'a str) -> Option<&'a str> {
    headers_named(headers, name).next()
}

/// All values of a header, by its name in any case.
pub fn headers_named<'a>(headers: &'a [(String, String)], name: &'a str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// How long each phase of an exchange took. A phase that did not happen (a reused connection needs no connecting) is
/// zero.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Looking the host's name up.
    pub dns: Duration,
    /// The TCP handshake.
    pub connect: Duration,
    /// The TLS handshake.
    pub tls: Duration,
    /// From the request's last byte to the response's first.
    pub first_byte: Duration,
    /// The whole call.
    pub total: Duration,
    /// The connection was used before.
    pub reused: bool,
    /// The other side of the connection: the server, or the proxy.
    #[serde(with = "zoned")]
    pub remote: Option<SocketAddr>,
    /// What was agreed on with the server.
    pub tls_version: Option<TlsVersion>,
}

/// An address together with its zone (the `%2` of `fe80::1%2`), which is lost where an address is written in binary.
mod zoned {
    use std::net::SocketAddr;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(remote: &Option<SocketAddr>, to: S) -> Result<S::Ok, S::Error> {
        let zone = |remote: &SocketAddr| match remote {
            SocketAddr::V6(remote) => remote.scope_id(),
            SocketAddr::V4(_) => 0,
        };
        remote.map(|remote| (remote, zone(&remote))).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SocketAddr>, D::Error> {
        let read = Option::<(SocketAddr, u32)>::deserialize(from)?;
        Ok(read.map(|(mut remote, zone)| {
            if let SocketAddr::V6(remote) = &mut remote {
                remote.set_scope_id(zone);
            }
            remote
        }))
    }
}

/// A version of TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TlsVersion {
    /// RFC 5246.
    #[serde(rename = "TLSv1.2")]
    V12,
    /// RFC 8446.
    #[serde(rename = "TLSv1.3")]
    V13,
}

impl TlsVersion {
    /// The name that reports use.
    pub fn as_str(self) -> &'static str {
        match self {
            TlsVersion::V12 => "TLSv1.2",
            TlsVersion::V13 => "TLSv1.3",
        }
    }

    /// The version of that name.
    pub fn named(name: &str) -> Option<TlsVersion> {
        [TlsVersion::V12, TlsVersion::V13].into_iter().find(|version| version.as_str() == name)
    }
}

/// How far a call had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Looking the host's name up.
    Resolve,
    /// The TCP handshake.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Sending the request.
    Send,
    /// Waiting for the response's first byte.
    Response,
    /// Reading the response's status line and headers.
    Head,
    /// Reading the body.
    Body,
}

impl Phase {
    /// What was going on, for "while …".
    pub fn doing(self) -> &'static str {
        match self {
            Phase::Resolve => "resolving the host name",
            Phase::Connect => "connecting",
            Phase::Tls => "performing the TLS handshake",
            Phase::Send => "sending the request",
            Phase::Response => "waiting for the first byte of the response",
            Phase::Head => "reading the response headers",
            Phase::Body => "reading the response body",
        }
    }
}

/// No whole answer came.
#[derive(Debug, Clone)]
pub struct TransportError {
    /// `resolve`, `connect`, `tls`, `timeout`, `connection`, `protocol`, `limit`, `interrupted`.
    pub kind: Kind,
    /// How far the call had come.
    pub phase: Phase,
    /// One line for people; names no type or crate of ours.
    pub message: String,
    /// Times of the phases that were reached.
    pub timings: Box<Timings>,
}

impl TransportError {
    /// True when the request cannot have reached a server: no connection stood yet.
    pub fn unsent(&self) -> bool {
        self.phase < Phase::Send
    }
}
