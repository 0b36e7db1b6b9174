use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::report::fixture;

fn write(invalid: Vec<InvalidFile>, outcomes: &[InstanceOutcome], totals: &Totals) -> String {
    let mut out = Vec::new();
    let mut github = GitHub::new(invalid);
    github.start(&fixture::header(), &mut out).unwrap();
    outcomes.iter().for_each(|outcome| github.instance(outcome, &mut out).unwrap());
    github.end(totals, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn invalid() -> Vec<InvalidFile> {
    let message =
        "scenarios/bad.yaml:3:5: error[unknown-key]: `stats` is no key here\n  = help: write `status`\n";
    vec![InvalidFile { path: "scenarios/bad.yaml".into(), messages: vec![message.into()], line: 3 }]
}

/// A command as the runner takes it.
#[derive(Debug)]
struct Command {
    name: String,
    properties: BTreeMap<String, String>,
    data: String,
}

/// Reads a log as the runner does: lines that begin with `::`, but for what stands between `stop-commands` and its
/// token.
fn read(log: &str) -> Vec<Command> {
    let undo = |text: &str| {
        let text = text.replace("%3A", ":").replace("%2C", ",");
        text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
    };
    let (mut commands, mut stopped) = (Vec::new(), None);
    for line in log.split(['\n', '\r']) {
        assert!(!line.contains("##["), "{line}");
        let Some(rest) = line.trim_start().strip_prefix("::") else { continue };
        let Some((head, data)) = rest.split_once("::") else { continue };
        match &stopped {
            Some(token) if head == token => stopped = None,
            Some(_) => {}
            None => {
                let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
                let pairs = properties.split(',').filter(|pair| !pair.is_empty()).map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap();
                    (key.to_owned(), undo(value))
                });
                let properties = pairs.collect();
                if name == "stop-commands" {
                    stopped = Some(data.to_owned());
                }
                commands.push(Command { name: name.into(), properties, data: undo(data) });
            }
        }
    }
    assert!(stopped.is_none());
    commands
}

#[test]
fn a_run_with_everything() {
    let text = write(invalid(), &fixture::outcomes(), &fixture::interrupted());
    insta::assert_snapshot!(text);
    let commands = read(&text);
    let count = |name: &str| commands.iter().filter(|command| command.name == name).count();
    let problems: usize = fixture::outcomes().iter().map(|outcome| outcome.all_problems().count()).sum();
    assert_eq!(count("error"), problems + 2, "each problem, a file, the interruption");
    assert_eq!((count("warning"), count("notice")), (1, 1));
    assert_eq!(count("group"), count("endgroup"));
}

#[test]
fn a_problem_is_shown_at_its_expectation() {
    let commands = read(&write(Vec::new(), &fixture::outcomes()[1..2], &fixture::totals()));
    let errors: Vec<&Command> = commands.iter().filter(|command| command.name == "error").collect();
    let place = |command: &Command| ["file", "line", "col"].map(|key| command.properties[key].clone());
    assert_eq!(errors.len(), 3);
    assert_eq!(place(errors[0]), ["scenarios/search/main.yaml", "12", "15"]);
    assert_eq!(errors[0].properties["title"], "Search finds the documents > Search");
    assert_eq!(errors[0].data, "expected status 200, got 500");
}

proptest! {
    #[test]
    fn no_text_makes_a_command(text in any::<String>(), more in "[:#,%=\n\r \\[a]{0,12}") {
        let text = format!("{text}{more}\n::error::x\n##[error]\n::endgroup::");
        let invalid = vec![InvalidFile { path: text.clone(), messages: vec![text.clone()], line: 1 }];
        let names: Vec<String> = read(&write(invalid, &[fixture::with_text(&text)], &fixture::totals()))
            .into_iter().map(|command| command.name).collect();
        let once = ["group", "stop-commands", "endgroup", "error"];
        prop_assert_eq!(names, [once, once].concat());
    }
}
