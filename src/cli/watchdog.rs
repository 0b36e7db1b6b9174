//! Ends the process when its time is over, whatever hangs.
//!
//! The first signal stops the run, as `--timeout` does; a second signal ends the process at once. After the first one the
//! main thread has the grace time; from then on it must show that it gets on with the reports, or the process ends
//! without it. It may hang where nothing of ours can wake it: in a pipe that nobody reads, or a disk that does not answer.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::exit_code::ExitCode;
use crate::io::root::Unfinished;
use crate::io::signals::{Signal, Signals};
use crate::model::units::show_duration;
use crate::report::LiveLine;
use crate::run::Job;
use crate::vocabulary::limits::STALLED;

/// How often it is looked whether it does something.
const LOOK: Duration = Duration::from_millis(100);

/// Watches over a run.
#[derive(Clone)]
pub struct Watchdog(Arc<Shared>);

struct Shared {
    job: Arc<Job>,
    signals: OnceLock<Signals>,
    quiet: bool,
    live: LiveLine,
    /// Somebody waits for the end of the grace time already.
    waiting: AtomicBool,
    beats: AtomicU64,
    /// Unfinished files, which nobody else would remove.
    unfinished: Mutex<Vec<Unfinished>>,
}

impl Watchdog {
    /// Listens for signals, and waits for the end of `--timeout`.
    pub fn new(job: &Arc<Job>, quiet: bool, live: LiveLine) -> Self {
        let watchdog = Watchdog(Arc::new(Shared {
            job: job.clone(),
            signals: OnceLock::new(),
            quiet,
            live,
            waiting: AtomicBool::new(false),
            beats: AtomicU64::new(0),
            unfinished: Mutex::default(),
        }));
        let listening = watchdog.clone();
        let signals = Signals::listen(move |signal, count| listening.signal(signal, count));
        let _ = watchdog.0.signals.set(signals);
        if let Some(timeout) = job.options.limits.timeout {
            let timed = watchdog.clone();
            watchdog.apart(move || {
                thread::sleep(timeout);
                // The run looks at its clock itself, unless it hangs in its output.
                timed.0.job.cancellation.time_is_up();
                timed.stop();
            });
        }
        watchdog
    }

    /// The main thread gets on.
    pub fn beat(&self) {
        self.0.beats.fetch_add(1, Ordering::Relaxed);
    }

    /// Files to remove where the process ends before they are finished.
    pub fn remove_at_the_end(&self, files: Vec<Unfinished>) {
        *self.0.unfinished.lock().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// A writer that shows that it gets on.
    pub fn watched<'w>(&self, inner: &'w mut dyn Write) -> impl Write + use<'w> {
        Watched { inner, watchdog: self.clone() }
    }

    /// The exit code of a run that would end with `usual`: a signal that came too late to stop it still counts.
    pub fn exit(&self, usual: ExitCode) -> ExitCode {
        match self.0.signals.get().and_then(Signals::came) {
            Some(signal) => ExitCode::from(signal),
            None => usual,
        }
    }

    fn signal(&self, signal: Signal, count: usize) {
        if count > 1 {
            self.end(ExitCode::from(signal));
        }
        self.0.job.cancellation.stop();
        self.stop();
        if !self.0.quiet {
            let grace = show_duration(self.0.job.options.limits.grace);
            // Nobody may read it: nothing waits for this thread.
            let live = self.0.live.clone();
            self.apart(move || {
                let line = format!(
                    "interrupted: cleaning up for at most {grace}; a second signal ends the run immediately\n"
                );
                live.above(&mut || drop(io::stderr().write_all(line.as_bytes())));
            });
        }
    }

    fn stop(&self) {
        self.0.job.ports.http.interrupt();
        self.0.job.ports.clock.interrupt();
        if !self.0.waiting.swap(true, Ordering::SeqCst) {
            let waiting = self.clone();
            self.apart(move || waiting.wait());
        }
    }

    /// Waits until the grace time is over and the main thread stands still.
    fn wait(&self) {
        let began = Instant::now();
        let (mut seen, mut moved) = (self.0.beats.load(Ordering::Relaxed), began);
        loop {
            thread::sleep(LOOK);
            let beats = self.0.beats.load(Ordering::Relaxed);
            if beats != seen {
                (seen, moved) = (beats, Instant::now());
            }
            if began.elapsed() >= self.0.job.options.limits.grace && moved.elapsed() >= STALLED {
                self.end(self.exit(ExitCode::Interrupted));
            }
        }
    }

    fn end(&self, exit: ExitCode) -> ! {
        self.0.job.cancellation.abort();
        for file in self.0.unfinished.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            file.remove();
        }
        std::process::exit(i32::from(exit.number()))
    }

    /// Without the thread the grace time is still kept where the main thread does not hang.
    fn apart(&self, work: impl FnOnce() + Send + 'static) {
        let _ = thread::Builder::new().name("watchdog".to_owned()).spawn(work);
    }
}

struct Watched<'w> {
    inner: &'w mut dyn Write,
    watchdog: Watchdog,
}

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.watchdog.beat();
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
