use std::process::Command;

use proptest::prelude::*;

use super::reader::{Document, read};
use super::*;
use crate::report::fixture;
use crate::report::text::one_line;

fn write(invalid: Vec<InvalidFile>, outcomes: &[InstanceOutcome], totals: &Totals) -> String {
    let mut out = Vec::new();
    let mut tap = Tap::new(invalid);
    tap.start(&fixture::header(), &mut out).unwrap();
    outcomes.iter().for_each(|outcome| tap.instance(outcome, &mut out).unwrap());
    tap.end(totals, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn invalid() -> Vec<InvalidFile> {
    let message =
        "scenarios/bad.yaml:3:5: error[unknown-key]: `stats` is no key here\n  = help: write `status`\n";
    vec![InvalidFile { path: "scenarios/bad.yaml".into(), messages: vec![message.into()], line: 3 }]
}

#[test]
fn a_run_with_everything() {
    let text = write(invalid(), &fixture::outcomes(), &fixture::interrupted());
    insta::assert_snapshot!(text);
    let document = read(&text);
    assert_eq!(document.points.len(), 14, "a file and thirteen instances");
    let count = |wanted: Verdict| fixture::outcomes().iter().filter(|one| one.verdict == wanted).count();
    let bad = document.points.iter().filter(|point| !point.ok).count();
    assert_eq!(bad, 1 + count(Verdict::Failed) + count(Verdict::Errored));
    let skipped = document.points.iter().filter(|point| point.directive.is_some()).count();
    assert_eq!(skipped, count(Verdict::Skipped));
}

fn steps(document: &Document) -> usize {
    document.points.iter().filter_map(|point| point.subtest.as_ref()).map(|inner| inner.points.len()).sum()
}

#[test]
fn diagnostics_say_what_where_and_what_instead() {
    let text = write(Vec::new(), &fixture::outcomes()[1..2], &fixture::totals());
    let document = read(&text);
    assert_eq!(steps(&document), 4);
    let inner = document.points[0].subtest.as_ref().unwrap();
    let yaml = inner.points[1].yaml.as_ref().unwrap();
    assert_eq!(yaml["message"], "expected status 200, got 500");
    assert_eq!(yaml["kind"], "status");
    assert_eq!(yaml["at"]["file"], "scenarios/search/main.yaml");
    assert_eq!(yaml["at"]["line"], 12);
    assert_eq!(yaml["at"]["column"], 15);
    assert_eq!((&yaml["expected"], &yaml["actual"]), (&"200".into(), &"500".into()));
    assert_eq!(yaml["also"].as_sequence().unwrap().len(), 2);
    assert_eq!(yaml["also"][1]["values"]["page"], "{\n  \"size\": 10\n}");
    assert_eq!(inner.points[2].directive, Some(("skip".into(), "`Search` failed".into())));
}

#[test]
fn there_are_as_many_points_as_cases_in_junit() {
    let outcomes: Vec<_> = fixture::outcomes().into_iter().filter(|one| one.repetition == 0).collect();
    let mut xml = Vec::new();
    let mut junit = crate::report::Junit::new(crate::report::JunitOptions::default());
    junit.start(&fixture::header(), &mut xml).unwrap();
    outcomes.iter().for_each(|outcome| junit.instance(outcome, &mut xml).unwrap());
    junit.end(&fixture::totals(), &mut xml).unwrap();
    let cases = String::from_utf8(xml).unwrap().matches("<testcase ").count();
    assert_eq!(steps(&read(&write(Vec::new(), &outcomes, &fixture::totals()))), cases);
}

#[test]
fn an_interrupted_run_bails_out_last() {
    let document = read(&write(Vec::new(), &fixture::outcomes(), &fixture::interrupted()));
    assert_eq!(document.bail_out.as_deref(), Some("the run was interrupted"));
    let nothing = write(Vec::new(), &[], &Totals::default());
    assert!(nothing.ends_with("1..0 # SKIP nothing was run\n"), "{nothing}");
}

/// The reader of perl, where it is there: it gives the verdicts that the run had. Most releases refuse the number 14
/// and read all else of it: the new version was made for that.
#[test]
fn the_harness_of_perl_reads_it() {
    if Command::new("prove").arg("--version").output().is_err() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let prove = |name: &str, outcomes: &[InstanceOutcome]| {
        let file = folder.path().join(name);
        let text = write(Vec::new(), outcomes, &fixture::totals());
        std::fs::write(&file, text.replacen("TAP version 14", "TAP version 13", 1)).unwrap();
        let output = Command::new("prove").args(["--parse", "--exec", "cat"]).arg(&file).output().unwrap();
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(!text.contains("Parse errors"), "{text}");
        (output.status.success(), text)
    };
    let outcomes = fixture::outcomes();
    let good: Vec<_> = outcomes.iter().filter(|one| one.verdict <= Verdict::Passed).cloned().collect();
    let (green, text) = prove("good.tap", &good);
    assert!(green, "{text}");
    let (green, text) = prove("all.tap", &outcomes);
    let bad = outcomes.len() - good.len();
    assert!(!green && text.contains(&format!("Failed {bad}/{} subtests", outcomes.len())), "{text}");
}

proptest! {
    #[test]
    fn any_text_is_read_back(text in any::<String>(), hash in "[ #\\\\a]{0,8}") {
        let text = format!("{text}{hash}");
        let invalid = vec![InvalidFile { path: text.clone(), messages: vec![text.clone()], line: 1 }];
        let document = read(&write(invalid, &[fixture::with_text(&text)], &fixture::totals()));
        let inner = document.points[1].subtest.as_ref().unwrap();
        if !one_line(&text).is_empty() {
            prop_assert_eq!(&document.points[1].description, &one_line(&text));
            prop_assert_eq!(&inner.points[1].directive.as_ref().unwrap().1, &one_line(&text));
        }
        let yaml = inner.points[0].yaml.as_ref().unwrap();
        prop_assert_eq!(yaml["actual"].as_str(), Some(text.as_str()));
    }
}
