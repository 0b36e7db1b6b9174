//! A TCP connection.
//!
//! The client has a transport of its own for this, but keeps its socket to itself, so that nobody could shut it.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::buffers::Growing;
use super::call;
use super::interrupt::{CallPurpose, Conn, Interruption};
use super::timeout::timed_out;

/// How long loopback is waited for on the caller's own thread: a full queue of a listener answers nobody.
const LOOPBACK: Duration = Duration::from_millis(50);

pub(super) struct Tcp {
    conn: Arc<Conn>,
    buffers: Growing,
    read_timeout: Option<Duration>,
    write_timeout: Option<Duration>,
}

/// Connects to the first address that answers. The time left is shared: each address gets its part of what is left.
pub(super) fn connect(addresses: &[SocketAddr], interruption: &Interruption) -> Result<Tcp, Error> {
    let purpose = call::with(|call| call.purpose);
    let mut last = Error::HostNotFound;
    for (index, address) in addresses.iter().enumerate() {
        let left = call::with(|call| call.left())?;
        let share = left / u32::try_from(addresses.len() - index).unwrap_or(1);
        match connect_one(*address, share.max(Duration::from_millis(10)), purpose, interruption) {
            Ok(stream) => {
                // A missing option costs latency only.
                let _ = stream.set_nodelay(true);
                let conn = Conn::own(stream, purpose);
                interruption.add(&conn);
                interruption.check(purpose)?;
                call::with(|call| {
                    call.conn = Some(conn.clone());
                    call.timings.remote = Some(*address);
                });
                return Ok(Tcp {
                    conn,
                    buffers: Growing::default(),
                    read_timeout: None,
                    write_timeout: None,
                });
            }
            Err(Error::Io(error)) if error.kind() == ErrorKind::TimedOut => last = timed_out(),
            Err(Error::Io(error)) => last = Error::Io(error),
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

fn connect_one(
    address: SocketAddr,
    limit: Duration,
    purpose: CallPurpose,
    interruption: &Interruption,
) -> Result<TcpStream, Error> {
    let mut limit = limit;
    // Loopback mostly answers at once, which is not worth a thread.
    if address.ip().is_loopback() {
        let first = limit.min(LOOPBACK);
        match TcpStream::connect_timeout(&address, first) {
            Err(error) if error.kind() == ErrorKind::TimedOut && first < limit => limit -= first,
            other => return Ok(other?),
        }
    }
    let connected = interruption.apart(purpose, limit, move || TcpStream::connect_timeout(&address, limit));
    match connected {
        Err(Error::Timeout(_)) => Err(Error::Io(ErrorKind::TimedOut.into())),
        other => Ok(other??),
    }
}

impl Tcp {
    fn stream(&self) -> Result<&TcpStream, Error> {
        self.conn.stream().ok_or(Error::ConnectionFailed)
    }
}

impl Transport for Tcp {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    /// The limit is for all of it: a peer that takes a byte now and then does not get it anew each time.
    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let started = Instant::now();
        let whole = limit(timeout)?;
        let (mut limit, mut sent) = (whole, 0);
        while sent < amount {
            if limit != self.write_timeout {
                quiet(self.stream()?.set_write_timeout(limit))?;
                self.write_timeout = limit;
            }
            let mut stream = self.conn.stream().ok_or(Error::ConnectionFailed)?;
            match stream.write(&self.buffers.output()[sent..amount]) {
                Ok(0) => return Err(Error::Io(ErrorKind::WriteZero.into())),
                Ok(written) => sent += written,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(mapped(error, timeout)),
            }
            if sent < amount {
                limit = left(whole, started, timeout)?;
            }
        }
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let started = Instant::now();
        let whole = limit(timeout)?;
        let mut limit = whole;
        loop {
            if limit != self.read_timeout {
                quiet(self.stream()?.set_read_timeout(limit))?;
                self.read_timeout = limit;
            }
            let mut stream = self.conn.stream().ok_or(Error::ConnectionFailed)?;
            match stream.read(self.buffers.input_append_buf()) {
                Ok(amount) => {
                    self.buffers.input_appended(amount);
                    return Ok(amount > 0);
                }
                // Linux does not go on with such a read after a signal.
                Err(error) if error.kind() == ErrorKind::Interrupted => {
                    limit = left(whole, started, timeout)?;
                }
                Err(error) => return Err(mapped(error, timeout)),
            }
        }
    }

    /// Nothing may wait to be read: neither the end, nor bytes that nobody asked for.
    fn is_open(&mut self) -> bool {
        let Some(mut stream) = self.conn.stream() else { return false };
        if stream.set_nonblocking(true).is_err() {
            return false;
        }
        let silent = matches!(stream.read(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
        silent && stream.set_nonblocking(false).is_ok()
    }
}

fn limit(timeout: NextTimeout) -> Result<Option<Duration>, Error> {
    if timeout.after.is_not_happening() {
        Ok(None)
    } else if timeout.after.is_zero() {
        Err(Error::Timeout(timeout.reason))
    } else {
        Ok(Some(*timeout.after))
    }
}

/// What is left of a limit.
fn left(whole: Option<Duration>, started: Instant, timeout: NextTimeout) -> Result<Option<Duration>, Error> {
    match whole.map(|whole| whole.checked_sub(started.elapsed())) {
        Some(None | Some(Duration::ZERO)) => Err(Error::Timeout(timeout.reason)),
        Some(left) => Ok(left),
        None => Ok(None),
    }
}

/// macOS refuses a new timeout on a connection that the other side has closed, though an answer may still be read.
fn quiet(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if cfg!(target_os = "macos") && error.kind() == ErrorKind::InvalidInput => Ok(()),
        other => other,
    }
}

fn mapped(error: io::Error, timeout: NextTimeout) -> Error {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut => Error::Timeout(timeout.reason),
        _ => Error::Io(error),
    }
}

impl fmt::Debug for Tcp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tcp")
    }
}
