//! No file of a project leads out of it, whether it is read or written: links, pipes, devices, odd names, and the files that
//! a configuration names.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::binary::{code, command, runthrough, said};

/// In a file outside of the project, and nowhere else.
const SECRET: &str = "outside-content-9f2c";

const PASSES: &str = "scenario: Passes\nsteps: [{ name: One, check: [\"1 == 1\"] }]\n";

/// A project in a folder, beside which is a file that no output may show and nothing may change.
struct Project {
    outer: tempfile::TempDir,
}

impl Project {
    fn new() -> Self {
        let project = Project { outer: tempfile::tempdir().expect("a folder") };
        fs::create_dir_all(project.at("scenarios")).expect("the folders");
        fs::create_dir(project.outside("elsewhere")).expect("a folder");
        fs::write(project.outside("secret"), project.secret()).expect("a file");
        fs::write(project.outside("elsewhere/x.yaml"), project.secret()).expect("a file");
        fs::write(project.at("runthrough.yaml"), "").expect("a file");
        fs::write(project.at("scenarios/ok.yaml"), PASSES).expect("a file");
        project
    }

    /// Text that would be quoted by whoever reads it as YAML.
    fn secret(&self) -> String {
        format!("{SECRET}: [unclosed\n")
    }

    fn folder(&self) -> PathBuf {
        self.outer.path().join("project")
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.outer.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.at(name), text).expect("a file");
    }

    fn link(&self, target: &str, name: &str) {
        symlink(target, self.at(name)).expect("a link");
    }

    /// Runs in the project; nothing outside is shown or changed, and nothing temporary is left.
    fn run(&self, arguments: &[&str]) -> Output {
        let output = runthrough(&self.folder(), arguments);
        let text = said(&output);
        assert!(!text.contains(SECRET), "{arguments:?}: {text}");
        for name in ["secret", "elsewhere/x.yaml"] {
            assert_eq!(
                fs::read_to_string(self.outside(name)).expect("a file"),
                self.secret(),
                "{arguments:?}"
            );
        }
        assert_eq!(
            fs::read_dir(self.outside("elsewhere")).expect("a folder").count(),
            1,
            "{arguments:?}: {text}"
        );
        assert_eq!(leftovers(self.outer.path()), Vec::<PathBuf>::new(), "{arguments:?}");
        output
    }

    /// The same, and it is refused for that reason.
    fn refused(&self, arguments: &[&str], reason: &str) -> String {
        let output = self.run(arguments);
        let text = said(&output);
        assert_eq!(code(&output), Some(2), "{arguments:?}: {text}");
        assert!(text.contains(reason), "{arguments:?}: {reason}: {text}");
        text
    }
}

/// Temporary files.
fn leftovers(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir() && !path.is_symlink());
    let temporary = |path: &PathBuf| path.to_string_lossy().contains("/.runthrough-");
    folders.iter().flat_map(|folder| leftovers(folder)).chain(files.into_iter().filter(temporary)).collect()
}

/// Kinds of links from the folder `scenarios` to something outside of the project.
const OUT: [(&str, &str); 4] = [
    ("../../secret", "x.yaml"),
    ("/proc/self/environ", "x.yaml"),
    ("../../elsewhere", "folder"),
    ("../..", "folder"),
];

#[test]
fn a_scenario_is_no_link_to_something_outside() {
    for (target, name) in OUT {
        let project = Project::new();
        let link = format!("scenarios/{name}");
        project.link(target, &link);
        let expected = format!("`{link}` leads out of the project");
        for arguments in
            [&["check"][..], &["check", "scenarios"], &["check", &link], &["fmt"], &["list"], &["run"]]
        {
            project.refused(arguments, &expected);
        }
        for arguments in [&["fmt", &link][..], &["check", "--fix"], &["check", "--fix", &link]] {
            project.refused(arguments, &expected);
        }
        // What can run runs.
        assert!(said(&project.run(&["run"])).contains("PASS  Passes"));
        project.write(".runthroughignore", &format!("/{link}\n"));
        assert_eq!(code(&project.run(&["check"])), Some(0));
    }
}

