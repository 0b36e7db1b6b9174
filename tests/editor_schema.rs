//! Holds the JSON Schema for editors and the reader of files together, over every file of the cases, the guide and the
//! shipped scenarios: what the one accepts the other accepts, and what is refused for its structure both refuse.

mod support;

use std::collections::BTreeSet;

use runthrough::diag::{Code, Diagnostic, Severity};
use runthrough::model::vocabulary::schema;
use serde_json::Value;
use support::written::{Folder, folders};

/// Findings about which keys and which kinds of value stand where.
const STRUCTURE: [Code; 6] = [
    Code::UnknownKey,
    Code::MissingKey,
    Code::WrongType,
    Code::EmptyCollection,
    Code::NotAScenario,
    Code::NotYet,
];

/// Findings of the same codes that hang on more than the structure of this file: columns of data rows, a `null` that the
/// text does not have (to JSON, a key without a value is null).
fn beyond(found: &Diagnostic) -> bool {
    ["column", "no variable", "but this is nothing"].iter().any(|words| found.message.contains(words))
}

struct Schemas {
    scenario: jsonschema::Validator,
    config: jsonschema::Validator,
}

impl Schemas {
    fn new() -> Self {
        let compile = |schema: Value| jsonschema::draft202012::new(&schema).expect("a schema");
        Schemas { scenario: compile(schema::scenario()), config: compile(schema::config()) }
    }

    /// What the schema says of a file.
    fn complaints(&self, name: &str, text: &str) -> Option<Vec<String>> {
        let value: Value = serde_yaml::from_str(text).ok()?;
        let validator = if name == "runthrough.yaml" { &self.config } else { &self.scenario };
        Some(
            validator
                .iter_errors(&value)
                .map(|error| format!("{}: {error}", error.instance_path()))
                .collect(),
        )
    }
}

#[test]
fn schema_and_reader_agree_on_every_file() {
    let schemas = Schemas::new();
    let (mut right, mut wrong) = (0, BTreeSet::new());
    let mut complaints = Vec::new();
    for folder in folders() {
        for (name, text) in &folder.files {
            if let Some(complaint) = judge(&schemas, &folder, name, text, &mut right, &mut wrong) {
                complaints.push(format!("{}: {name}: {complaint}", folder.label));
            }
        }
    }
    assert!(complaints.is_empty(), "{} files:\n{}", complaints.len(), complaints.join("\n"));
    assert!(right > 300, "only {right} right files were seen");
    assert!(wrong.len() >= 5, "only {wrong:?} were seen");
}

fn judge(
    schemas: &Schemas,
    folder: &Folder,
    name: &str,
    text: &str,
    right: &mut usize,
    wrong: &mut BTreeSet<&'static str>,
) -> Option<String> {
    if !name.ends_with(".yaml") || name == "server.yaml" {
        return None;
    }
    let found = folder.findings(name);
    let errors: Vec<&Diagnostic> =
        found.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    let said = schemas.complaints(name, text);
    if errors.is_empty() {
        *right += 1;
        return match said {
            None => Some("the reader takes it, and it is no YAML".to_owned()),
            Some(said) if said.is_empty() => None,
            Some(said) => Some(format!("only the schema refuses it: {}", said.join("; "))),
        };
    }
    let structure = errors.iter().find(|found| STRUCTURE.contains(&found.code) && !beyond(found))?;
    wrong.insert(structure.code.name());
    match said {
        Some(said) if said.is_empty() => {
            Some(format!("only the reader refuses it: {}: {}", structure.code.name(), structure.message))
        }
        _ => None,
    }
}
