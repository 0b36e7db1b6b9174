//! Errors of the client in words for people: kind, phase, one line; never a credential, a query or a name of ours.

use std::io::ErrorKind;

use ureq::Error;
use ureq::http::Uri;

use super::decompress::Undecodable;
use super::interrupt::Stop;
use super::tls_errors::{self, Peer};
use super::{call, resolve};
use crate::io::fd_limit::is_exhausted;
use crate::model::units::{show_duration, show_size};
use crate::model::{HttpRequest, Kind, Phase, TransportError};
use crate::vocabulary::limits::{CLEANUP_REQUEST, MAX_HEAD, MAX_HEADERS};

/// Host and port, as messages name them.
pub(super) struct Endpoint {
    host: String,
    server: String,
}

impl Endpoint {
    pub fn of(uri: &Uri) -> Self {
        let host = uri.host().unwrap_or_default().to_owned();
        let server = format!("{host}:{}", resolve::port(uri));
        Endpoint { host, server }
    }
}

/// An error before anything was tried.
pub(super) fn early(kind: Kind, message: String) -> TransportError {
    TransportError { kind, phase: Phase::Resolve, message, timings: Box::default() }
}

/// An error of the call that is in progress on this thread.
pub(super) fn describe(
    error: Error,
    endpoint: &Endpoint,
    request: &HttpRequest,
    (proxied, reads_body): (bool, bool),
) -> TransportError {
    let error = unwrapped(error);
    let (phase, limit, strange, timings, ended) = call::with(|call| {
        // What is wrong with headers or body may already be in what came first.
        let phase = match call.phase {
            Phase::Response | Phase::Head if reads_body => Phase::Body,
            Phase::Response if call.first_byte.is_some() => Phase::Head,
            phase => phase,
        };
        (phase, call.limit(), call.strange.take(), call.timings_now(), call.ended)
    });
    let situation = Situation { phase, limit, strange, ended, proxied };
    let (kind, message) = words(&error, endpoint, request, &situation);
    TransportError { kind, phase, message, timings: Box::new(timings) }
}

struct Situation {
    phase: Phase,
    limit: std::time::Duration,
    /// How the answer begins, if not like HTTP.
    strange: Option<Vec<u8>>,
    /// The server closed its side.
    ended: bool,
    proxied: bool,
}

/// The client wraps its errors in those of reading.
fn unwrapped(error: Error) -> Error {
    match error {
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<Error>()) => {
            unwrapped(Error::from(error))
        }
        other => other,
    }
}

fn words(error: &Error, endpoint: &Endpoint, request: &HttpRequest, at: &Situation) -> (Kind, String) {
    let server = &endpoint.server;
    if let Error::Other(other) = error
        && let Some(undecodable) = other.downcast_ref::<Undecodable>()
    {
        return (Kind::Protocol, undecodable.to_string());
    }
    if let Error::Other(other) = error
        && let Some(stop) = other.downcast_ref::<Stop>()
    {
        return match stop {
            Stop::Interrupted => {
                (Kind::Interrupted, format!("the request was aborted while {}", at.phase.doing()))
            }
            Stop::CleanupTime => {
                let most = show_duration(CLEANUP_REQUEST);
                let message = format!(
                    "the request was aborted while {}: after an interruption, each cleanup request has {most}",
                    at.phase.doing()
                );
                (Kind::Timeout, message)
            }
            Stop::Reset => {
                (Kind::Connection, format!("{server} reset the connection while {}", at.phase.doing()))
            }
        };
    }
    if let Some(problem) = tls_errors::problem(error) {
        // A connection that is being made speaks TLS only to a proxy.
        let name = if at.proxied && at.phase == Phase::Connect { "the proxy" } else { server };
        let own_authorities = request.tls.as_ref().is_some_and(|tls| tls.ca.is_some());
        let peer = Peer { name, refused: call::with(|call| call.refused.take()), own_authorities };
        return (Kind::Tls, tls_errors::describe(problem, &peer));
    }
    match error {
        Error::Timeout(_) => {
            let limit = show_duration(at.limit);
            (
                Kind::Timeout,
                format!("no response from {server} within {limit}: timed out while {}", at.phase.doing()),
            )
        }
        Error::HostNotFound => (Kind::Resolve, unknown_host(endpoint)),
        Error::BodyExceedsLimit(_) => (
            Kind::Limit,
            format!(
                "the body is larger than {} (max_body); to allow more, increase options.max_body",
                show_size(request.max_body.0)
            ),
        ),
        Error::LargeResponseHeader(..) => {
            let most = show_size(MAX_HEAD as u64);
            (Kind::Limit, format!("the response headers are larger than {most}, which is the limit"))
        }
        Error::ConnectProxyFailed(_) => (Kind::Connect, format!("the proxy refused to connect to {server}")),
        Error::Io(io) => io_words(io, endpoint, at),
        Error::Protocol(ureq_proto::Error::HttpParseTooManyHeaders) => {
            (Kind::Limit, format!("the response has more than {MAX_HEADERS} headers, which is the limit"))
        }
        // A line of the chunked body that does not fit into the buffer is one that no server means.
        Error::Protocol(_) | Error::Http(_) | Error::BodyStalled => (Kind::Protocol, not_http(server, at)),
        Error::BadUri(_) => (
            Kind::Protocol,
            "the URL is not valid: it has no host, or a part that is not allowed in a URL".to_owned(),
        ),
        Error::ConnectionFailed => (Kind::Connect, format!("no connection to {server} could be made")),
        _ => (kind_of(at.phase), format!("the exchange with {server} failed while {}", at.phase.doing())),
    }
}

