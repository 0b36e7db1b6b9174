//! Looking host names up.
//!
//! The client asks for every request, pooled or not. Addresses written as numbers and names known from a moment ago are
//! answered at once; a real look-up, which the system can neither limit in time nor abort, goes to a thread of its own.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::call;
use super::interrupt::Interruption;
use crate::model::Phase;

/// How long a name's addresses are believed.
const FRESH: Duration = Duration::from_secs(60);
/// More addresses than this are not tried.
const MOST: usize = 16;

#[derive(Debug)]
pub(super) struct Names {
    pub interruption: Arc<Interruption>,
    pub known: Arc<RwLock<HashMap<String, Known>>>,
}

#[derive(Debug)]
pub(super) struct Known {
    addresses: Vec<IpAddr>,
    at: Instant,
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        let port = port(uri);
        let bare = bare(host);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(self.sockets(&[ip], port));
        }
        {
            let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = known.get(bare)
                && known.at.elapsed() < FRESH
            {
                return Ok(self.sockets(&known.addresses, port));
            }
        }
        let addresses = self.look_up(bare)?;
        let sockets = self.sockets(&addresses, port);
        let known = Known { addresses, at: Instant::now() };
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(bare.to_owned(), known);
        Ok(sockets)
    }
}

impl Names {
    fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, Error> {
        let (left, serves) = call::with(|call| {
            call.phase = Phase::Resolve;
            Ok::<_, Error>((call.left()?, call.serves))
        })?;
        let started = Instant::now();
        let name = host.to_owned();
        let outcome = self.interruption.apart(serves, left, move || {
            let mut addresses = Vec::new();
            for socket in (name.as_str(), 0).to_socket_addrs()? {
                if !addresses.contains(&socket.ip()) && addresses.len() < MOST {
                    addresses.push(socket.ip());
                }
            }
            Ok::<_, io::Error>(addresses)
        });
        call::with(|call| call.timings.dns += started.elapsed());
        match outcome?? {
            addresses if addresses.is_empty() => Err(Error::HostNotFound),
            addresses => Ok(addresses),
        }
    }

    fn sockets(&self, addresses: &[IpAddr], port: u16) -> ResolvedSocketAddrs {
        let mut sockets = self.empty();
        for address in addresses {
            sockets.push(SocketAddr::new(*address, port));
        }
        sockets
    }
}

/// The port of a URL, also of a proxy's.
pub(super) fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(match uri.scheme_str() {
        Some("https") => 443,
        Some(scheme) if scheme.starts_with("socks") => 1080,
        _ => 80,
    })
}

/// A host without the brackets around an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}
