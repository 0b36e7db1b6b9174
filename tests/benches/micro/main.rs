//! What single parts cost: parse and check, expressions, JSONPath, matchers, masking, each report.
//!
//! `cargo bench --bench micro`, or `cargo bench --bench micro -- masking` for those whose names hold that word. Each line
//! is the median time of one call, with half of the spread between its quartiles.

#[path = "../shared/mod.rs"]
mod shared;

mod language;
mod masking;
mod reports;

fn main() {
    if shared::pinned_elsewhere() {
        return;
    }
    language::bench_all();
    masking::bench_all();
    reports::bench_all();
}
