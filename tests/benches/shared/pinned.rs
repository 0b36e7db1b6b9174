//! Client and server on one core: elsewhere the cost of waking another core hides everything.

use std::process::Command;

/// Set where a bench runs on one core.
pub const PINNED: &str = "RUNTHROUGH_BENCH_PINNED";

/// Runs this bench again on one core, if that can be done and was not.
pub fn pinned_elsewhere() -> bool {
    if std::env::var_os(PINNED).is_some() {
        return false;
    }
    let Ok(this) = std::env::current_exe() else { return false };
    let again = Command::new("taskset")
        .args(["-c", "0"])
        .arg(this)
        .args(std::env::args_os().skip(1))
        .env(PINNED, "1")
        .status();
    match again {
        Ok(status) if status.success() => true,
        // It panicked: on all cores it might not.
        Ok(status) if status.code() == Some(101) => std::process::exit(101),
        _ => {
            println!("`taskset` is not there or may not: client and server are not pinned to one core");
            false
        }
    }
}
