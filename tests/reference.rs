//! The shipped scenarios: against the sandbox, against its faults, and against a second implementation of the
//! documented API.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::binary::{code, runthrough, said};
use crate::support::documented::{Account, Documented, Setup};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shipped() -> usize {
    let listed = runthrough(root(), &["list", "--format", "json"]);
    let list: serde_json::Value =
        serde_json::from_slice(&listed.stdout).expect("`list --format json` is JSON");
    list["instances"].as_array().map_or(0, Vec::len)
}

#[test]
fn every_shipped_scenario_passes_against_the_sandbox() {
    let output = runthrough(root(), &["run", "--sandbox", "-j", "4"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let all = shipped();
    assert!(all >= 6, "{all} scenarios are shipped");
    assert!(said(&output).contains(&format!("{all} passed")), "{}", said(&output));
}

#[test]
fn shipped_scenarios_check_clean() {
    let output = runthrough(root(), &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert!(said(&output).contains("no problems"), "{}", said(&output));
}

#[test]
fn every_fault_makes_a_shipped_scenario_fail() {
    let faults = ["error", "drop-field", "wrong-type", "reuse-codes", "zombie-token", "open-lock"];
    for fault in faults {
        let output = runthrough(root(), &["run", "--sandbox", "--fault", fault]);
        let said = said(&output);
        assert_eq!(code(&output), Some(1), "{fault}: {said}");
        // The message names the step, the expectation's line, expected and actual, and nothing of ours.
        assert!(said.contains(" failed (") && said.contains("at scenarios/"), "{fault}: {said}");
        assert!(said.contains(", got "), "{fault}: {said}");
        for word in ["Some(", "None", "Err(", "::", "serde", "ureq", "panicked", "unwrap"] {
            assert!(!said.contains(word), "{fault}: `{word}` in {said}");
        }
    }
    for fault in ["flaky", "stop-after=2"] {
        let output = runthrough(root(), &["run", "--sandbox", "--fault", fault]);
        assert!(matches!(code(&output), Some(1 | 3)), "{fault}: {}", said(&output));
    }
}

const REFERENCE: &str = "scenarios/login-with-recovery-code.yaml";
const CODE: &str = "729435";

fn documented(fail: Option<&str>) -> Documented {
    let account = Account {
        name: "mary.griffin@circularo.com".to_owned(),
        password: "#32Password1!".to_owned(),
        factors: BTreeMap::from([("email".to_owned(), "271008".to_owned())]),
        recovery_codes: vec![CODE.to_owned(), "111111".to_owned()],
    };
    Documented::start(Setup {
        accounts: vec![account],
        documents: 30,
        fail: fail.map(str::to_owned),
        locked_may_log_out: true,
    })
}

fn run_against(server: &Documented, report: &Path) -> std::process::Output {
    let base_url = format!("base_url={}", server.url());
    let report = format!("junit={}", report.display());
    runthrough(
        root(),
        &[
            "run",
            REFERENCE,
            "-i",
            &base_url,
            "-i",
            "name=mary.griffin@circularo.com",
            "-i",
            "password=#32Password1!",
            "-i",
            &format!("recovery_code={CODE}"),
            "--report",
            &report,
        ],
    )
}

#[test]
fn the_reference_scenario_runs_against_any_server_that_behaves_as_documented() {
    let server = documented(None);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run_against(&server, &folder.path().join("out.xml"));
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert_eq!(server.received(CODE), 1);
    assert_eq!(server.open_sessions() + server.locked_sessions(), 0);
    assert!(said(&output).contains("1 left"), "{}", said(&output));
}

#[test]
fn no_session_stays_open_when_a_step_fails_and_nothing_secret_is_shown() {
    for step in ["recovery", "search"] {
        let server = documented(Some(step));
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("out.xml");
        let output = run_against(&server, &file);
        assert_eq!(code(&output), Some(1), "{step}: {}", said(&output));
        assert_eq!(server.open_sessions() + server.locked_sessions(), 0, "{step}");
        assert_eq!(server.received(CODE), 1, "{step}");
        let report = std::fs::read_to_string(&file).expect("the report is written");
        let all = format!("{}{report}", said(&output));
        for secret in [CODE, "#32Password1!", "%2332Password1%21"] {
            assert!(!all.contains(secret), "{step}: a secret in {all}");
        }
        assert!(all.contains("[secret:token]"), "{step}: {all}");
    }
}

#[test]
fn a_failing_logout_fails_the_scenario() {
    let server = documented(Some("logout"));
    let folder = tempfile::tempdir().expect("a temporary folder");
    let output = run_against(&server, &folder.path().join("out.xml"));
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    assert!(said(&output).contains("Log out"), "{}", said(&output));
}

#[test]
fn a_server_that_goes_away_is_an_error_with_its_report_written_and_the_cleanup_tried() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("out.xml");
    let report = format!("junit={}", file.display());
    let arguments = ["run", REFERENCE, "--sandbox", "--fault", "stop-after=2", "--report", &report];
    let output = runthrough(root(), &arguments);
    assert_eq!(code(&output), Some(3), "{}", said(&output));
    let report = std::fs::read_to_string(&file).expect("the report is written");
    assert!(report.contains("cleanup: Log out"), "{report}");
    assert_eq!(report.matches("<error ").count(), 2, "the search and the tried logout err: {report}");
}

#[test]
fn secrets_never_stand_in_a_verbose_run_that_fails() {
    // The same seed gives the same accounts, so that the secrets are known here.
    let arguments = ["run", REFERENCE, "--sandbox", "--fault", "drop-field", "-v", "--seed", "7"];
    let output = runthrough(root(), &arguments);
    assert_eq!(code(&output), Some(1), "{}", said(&output));
    let options = runthrough::testing::sandbox::Options { seed: 7, ..Default::default() };
    let account =
        runthrough::testing::sandbox::Sandbox::start(options).expect("the sandbox starts").account();
    let said = said(&output);
    assert!(said.contains("[secret:recovery_code]"), "{said}");
    for secret in std::iter::once(&account.password).chain(&account.recovery_codes) {
        assert!(!said.contains(secret.as_str()), "{secret} in {said}");
    }
}
