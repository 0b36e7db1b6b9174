//! No form of a secret in any output: secrets in every place of requests and responses, failing in every way,
//! with everything shown that can be shown.

mod contract;
mod forbidden;
mod forms;
mod late;
mod leaky;
mod operators;
mod scenarios;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::binary::command;
use crate::support::listener::Refusing;
use forbidden::Forbidden;
use forms::{Secret, one_time_values, secrets};

/// Every format that `--report` takes.
const REPORTS: [&str; 7] = ["junit", "json", "ndjson", "html", "tap", "github", "markdown"];

/// Where the value of each secret comes from.
fn declared(number: usize, secret: &Secret) -> String {
    let name = secret.name;
    match name {
        "a_default" => format!("inputs: {{ {name}: {{ default: {}, secret: true }} }}\n", secret.value),
        "captured" => String::new(),
        "like_a_regex" => format!("cases: {{ file: rows.json, secret: [{name}] }}\n"),
        "a_number" => {
            format!("inputs: {{ {name}: {{ env: SECRET_{number}, type: integer, secret: true }} }}\n")
        }
        _ => format!("inputs: {{ {name}: {{ env: SECRET_{number}, secret: true }} }}\n"),
    }
}

/// Writes all scenarios.
fn project(folder: &Path, secrets: &[Secret], server: &str, refused: &str) {
    fs::create_dir(folder.join("scenarios")).unwrap();
    for (number, secret) in secrets.iter().enumerate() {
        let text = scenarios::scenario(number, secret, &declared(number, secret), server, refused);
        fs::write(folder.join(format!("scenarios/{number}.yaml")), text).unwrap();
        let text = contract::scenario(number, secret, &declared(number, secret), server);
        fs::write(folder.join(format!("scenarios/contract-{number}.yaml")), text).unwrap();
        let text = contract::holds(number, secret, &declared(number, secret), server);
        fs::write(folder.join(format!("scenarios/holds-{number}.yaml")), text).unwrap();
        if secret.name == "like_a_regex" {
            let rows =
                serde_json::json!([{ "case": format!("row {}", secret.value), secret.name: secret.value }]);
            fs::write(folder.join("scenarios/rows.json"), rows.to_string()).unwrap();
        } else {
            // Somebody may have written the value into a snapshot; of rows each has its own.
            let snapshots = folder.join(format!("scenarios/snapshots/{number}.yaml"));
            fs::create_dir_all(&snapshots).unwrap();
            let known = serde_json::json!({ "value": secret.value, "other": [secret.value] });
            fs::write(snapshots.join("Snapshot differs.json"), known.to_string()).unwrap();
        }
    }
    fs::write(folder.join("scenarios/api.yaml"), contract::API).unwrap();
    fs::write(folder.join("scenarios/0-once.yaml"), scenarios::one_time(server)).unwrap();
    let codes: Vec<String> = one_time_values().into_iter().map(|secret| secret.value).collect();
    fs::write(folder.join("scenarios/codes.txt"), codes.join("\n")).unwrap();
    let value = |name: &str| {
        serde_json::Value::from(secrets.iter().find(|secret| secret.name == name).unwrap().value.as_str())
    };
    let config =
        format!("environments:\n  test: {{ inputs: {{ with_angles: {} }} }}\n", value("with_angles"));
    fs::write(folder.join("runthrough.yaml"), config).unwrap();
    let inputs = format!("with_quotes: {}\nlike_base64: {}\n", value("with_quotes"), value("like_base64"));
    fs::write(folder.join("inputs.yaml"), inputs).unwrap();
}

/// A command that gives all values.
fn given(folder: &Path, secrets: &[Secret], arguments: &[&str]) -> Command {
    let mut command = command(folder);
    command.args(arguments).env("RUST_LOG", "trace").env("RUST_BACKTRACE", "full");
    for (number, secret) in secrets.iter().enumerate() {
        let elsewhere = ["with_angles", "with_quotes", "like_base64", "with_ampersands"];
        if !elsewhere.contains(&secret.name) {
            command.env(format!("SECRET_{number}"), &secret.value);
        }
        if secret.name == "with_ampersands" && ["run", "inputs", "mutate"].contains(&arguments[0]) {
            command.arg("-i").arg(format!("{}={}", secret.name, secret.value));
        }
    }
    if ["run", "inputs", "mutate"].contains(&arguments[0]) {
        command.args(["--inputs-file", "inputs.yaml"]);
    }
    if arguments[0] != "codes" {
        command.args(["-e", "test"]);
    }
    command
}

