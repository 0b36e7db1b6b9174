//! This program as a child of itself.

use std::ffi::OsString;
use std::process::{Command, Stdio};

use super::signals::Signal;

/// A child that runs; its end is told by a function.
pub struct Child {
    #[cfg_attr(not(unix), allow(dead_code))]
    id: u32,
}

impl Child {
    /// Starts this program with other arguments. `ended` gets the exit code, which a signal has none of.
    pub fn start(
        arguments: &[OsString],
        ended: impl FnOnce(Option<i32>) + Send + 'static,
    ) -> Result<Child, String> {
        let program =
            std::env::current_exe().map_err(|error| format!("this program was not found: {error}"))?;
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        #[cfg(unix)]
        {
            use std::os::unix::process::CommandExt;
            // Ctrl-C goes to all of a group: it would come twice, here and by us, and twice means at once.
            command.process_group(0);
        }
        let mut child = command.spawn().map_err(|error| format!("the run cannot be started: {error}"))?;
        let id = child.id();
        let waits = std::thread::Builder::new().name("child".to_owned());
        let waiting = waits.spawn(move || ended(child.wait().ok().and_then(|status| status.code())));
        waiting.map_err(|error| format!("the run cannot be waited for: {error}"))?;
        Ok(Child { id })
    }

    /// Hands a signal on.
    #[cfg(unix)]
    pub fn forward(&self, signal: Signal) {
        use rustix::process::{Pid, Signal as Raw, kill_process};
        let raw = match signal {
            Signal::Interrupt => Raw::INT,
            Signal::Terminate => Raw::TERM,
        };
        if let Some(pid) = i32::try_from(self.id).ok().and_then(Pid::from_raw) {
            // One that has ended already needs none.
            let _ = kill_process(pid, raw);
        }
    }

    /// The system does it.
    #[cfg(not(unix))]
    pub fn forward(&self, signal: Signal) {
        let _ = signal;
    }
}
