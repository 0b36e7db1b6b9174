use super::*;
use crate::model::Totals;
use crate::report::fixture;

fn show(options: TerminalOptions, outcomes: &[InstanceOutcome], totals: &Totals) -> String {
    let mut out = Vec::new();
    let mut terminal = Terminal::new(options);
    let header = fixture::header();
    terminal.start(&header, &mut out).unwrap();
    outcomes.iter().for_each(|outcome| terminal.instance(outcome, &mut out).unwrap());
    terminal.end(totals, &header, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn totals_of(outcomes: &[InstanceOutcome]) -> Totals {
    let mut totals = Totals::default();
    outcomes.iter().for_each(|outcome| totals.add(outcome));
    totals
}

#[test]
fn a_run_with_everything() {
    insta::assert_snapshot!(show(TerminalOptions::default(), &fixture::outcomes(), &fixture::interrupted()));
}

#[test]
fn a_verbose_run() {
    let options = TerminalOptions { verbose: true, ..Default::default() };
    let outcomes: Vec<_> = fixture::outcomes().into_iter().take(6).collect();
    insta::assert_snapshot!(show(options, &outcomes, &totals_of(&outcomes)));
}

#[test]
fn a_quiet_run_shows_failures_and_one_line() {
    let options = TerminalOptions { quiet: true, ..Default::default() };
    let outcomes = vec![
        fixture::instance("Good", vec![fixture::step("Ask", 5)]),
        fixture::instance(
            "Bad",
            vec![fixture::failed_with("Ask", crate::model::Kind::Status, "404, not 200")],
        ),
    ];
    insta::assert_snapshot!(show(options, &outcomes, &totals_of(&outcomes)));
    let good = &outcomes[..1];
    assert_eq!(show(options, good, &totals_of(good)), "1 scenario: 1 passed\n");
}

#[test]
fn nothing_and_only_skipped() {
    let text = show(TerminalOptions::default(), &[], &Totals::default());
    assert!(text.ends_with("\n0 scenarios\n0 steps, 0 requests in 0ms, seed 42\n"), "{text}");
    let outcomes = vec![fixture::instance("", vec![])];
    let text = show(TerminalOptions::default(), &outcomes, &totals_of(&outcomes));
    assert!(text.contains("SKIP  scenarios/search/main.yaml\n"), "{text}");
    assert!(text.ends_with("warning: everything was skipped, nothing was tested\n"), "{text}");
}

#[test]
fn an_interrupted_run_says_so_and_names_what_is_left() {
    let outcomes = vec![fixture::outcomes().remove(8)];
    let mut totals = totals_of(&outcomes);
    totals.interrupted = true;
    totals.cleanup_not_reached.push("feedbeef".into());
    let text = show(TerminalOptions { quiet: true, ..Default::default() }, &outcomes, &totals);
    assert!(
        text.contains("Cleanup not reached: something may be left on the server\n  Not reached"),
        "{text}"
    );
    assert!(text.contains("\n  feedbeef\n"), "{text}");
    assert!(
        text.ends_with("interrupted: scenarios that were not started are counted as skipped\n"),
        "{text}"
    );
}

#[test]
fn colours_are_ours_only_and_can_be_taken_away() {
    let outcomes = fixture::outcomes();
    let coloured =
        show(TerminalOptions { colour: true, ..Default::default() }, &outcomes, &fixture::totals());
    let plain = show(TerminalOptions::default(), &outcomes, &fixture::totals());
    assert!(coloured.contains("\u{1b}[32mPASS"));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

proptest::proptest! {
    #[test]
    fn no_foreign_control_character_reaches_the_terminal(text in proptest::prelude::any::<String>()) {
        for verbose in [false, true] {
            let outcomes = vec![fixture::with_text(&text)];
            let totals = Totals { coverage: fixture::coverage(&text), ..totals_of(&outcomes) };
            let shown = show(TerminalOptions { verbose, ..Default::default() }, &outcomes, &totals);
            assert!(shown.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        }
    }
}
