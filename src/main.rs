//! The `runthrough` binary. Everything is in the library, so that tests and benches reach it too.

fn main() -> std::process::ExitCode {
    runthrough::main()
}
