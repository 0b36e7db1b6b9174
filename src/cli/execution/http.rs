//! The HTTP client of a run.

use super::concurrency::Concurrency;
use crate::cli::output::Output;
use crate::io::http::{HttpClient, HttpOptions, ProxyEnvironment};
use crate::model::AllowedHosts;

/// A client that keeps as many connections as the run may have, and asks the allowed hosts only.
pub fn http_client(concurrency: Concurrency, allowed: AllowedHosts) -> HttpClient {
    HttpClient::new(HttpOptions {
        jobs: concurrency.jobs,
        idle: concurrency.idle,
        user_agent: concat!("runthrough/", env!("CARGO_PKG_VERSION")).to_owned(),
        proxy: proxy_environment(),
        allowed,
    })
}

/// Says once, after the run, that the authorities of the binary stood in for those of a platform without any: a
/// certificate of a company's own authority is refused then.
pub fn note_bundled_authorities(http: &HttpClient, output: &Output) {
    if http.uses_bundled_authorities() {
        output.stderr(
            "note: this system has no certificate store: certificates were verified against the certificate authorities bundled with runthrough; install `ca-certificates` or set SSL_CERT_FILE to use others\n",
        );
    }
}

fn proxy_environment() -> ProxyEnvironment {
    let read = |names: [&str; 2]| {
        names.iter().find_map(|name| std::env::var(name).ok()).filter(|value| !value.is_empty())
    };
    ProxyEnvironment {
        http: read(["http_proxy", "HTTP_PROXY"]),
        https: read(["https_proxy", "HTTPS_PROXY"]),
        all: read(["all_proxy", "ALL_PROXY"]),
        no_proxy: read(["no_proxy", "NO_PROXY"]),
    }
}