#[test]
fn no_form_of_a_secret_is_in_any_output() {
    let secrets = secrets();
    let all: Vec<Secret> = forms::secrets().into_iter().chain(one_time_values()).collect();
    let mut forbidden = Forbidden::new(&all);
    let (server, refused) = (leaky::start(), Refusing::new().unwrap());
    let folder = tempfile::tempdir().unwrap();
    project(folder.path(), &secrets, &server.url(), &refused.url());
    // Those that hold write their snapshots, and hold from then on.
    let holding: Vec<String> =
        (0..secrets.len()).map(|number| format!("scenarios/holds-{number}.yaml")).collect();
    let mut update = given(folder.path(), &secrets, &["run", "--update-snapshots", "-v"]);
    forbidden.not_said_by("run --update-snapshots", update.args(&holding), &[0]);
    let reports: Vec<String> =
        REPORTS.iter().map(|format| format!("--report={format}=out.{format}")).collect();
    for detail in [&[][..], &["-v", "-v", "--curl"], &["-q", "--junit-case", "scenario"]] {
        let mut command = given(folder.path(), &secrets, &["run", "--seed", "7", "-j", "3"]);
        command.args(detail).args(&reports);
        let said = forbidden.not_said_by(&format!("run {detail:?}"), &mut command, &[3]);
        let mut texts = vec![("the terminal".to_owned(), said)];
        for format in REPORTS {
            let report = fs::read(folder.path().join(format!("out.{format}"))).unwrap();
            forbidden.not_in(&format!("{format} of run {detail:?}"), &report);
            // Markdown has a backslash before what would mean something there.
            let text = String::from_utf8(report).unwrap();
            texts.push((format.to_owned(), if format == "markdown" { text.replace('\\', "") } else { text }));
        }
        for (secret, (what, text)) in
            all.iter().flat_map(|secret| texts.iter().map(move |text| (secret, text)))
        {
            let marker = format!("[secret:{}]", secret.name);
            assert!(text.contains(&marker), "{what} of run {detail:?} does not name {marker}");
        }
    }
    for format in REPORTS {
        let mut command = command(folder.path());
        command.args(["run", "scenarios/1.yaml", "-v", "--junit-strict", &format!("--report={format}=-")]);
        command.env("SECRET_1", &secrets[1].value);
        forbidden.not_said_by(&format!("run with {format} on stdout"), &mut command, &[3]);
    }
    for arguments in [&["run", "--dry-run"][..], &["run", "--dry-run", "-v"]] {
        let said = forbidden.not_said_by("dry run", &mut given(folder.path(), &secrets, arguments), &[0, 3]);
        assert!(said.contains("[secret:in_unicode]"), "{said}");
    }
    for arguments in [
        &["check"][..],
        &["check", "--format", "json"],
        &["check", "--format", "github"],
        &["check", "--format", "sarif"],
        &["list"],
        &["list", "--format", "json"],
        &["inputs"],
        &["inputs", "--format", "json"],
        &["codes", "scenarios/codes.txt"],
    ] {
        let said = forbidden.not_said_by(
            &format!("{arguments:?}"),
            &mut given(folder.path(), &secrets, arguments),
            &[0],
        );
        assert!(!said.is_empty());
    }
    // The values of these are not given by the environment.
    let some = [holding[1].as_str(), &holding[2], &holding[11], "scenarios/contract-1.yaml"];
    for arguments in [&["mutate", "-v"][..], &["mutate", "--format", "json"]] {
        let mut command = given(folder.path(), &secrets, arguments);
        let said = forbidden.not_said_by(&format!("{arguments:?}"), command.args(some), &[1]);
        assert!(said.contains(some[0]) && said.contains("[secret:"), "{said}");
    }
    let mut update = given(folder.path(), &secrets, &["run", "--update-snapshots", "-q"]);
    forbidden.not_said_by("run --update-snapshots of all", &mut update, &[3]);
    let snapshots = forbidden.not_in_folder(&folder.path().join("scenarios/snapshots"));
    assert!(snapshots > 2 * secrets.len(), "{snapshots}");
    println!(
        "{} forms of {} secrets searched in {} outputs of {} KiB: {} searches, none found",
        forbidden.forms.len(),
        all.len(),
        forbidden.outputs,
        forbidden.bytes / 1024,
        forbidden.searched
    );
}

