//! The canonical layout over every file of the cases, the guide and the shipped scenarios: a second pass changes nothing,
//! and what a file means, and what is found in it, stays.

use crate::support::written::{Folder, folders};
use runthrough::testing::files::{Parsed, Severity, Sources, Styles, format, render};

fn laid_out(name: &str, text: &str) -> Result<String, String> {
    let mut sources = Sources::default();
    format(&mut sources, name, text)
        .map(|layout| layout.text)
        .map_err(|found| found.into_iter().map(|found| found.message).collect::<Vec<_>>().join("; "))
}

/// What a file means, without places; and what is found in it.
fn meaning(folder: &Folder, name: &str) -> (String, Vec<String>) {
    let Parsed { project, sink, .. } = folder.parse(name);
    let places = regex::Regex::new(r"Span \{[^}]*\}|own: Some\(\)").expect("a pattern");
    let model = format!("{:?} {:?} {:?}", project.config, project.scenarios, project.fragments);
    let found = sink.into_sorted(&project.sources);
    let words =
        |found: &runthrough::testing::files::Diagnostic| format!("{}: {}", found.code.name(), found.message);
    (places.replace_all(&model, "").into_owned(), found.iter().map(words).collect())
}

fn with(folder: &Folder, name: &str, text: String) -> Folder {
    let mut files = folder.files.clone();
    files.iter_mut().find(|(other, _)| other == name).expect("it is there").1 = text;
    Folder { label: folder.label.clone(), files }
}

#[test]
fn layout_is_stable_and_changes_no_meaning() {
    let (mut seen, mut complaints) = (0, Vec::new());
    for folder in folders() {
        for (name, text) in &folder.files {
            if !name.ends_with(".yaml") || name == "server.yaml" {
                continue;
            }
            let once = match laid_out(name, text) {
                Ok(once) => once,
                Err(why) => {
                    let broken = folder.findings(name).iter().any(|found| found.severity == Severity::Error);
                    if !broken {
                        complaints.push(format!("{}: {name}: {why}", folder.label));
                    }
                    continue;
                }
            };
            seen += 1;
            if laid_out(name, &once).as_deref() != Ok(&once) {
                complaints.push(format!("{}: {name}: a second pass changes it:\n{once}", folder.label));
            }
            let other = with(&folder, name, once.clone());
            // A file that sends itself sends its layout.
            let itself = text.contains(&format!("file: {name}"));
            if !itself && meaning(&folder, name) != meaning(&other, name) {
                complaints.push(format!("{}: {name}: it means something else:\n{once}", folder.label));
            }
        }
    }
    complaints.truncate(10);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(seen > 400, "only {seen} files were seen");
}

/// Whatever blanks a file has, there is one layout of it.
#[test]
fn blanks_do_not_matter() {
    let (mut seen, mut complaints) = (0, Vec::new());
    for folder in folders() {
        for (name, text) in &folder.files {
            // Blanks in texts of several lines are a part of them.
            let of_lines = text.contains(['|', '>', '\\']);
            if !name.ends_with(".yaml") || name == "server.yaml" || of_lines {
                continue;
            }
            let Ok(once) = laid_out(name, text) else { continue };
            let widen = |line: &str| match line.is_empty() {
                true => " \r\n\r\n".to_owned(),
                false => format!("   {line}  \r\n"),
            };
            let wide: String = text.lines().map(widen).collect();
            seen += 1;
            if laid_out(name, &wide).as_deref() != Ok(&once) {
                complaints.push(format!("{}: {name}:\n{:?}\n{once}", folder.label, laid_out(name, &wide)));
            }
        }
    }
    complaints.truncate(4);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    assert!(seen > 200, "only {seen} files were seen");
}

