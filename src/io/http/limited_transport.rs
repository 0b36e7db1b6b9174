//! The outermost transport: limits, phases, timings, the response's head.

use std::fmt;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use super::call::{self, Call};
use super::head;
use super::interrupt::{Conn, Interruption, Stop};
use crate::model::{Phase, TlsVersion};

pub(super) struct Watch {
    pub inner: Box<dyn Transport>,
    pub conn: Arc<Conn>,
    pub interruption: Arc<Interruption>,
    /// Carries the talk with a proxy, and later the real connection: keeps the limits and nothing else.
    pub tunnel: bool,
    pub remote: Option<SocketAddr>,
    /// What was agreed on with the server.
    pub tls: Option<TlsVersion>,
    /// A call has begun on it since it was last looked at.
    pub used: bool,
    /// Why the request could not be sent to its end.
    pub broken: Option<io::Error>,
}

impl Transport for Watch {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if self.tunnel {
            return self.inner.transmit_output(amount, call::with(|call| call.clip(timeout))?);
        }
        let (held, timeout) = call::with(|call| {
            self.begin_sending(call)?;
            if call.hold {
                call.hold = false;
                call.held.extend_from_slice(&self.inner.buffers().output()[..amount]);
                return Ok((None, timeout));
            }
            Ok::<_, Error>((Some(std::mem::take(&mut call.held)), call.clip(timeout)?))
        })?;
        let Some(held) = held else { return Ok(()) };
        let result = self.transmit_after(&held, amount, timeout);
        call::with(|call| {
            call.sent = Some(Instant::now());
            // Gives the allocation back.
            call.held = held;
            call.held.clear();
        });
        result
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        if !self.tunnel && call::with(|call| !call.held.is_empty()) {
            self.transmit_output(0, timeout)?;
        }
        let (timeout, waits_for_head) = call::with(|call| {
            if !self.tunnel {
                call.phase = match (call.head_complete, call.first_byte) {
                    (true, _) => Phase::Body,
                    (false, Some(_)) => Phase::Head,
                    (false, None) => Phase::Response,
                };
            }
            Ok::<_, Error>((call.clip(timeout)?, !call.head_complete))
        })?;
        match self.inner.await_input(timeout) {
            Ok(true) => {
                if !self.tunnel && waits_for_head {
                    let input = self.inner.buffers().input();
                    call::with(|call| note_head(call, input));
                }
                Ok(true)
            }
            _ if self.conn.is_shut() => Err(given_up()),
            Ok(false) => {
                call::with(|call| call.ended = true);
                self.broken.take().map_or(Ok(false), |error| {
                    call::with(|call| call.phase = Phase::Send);
                    Err(Error::Io(error))
                })
            }
            Err(Error::Io(error)) if is_reset(&error) && !self.tunnel => Err(Stop::Reset.into()),
            Err(error) => Err(error),
        }
    }

    /// Asked when a call has ended and again before the next one. Only the second look, the one that counts, asks the
    /// system.
    fn is_open(&mut self) -> bool {
        if self.broken.is_some() {
            return false;
        }
        if std::mem::take(&mut self.used) { self.conn.end() } else { self.inner.is_open() }
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl Watch {
    /// From here on the request may have reached the server.
    fn begin_sending(&mut self, call: &mut Call) -> Result<(), Error> {
        if call.phase < Phase::Send {
            self.used = true;
            self.conn.begin(call.purpose);
            self.interruption.check(call.purpose)?;
            call.timings.remote = self.remote;
            call.timings.tls_version = self.tls;
        }
        call.phase = Phase::Send;
        Ok(())
    }

    /// Sends what was held back and `amount` bytes of the output buffer, in one go where they fit.
    fn transmit_after(&mut self, held: &[u8], amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let total = held.len() + amount;
        let output = self.inner.buffers().output();
        if total <= output.len() {
            output.copy_within(..amount, held.len());
            output[..held.len()].copy_from_slice(held);
            return self.transmit_now(total, timeout);
        }
        let rest = output[..amount].to_vec();
        for part in held.chunks(output.len().max(1)).chain([rest.as_slice()]) {
            self.inner.buffers().output()[..part.len()].copy_from_slice(part);
            self.transmit_now(part.len(), timeout)?;
        }
        Ok(())
    }

    /// A server may answer and close before it has read the whole request (`413`): that answer is still read.
    fn transmit_now(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if amount == 0 || self.broken.is_some() {
            return Ok(());
        }
        match self.inner.transmit_output(amount, timeout) {
            Err(_) if self.conn.is_shut() => Err(given_up()),
            Err(Error::Io(error)) if error.kind() == ErrorKind::BrokenPipe || is_reset(&error) => {
                self.broken = Some(error);
                Ok(())
            }
            other => other,
        }
    }
}

fn given_up() -> Error {
    call::with(|call| call.purpose.given_up()).into()
}

fn is_reset(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted)
}

fn note_head(call: &mut Call, input: &[u8]) {
    if call.first_byte.is_none() {
        call.first_byte = Some(Instant::now());
    }
    call.strange = None;
    if !input.trim_ascii_start().starts_with(b"HTTP/") {
        call.strange = Some(input[..input.len().min(40)].to_vec());
    } else if let Some(head) = head::find(input) {
        call.head.extend_from_slice(head);
        call.head_complete = true;
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
