//! The HTTP client: ureq behind the port, with what it does not have or does otherwise.
//!
//! - `resolve`: names are looked up once, not for every request, and addresses need no thread.
//! - `connect`, `socket`, `buffers`, `interrupt`: connections that another thread can shut, with their times.
//! - `watch`, `call`: limits of time, phases, the response's head as it came.
//! - `agents`, `tls`, `proxy`: one agent per distinct setting; certificates; proxies by the environment's variables.
//! - `verifier`, `certificate`: what is wrong with a certificate that is refused.
//! - `decompress`: content codings, within the limit of the body.
//! - `request`, `errors`, `tls_errors`: between our types and ureq's, in words for people.

mod agents;
mod buffers;
mod call;
mod certificate;
mod connect;
mod decompress;
mod errors;
mod head;
mod interrupt;
mod limited_transport;
mod options;
mod proxy;
mod request;
mod resolve;
mod socket;
mod timeout;
mod tls;
mod tls_errors;
mod verifier;

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ureq::http::{Response, Uri};
use ureq::{Agent, Body};

pub use options::HttpOptions;
pub use proxy::ProxyEnvironment;

use crate::model::{AllowedHosts, HttpRequest, HttpResponse, Kind, TransportError, content_codings};
use crate::run::ports::Http;
use crate::vocabulary::limits::MAX_BODY;
use agents::Agents;
use errors::Endpoint;
use interrupt::Interruption;
use proxy::Proxies;

/// Sends requests over shared connections.
pub struct HttpClient {
    agents: Agents,
    interruption: Arc<Interruption>,
    proxies: Proxies,
    allowed: AllowedHosts,
    bundled: Arc<AtomicBool>,
    /// Of requests that name none.
    user_agent: String,
}

impl HttpClient {
    /// A client without connections yet; TLS is set up when first needed.
    pub fn new(options: HttpOptions) -> Self {
        let interruption = Arc::<Interruption>::default();
        let bundled = Arc::new(AtomicBool::new(false));
        HttpClient {
            agents: Agents::new(&options, interruption.clone(), bundled.clone()),
            proxies: Proxies::new(&options.proxy),
            interruption,
            allowed: options.allowed,
            bundled,
            user_agent: options.user_agent,
        }
    }

    /// True once a server's certificate was verified against the bundled authorities, because the platform has no
    /// certificate store. Ask after the run.
    pub fn uses_bundled_authorities(&self) -> bool {
        self.bundled.load(Ordering::Relaxed)
    }

    fn exchange(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let uri: Uri = request.url.parse().map_err(|_| {
            errors::early(
                Kind::Protocol,
                "the URL contains characters that are not allowed in a URL".to_owned(),
            )
        })?;
        let endpoint = Endpoint::of(&uri);
        self.interruption
            .check(call::with(|call| call.purpose))
            .map_err(|_| errors::early(Kind::Interrupted, "the request was not sent".to_owned()))?;
        let proxy = self.proxy(request, &uri);
        self.allow(&uri, proxy.as_deref()).map_err(|message| errors::early(Kind::HostNotAllowed, message))?;
        let agent = self
            .agents
            .get(request.tls.as_ref(), proxy.as_deref())
            .map_err(|(kind, message)| errors::early(kind, message))?;
        let prepared = request::prepare(request, uri, &self.user_agent)
            .map_err(|message| errors::early(Kind::Protocol, message))?;
        call::with(|call| call.hold = prepared.hold);
        let problem = |reads_body| {
            let (endpoint, proxied) = (&endpoint, proxy.is_some());
            move |error| errors::describe(error, endpoint, request, (proxied, reads_body))
        };
        let mut response = start(&agent, prepared).map_err(problem(false))?;
        let headers = call::with(|call| head::fields(&call.head));
        let body = if is_empty(request, response.status().as_u16(), &headers) {
            Vec::new()
        } else {
            let most = request.max_body.0;
            let body = read(response.body_mut(), most);
            // With a coding that is not known, the body stays as it came.
            let codings = content_codings(&headers).unwrap_or_default();
            let ended = call::with(|call| call.ended);
            body.and_then(|body| decompress::decompress(body, &codings, most, ended))
                .map_err(problem(true))?
        };
        let finished = Instant::now();
        Ok(call::with(|call| {
            let mut timings = call.timings_now();
            timings.total = finished.saturating_duration_since(call.started);
            HttpResponse { status: response.status().as_u16(), headers, body, timings }
        }))
    }

    /// Whether host and proxy may be asked: before either name is looked up.
    fn allow(&self, uri: &Uri, proxy: Option<&str>) -> Result<(), String> {
        self.allowed.check(resolve::bare(uri.host().unwrap_or_default()), resolve::port(uri))?;
        // What is no URL is refused where the proxy is set up.
        if let Some(proxy) = proxy.and_then(|proxy| proxy.parse::<Uri>().ok()) {
            let host = resolve::bare(proxy.host().unwrap_or_default());
            self.allowed
                .check(host, resolve::port(&proxy))
                .map_err(|message| format!("the proxy {message}"))?;
        }
        Ok(())
    }

    /// The proxy's URL for a request, if it takes one.
    fn proxy(&self, request: &HttpRequest, uri: &Uri) -> Option<String> {
        if let Some(proxy) = &request.proxy {
            return Some(proxy.to_string());
        }
        if self.proxies.is_empty() {
            return None;
        }
        let https = uri.scheme_str() == Some("https");
        let host = resolve::bare(uri.host().unwrap_or_default());
        self.proxies.choose(https, host, resolve::port(uri)).map(str::to_owned)
    }
}

/// True for responses that have no body (RFC 9112 §6.3), or one of no length: decompressing nothing would be an error.
fn is_empty(request: &HttpRequest, status: u16, headers: &[(String, String)]) -> bool {
    &*request.method == "HEAD"
        || matches!(status, 204 | 304)
        || crate::model::header(headers, "content-length") == Some("0")
}

/// The whole body. Room for it is made at once where its length is told, within bounds: that may be a lie.
fn read(body: &mut Body, most: u64) -> Result<Vec<u8>, ureq::Error> {
    let told = body.content_length().unwrap_or(0).min(most).min(MAX_BODY);
    let mut bytes = Vec::with_capacity(told as usize);
    body.with_config().limit(most).reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn start(agent: &Agent, prepared: request::Prepared<'_>) -> Result<Response<Body>, ureq::Error> {
    match prepared.body {
        Some(body) => agent.run(prepared.request.map(|()| body)),
        None => agent.run(prepared.request),
    }
}

impl Http for HttpClient {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        call::begin(request, self.interruption.purpose(request.interruptible));
        self.exchange(request)
    }

    fn interrupt(&self) {
        self.interruption.interrupt();
    }
}

impl std::fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpClient").field("interruption", &self.interruption).finish_non_exhaustive()
    }
}
