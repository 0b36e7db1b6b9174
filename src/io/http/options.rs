//! Settings of a client.

use super::proxy::ProxyEnvironment;
use crate::model::AllowedHosts;

/// Settings of a client.
#[derive(Debug, Clone, Default)]
pub struct HttpOptions {
    /// Requests at once: so many connections to a host are kept.
    pub jobs: usize,
    /// Connections to all hosts together that are kept while nobody uses them.
    pub idle: usize,
    /// `User-Agent` where a request gives none.
    pub user_agent: String,
    /// The proxy variables.
    pub proxy: ProxyEnvironment,
    /// The hosts that may be asked, also as proxies.
    pub allowed: AllowedHosts,
}
