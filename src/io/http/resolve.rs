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
    /// Asks the system.
    pub ask: Ask,
}

/// How a name is looked up.
pub(super) type Ask = fn(&str) -> io::Result<Vec<IpAddr>>;

/// Asks the system for the addresses of a name, which may take as long as it likes.
pub(super) fn ask_the_system(name: &str) -> io::Result<Vec<IpAddr>> {
    let mut addresses = Vec::new();
    for socket in (name, 0).to_socket_addrs()? {
        if !addresses.contains(&socket.ip()) && addresses.len() < MOST {
            addresses.push(socket.ip());
        }
    }
    Ok(addresses)
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
        let (left, purpose) = call::with(|call| {
            call.phase = Phase::Resolve;
            Ok::<_, Error>((call.left()?, call.purpose))
        })?;
        let started = Instant::now();
        let name = host.to_owned();
        let ask = self.ask;
        let outcome = self.interruption.apart(purpose, left, move || ask(&name));
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

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::super::interrupt::{CallPurpose, Stop};
    use super::*;
    use crate::model::{BodyLimit, HttpRequest};

    fn hangs(_: &str) -> io::Result<Vec<IpAddr>> {
        loop {
            std::thread::park();
        }
    }

    fn request(timeout: Duration) -> HttpRequest {
        HttpRequest {
            method: "GET".into(),
            url: "http://slow.example/".to_owned(),
            headers: Vec::new(),
            left_out: Vec::new(),
            body: None,
            timeout,
            connect_timeout: None,
            max_body: BodyLimit::default(),
            tls: None,
            proxy: None,
            interruptible: true,
        }
    }

    /// What becomes of a look-up that never ends; `begun` is told when it is under way.
    fn look_up(interruption: &Arc<Interruption>, purpose: CallPurpose, timeout: Duration) -> Error {
        let names = Names { interruption: interruption.clone(), known: Arc::default(), ask: hangs };
        call::begin(&request(timeout), purpose);
        let uri = Uri::from_static("http://slow.example/");
        let error = names.resolve(&uri, &Config::default(), call::next_timeout(timeout)).unwrap_err();
        assert_eq!(call::with(|call| call.phase), Phase::Resolve);
        error
    }

    const FOREVER: Duration = Duration::from_secs(3600);

    #[test]
    fn a_look_up_that_hangs_ends_with_the_time_of_its_call() {
        let interruption = Arc::default();
        let error = look_up(&interruption, CallPurpose::Run, Duration::from_millis(30));
        assert!(matches!(error, Error::Timeout(_)), "{error}");
    }

    #[test]
    fn a_look_up_that_hangs_is_given_up() {
        for purpose in [CallPurpose::Run, CallPurpose::Cleanup] {
            let interruption: Arc<Interruption> = Arc::default();
            let (sender, ended): (Sender<Error>, _) = channel();
            let other = interruption.clone();
            let waiting = std::thread::spawn(move || sender.send(look_up(&other, purpose, FOREVER)));
            // Whether it has begun or not: it ends either way.
            interruption.interrupt();
            let error = ended.recv().unwrap();
            let Error::Other(stop) = &error else { panic!("{error}") };
            let stop = stop.downcast_ref::<Stop>().unwrap();
            match purpose {
                CallPurpose::Run => assert!(matches!(stop, Stop::Interrupted)),
                _ => assert!(matches!(stop, Stop::CleanupTime)),
            }
            waiting.join().unwrap().unwrap();
        }
    }
}
