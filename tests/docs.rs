//! What the README and the guide show is true: every YAML block that is a whole file checks clean.

mod support;

use std::path::Path;

use support::binary::{code, runthrough, said};

/// The fenced blocks of a language, with their first lines.
fn blocks(markdown: &str, language: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (number, line) in markdown.lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some((number + 2, info.trim() == language, String::new())),
            (Some(_), Some(_)) => {
                if let Some((first, true, text)) = open.take() {
                    found.push((first, text));
                }
            }
            (Some((_, _, text)), None) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, None) => {}
        }
    }
    found
}

#[test]
fn every_yaml_block_checks_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut checked = 0;
    for name in ["README.md", "scenarios/README.md"] {
        let Ok(markdown) = std::fs::read_to_string(root.join(name)) else { continue };
        for (line, text) in blocks(&markdown, "yaml") {
            let folder = tempfile::tempdir().expect("a temporary folder");
            std::fs::write(folder.path().join("block.yaml"), &text).expect("the block is written");
            let output = runthrough(folder.path(), &["check", "block.yaml"]);
            assert_eq!(code(&output), Some(0), "{name}:{line}: {}", said(&output));
            assert!(said(&output).contains("no problems"), "{name}:{line}: {}", said(&output));
            checked += 1;
        }
    }
    assert!(checked > 0, "the README shows a scenario");
}