/// What no layout is known for has its place, also with the line ends of Windows.
#[test]
fn unknown_parts_of_yaml_have_their_place() {
    for text in ["scenario: x\nsteps:\n  ? é\n  : 1\n", "scenario: x\r\nsteps:\r\n  ? é\r\n  : 1\r\n"] {
        let mut sources = Sources::default();
        let found = format(&mut sources, "a.yaml", text).expect_err("it is refused");
        let drawn: Vec<String> = found.iter().map(|found| render(found, &sources, Styles::Plain)).collect();
        assert!(drawn.concat().starts_with("a.yaml:3:3: "), "{drawn:?}");
    }
}

/// What people read as examples is in the layout that `fmt` writes.
#[test]
fn guide_and_shipped_scenarios_are_canonical() {
    let mut complaints = Vec::new();
    for folder in folders().iter().filter(|folder| folder.label.starts_with("scenarios")) {
        for (name, text) in folder.files.iter().filter(|(name, _)| name.ends_with(".yaml")) {
            match laid_out(name, text) {
                Ok(other) if other == *text => {}
                Ok(other) => complaints.push(format!("{}: {name} would be\n{other}", folder.label)),
                Err(why) => complaints.push(format!("{}: {name}: {why}", folder.label)),
            }
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Lines of all files, and what may stand in them.
fn lines() -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for folder in folders() {
        for (name, text) in folder.files {
            if name.ends_with(".yaml") && name != "server.yaml" && text.len() < 4000 {
                lines.extend(text.lines().map(str::to_owned));
            }
        }
    }
    lines.sort();
    lines.dedup();
    lines
}

/// Texts of lines from everywhere, with other blanks and signs in them: most are no YAML, and what is keeps its meaning.
#[test]
fn no_text_gets_another_meaning_or_two_layouts() {
    use proptest::prelude::*;
    let lines = lines();
    let pieces = [
        " ", "  ", "\t", "#", " # x", ":", ": ", ",", "- ", "-", "{", "}", "[", "]", "\"", "'", "|", ">",
        "|+", ">-", "|2", "&a ", "*a", "\\", "\\ ", "~", "null", "é", "日本", "\u{feff}", "\r", "\n", "\n\n",
        "\n    ", "---\n", "...", "? ", "!t ", "\u{85}", "\u{2028}", "a: 1", "$.a[0]",
    ];
    let line = (0..lines.len(), any::<prop::sample::Index>(), 0..pieces.len(), 0..4_u8).prop_map(
        move |(line, at, piece, change)| {
            let mut line = lines[line].clone();
            if change == 0 {
                let places: Vec<usize> = line.char_indices().map(|(at, _)| at).chain([line.len()]).collect();
                line.insert_str(places[at.index(places.len())], pieces[piece]);
            }
            line
        },
    );
    let text =
        (prop::collection::vec(line, 1..9), 0..3_usize, any::<bool>()).prop_map(|(lines, wider, dos)| {
            let widen = |line: &String| {
                let blanks = line.len() - line.trim_start_matches(' ').len();
                " ".repeat(blanks * wider) + line
            };
            let lines: Vec<String> = lines.iter().map(widen).collect();
            lines.join(if dos { "\r\n" } else { "\n" })
        });
    let config = ProptestConfig { cases: 6000, max_shrink_iters: 2000, ..ProptestConfig::default() };
    let (taken, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let outcome = proptest::test_runner::TestRunner::new(config).run(&text, |text| {
        match laid_out("a.yaml", &text) {
            Ok(once) => {
                taken.set(taken.get() + 1);
                let twice = laid_out("a.yaml", &once);
                prop_assert_eq!(twice.as_deref(), Ok(once.as_str()), "from {:?}", text);
            }
            // The guard has seen that it would be changed: of texts that nobody writes.
            Err(why) => refused.set(refused.get() + u32::from(why.contains("another layout"))),
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
    assert!(taken.get() > 600, "only {} texts were YAML", taken.get());
    assert!(refused.get() * 100 < taken.get(), "{} of {} were left", refused.get(), taken.get());
}
