//! The protocol step by step: a disk that lets one step fail, and a network that looks at what is on it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use runthrough::testing::model::{
    HttpRequest, HttpResponse, InstanceOutcome, Kind, Phase, Timings, TransportError,
};
use runthrough::testing::run::{Event, Http, OneTimeFiles, SpentRecords, run};

use crate::support::job::job;
use crate::support::listener::lock;

const VALUES: [&str; 3] = ["first-code", "second-code", "third-code"];

const SCENARIO: &str = "scenario: Unlock\ninputs: { code: { one_time: codes.txt } }\nsteps:\n  - { name: Ask, request: POST http://localhost/unlock, text: \"${code}\" }\n";

/// What was done, in order, and what a file holds: what was written, and of that what is sure to survive a loss of power.
#[derive(Default)]
struct World {
    done: Vec<&'static str>,
    written: Vec<u8>,
    synced: Vec<u8>,
    sent: Vec<String>,
    fails: Option<&'static str>,
    locked: bool,
}

#[derive(Clone, Default)]
struct Double(Arc<Mutex<World>>);

impl Double {
    fn step(&self, name: &'static str) -> Result<(), String> {
        let mut world = lock(&self.0);
        world.done.push(name);
        if world.fails == Some(name) { Err(format!("{name} failed")) } else { Ok(()) }
    }
}

impl OneTimeFiles for Double {
    fn text(&self, _: &str) -> Result<String, String> {
        self.step("text").map(|()| VALUES.join("\n"))
    }

    fn lock(&self, _: &str) -> Result<Box<dyn SpentRecords>, String> {
        self.step("lock")?;
        assert!(!std::mem::replace(&mut lock(&self.0).locked, true), "locked twice");
        Ok(Box::new(Locked(self.clone())))
    }
}

struct Locked(Double);

impl Drop for Locked {
    fn drop(&mut self) {
        lock(&self.0.0).locked = false;
    }
}

impl SpentRecords for Locked {
    fn read(&mut self) -> Result<Vec<u8>, String> {
        self.0.step("read")?;
        Ok(lock(&self.0.0).written.clone())
    }

    fn cut(&mut self, length: u64) -> Result<(), String> {
        self.0.step("cut")?;
        lock(&self.0.0).written.truncate(length as usize);
        Ok(())
    }

    fn append(&mut self, record: &str) -> Result<(), String> {
        let done = self.0.step("append");
        // A full disk takes a part.
        let bytes = if done.is_ok() { record.as_bytes() } else { &record.as_bytes()[..record.len() / 2] };
        lock(&self.0.0).written.extend_from_slice(bytes);
        done
    }

    fn sync(&mut self) -> Result<(), String> {
        self.0.step("sync")?;
        let mut world = lock(&self.0.0);
        world.synced = world.written.clone();
        Ok(())
    }

    fn unlock(self: Box<Self>) -> Result<(), String> {
        self.0.step("unlock")
    }
}

impl Http for Double {
    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, TransportError> {
        let failed = |phase, kind| TransportError {
            kind,
            phase,
            message: "the double fails".to_owned(),
            timings: Box::default(),
        };
        self.step("connect").map_err(|_| failed(Phase::Connect, Kind::Connect))?;
        let value = String::from_utf8(request.body.clone().unwrap()).unwrap();
        {
            let mut world = lock(&self.0);
            assert!(!world.locked, "sent while the records are locked");
            let on_disk = String::from_utf8_lossy(&world.synced).into_owned();
            assert!(
                on_disk.contains(&super::sha256(&value)),
                "{value} is sent and not on the disk: {on_disk}"
            );
            assert!(!world.sent.contains(&value), "{value} is sent twice");
            world.sent.push(value);
        }
        self.step("send").map_err(|_| failed(Phase::Send, Kind::Connection))?;
        Ok(HttpResponse { status: 200, headers: Vec::new(), body: Vec::new(), timings: Timings::default() })
    }

    fn interrupt(&self) {}
}

