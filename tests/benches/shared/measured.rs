//! Time and peak memory of a run of the binary.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How often the memory is looked at: what is held for a shorter time may be missed.
const LOOK: Duration = Duration::from_millis(1);

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// From start to end.
    pub time: Duration,
    /// The most memory that was resident, in bytes, where the system tells.
    pub peak: Option<u64>,
    /// The processor's time, to a hundredth of a second, where the system tells: unlike `time` it hardly depends on what
    /// else the machine does.
    pub cpu: Option<Duration>,
    /// The exit code.
    pub code: Option<i32>,
}

impl Measured {
    /// `193 ms, 32 MB`.
    pub fn shown(&self) -> String {
        let memory = self.peak.map_or("? MB".to_owned(), |peak| format!("{} MB", peak / 1_000_000));
        format!("{:5} ms, {memory:>6}", self.time.as_millis())
    }
}

/// Runs the binary in a folder; of some runs the fastest.
pub fn measured(folder: &Path, arguments: &[&str], runs: usize) -> Measured {
    let runs = (0..runs.max(1)).map(|_| once(folder, arguments));
    runs.min_by_key(|run| run.time).expect("there is one run at least")
}

fn once(folder: &Path, arguments: &[&str]) -> Measured {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_runthrough"))
        .current_dir(folder)
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the binary starts");
    let (mut peak, mut cpu) = (None, None);
    let status = loop {
        peak = peak_of(child.id()).or(peak);
        cpu = cpu_of(child.id()).or(cpu);
        if let Some(status) = child.try_wait().expect("the child is ours") {
            break status;
        }
        std::thread::sleep(LOOK);
    };
    Measured { time: started.elapsed(), peak, cpu, code: status.code() }
}

fn peak_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
}

fn cpu_of(process: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program, in brackets, is the second of the fields; ticks of user and system are the 14th and 15th.
    let mut ticks = stat.rsplit(") ").next()?.split(' ').skip(11).map(str::parse::<u64>);
    let (user, system) = (ticks.next()?.ok()?, ticks.next()?.ok()?);
    Some(Duration::from_millis(10 * (user + system)))
}
