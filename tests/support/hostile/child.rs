//! A run of the real binary that the test watches while it goes on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::super::binary;
use super::GUARD;

/// How a process ended, and what it said.
pub struct Ended {
    /// The exit code; a signal has none.
    pub code: Option<i32>,
    /// stdout and stderr.
    pub said: String,
    /// The report, if there is one.
    pub report: String,
}

/// A running process; ended when it is dropped.
pub struct Run {
    child: Child,
    folder: PathBuf,
    /// The most memory that it was seen to have, in bytes.
    pub peak: u64,
}

impl Run {
    /// Starts `runthrough run` with these arguments and `--report junit=out.xml`, its output going to a file.
    pub fn start(folder: &Path, arguments: &[&str]) -> Run {
        let output = File::create(folder.join("output")).expect("a file");
        let errors = output.try_clone().expect("a second handle");
        let mut command = binary::command(folder);
        command.arg("run").args(arguments).args(["--report", "junit=out.xml"]);
        Run::spawn(folder, command.stdout(output).stderr(errors))
    }

    /// Starts a command.
    pub fn spawn(folder: &Path, command: &mut Command) -> Run {
        let child = command.stdin(Stdio::null()).spawn().expect("the binary starts");
        Run { child, folder: folder.to_owned(), peak: 0 }
    }

    /// The process itself.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Sends a signal (`INT`, `TERM`).
    pub fn signal(&self, name: &str) {
        let line = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &line]).status().expect("a shell");
        assert!(status.success(), "{line}");
    }

    /// Waits for words in its output.
    pub fn wait_until_it_says(&self, words: &str) {
        let started = Instant::now();
        while !self.read("output").contains(words) {
            assert!(started.elapsed() < GUARD, "it does not say {words:?}:\n{}", self.read("output"));
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end.
    pub fn end(mut self) -> Ended {
        let started = Instant::now();
        let status = loop {
            self.look();
            if let Some(status) = self.child.try_wait().expect("our own child") {
                break status;
            }
            assert!(started.elapsed() < GUARD, "the process does not end:\n{}", self.read("output"));
            thread::sleep(Duration::from_millis(5));
        };
        Ended { code: status.code(), said: self.read("output"), report: self.read("out.xml") }
    }

    /// Looks how much memory it has taken, where the system tells.
    pub fn look(&mut self) -> u64 {
        self.peak = self.peak.max(peak_of(self.child.id()).unwrap_or(0));
        self.peak
    }

    fn read(&self, name: &str) -> String {
        fs::read(self.folder.join(name))
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
            .unwrap_or_default()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most memory that a process has had so far.
pub fn peak_of(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
