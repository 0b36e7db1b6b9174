//! The shipped fragment against the sandbox: it promises the logout, so that no session is left behind.

use std::process::{Command, Output};

use runthrough::testing::sandbox::{Options, Sandbox};

const FRAGMENT: &str = include_str!("../scenarios/parts/unlocked-login.yaml");
const DOCUMENT: &str = include_str!("../scenarios/openapi.json");
const SCENARIO: &str = include_str!("../scenarios/search-through-a-fragment.yaml");

#[test]
fn no_session_is_left_behind() {
    let sandbox = Sandbox::start(Options::default()).expect("a free port");
    let output = run(&sandbox, SCENARIO);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(sandbox.open_sessions(), 0);
}

#[test]
fn nor_when_the_scenario_fails_behind_the_fragment() {
    let sandbox = Sandbox::start(Options::default()).expect("a free port");
    let output = run(&sandbox, &SCENARIO.replace("gte: 1 }", "lte: 1 }"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(sandbox.open_sessions(), 0);
}

#[test]
fn nor_when_a_step_of_the_fragment_fails() {
    let sandbox = Sandbox::start(Options::default()).expect("a free port");
    let output = run(&sandbox, &SCENARIO.replace("${recovery_code}", "not-a-code-${recovery_code}"));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(sandbox.open_sessions(), 0);
}

fn run(sandbox: &Sandbox, scenario: &str) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scenarios = folder.path().join("scenarios");
    std::fs::create_dir_all(scenarios.join("parts")).expect("a folder");
    std::fs::write(scenarios.join("parts/unlocked-login.yaml"), FRAGMENT).expect("a file");
    std::fs::write(scenarios.join("openapi.json"), DOCUMENT).expect("a file");
    std::fs::write(scenarios.join("search.yaml"), scenario).expect("a file");
    let account = sandbox.account();
    let code = account.recovery_codes.first().expect("an account has recovery codes");
    let mut command = Command::new(env!("CARGO_BIN_EXE_runthrough"));
    command.current_dir(folder.path()).arg("run");
    for (name, value) in [
        ("base_url", sandbox.base_url().as_str()),
        ("name", &account.name),
        ("password", &account.password),
        ("recovery_code", code),
    ] {
        command.arg("-i").arg(format!("{name}={value}"));
    }
    command.output().expect("the program runs")
}
