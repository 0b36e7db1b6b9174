//! What grows with the number of files, instances and jobs, each figure beside what is promised of it.
//!
//! `cargo bench --bench scale`. Many jobs have all cores; everything else runs on one (with `taskset`, where there is one),
//! its server too. A word behind `--` picks figures by their names: `cargo bench --bench scale -- start`.

#[path = "../shared/mod.rs"]
mod shared;

mod at_once;
mod figure;
mod files;
mod instances;
mod start;

fn main() {
    // Also the name under which this bench runs again on one core.
    if std::env::var_os(shared::PINNED).is_none() {
        at_once::waiting();
        at_once::locked();
    }
    if shared::pinned_elsewhere() {
        return;
    }
    start::figures();
    files::figures();
    instances::figures();
}
