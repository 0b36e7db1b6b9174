//! Making a connection: perhaps by a proxy, then TCP, then TLS, each timed.

use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use ureq::unversioned::transport::time::Instant as ClientInstant;
use ureq::unversioned::transport::{
    ConnectProxyConnector, ConnectionDetails, Connector, Either, SocksConnector, Transport,
};
use ureq::{Error, ProxyProtocol};

use super::call;
use super::interrupt::{Conn, Interruption};
use super::limited_transport::Watch;
use super::socket;
use super::tls::Tls;
use crate::model::Phase;

pub(super) struct Connect {
    pub interruption: Arc<Interruption>,
    pub tls: Tls,
    /// The agent uses a proxy, so a request to connect without one is for the connection to that proxy.
    pub proxied: bool,
    pub socks: SocksConnector,
    pub http_proxy: ConnectProxyConnector,
}

impl Connector<()> for Connect {
    type Out = Watch;

    fn connect(&self, details: &ConnectionDetails, _: Option<()>) -> Result<Option<Watch>, Error> {
        let tunnel = self.proxied && details.config.proxy().is_none();
        let (started, looked_up) = call::with(|call| {
            call.phase = Phase::Connect;
            call.fresh = true;
            (Instant::now(), call.timings.dns)
        });
        let transport = self.reach(details);
        call::with(|call| {
            if !tunnel {
                let looked_up = call.timings.dns.saturating_sub(looked_up);
                call.timings.connect = started.elapsed().saturating_sub(looked_up);
            }
        });
        let mut transport = transport.map_err(unless_given_up)?;
        if details.needs_tls() && !transport.is_tls() {
            transport = self.secure(details, transport, tunnel)?;
        }
        // It was put there by whoever opened the socket; a tunnel leaves it for the connection within.
        let conn = call::with(|call| if tunnel { call.conn.clone() } else { call.conn.take() })
            .ok_or(Error::ConnectionFailed)?;
        let interruption = self.interruption.clone();
        let (remote, tls) = call::with(|call| (call.timings.remote, call.timings.tls_version));
        Ok(Some(Watch {
            inner: transport,
            conn,
            interruption,
            tunnel,
            remote,
            tls,
            used: false,
            broken: None,
        }))
    }
}

impl Connect {
    fn reach(&self, details: &ConnectionDetails) -> Result<Box<dyn Transport>, Error> {
        let Some(proxy) = details.config.proxy() else {
            return Ok(Box::new(socket::connect(&details.addrs, &self.interruption)?));
        };
        let details = self.limited(details)?;
        match proxy.protocol() {
            ProxyProtocol::Http | ProxyProtocol::Https => {
                match Connector::<()>::connect(&self.http_proxy, &details, None)? {
                    Some(Either::B(transport)) => Ok(transport),
                    _ => Err(Error::ConnectionFailed),
                }
            }
            _ => match Connector::<()>::connect(&self.socks, &details, None)? {
                Some(Either::B(transport)) => Ok(Box::new(transport)),
                _ => Err(Error::ConnectionFailed),
            },
        }
    }

    fn secure(
        &self,
        details: &ConnectionDetails,
        transport: Box<dyn Transport>,
        tunnel: bool,
    ) -> Result<Box<dyn Transport>, Error> {
        if !tunnel {
            call::with(|call| call.phase = Phase::Tls);
        }
        self.tls.prepare()?;
        let started = Instant::now();
        let secured = self.tls.secure(&self.limited(details)?, transport);
        if !tunnel {
            call::with(|call| {
                call.timings.tls = started.elapsed();
                call.timings.tls_version = secured.as_ref().ok().and_then(|(_, version)| *version);
            });
        }
        secured.map(|(transport, _)| transport).map_err(unless_given_up)
    }

    /// The same details with our limit of time, and with sockets made known to us.
    fn limited<'a>(&self, details: &ConnectionDetails<'a>) -> Result<ConnectionDetails<'a>, Error> {
        let (left, purpose) = call::with(|call| Ok::<_, Error>((call.left()?, call.purpose)))?;
        let mut addrs = details.resolver.empty();
        details.addrs.iter().for_each(|address| addrs.push(*address));
        let interruption = self.interruption.clone();
        Ok(ConnectionDetails {
            uri: details.uri,
            addrs,
            config: details.config,
            request_level: details.request_level,
            resolver: details.resolver,
            now: ClientInstant::now(),
            timeout: call::next_timeout(left),
            current_time: details.current_time.clone(),
            run_connector: details.run_connector.clone(),
            register_shutdown: Arc::new(move |handle| {
                let conn = Conn::foreign(handle, purpose);
                interruption.add(&conn);
                interruption.check(purpose)?;
                call::with(|call| call.conn = Some(conn));
                Ok(())
            }),
        })
    }
}

/// What fails on a connection that we shut was given up.
fn unless_given_up(error: Error) -> Error {
    call::with(|call| match call.conn.as_ref().is_some_and(|conn| conn.is_shut()) {
        true => call.purpose.given_up().into(),
        false => error,
    })
}

impl fmt::Debug for Connect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connect")
    }
}
