//! Comments for what `check` would warn of, where a draft means it so: texts that are called as a variable is, and
//! variables that nothing uses.

use std::collections::HashSet;

use crate::model::BodySpec;
use crate::vocabulary::is_expression_key;
use crate::yaml::write::{Member, Node};

/// Whether the texts of a step's key are data.
fn is_data(key: &str) -> bool {
    matches!(key, "query" | "headers" | "cookies")
        || BodySpec::named(key).is_some_and(|spec| spec.reads.is_data())
}

/// Adds the comments to the members of a file.
pub fn add(file: &mut [Member]) {
    let mut names = HashSet::new();
    let mut used = HashSet::new();
    for member in file.iter() {
        match (member.key.as_str(), &member.value) {
            ("inputs" | "vars", value) => names.extend(keys(value)),
            (_, Node::Steps(steps)) => {
                let captures = steps.iter().flat_map(|(_, step)| step).filter(|part| part.key == "capture");
                names.extend(captures.flat_map(|capture| keys(&capture.value)));
            }
            _ => {}
        }
        collect(&member.value, false, &mut used);
    }
    for member in file {
        match (member.key.as_str(), &mut member.value) {
            ("vars", value) => unused(value, "unused-variable", &used),
            (_, Node::Steps(steps)) => {
                for part in steps.iter_mut().flat_map(|(_, step)| step) {
                    match part.key.as_str() {
                        "capture" => unused(&mut part.value, "unused-capture", &used),
                        key if is_data(key) => called_so(&mut part.value, &names),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn keys(node: &Node) -> Vec<String> {
    members(node).iter().map(|member| member.key.clone()).collect()
}

fn members(node: &Node) -> &[Member] {
    match node {
        Node::Map(members) | Node::Section(members) => members,
        _ => &[],
    }
}

/// The words of all expressions; and whole texts, which `check` takes for a use that was forgotten.
fn collect(node: &Node, expression: bool, used: &mut HashSet<String>) {
    match node {
        Node::Text(text) | Node::Pattern(text) if expression || text.contains("${") => {
            let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            used.extend(words.map(str::to_owned));
        }
        Node::Text(text) => {
            used.insert(text.clone());
        }
        Node::List(items) => items.iter().for_each(|item| collect(item, expression, used)),
        Node::Map(members) | Node::Section(members) => members_of(members, expression, used),
        Node::Steps(steps) => steps.iter().for_each(|(_, step)| members_of(step, expression, used)),
        Node::Pattern(_) | Node::Null | Node::Bool(_) | Node::Number(_) => {}
    }
}

fn members_of(members: &[Member], expression: bool, used: &mut HashSet<String>) {
    for member in members {
        collect(&member.value, expression || is_expression_key(&member.key), used);
    }
}

fn unused(node: &mut Node, code: &str, used: &HashSet<String>) {
    let (Node::Map(members) | Node::Section(members)) = node else { return };
    for member in members.iter_mut().filter(|member| !used.contains(&member.key)) {
        member.allow = Some(format!("{code} no step uses it yet"));
    }
}

/// Members with a text that is also the name of a variable.
fn called_so(node: &mut Node, names: &HashSet<String>) {
    let is_name = |node: &Node| matches!(node, Node::Text(text) if names.contains(text));
    match node {
        Node::Map(members) | Node::Section(members) => {
            for member in members {
                let list = matches!(&member.value, Node::List(items) if items.iter().any(is_name));
                if list || is_name(&member.value) {
                    member.allow = Some("forgot-template the literal string is meant".to_owned());
                }
                called_so(&mut member.value, names);
            }
        }
        Node::List(items) => items.iter_mut().for_each(|item| called_so(item, names)),
        _ => {}
    }
}