#[test]
fn links_inside_of_the_project_are_followed() {
    let project = Project::new();
    fs::create_dir(project.at("shared")).expect("a folder");
    project.write("shared/a.yaml", "scenario:   Shared\nsteps: [{ name: One, check: [\"1 == 1\"] }]\n");
    project.link("../shared", "scenarios/folder");
    project.link("../shared/a.yaml", "scenarios/b.yaml");
    project.link("..", "scenarios/loop");
    let output = project.run(&["check", "scenarios/folder"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let output = project.run(&["fmt", "scenarios/b.yaml"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert!(project.at("scenarios/b.yaml").is_symlink());
    assert!(
        fs::read_to_string(project.at("shared/a.yaml")).expect("a file").starts_with("scenario: Shared\n")
    );
}

/// A project whose own folder is reached through a link is a project like others.
#[test]
fn the_root_may_be_a_link() {
    let project = Project::new();
    symlink("project", project.outside("link")).expect("a link");
    let output = runthrough(&project.outside("link"), &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let typed = project.outside("link/scenarios/ok.yaml").display().to_string();
    let output = project.run(&["run", &typed]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
}

#[test]
fn what_is_typed_may_lie_outside() {
    let project = Project::new();
    fs::create_dir(project.outside("other")).expect("a folder");
    fs::write(project.outside("other/b.yaml"), PASSES.replace("Passes", "Other")).expect("a file");
    for path in ["../other", "../other/b.yaml"] {
        let output = project.run(&["run", path]);
        assert_eq!(code(&output), Some(0), "{path}: {}", said(&output));
    }
    // Its links stay in the folder that was typed.
    symlink("../secret", project.outside("other/c.yaml")).expect("a link");
    project.refused(&["check", "../other"], "leads out of the project");
    fs::write(project.outside("other/c.yml"), "scenario: C\ncases: { file: ../secret }\nsteps: []\n")
        .expect("a file");
    project.refused(&["check", "../other/c.yml"], "`../secret` leads out of the project");
}

/// From a folder of the project, paths are the same.
#[test]
fn a_subfolder_is_in_the_same_project() {
    let project = Project::new();
    project.write("body.json", "{}");
    let step = "steps:\n  - name: Send\n    request: POST http://127.0.0.1:9/\n    json_file: ../body.json\n    expect: { status: 200 }\n";
    project.write("scenarios/a.yaml", &format!("scenario: A\n{step}"));
    project.write("runthrough.yaml", "reports: [junit=target/out.xml]\n");
    let output = runthrough(&project.at("scenarios"), &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let output = runthrough(&project.at("scenarios"), &["run", "ok.yaml"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert!(project.at("target/out.xml").is_file(), "the report is where the configuration says");
}

#[test]
fn names_that_no_file_may_have_are_reported() {
    let project = Project::new();
    for (name, problem) in [
        (&b"scenarios/caf\xe9.yaml"[..], "is not UTF-8"),
        (b"scenarios/new\nline.yaml", "new\\nline.yaml` contains a control character"),
        (b"scenarios/back\\slash.yaml", "contains a `\\`"),
    ] {
        let path = project.folder().join(OsStr::from_bytes(name));
        fs::write(&path, PASSES).expect("a file");
        for arguments in [&["check"][..], &["run"], &["fmt"]] {
            project.refused(arguments, problem);
        }
        fs::remove_file(path).expect("the file");
    }
}

/// Neither waits for ever nor fills the memory.
#[test]
fn what_is_no_file_is_not_opened() {
    let project = Project::new();
    let pipe = |name: &str| {
        let made = Command::new("mkfifo").arg(project.at(name)).status().expect("mkfifo");
        assert!(made.success());
    };
    pipe("pipe");
    pipe("scenarios/pipe.yaml");
    project.refused(&["check"], "`scenarios/pipe.yaml` is not a regular file");
    fs::remove_file(project.at("scenarios/pipe.yaml")).expect("the pipe");
    let scenario =
        "scenario: A\nsteps:\n  - name: Send\n    request: POST http://127.0.0.1:9/\n    file: ../pipe\n";
    project.write("scenarios/a.yaml", scenario);
    let text = project.refused(&["run"], "`pipe` is not a regular file");
    assert!(text.contains("scenarios/a.yaml:5:11"), "{text}");
    fs::remove_file(project.at("scenarios/a.yaml")).expect("the scenario");
    pipe(".runthroughignore");
    project.refused(&["check"], "`.runthroughignore` is not a regular file");
    fs::remove_file(project.at(".runthroughignore")).expect("the pipe");
    project.link("/dev/zero", ".runthroughignore");
    project.refused(&["check"], "`.runthroughignore` leads out of the project");
    fs::remove_file(project.at(".runthroughignore")).expect("the link");
    for target in ["/dev/zero", "../secret", "pipe", "."] {
        fs::remove_file(project.at("runthrough.yaml")).expect("the configuration");
        project.link(target, "runthrough.yaml");
        let reason =
            if target == "pipe" || target == "." { "regular file" } else { "leads out of the project" };
        project.refused(&["check"], reason);
    }
}

#[test]
fn folders_without_end_are_an_error() {
    let project = Project::new();
    let deep = format!("scenarios{}", "/d".repeat(70));
    fs::create_dir_all(project.at(&deep)).expect("the folders");
    project.refused(&["check"], "folders are nested deeper than 64 levels");
}

#[test]
fn an_unreadable_folder_is_reported() {
    let project = Project::new();
    fs::create_dir(project.at("scenarios/closed")).expect("a folder");
    fs::set_permissions(project.at("scenarios/closed"), Permissions::from_mode(0o000))
        .expect("its permissions");
    // Who is root may read all.
    if fs::read_dir(project.at("scenarios/closed")).is_err() {
        project.refused(&["check"], "`scenarios/closed` cannot be read: permission denied");
    }
}

#[test]
fn a_configuration_names_nothing_outside() {
    let project = Project::new();
    project.link("../elsewhere", "linked");
    for (text, place, reason) in [
        ("scenarios: [../elsewhere]", "1:13", "leads out of the project"),
        ("scenarios: [/etc]", "1:13", "leads out of the project"),
        ("scenarios: [linked]", "1:13", "leads out of the project"),
        ("scenarios: ['..\\elsewhere']", "1:13", "contains a `\\`"),
        ("reports: [junit=../elsewhere/x.xml]", "1:11", "leads out of the project"),
        ("reports: [junit=/tmp/x.xml]", "1:11", "leads out of the project"),
        ("reports: [junit=linked/x.xml]", "1:11", "leads out of the project"),
        ("reports: ['junit=a\\x.xml']", "1:11", "contains a `\\`"),
        ("reports: [\"junit=a\\0\"]", "1:11", "control character"),
        ("reports: ['junit=C:/x.xml']", "1:11", "begins with a drive"),
    ] {
        project.write("runthrough.yaml", &format!("{text}\n"));
        for command in ["check", "run"] {
            let said = project.refused(&[command], reason);
            assert!(said.contains(&format!("runthrough.yaml:{place}")), "{text}: {said}");
        }
    }
}

/// Each format replaces its own earlier report, and nothing else.
#[test]
fn a_configured_report_replaces_only_a_report() {
    for format in ["junit", "json", "ndjson", "tap", "github", "markdown", "html"] {
        let project = Project::new();
        project.write("runthrough.yaml", &format!("reports: [{format}=out/report]\n"));
        for scenario in [PASSES.to_owned(), PASSES.replace("1 == 1", "1 == 2")] {
            project.write("scenarios/ok.yaml", &scenario);
            for _ in 0..2 {
                let output = project.run(&["run"]);
                assert_ne!(code(&output), Some(2), "{format}: {}", said(&output));
            }
        }
        let report = fs::read_to_string(project.at("out/report")).expect("a report");
        for other in
            ["Precious\n", ":: a comment of a batch file\n", "{}", "<testsuites/>", "<!doctype html>\n"]
        {
            project.write("out/report", other);
            let text = project.refused(
                &["run"],
                "runthrough.yaml:1:11: the report cannot be written: `out/report` exists and is not a report",
            );
            assert!(!text.contains("Precious") && !text.contains("PASS"), "{format}: {text}");
            assert_eq!(fs::read_to_string(project.at("out/report")).expect("a file"), other, "{format}");
        }
        // A second name of the file outside keeps what it has.
        fs::write(project.outside("kept"), &report).expect("a file");
        fs::remove_file(project.at("out/report")).expect("the report");
        fs::hard_link(project.outside("kept"), project.at("out/report")).expect("a link");
        project.run(&["run"]);
        assert_eq!(fs::read_to_string(project.outside("kept")).expect("a file"), report, "{format}");
        fs::remove_file(project.at("out/report")).expect("the report");
        project.link("../../secret", "out/report");
        project.refused(&["run"], "leads out of the project");
    }
    let project = Project::new();
    fs::create_dir(project.at(".git")).expect("a folder");
    project.write("runthrough.yaml", "reports: [tap=.git/hooks/pre-commit]\n");
    project.refused(&["run"], "a folder for the repository's own files");
}

/// What fixes and formats writes the file alone.
#[test]
fn rewritten_files_keep_their_permissions() {
    let project = Project::new();
    let text = "scenario:   Passes\nsteps: [{ name: One, chek: [\"1 == 1\"] }]\n";
    for arguments in [&["fmt"][..], &["check", "--fix"]] {
        fs::write(project.outside("kept.yaml"), text).expect("a file");
        let _ = fs::remove_file(project.at("scenarios/ok.yaml"));
        fs::hard_link(project.outside("kept.yaml"), project.at("scenarios/ok.yaml")).expect("a link");
        fs::set_permissions(project.at("scenarios/ok.yaml"), Permissions::from_mode(0o604))
            .expect("permissions");
        project.run(arguments);
        assert_ne!(
            fs::read_to_string(project.at("scenarios/ok.yaml")).expect("a file"),
            text,
            "{arguments:?}"
        );
        assert_eq!(fs::read_to_string(project.outside("kept.yaml")).expect("a file"), text, "{arguments:?}");
        let mode = fs::metadata(project.at("scenarios/ok.yaml")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o604, "{arguments:?}");
    }
}

#[test]
fn new_files_are_made_inside() {
    let project = Project::new();
    project.link("../elsewhere", "linked");
    let curl = "curl http://127.0.0.1:9/x";
    project.refused(&["import", "curl", curl, "-o", "linked"], "leads out of the project");
    project.refused(&["import", "curl", curl, "-o", "linked/below"], "leads out of the project");
    project.write("runthrough.yaml", "scenarios: [linked]\n");
    project.refused(&["new", "Something"], "leads out of the project");
    let output = project.run(&["import", "curl", curl, "-o", "imported/below"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert_eq!(fs::read_dir(project.at("imported/below")).expect("a folder").count(), 1);
    let other = tempfile::tempdir().expect("a folder");
    symlink(project.outside("elsewhere"), other.path().join(".vscode")).expect("a link");
    let output = runthrough(other.path(), &["init"]);
    assert_eq!(code(&output), Some(2), "{}", said(&output));
    assert!(said(&output).contains("`.vscode/settings.json` leads out of the project"), "{}", said(&output));
    assert_eq!(fs::read_dir(project.outside("elsewhere")).expect("a folder").count(), 1);
}

/// A file that is named by the key of a step or by another file.
#[test]
fn every_named_file_is_refused_in_the_same_way() {
    const STEP: &str = "scenario: A\nsteps:\n  - name: B\n    request: POST http://127.0.0.1:9/\n";
    let project = Project::new();
    project.link("../secret", "out");
    project.write("refers.json", "{ \"$ref\": \"PATH\" }");
    let keys: [&dyn Fn(&str) -> String; 12] = [
        &|path| format!("{STEP}    file: {path}\n"),
        &|path| format!("{STEP}    json_file: {path}\n"),
        &|path| format!("{STEP}    multipart: {{ a: {{ file: {path} }} }}\n"),
        &|path| format!("{STEP}    expect: {{ json: {{ $.a: {{ equals_file: {path} }} }} }}\n"),
        &|path| format!("{STEP}    expect: {{ body: {{ same_as: {path} }} }}\n"),
        &|path| format!("{STEP}    expect: {{ schema: {path} }}\n"),
        &|path| format!("{STEP}    expect: {{ schema: {{ $ref: {path} }} }}\n"),
        &|path| format!("{STEP}    options: {{ tls: {{ ca: {path} }} }}\n"),
        &|path| STEP.replace("    request: POST http://127.0.0.1:9/\n", &format!("    use: {path}\n")),
        &|path| STEP.replace("steps:", &format!("openapi: {path}\nsteps:")),
        &|path| STEP.replace("steps:", &format!("cases: {{ file: {path} }}\nsteps:")),
        &|path| STEP.replace("steps:", &format!("inputs: {{ a: {{ one_time: {path} }} }}\nsteps:")),
    ];
    for (path, reason) in [
        ("'..\\..\\secret'", "contains a `\\`: write paths with `/`"),
        ("'\\etc\\passwd'", "contains a `\\`"),
        ("'C:/secret'", "begins with a drive"),
        ("\"a\\0b\"", "control character"),
        ("../out", "leads out of the project"),
        ("../../secret", "leads out of the project"),
        ("/etc/passwd", "leads out of the project"),
        (&"d/".repeat(3_000), "this path has 6000 bytes; the limit is 4096"),
    ] {
        for key in keys {
            let text = key(path);
            // References are URLs, which have their own ways to write a path.
            if text.contains("$ref") && !path.contains("out") {
                continue;
            }
            project.write("scenarios/ok.yaml", &text);
            let said = project.refused(&["check"], reason);
            assert!(said.contains("scenarios/ok.yaml:"), "{text}: {said}");
        }
    }
}

#[test]
fn the_configuration_of_another_user_is_named() {
    let project = Project::new();
    let below = project.at("scenarios");
    let output = runthrough(&below, &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let changed =
        Command::new("chown").arg("12345").arg(project.at("runthrough.yaml")).status().expect("chown");
    // Only root can give files away.
    if !changed.success() {
        return;
    }
    for arguments in [&["check"][..], &["run"], &["list"], &["fmt"], &["new", "Something"]] {
        let output = runthrough(&below, arguments);
        assert_eq!(code(&output), Some(2), "{}", said(&output));
        assert!(said(&output).contains("belongs to another user"), "{}", said(&output));
    }
    let output = runthrough(&below, &["check", "--config", "../runthrough.yaml"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    let output = runthrough(&project.folder(), &["check"]);
    assert_eq!(code(&output), Some(0), "it is in the folder itself: {}", said(&output));
}

/// What cannot be written is said, and nothing is lost.
#[test]
fn a_read_only_project_is_left_as_it_is() {
    let project = Project::new();
    let text = "scenario:   Passes\nsteps: [{ name: One, check: [\"1 == 1\"] }]\n";
    project.write("scenarios/ok.yaml", text);
    fs::set_permissions(project.at("scenarios/ok.yaml"), Permissions::from_mode(0o444)).expect("permissions");
    project.refused(&["fmt"], "`scenarios/ok.yaml` cannot be written");
    assert_eq!(fs::read_to_string(project.at("scenarios/ok.yaml")).expect("a file"), text);
    assert_eq!(code(&command(&project.folder()).args(["check"]).output().expect("it runs")), Some(0));
}
