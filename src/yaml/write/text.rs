//! Layout: braces for what is small, a line for each member of what is not.

use super::scalar::{key, pattern, scalar};
use super::{Member, Node};
use crate::yaml::quoted::{is_special, quoted};

/// Columns that a line of braces may take.
const WIDTH: usize = 100;

/// Members and elements that stand in one line.
const FEW: usize = 8;

/// Levels of braces in one line.
const DEEP: usize = 3;

/// Writes the members of a file's top; what has lines of its own gets a blank line above it.
pub fn document(members: &[Member]) -> String {
    let mut out = String::new();
    let mut apart = false;
    for member in members {
        let wide = matches!(member.value, Node::Section(_) | Node::Steps(_));
        if (wide || apart) && !out.is_empty() {
            out.push('\n');
        }
        apart = wide;
        member_line(&mut out, member, 0);
    }
    out
}

fn indent(out: &mut String, columns: usize) {
    out.extend(std::iter::repeat_n(' ', columns));
}

fn comments(out: &mut String, lines: &[String], column: usize) {
    for line in lines.iter().flat_map(|line| line.lines()) {
        indent(out, column);
        let clean: String = line.chars().filter(|c| !is_special(*c)).collect();
        // Foreign words allow nothing.
        let clean = format!("# {}", clean.trim_end()).replace("# runthrough:", "#runthrough:");
        out.push_str(clean.trim_end());
        out.push('\n');
    }
}

fn member_line(out: &mut String, member: &Member, column: usize) {
    comments(out, &member.comments, column);
    allowed(out, member, column);
    indent(out, column);
    rest_of_member(out, member, column);
}

fn allowed(out: &mut String, member: &Member, column: usize) {
    if let Some(allow) = &member.allow {
        indent(out, column);
        out.push_str(&format!("# runthrough: allow {allow}\n"));
    }
}

/// A member whose indentation is written.
fn rest_of_member(out: &mut String, member: &Member, column: usize) {
    let name = key(&member.key, false);
    out.push_str(&name);
    out.push(':');
    value(out, &member.value, column, column + name.chars().count() + 2);
}

/// What stands behind a colon or a dash. `column`: of the key; `used`: columns of the line so far.
fn value(out: &mut String, node: &Node, column: usize, used: usize) {
    if let Some(line) = in_one_line(node, used) {
        out.push(' ');
        out.push_str(&line);
        out.push('\n');
        return;
    }
    match node {
        Node::Text(text) | Node::Pattern(text) => block_text(out, text, column + 2),
        Node::Map(members) | Node::Section(members) => {
            out.push('\n');
            members.iter().for_each(|member| member_line(out, member, column + 2));
        }
        Node::List(items) => {
            out.push('\n');
            items.iter().for_each(|each| item(out, each, column + 2));
        }
        Node::Steps(steps) => {
            out.push('\n');
            for (index, (above, members)) in steps.iter().enumerate() {
                if index > 0 {
                    out.push('\n');
                }
                comments(out, above, column + 2);
                map_item(out, members, column + 2);
            }
        }
        // These always fit.
        Node::Null | Node::Bool(_) | Node::Number(_) => out.push('\n'),
    }
}

fn item(out: &mut String, node: &Node, column: usize) {
    if in_one_line(node, column + 2).is_none()
        && let Node::Map(members) | Node::Section(members) = node
        && members.first().is_some_and(|first| first.comments.is_empty())
    {
        return map_item(out, members, column);
    }
    indent(out, column);
    out.push('-');
    value(out, node, column, column + 2);
}

fn map_item(out: &mut String, members: &[Member], column: usize) {
    for (index, member) in members.iter().enumerate() {
        if index == 0 {
            allowed(out, member, column);
            indent(out, column);
            out.push_str("- ");
            rest_of_member(out, member, column + 2);
        } else {
            member_line(out, member, column + 2);
        }
    }
}

/// A text of several lines as it is, if it can stand so; else with escapes.
fn block_text(out: &mut String, text: &str, column: usize) {
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    let simple = !body.is_empty()
        && ends <= 1
        && !body.starts_with([' ', '\n', '\t'])
        && body.lines().all(|line| line.trim_end() == line)
        && !body.chars().any(|c| c != '\n' && is_special(c));
    if !simple {
        out.push(' ');
        out.push_str(&quoted(text));
        out.push('\n');
        return;
    }
    out.push_str(if ends == 0 { " |-\n" } else { " |\n" });
    for line in body.split('\n') {
        if !line.is_empty() {
            indent(out, column);
        }
        out.push_str(line);
        out.push('\n');
    }
}

/// The node in one line, where it fits behind `used` columns.
fn in_one_line(node: &Node, used: usize) -> Option<String> {
    let line = match node {
        Node::Null => "null".to_owned(),
        Node::Bool(value) => value.to_string(),
        Node::Number(written) => written.clone(),
        // A text of one line is not folded, however long it is.
        Node::Text(text) => return (!text.contains('\n')).then(|| scalar(text, false)),
        Node::Pattern(text) => return (!text.contains('\n')).then(|| pattern(text)),
        Node::Section(members) if !members.is_empty() => return None,
        Node::Steps(steps) if !steps.is_empty() => return None,
        Node::Map(_) | Node::List(_) | Node::Section(_) | Node::Steps(_) => flow(node, DEEP)?,
    };
    (used + line.chars().count() <= WIDTH).then_some(line)
}

/// The node in braces; `None` where that is hard to read.
fn flow(node: &Node, depth: usize) -> Option<String> {
    match node {
        Node::Null | Node::Bool(_) | Node::Number(_) => in_one_line(node, 0),
        Node::Text(text) => (!text.contains('\n')).then(|| scalar(text, true)),
        Node::Pattern(text) => (!text.contains('\n')).then(|| pattern(text)),
        Node::List(items) if items.is_empty() => Some("[]".to_owned()),
        Node::Map(members) | Node::Section(members) if members.is_empty() => Some("{}".to_owned()),
        Node::Steps(steps) if steps.is_empty() => Some("[]".to_owned()),
        _ if depth == 0 => None,
        Node::List(items) if items.len() <= FEW => {
            let items: Option<Vec<String>> = items.iter().map(|item| flow(item, depth - 1)).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Node::Map(members) if members.len() <= FEW => {
            let members: Option<Vec<String>> = members
                .iter()
                .map(|member| {
                    let bare = member.comments.is_empty() && member.allow.is_none();
                    let value = bare.then(|| flow(&member.value, depth - 1))??;
                    Some(format!("{}: {value}", key(&member.key, true)))
                })
                .collect();
            Some(format!("{{ {} }}", members?.join(", ")))
        }
        Node::List(_) | Node::Map(_) | Node::Section(_) | Node::Steps(_) => None,
    }
}
