//! The client's agents: one per distinct pair of TLS settings and proxy, for a setting of one request would bypass the
//! pool of connections.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use ureq::config::{AutoHeaderValue, Config};
use ureq::unversioned::transport::{ConnectProxyConnector, SocksConnector};
use ureq::{Agent, Proxy};

use super::buffers::{INPUT, OUTPUT};
use super::connect::Connect;
use super::interrupt::Interruption;
use super::options::HttpOptions;
use super::resolve::Names;
use super::tls::{Settings, Tls};
use crate::model::{Kind, TlsSettings};
use crate::vocabulary::limits::MAX_HEAD;

/// How long a connection may be idle. Longer than a client's usual 15 s: a scenario may pause.
const MAX_IDLE: Duration = Duration::from_secs(60);

pub(super) struct Agents {
    /// The system's authorities and no proxy: reached without a lock.
    plain: Agent,
    others: RwLock<Vec<Entry>>,
    recipe: Recipe,
}

struct Entry {
    tls: Option<Arc<TlsSettings>>,
    proxy: Option<String>,
    agent: Arc<Agent>,
}

struct Recipe {
    jobs: usize,
    idle: usize,
    interruption: Arc<Interruption>,
    names: Arc<RwLock<std::collections::HashMap<String, super::resolve::Known>>>,
    bundled: Arc<AtomicBool>,
}

/// An agent, perhaps shared.
pub(super) enum Found<'a> {
    Plain(&'a Agent),
    Other(Arc<Agent>),
}

impl std::ops::Deref for Found<'_> {
    type Target = Agent;

    fn deref(&self) -> &Agent {
        match self {
            Found::Plain(agent) => agent,
            Found::Other(agent) => agent,
        }
    }
}

impl Agents {
    pub fn new(options: &HttpOptions, interruption: Arc<Interruption>, bundled: Arc<AtomicBool>) -> Self {
        let recipe = Recipe {
            jobs: options.jobs.max(1),
            idle: options.idle,
            interruption,
            names: Arc::default(),
            bundled,
        };
        Agents { plain: recipe.agent(Settings::PLAIN, None), others: RwLock::default(), recipe }
    }

    /// The agent for a request; the error is its kind and one line for people.
    pub fn get(
        &self,
        tls: Option<&Arc<TlsSettings>>,
        proxy: Option<&str>,
    ) -> Result<Found<'_>, (Kind, String)> {
        let tls = tls.filter(|tls| ***tls != TlsSettings::default());
        if tls.is_none() && proxy.is_none() {
            return Ok(Found::Plain(&self.plain));
        }
        let matches = |entry: &&Entry| {
            let same_tls = match (&entry.tls, tls) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b) || a == b,
                (None, None) => true,
                _ => false,
            };
            same_tls && entry.proxy.as_deref() == proxy
        };
        let found =
            |entries: &[Entry]| entries.iter().find(matches).map(|entry| Found::Other(entry.agent.clone()));
        if let Some(agent) = found(&self.others.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(agent);
        }
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(agent) = found(&others) {
            return Ok(agent);
        }
        let agent = Arc::new(self.recipe.make(tls, proxy)?);
        others.push(Entry { tls: tls.cloned(), proxy: proxy.map(str::to_owned), agent: agent.clone() });
        Ok(Found::Other(agent))
    }
}

impl Recipe {
    fn make(&self, tls: Option<&Arc<TlsSettings>>, proxy: Option<&str>) -> Result<Agent, (Kind, String)> {
        let settings = tls.map_or(Ok(Settings::PLAIN), |tls| Settings::read(tls));
        let settings = settings.map_err(|message| (Kind::Tls, message))?;
        // The URL itself is not shown: it may hold a password.
        let proxy = proxy.map(Proxy::new).transpose().map_err(|_| {
            let message = "the proxy's URL is not valid: write `http://host:port`, `https://host:port` or \
                           `socks5://host:port`, with percent-encoded user and password if needed";
            (Kind::Connect, message.to_owned())
        })?;
        Ok(self.agent(settings, proxy))
    }

    fn agent(&self, tls: Settings, proxy: Option<Proxy>) -> Agent {
        let connect = Connect {
            interruption: self.interruption.clone(),
            tls: Tls::new(tls, self.bundled.clone()),
            proxied: proxy.is_some(),
            socks: SocksConnector::default(),
            http_proxy: ConnectProxyConnector::default(),
        };
        let names = Names {
            interruption: self.interruption.clone(),
            known: self.names.clone(),
            ask: super::resolve::ask_the_system,
        };
        Agent::with_parts(self.config(proxy), connect, names)
    }

    /// Without limits of time: a limit that differs from request to request would copy the whole configuration and
    /// build TLS anew for every connection. The transport keeps them (see `call`).
    fn config(&self, proxy: Option<Proxy>) -> Config {
        Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .proxy(proxy)
            // `request` adds what the client would, since it may also be left out.
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .input_buffer_size(INPUT)
            .output_buffer_size(OUTPUT)
            .max_response_header_size(MAX_HEAD)
            .max_idle_connections(self.idle)
            .max_idle_connections_per_host(self.jobs)
            .max_idle_age(MAX_IDLE)
            .build()
    }
}