/// Files that cannot be parsed, so that no input in them is known; and files that can, with other mistakes beside.
#[test]
fn no_finding_shows_a_secret_literal() {
    let files = [
        (
            "syntax.yaml",
            "scenario: A\ninputs:\n  password: { default: \"SECRET\" secret: true }\nsteps: []\n",
        ),
        (
            "flow.yaml",
            "scenario: A\ninputs: { pin: { secret: true, default: 'SECRET' }, other: { default: \"SECRET }\nsteps: []\n",
        ),
        ("indent.yaml", "scenario: A\ninputs:\n  key:\n    secret: true\n      default: SECRET\nsteps: []\n"),
        ("tab.yaml", "scenario: A\ninputs:\n  key:\n    one_time: f.txt\n\tdefault: SECRET\nsteps: []\n"),
        (
            "block.yaml",
            "scenario: A\ninputs:\n  key:\n    secret: true\n    default: |\n      SECRET\n   x: 1\nsteps: []\n",
        ),
        (
            "twice.yaml",
            "scenario: A\ninputs:\n  key: { secret: true, default: SECRET, default: SECRET }\nsteps: []\n",
        ),
        (
            "keys.yaml",
            "scenario: A\ninputs:\n  key: { secret: true, defualt: SECRET, descripton: x }\nsteps: []\n",
        ),
        ("marked.yaml", "scenario: A\ninputs:\n  key: { secrt: true, default: SECRET }\nsteps: []\n"),
        (
            "typed.yaml",
            "scenario: A\ninputs:\n  key: { secret: true, default: SECRET, type: intger, one_of: [SECRET], matches: \"(\" }\nsteps: []\n",
        ),
        (
            "template.yaml",
            "scenario: A\ninputs:\n  key: { secret: true, default: \"SECRET ${x}\" }\nsteps: []\n",
        ),
        ("comment.yaml", "scenario: A\ninputs:\n  key: { secret: true, default: SECRET #x }\nsteps: []\n"),
        ("no_scenario.yaml", "inputs:\n  key: { secret: true, default: SECRET }\nsteps: []\n"),
        ("list.yaml", "scenario: A\ninputs:\n  - key: { secret: true, default: SECRET }\nsteps: []\n"),
        (
            "url.yaml",
            "scenario: A\nsteps:\n  - name: B\n    request: GET http://mary:SECRET@localhost/a b\n    requst: x\n",
        ),
        (
            "rows.yaml",
            "scenario: A\ncases: { file: rows.csv, secret: [word] }\nsteps:\n  - { name: B, check: [\"word == 1\"] }\n",
        ),
        (
            "plain.yaml",
            "scenario: A\nsteps:\n  - name: B\n    request: GET /a\n    json: { api_key: SECRET, b: [}\n",
        ),
        ("alias.yaml", "scenario: A\ninputs:\n  key: { secret: true, default: *SECRET }\nsteps: []\n"),
        ("tag.yaml", "scenario: A\ninputs:\n  key: { secret: true, default: !x SECRET }\nsteps: []\n"),
        ("colon.yaml", "scenario: A\ninputs:\n  key: { secret: true, default: SECRET: x }\nsteps: []\n"),
    ];
    let value = "hunter2-literal-9";
    let mut forbidden = Forbidden::new(&[Secret { name: "literal", value: value.to_owned() }]);
    let mut refused = 0;
    for (name, text) in files {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text.replace("SECRET", value)).unwrap();
        fs::write(folder.path().join("rows.csv"), format!("case,word,n\na,{value},x,y\nb,\"{value}\n"))
            .unwrap();
        for arguments in [
            &["check", name][..],
            &["check", "--format", "json", name],
            &["check", "--format", "github", name],
            &["check", "--format", "sarif", name],
            &["run", "--report", "junit=out.xml", name],
            &["list", name],
            &["inputs", name],
        ] {
            let said = forbidden.not_said_by(
                &format!("{arguments:?}"),
                command(folder.path()).args(arguments),
                &[0, 1, 2, 4],
            );
            refused += usize::from(said.contains("error"));
        }
        if let Ok(report) = fs::read(folder.path().join("out.xml")) {
            forbidden.not_in(name, &report);
        }
        // The same as a configuration beside a good file, and as an inputs file.
        fs::write(
            folder.path().join("runthrough.yaml"),
            text.replace("SECRET", value).replace("scenario: A\n", ""),
        )
        .unwrap();
        fs::write(folder.path().join("good.yaml"), "scenario: Good\ninputs: { pin: { secret: true } }\nsteps: [{ name: A, check: [\"pin == 1\"] }]\n").unwrap();
        let _ = forbidden.not_said_by(
            "configuration",
            command(folder.path()).args(["check", "good.yaml"]),
            &[0, 1, 2, 4],
        );
        fs::remove_file(folder.path().join("runthrough.yaml")).unwrap();
        let arguments = ["run", "good.yaml", "--inputs-file", name];
        let _ = forbidden.not_said_by("inputs file", command(folder.path()).args(arguments), &[0, 1, 2, 4]);
    }
    assert!(refused > files.len() * 5, "{refused}");
}