/// Runs the scenario with the double as disk and network.
fn ran(double: &Double) -> InstanceOutcome {
    let (http, files) = (Arc::new(double.clone()), Arc::new(double.clone()));
    let job = Arc::new(job(SCENARIO, http, files, &[("code", "codes.txt")]));
    let mut outcomes = Vec::new();
    run(&job, &mut |event| {
        if let Event::Finished(outcome) = event {
            outcomes.push(*outcome);
        }
    });
    outcomes.pop().unwrap()
}

fn kind(outcome: &InstanceOutcome) -> Option<Kind> {
    let attempts = outcome.steps.iter().flat_map(|step| &step.attempts);
    attempts.flat_map(|attempt| &attempt.problems).chain(&outcome.problems).map(|problem| problem.kind).next()
}

#[test]
fn a_value_is_on_the_disk_before_it_is_sent() {
    let double = Double::default();
    // What a killed process left.
    lock(&double.0).written = b"0123 torn".to_vec();
    let outcome = ran(&double);
    assert_eq!(kind(&outcome), None);
    let world = lock(&double.0);
    assert_eq!(world.done, ["text", "lock", "read", "cut", "append", "sync", "unlock", "connect", "send"]);
    assert_eq!(world.sent, [VALUES[0]]);
}

#[test]
fn nothing_is_sent_where_a_step_before_fails() {
    for fails in ["text", "lock", "read", "cut", "append", "sync", "unlock"] {
        let double = Double::default();
        {
            let mut world = lock(&double.0);
            world.written = b"0123 torn".to_vec();
            world.fails = Some(fails);
        }
        let outcome = ran(&double);
        assert_eq!(kind(&outcome), Some(Kind::OneTime), "{fails}");
        {
            let mut world = lock(&double.0);
            assert_eq!(world.done.last(), Some(&fails), "nothing comes after what fails");
            assert!(world.sent.is_empty(), "{fails}");
            assert!(!world.locked, "{fails} leaves the records locked");
            world.fails = None;
        }
        // The next run goes on from what is there, and sends a value that no other has sent.
        assert_eq!(kind(&ran(&double)), None, "after {fails}");
        let world = lock(&double.0);
        assert_eq!(world.sent.len(), 1, "after {fails}");
        let text = String::from_utf8(world.written.clone()).unwrap();
        assert!(text.ends_with('\n') && text.lines().all(super::is_record), "after {fails}: {text}");
    }
}

#[test]
fn what_may_have_arrived_is_spent_and_what_cannot_is_free_again() {
    let mut states = BTreeMap::new();
    for fails in ["send", "connect"] {
        let double = Double::default();
        lock(&double.0).fails = Some(fails);
        let outcome = ran(&double);
        assert!(matches!(kind(&outcome), Some(Kind::Connection | Kind::Connect)), "{fails}");
        lock(&double.0).fails = None;
        assert_eq!(kind(&ran(&double)), None);
        let world = lock(&double.0);
        states.insert(fails, (world.sent.clone(), world.done.clone()));
    }
    assert_eq!(states["send"].0, [VALUES[0], VALUES[1]]);
    assert_eq!(states["connect"].0, [VALUES[0]]);
    let taken = ["text", "lock", "read", "append", "sync", "unlock", "connect"];
    assert_eq!(states["connect"].1[..taken.len()], taken);
    assert_eq!(states["connect"].1[taken.len()..][..5], ["lock", "read", "append", "sync", "unlock"]);
}

/// A loss of power after any step: only what was synced is there. What was sent is among it.
#[test]
fn a_loss_of_power_never_sends_a_value_twice() {
    for fails in ["read", "append", "sync", "unlock", "connect", "send"] {
        let double = Double::default();
        for _ in 0..VALUES.len() {
            lock(&double.0).fails = Some(fails);
            let _ = ran(&double);
            let mut world = lock(&double.0);
            world.written = world.synced.clone();
            world.fails = None;
        }
        let last = ran(&double);
        // The network double panics where one is sent twice, which would be an error of kind `internal`.
        assert!(matches!(kind(&last), None | Some(Kind::OneTime)), "{fails}: {:?}", kind(&last));
    }
}