fn io_words(error: &std::io::Error, endpoint: &Endpoint, at: &Situation) -> (Kind, String) {
    let (kind, server) = (error.kind(), &endpoint.server);
    let target = if at.proxied { "the proxy".to_owned() } else { server.clone() };
    match at.phase {
        Phase::Resolve => (Kind::Resolve, unknown_host(endpoint)),
        Phase::Connect => {
            let why = match kind {
                ErrorKind::ConnectionRefused => {
                    return (
                        Kind::Connect,
                        format!(
                            "connection refused by {target}: check that the server is running, and the port"
                        ),
                    );
                }
                ErrorKind::NetworkUnreachable => "the network cannot be reached",
                ErrorKind::HostUnreachable => "the host cannot be reached",
                ErrorKind::TimedOut => "it does not respond",
                ErrorKind::AddrNotAvailable => "this machine has no free port or address left",
                ErrorKind::PermissionDenied => "this machine does not permit it",
                _ if is_exhausted(error) => {
                    "this process has too many open files: increase the limit, `ulimit -n`, or lower --jobs"
                }
                _ => "it failed",
            };
            (Kind::Connect, format!("no connection to {target}: {why}"))
        }
        Phase::Tls => (
            Kind::Tls,
            format!(
                "{server} closed the connection during the TLS handshake: check the port, and whether the URL should begin with http://"
            ),
        ),
        Phase::Send | Phase::Response | Phase::Head | Phase::Body => {
            if at.strange.is_some() {
                return (Kind::Protocol, not_http(server, at));
            }
            let verb = if at.ended || kind == ErrorKind::UnexpectedEof { "closed" } else { "broke" };
            let when = match at.phase {
                Phase::Body => "before the end of the body",
                Phase::Head => "within the response headers",
                Phase::Response => "without a response",
                _ => "while the request was being sent",
            };
            (Kind::Connection, format!("{server} {verb} the connection {when}"))
        }
    }
}

fn unknown_host(endpoint: &Endpoint) -> String {
    format!("the host `{}` cannot be resolved: check the name and the network", endpoint.host)
}

fn not_http(server: &str, at: &Situation) -> String {
    match &at.strange {
        Some(start) => {
            let start: String = String::from_utf8_lossy(start).chars().take(40).collect();
            format!("the response from {server} is not HTTP: it begins with {start:?}")
        }
        None if at.phase == Phase::Body => format!("the response body from {server} is not valid HTTP"),
        None => format!("the response headers from {server} are not valid HTTP"),
    }
}

/// What a phase is called where it is a kind of its own.
fn kind_of(phase: Phase) -> Kind {
    match phase {
        Phase::Resolve => Kind::Resolve,
        Phase::Connect => Kind::Connect,
        Phase::Tls => Kind::Tls,
        Phase::Send | Phase::Response | Phase::Head | Phase::Body => Kind::Connection,
    }
}
