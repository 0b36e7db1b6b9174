//! The ports of a run with a memory: what one instance was answered is kept, and answered again without any effect.
//!
//! Time is kept by reading: what ran between two exchanges sees the very moments again that it saw before.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::{HttpRequest, HttpResponse, Instance, Kind, Phase, TransportError};
use crate::run::ports::{Clock, Http, InstanceInputs, OneTimeStore, Origin, Ports, Snapshots};
use crate::source::Span;
use crate::value::Value;

/// What went over the wire once.
#[derive(Clone)]
pub struct Recorded {
    /// As it was sent.
    pub request: HttpRequest,
    /// What came of it.
    pub result: Result<HttpResponse, TransportError>,
    /// The step, with the steps that use its file before it.
    pub step: Arc<str>,
    /// Where the step is written.
    pub span: Span,
}

impl Recorded {
    /// The very same request: what it was answered holds for it.
    pub fn is_of(&self, request: &HttpRequest) -> bool {
        let known = &self.request;
        known.method == request.method
            && known.url == request.url
            && known.body == request.body
            && known.headers == request.headers
    }
}

#[derive(Default)]
struct State {
    replays: bool,
    exchanges: Vec<Recorded>,
    /// What the clock said before each exchange, and after the last one.
    moments: Vec<Vec<i64>>,
    /// By port and what was asked of it.
    values: HashMap<(String, bool), Vec<Option<Value>>>,
    snapshots: HashMap<String, Result<Option<String>, String>>,
    /// The place and what is answered there instead.
    changed: Option<(usize, HttpResponse)>,
    /// Where the replay is.
    next: usize,
    looked: usize,
    asked: HashMap<(String, bool), usize>,
    differs: bool,
}

/// All ports of a job that records and replays one instance at a time.
pub struct Tape {
    inner: Ports,
    state: Mutex<State>,
}

impl Tape {
    /// Puts a tape before ports.
    pub fn before(ports: &mut Ports) -> Arc<Tape> {
        let tape = Arc::new(Tape { inner: ports.clone(), state: Mutex::default() });
        let clock = tape.clone();
        *ports = Ports {
            http: tape.clone(),
            clock: tape.clone(),
            now_ms: Arc::new(move || clock.now_ms()),
            one_time: tape.clone(),
            snapshots: tape.clone(),
            rows: ports.rows.clone(),
            instance_inputs: ports.instance_inputs.as_ref().map(|_| tape.clone() as _),
        };
        tape
    }

    /// Forgets everything and records from now on.
    pub fn record(&self) {
        *self.state() = State::default();
    }

    /// From now on everything is answered from memory, a response of it changed.
    pub fn replay(&self, changed: Option<(usize, HttpResponse)>) {
        let mut state = self.state();
        (state.replays, state.changed, state.differs) = (true, changed, false);
        (state.next, state.looked) = (0, 0);
        state.asked.clear();
    }

    /// From now on ports are asked again, and what they say is kept behind the rest.
    pub fn live(&self) {
        self.state().replays = false;
    }

    /// Something was asked in the last replay that was not asked when it was recorded.
    pub fn differs(&self) -> bool {
        self.state().differs
    }

    pub fn exchanges(&self) -> Vec<Recorded> {
        self.state().exchanges.clone()
    }

    /// Nothing under the lock leaves the state half changed.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A value that is asked for in the order in which it was asked for before.
    fn kept(&self, key: (String, bool), ask: impl FnOnce() -> Option<Value>) -> Option<Value> {
        let mut state = self.state();
        if state.replays {
            let at = state.asked.entry(key.clone()).or_default();
            let place = *at;
            *at += 1;
            return state.values.get(&key)?.get(place).cloned().flatten();
        }
        drop(state);
        let value = ask();
        self.state().values.entry(key).or_default().push(value.clone());
        value
    }
}

impl Http for Tape {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        self.inner.http.send(request)
    }

    fn send_from(&self, request: &HttpRequest, from: &Origin<'_>) -> Result<HttpResponse, TransportError> {
        let mut state = self.state();
        if !state.replays {
            drop(state);
            let result = self.inner.http.send_from(request, from);
            let step = format!("{}{}", from.prefix, from.step.name.value).into();
            let span = from.step.name.span;
            let recorded = Recorded { request: request.clone(), result: result.clone(), step, span };
            self.state().exchanges.push(recorded);
            return result;
        }
        let state = &mut *state;
        // What is skipped now was not asked for: that alone is no difference.
        let mut rest = state.exchanges.iter().enumerate().skip(state.next);
        let Some((place, recorded)) = rest.find(|(_, recorded)| recorded.is_of(request)) else {
            state.differs = true;
            return Err(TransportError {
                kind: Kind::Protocol,
                phase: Phase::Body,
                message: "a request other than the recorded one".to_owned(),
                timings: Box::default(),
            });
        };
        (state.next, state.looked) = (place + 1, 0);
        match &state.changed {
            Some((at, response)) if *at == place => Ok(response.clone()),
            _ => recorded.result.clone(),
        }
    }

    fn interrupt(&self) {
        self.inner.http.interrupt();
    }
}

impl Clock for Tape {
    fn now_ms(&self) -> i64 {
        let mut state = self.state();
        let place = if state.replays { state.next } else { state.exchanges.len() };
        if state.replays {
            let known = state.moments.get(place).and_then(|moments| moments.get(state.looked).copied());
            state.looked += 1;
            let before = || state.moments.iter().take(place + 1).rev().find_map(|moments| moments.last());
            return known.or_else(|| before().copied()).unwrap_or_else(|| self.inner.clock.now_ms());
        }
        let now = self.inner.clock.now_ms();
        if state.moments.len() <= place {
            state.moments.resize(place + 1, Vec::new());
        }
        state.moments[place].push(now);
        now
    }

    fn monotonic(&self) -> Duration {
        self.inner.clock.monotonic()
    }

    fn sleep(&self, duration: Duration) -> bool {
        self.state().replays || self.inner.clock.sleep(duration)
    }

    fn interrupt(&self) {
        self.inner.clock.interrupt();
    }
}

impl OneTimeStore for Tape {
    fn take(&self, file: &str, instance: &str) -> Result<String, String> {
        let mut problem = "no other one-time value was taken".to_owned();
        let ask = || {
            let taken = self.inner.one_time.take(file, instance);
            taken.map_err(|message| problem = message).ok().map(Value::String)
        };
        match self.kept((format!("file {file}"), true), ask) {
            Some(Value::String(value)) => Ok(value),
            _ => Err(problem),
        }
    }

    fn unsent(&self, file: &str, value: &str) -> Result<(), String> {
        if self.state().replays { Ok(()) } else { self.inner.one_time.unsent(file, value) }
    }
}

impl Snapshots for Tape {
    fn read(&self, path: &str) -> Result<Option<String>, String> {
        if let Some(known) = self.state().snapshots.get(path) {
            return known.clone();
        }
        let text = self.inner.snapshots.read(path);
        self.state().snapshots.insert(path.to_owned(), text.clone());
        text
    }

    fn write(&self, _path: &str, _text: &str) -> Result<(), String> {
        // Nothing here is an example for later runs.
        Ok(())
    }
}

impl InstanceInputs for Tape {
    fn value(&self, instance: &Instance, input: &str, one_time: bool) -> Option<Value> {
        let inputs = self.inner.instance_inputs.as_ref()?;
        self.kept((format!("input {input}"), one_time), || inputs.value(instance, input, one_time))
    }

    fn finished(&self, instance: usize) {
        if let Some(inputs) = &self.inner.instance_inputs {
            inputs.finished(instance);
        }
    }
}
