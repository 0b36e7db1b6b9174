//! What README and guide show as YAML is YAML, and what they show as files checks clean. The guide's files are checked
//! where they are worked through (`tests/guide.rs`).

// This test reads documents and writes none.
#[allow(dead_code)]
use std::path::Path;

use crate::support::binary::{code, runthrough, said};
use crate::support::guide::markdown::{self, Block, Piece};

fn yaml_blocks(name: &str) -> Vec<Block> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = std::fs::read_to_string(path).expect("the document");
    let pieces = markdown::read(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    let blocks = pieces.into_iter().filter_map(|piece| match piece {
        Piece::Block(block) if block.language() == "yaml" => Some(block),
        _ => None,
    });
    blocks.collect()
}

#[test]
fn every_file_of_the_readme_checks_clean() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let blocks = yaml_blocks("README.md");
    for block in &blocks {
        let file = block.file().unwrap_or_else(|| panic!("README.md:{}: no file is named", block.line));
        assert!(block.before.contains(&format!("`{file}`")), "README.md:{}", block.line);
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(path, &block.text).expect("the block is written");
    }
    assert!(!blocks.is_empty(), "the README shows a scenario");
    let output = runthrough(folder.path(), &["check"]);
    assert_eq!(code(&output), Some(0), "{}", said(&output));
    assert!(said(&output).contains("no problems"), "{}", said(&output));
}

#[test]
fn every_yaml_block_is_yaml() {
    for name in ["README.md", "scenarios/README.md"] {
        for block in yaml_blocks(name) {
            let read: Result<serde_yaml::Value, _> = serde_yaml::from_str(&block.text);
            // What goes into the middle of a file is read with the blanks before it.
            assert!(
                read.is_ok(),
                "{name}:{}: {}",
                block.line,
                read.err().map_or_else(String::new, |e| e.to_string())
            );
        }
    }
}