/// What is typed wrongly is not repeated.
#[test]
fn no_complaint_repeats_a_secret() {
    let value = "hunter2 & \"typed\" 9";
    let mut forbidden = Forbidden::new(&[Secret { name: "typed", value: value.to_owned() }]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.yaml"),
        "scenario: A\ninputs: { password: { secret: true, one_of: [x], type: integer }, code: { secret: true, matches: \"^x$\" }, name: {} }\nsteps: [{ name: B, check: [\"password == 1 and code == 2 and name == 3\"] }]\n",
    )
    .unwrap();
    let pair = format!("password={value}");
    let (short, long, code) = (format!("-i{pair}"), format!("--input={pair}"), format!("code={value}"));
    let file = format!("--inputs-file={pair}");
    for arguments in [
        &["run", "a.yaml", "-i", &pair][..],
        &["run", "a.yaml", "-i", &pair, "-i", &pair],
        &["run", "a.yaml", "-i", &code, "-i", "password=1"],
        &["run", "a.yaml", &short, &short],
        &["run", "a.yaml", &long, "--nothing"],
        &["run", "a.yaml", &pair],
        &["run", "a.yaml", "-i", &pair.replace("password", "pasword")],
        &["run", "a.yaml", "-i", "--report", &pair],
        &["run", "a.yaml", "-e", &pair],
        &["run", "a.yaml", "-t", &pair],
        &["run", "a.yaml", "-n", &pair],
        &["run", "a.yaml", "-j", &pair],
        &["run", "a.yaml", "--report", &pair],
        &["run", "a.yaml", "--timeout", &pair],
        &["run", "a.yaml", "--fault", &pair, "--sandbox"],
        &["run", "a.yaml", &file],
        &["run", "--input", &pair, "nowhere"],
        &["check", "a.yaml", "-i", &pair],
        &["check", "a.yaml", &pair],
        &["inputs", "a.yaml", "-i", &pair, "-i", &code],
        &["list", &pair],
        &["codes", &pair],
        &["codes", "-i", &pair],
        &["explain", &pair],
        &["sandbox", "--fault", &pair],
        &[&pair],
        &[&long, "run"],
        &["run", "a.yaml", "--password", value, &pair],
    ] {
        forbidden.not_said_by(&format!("{arguments:?}"), command(folder.path()).args(arguments), &[2, 4]);
    }
}

/// A panic's own text is not shown, nor its backtrace. The child is this test binary.
#[test]
fn a_panic_shows_its_place_only() {
    if std::env::var_os("RUNTHROUGH_TEST_PANICS").is_some() {
        runthrough::testing::process::quiet_panics();
        panic!("hunter2-in-a-panic");
    }
    let mut forbidden = Forbidden::new(&[Secret { name: "p", value: "hunter2-in-a-panic".to_owned() }]);
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "secrets::a_panic_shows_its_place_only", "--nocapture"]);
    child.env("RUNTHROUGH_TEST_PANICS", "1").env("RUST_BACKTRACE", "full");
    let said = forbidden.not_said_by("a panic", &mut child, &[101]);
    assert!(said.contains("there is a bug in runthrough at "), "{said}");
}
